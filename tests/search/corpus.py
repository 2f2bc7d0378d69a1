"""Real texts in the form of JSON Lines, as documents of an index, and an index of them on each database."""

import gzip
import json
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper as SQLite
from django.utils.text import slugify

from articles.models import Edition
from articles.search import document, finding, query, state

SIZE = 500  # documents put in at once


def read(path):
    opened = gzip.open if str(path).endswith(".gz") else open
    with opened(Path(path), "rt", encoding="utf-8") as lines:
        return [{"id": str(number), **json.loads(line)} for number, line in enumerate(lines)]


def recombined(items, count):
    """Yield so many texts made of items: the first half of one, the second half of another, a year apart."""
    for number in range(count):
        turn, place = divmod(number, len(items))
        one, other = items[place], items[(place + turn) % len(items)]
        ends = [text["body_markdown"].split("\n\n") for text in (one, other)]
        body = [*ends[0][: len(ends[0]) // 2], *ends[1][len(ends[1]) // 2 :]]
        at = datetime.fromisoformat(one["published_at"]) - timedelta(days=365 * (turn % 20), seconds=turn)
        yield {**one, "body_markdown": "\n\n".join(body), "published_at": at.isoformat()}


def edition(number, item):
    """Return an unsaved edition of a text."""
    at = datetime.fromisoformat(item["published_at"])
    return Edition(
        pk=number, kind=Edition.Kind.FIRST, language=item["lang"], live_from=at, first_published_at=at,
        headline=item["headline"], standfirst=item["standfirst"], body=item["body_markdown"],
        section_as_printed={"slug": slugify(item["section"]), "name": item["section"]},
        byline=[{"name": name, "role": "", "person": slugify(name)} for name in item["authors"]],
        citations=[{"mark": "s", "source": slugify(item["source_name"]), "name": item["source_name"]}],
        topics=[{"slug": slugify(tag), "name": tag} for tag in item["tags"]],
    )  # fmt: skip


def documents(items):
    return [document.of_edition(edition(number, item), "en") for number, item in enumerate(items)]


def fill(store, made):
    """Make the tables of a store and put the documents in, in parts, as a newsroom grows."""
    store.create()
    for start in range(0, len(made), SIZE):
        store.add(made[start : start + SIZE])
    store.settle()
    return SimpleNamespace(current=store, languages=["en"])


@contextmanager
def sqlite(made):
    """Yield an index of documents on SQLite, in memory."""
    settings = {**connection.settings_dict, "ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    memory = SQLite({**settings, "OPTIONS": {}, "CONN_HEALTH_CHECKS": False}, alias="memory")
    try:
        yield fill(state.SQLiteStore(memory, "trial", "a"), made)
    finally:
        memory.close()


def answer(index, text, size=10):
    """Return the subjects of the first hits of a question."""
    page = finding.find(index, query.parse(text), finding.Scope(at=2**50), size=size)
    return [hit.subject for hit in page.hits]
