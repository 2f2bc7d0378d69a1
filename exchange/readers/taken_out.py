"""A newsroom that was taken out: who and what its stories name, its standing pages, where all of it stood.

Its stories and drafts are Markdown; the other folders hold the same once more, for other readers.
"""

import json
import re
from collections import defaultdict
from functools import partial
from html import escape
from itertools import chain
from pathlib import Path
from urllib.parse import quote

from django.utils.translation import gettext as _

from articles.desk import fronts
from articles.models import Person, Publication, Section, Topic
from articles.models import Source as SourceRow
from articles.models.publication import LOGOS
from exchange.records import (
    MARKDOWN,
    PERSON,
    SECTION,
    TEXTS,
    TOPIC,
    Placed,
    Problem,
    Redirect,
    Related,
    Site,
    Source,
    Story,
)

from . import own_fields
from .fields import parse_moment
from .opening import BadFile

NAME = "newsroom"
DECODER, BETWEEN = json.JSONDecoder(), re.compile(r"[\s,]*")
UNFINISHED = "UNFINISHED"  # a file that stands there until all was taken out
SOURCE = (
    "name", "kind", "role", "address", "is_confidential", "public_description", "withdrawn_at",
    "withdrawn_reason",
)  # fmt: skip
COLUMNS = {
    SECTION: (Section, ["position", "front_form", "is_closed"]),
    TOPIC: (Topic, ["is_series", "parts_order"]),
    PERSON: (Person, ["contact"]),
}


def files_of(folder):
    """Return the files of a folder that are read, or nothing where no newsroom was taken out into it.

    Raise BadFile where not all of one was.
    """
    if (folder / UNFINISHED).is_file():
        raise BadFile(f"{folder} is not whole: take_out was stopped, or is at work. Run it again.")
    if not _is_taken_out(folder):
        return []
    lists = [folder / name for name in READERS if (folder / name).is_file()]
    return lists + sorted(path for name in TEXTS for path in (folder / name).glob("*.md"))


def _is_taken_out(folder):
    return (folder / "schemas/story.json").is_file()


def is_mine(_start, path):
    return path.name in READERS and _is_taken_out(path.parent)


def records(opened, name):
    """Yield the records of one list of a newsroom."""
    path = Path(opened.name)
    try:
        yield from READERS[path.name](path.parent)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        yield Problem(
            name, _("it is no list of a newsroom that can be read: %(why)s") % {"why": repr(error)[:250]}
        )


def _rows(folder, name):
    return json.loads((folder / name).read_text("utf-8"))


def _listed(folder, name):
    """Yield the rows of one list in addresses.json, one at a time: a large paper has several 100,000."""
    text = (folder / "addresses.json").read_text("utf-8")
    found = re.search(rf'"{name}"\s*:\s*\[', text)
    place = BETWEEN.match(text, found.end()).end() if found else len(text)
    while text[place : place + 1] != "]":
        row, place = DECODER.raw_decode(text, place)
        yield row
        place = BETWEEN.match(text, place).end()


def _stood(folder, noun):
    """Yield (slug, address) of where such a thing stood in a system before."""
    for row in _listed(folder, "old"):
        if row.get(f"{noun}__slug"):
            yield row[f"{noun}__slug"], quote(row["path"], safe="/?=&:")


def _old(folder, noun):
    found = defaultdict(list)
    for slug, address in _stood(folder, noun):
        found[slug].append(address)
    return found


def _terms(noun, file, folder):
    old = _old(folder, noun)
    for row in _rows(folder, file):
        term = own_fields.term(noun, row["name"], row["slug"])
        term.description, term.addresses = escape(row["description"]), old[row["slug"]]
        yield _with_columns(term, row, noun)


def _people(folder):
    old = _old(folder, "person")
    for row in _rows(folder, "people.json"):
        person = own_fields.person(row["name"], row["slug"])
        person.role, person.bio, person.addresses = row["role"], escape(row["bio"]), old[row["slug"]]
        person.portrait = own_fields.text(row, "portrait")
        yield _with_columns(person, row, PERSON)


def _with_columns(thing, row, noun):
    thing.columns = dict(own_fields.valid(*COLUMNS[noun], row))
    thing.merged_into = own_fields.text(row, "merged_into__slug")
    return thing


def _sources(folder):
    for row in _rows(folder, "sources.json"):
        said = {**row, "public_description": row["name"]} if row.get("is_confidential") is True else row
        columns = dict(own_fields.valid(SourceRow, SOURCE, said))
        if columns.get("is_confidential"):
            columns["name"] = ""
        represents = next(iter(row.get("represents", [])), {})
        yield Source(row["source"], columns, represents.get("slug", ""), own_fields.text(row, "merged_into"))


def _paper(folder):
    said = _rows(folder, "publication.json")
    logos = {name: file for name in LOGOS if (file := own_fields.text(said, name))}
    yield Site(columns=dict(own_fields.valid(Publication, own_fields.SETTINGS, said)), logos=logos)


def _pages(folder):
    old = _old(folder, "page")
    for row in _rows(folder, "pages.json"):
        slug, state = row["slug"], "publish" if row["is_published"] else "draft"
        yield Story(
            f"page:{slug}", f"pages.json, {slug}", "page", state, row["headline"], row["body"], MARKDOWN,
            slug=slug, address=f"/pages/{slug}/", addresses=old[slug], position=row["position"],
        )  # fmt: skip


def _addresses(folder):
    """Yield where stories stood before: here, by another slug, and in a system before this."""
    uids = {row["slug"]: row["article__uid"] for row in _listed(folder, "slugs")}
    files = [path for name in ("stories", "gone") for path in (folder / name).glob("*.md")]
    live = {uids.get(path.stem): f"/articles/{path.stem}/" for path in files}
    here = ((slug, f"/articles/{slug}/") for slug in uids)
    for slug, path in chain(here, _stood(folder, "article")):
        new = live.get(uids.get(slug), path)
        if new != path:
            yield Redirect(path, new)


def _fronts(folder):
    for row in _rows(folder, "fronts.json"):
        since, until = parse_moment(row["placed_from"]), parse_moment(row["placed_until"])
        is_bounded = row["placed_until"] is None or (until and since and since < until)
        if since and is_bounded and row["slot"] in range(fronts.SLOTS):
            yield Placed(row["article__uid"], row["section__slug"] or "", row["slot"], since, until)


def _related(folder):
    """Yield what stands beside stories today; what stood there before stays in the file."""
    for row in _rows(folder, "related.json"):
        if row["related_until"] is None and row["other__uid"] != row["article__uid"]:
            yield Related(row["article__uid"], row["other__uid"], row["place"])


READERS = {
    "publication.json": _paper,
    "sections.json": partial(_terms, SECTION, "sections.json"),
    "topics.json": partial(_terms, TOPIC, "topics.json"),
    "people.json": _people,
    "sources.json": _sources,
    "pages.json": _pages,
    "addresses.json": _addresses,
    "fronts.json": _fronts,
    "related.json": _related,
}
