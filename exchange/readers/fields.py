"""A story of one file, and the fields that front matter, columns and documents name of it."""

import re
from datetime import UTC, date, datetime, time
from pathlib import PurePosixPath

from exchange.records import MARKDOWN, Person, Story, Term

HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*\n")
TAGS = re.compile(r"<[^<>]*>")


class BadDocument(Exception):
    """A file that can't be read, with a sentence."""


def story(name, headline, body, form, state="draft"):
    """Return a story of a file; what tells no moment is a draft."""
    found = Story(f"file:{name}"[:300], name, "post", state, headline, body, form)
    stem = PurePosixPath(name).stem
    found.slug = PurePosixPath(name).parent.name if stem in ("index", "_index") else stem
    return found


def apply(found, said):
    """Yield the records that a file's fields name, and last the story with them."""
    fields = Fields(said)
    _set_headline(found, fields)
    _set_columns(found, fields)
    _set_state(found, fields)
    yield from _people(found, fields)
    yield from _terms(found, fields)
    yield found


class Fields:
    """What a file says of its story, by names in small letters."""

    def __init__(self, said):
        self.said = {str(key).lower(): value for key, value in said.items()}

    def first(self, *names):
        """Return the first value of some names that is none of nothing."""
        values = (self.said.get(name) for name in names)
        return next((value for value in values if value not in (None, "", [])), "")


def _set_headline(found, fields):
    heading = HEADING.match(found.body) if found.form == MARKDOWN else None
    found.headline = str(fields.first("title", "headline") or (heading[1] if heading else "")).strip()
    if heading and found.headline == heading[1].strip():
        found.body = found.body[heading.end() :].strip("\n")


def _set_columns(found, fields):
    first = fields.first
    found.slug = str(first("slug") or found.slug)
    found.standfirst = str(first("standfirst", "description", "summary", "excerpt", "subtitle"))
    found.published_at = moment(first("date", "pubdate", "published_at", "publishdate", "published"))
    found.changed_at = moment(first("lastmod", "updated", "updated_at", "last_modified_at", "modified"))
    found.language = str(first("lang", "language", "locale"))
    found.lead_picture = _picture_of(
        first("image", "cover", "feature_image", "featured_image", "thumbnail", "images")
    )
    found.address = str(first("url", "permalink", "address"))
    found.addresses = [str(each) for each in _listed(first("aliases", "redirect_from"))]


def _set_state(found, fields):
    """What tells no moment is a draft."""
    said, status = fields.said, fields.first("status")
    is_draft = said.get("draft") is True or said.get("published") is False or status in ("draft", "private")
    found.state = str(status or ("draft" if is_draft or not found.published_at else "publish"))
    if said.get("layout") == "page":
        found.type = "page"


def _people(found, fields):
    for each in _listed(fields.first("author", "authors", "byline")):
        who = str(each.get("name", "")) if isinstance(each, dict) else str(each)
        if who.strip():
            yield Person(f"author:{who.strip()}", who.strip())
            found.people.append(f"author:{who.strip()}")


def _terms(found, fields):
    for kind, names in TERMS.items():
        for name in dict.fromkeys(str(each).strip() for each in _listed(fields.first(*names))):
            if name:
                yield Term(f"{kind}:{name}", name)
                found.terms.append(f"{kind}:{name}")


TERMS = {"category": ("section", "category", "categories"), "tag": ("tags", "topics", "keywords")}


def _listed(value):
    if isinstance(value, str):
        return [part for part in re.split(r"\s*[,;]\s*", value) if part]
    return value if isinstance(value, list | tuple) else [value] if value else []


def _picture_of(value):
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, dict):
        value = value.get("src") or value.get("image") or value.get("url") or value.get("path") or ""
    return str(value or "")


def path_of(address):
    """Return an address without its host."""
    return "/" + re.sub(r"^[a-z]+://[^/]*/?", "", address).lstrip("/") if address else ""


def moment(value):
    """Return a moment from what fields hold: a date, a moment, ISO text; None for what is none."""
    if isinstance(value, datetime):
        found = value
    elif isinstance(value, date):
        found = datetime.combine(value, time())
    else:
        try:
            found = datetime.fromisoformat(re.sub(r"\s+([+-]\d\d):?(\d\d)$", r"\1:\2", str(value).strip()))
        except ValueError:
            return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
