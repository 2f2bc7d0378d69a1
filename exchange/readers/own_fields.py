"""The fields of a newsroom's own front matter that site generators do not know."""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db.models import CharField

from articles.archive.verifying import HASH
from articles.models import Article, Byline, Citation, Edition, Publication
from articles.models.publication import LOGOS
from articles.models.version import CITED
from articles.text.reading import printable
from exchange.records import NAME, PERSON, SECTION, TOPIC, Person, Term, key_of

KEY = "newsroom"
# An address that was redacted is gone, and who published is known to the other newsroom alone.
MARKED = [name for name in Edition.REDACTABLE if name not in ("private", "slug")]
GONE = "gone"  # the state of a story that was withdrawn or has expired
# Site generators have names for the others.
COLUMNS = tuple(name for name in Article.CORRECTABLE if name not in ("headline", "standfirst", "body"))

# The rules of a desk, such as four eyes, are set by its own people.
RULES = ("four_eyes", "second_factor_roles")
SETTINGS = tuple(
    field.name for field in Publication._meta.concrete_fields if field.name not in ("id", *LOGOS, *RULES)
)


def of(said):
    """Return the newsroom's own fields of some front matter; None where it has none."""
    own = said.get(KEY)
    return own if isinstance(own, dict) else None


def columns(own):
    """Return {column: value}; a missing value is empty."""
    return {name: Edition._meta.get_field(name).get_default() for name in COLUMNS} | dict(
        valid(Edition, COLUMNS, own)
    )


def valid(model, names, said):
    """Yield (column, value) of what a column takes: no form asked of these words what a form asks."""
    for name in names:
        field, value = model._meta.get_field(name), said.get(name)
        if isinstance(value, str):
            value = printable(" ".join(value.split()) if isinstance(field, CharField) else value)
        if isinstance(value, str | int):
            with suppress(ValidationError, TypeError):  # a number is no date
                yield name, field.clean(value, None)


def people(own):
    """Yield (person, role) of a byline; who has no page of their own is a bare name."""
    for row in objects_in(own.get("byline")):
        name, slug = text(row, "name"), text(row, "person")
        role = dict(valid(Byline, ["role"], row)).get("role", "")
        if name:
            yield person(name, slug) if slug else Person(key_of("name", name), name, noun=NAME), role


def terms(own):
    """Yield the section and the topics, as terms."""
    for noun, rows in ((SECTION, [own.get("section")]), (TOPIC, own.get("topics"))):
        for row in objects_in(rows):
            if text(row, "name") and text(row, "slug"):
                yield term(noun, text(row, "name"), text(row, "slug"))


def person(name, slug):
    return Person(key_of(PERSON, slug), name, slug, noun=PERSON)


def term(noun, name, slug):
    return Term(key_of(noun, slug), name, slug, noun=noun)


def citations(rows):
    """Return [(slug of a source, {column: value})] of an edition's citations."""
    return [(text(row, "source"), dict(valid(Citation, CITED, row))) for row in objects_in(rows)]


def redacted(own):
    """Return {field: (hash of its value, how often it was redacted, is any of it left)}."""
    told = own.get("redacted")
    rows = told.items() if isinstance(told, dict) else ()
    return {
        field: (
            text(kept, "hash"),
            times if type(times := kept.get("times")) is int and 0 < times < 1000 else 0,
            "salt" in kept,
        )
        for field, kept in rows
        if field in MARKED and isinstance(kept, dict) and HASH.fullmatch(text(kept, "hash"))
    }


def text(row, name):
    value = row.get(name)
    return printable(value).strip() if isinstance(value, str) else ""


def objects_in(value):
    """Return the JSON objects of a list; nothing of a value that is no list."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
