"""Which answers to free words and places are worth storing: those that are asked for a second time."""

from contextlib import suppress

MARK = "free-"  # before the keys of such pages
FREE = {"q", "before", "after", "since", "until", "sort"}
REMEMBERED = 5000  # keys that this process remembers, of some 100 bytes each
TIMEOUT = 3600  # s

_once = {}  # keys that were asked for once, the newest last


def is_free(known):
    """Ask whether a page's key holds words or a place of anyone's choice: there is no end of such pages."""
    return bool(known) and (isinstance(known, str) or not FREE.isdisjoint(dict(known)))


def is_worth_keeping(key):
    """Ask whether this is the second time that somebody asks for it."""
    if _once.pop(key, False):
        return True
    _once[key] = True
    with suppress(StopIteration, RuntimeError):  # another thread's turn
        if len(_once) > REMEMBERED:
            _once.pop(next(iter(_once)), None)
    return False
