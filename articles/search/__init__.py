"""Search: one interface to SQLite's FTS5 and PostgreSQL's full text, with the same answers.

Readers search editions, and find what `published()` gives; the desk searches its working copies.
"""

from .asking import copies, find, readable, suggest
from .comparing import faults
from .document import COPIED, mark
from .query import parse
from .state import NotReady, TooSlow, problem
from .writing import (
    NAMED_BY,
    SAID,
    at_the_end,
    clear_if_empty,
    copies_with,
    forget,
    index,
    index_copies,
    index_copy,
    index_many,
    rebuild,
    remove,
    remove_copy,
)

__all__ = [
    "COPIED",
    "NAMED_BY",
    "SAID",
    "NotReady",
    "TooSlow",
    "at_the_end",
    "clear_if_empty",
    "copies",
    "copies_with",
    "faults",
    "find",
    "forget",
    "index",
    "index_copies",
    "index_copy",
    "index_many",
    "mark",
    "parse",
    "problem",
    "readable",
    "rebuild",
    "remove",
    "remove_copy",
    "suggest",
]
