"""Ghost 0 to 6: its export as JSON, alone or in a zip with its pictures and redirects."""

import codecs
import re
import zipfile
from datetime import UTC, datetime
from html import escape

import yaml
from django.utils.translation import gettext as _

from exchange.records import Person, Picture, Problem, Redirect, Site, Story, Term

from . import ghost_cards
from .opening import BROKEN_ZIP, json_of, yaml_of

NAME = "ghost"
MAX_BYTES = 1_000_000_000
START = 400  # bytes by which an export is known
HERE = "__GHOST_URL__"
GATE = re.compile(r"<!--\s*kg-gated-block:(begin|end)(.*?)-->", re.DOTALL)
# Columns of words: a number in one is its digits, and what is neither is nothing.
WORDS = {
    *("title", "slug", "html", "plaintext", "feature_image", "custom_excerpt", "locale", "uuid", "status"),
    *("type", "name", "bio", "description", "meta_title", "meta_description", "feature_image_alt"),
    *("feature_image_caption", "image"),
}
# What a post or its row of posts_meta may say besides, and has no place here.
BESIDES = ("canonical_url", "codeinjection_head", "codeinjection_foot", "custom_template", "email_subject",
           "og_title", "og_description", "og_image", "twitter_title", "twitter_description",
           "twitter_image")  # fmt: skip
FOR_MEMBERS = re.compile(r"""\bnonMember\s*:\s*["']?false""", re.IGNORECASE)


def is_mine(start, path):
    """Ask whether a file begins as an export of Ghost does, or is a zip that holds one."""
    if start[:2] == b"PK" and path.suffix == ".zip":
        try:
            with zipfile.ZipFile(path) as archive:
                return bool(exports(archive))
        except (OSError, zipfile.BadZipFile):
            return False
    return _is_export(start)


def _is_export(start):
    start = start.removeprefix(codecs.BOM_UTF8).lstrip()[:START]
    return start[:1] == b"{" and (b'"db"' in start[:200] or b'"exported_on"' in start)


def records(opened, name):
    """Yield the records of one export."""
    if opened.read(2) == b"PK":
        opened.seek(0)
        yield from _of_zip(opened, name)
    else:
        opened.seek(0)
        yield from _of_json(opened.read(MAX_BYTES + 1), name)


def exports(archive):
    """Return the names of the exports in a zip: themes, other archives and redirects are of JSON, too."""
    names = (info.filename for info in archive.infolist() if info.filename.endswith(".json"))
    return [name for name in names if _is_export(_start_of(archive, name))]


def _start_of(archive, name):
    try:
        return _member(archive, name, START)
    except BROKEN_ZIP:
        return b""


def _of_zip(opened, name):
    try:
        with zipfile.ZipFile(opened) as archive:
            for each in exports(archive)[:1]:
                yield from _of_json(_member(archive, each, MAX_BYTES), f"{name}/{each}")
            for info in archive.infolist():
                if info.filename.rpartition("/")[2] in ("redirects.json", "redirects.yaml"):
                    yield from redirects(
                        _member(archive, info.filename, 10_000_000), f"{name}/{info.filename}"
                    )
    except BROKEN_ZIP as error:
        yield Problem(name, _("the zip can’t be read: %(why)s") % {"why": error})


def _member(archive, name, most):
    with archive.open(name) as file:
        return file.read(most + 1)


def _of_json(data, name):
    if len(data) > MAX_BYTES:
        yield Problem(name, _("it is larger than 1 GB: export it in parts"))
        return
    try:
        said = json_of(data)
        tables = (said["db"][0] if "db" in said else said)["data"]
        export = Export(tables, name)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
        yield Problem(
            name, _("it is no export of Ghost that can be read: %(why)s") % {"why": repr(error)[:250]}
        )
        return
    yield from export.records()


def redirects(data, name):
    """Yield where Ghost's own redirects lead; those by a pattern are listed."""
    try:
        said = json_of(data) if name.endswith(".json") else yaml_of(data)
        if isinstance(said, list):
            pairs = [(each["from"], each["to"]) for each in said]
        else:
            pairs = [pair for rules in (said or {}).values() for pair in (rules or {}).items()]
    except (ValueError, KeyError, TypeError, AttributeError, yaml.YAMLError, RecursionError) as error:
        yield Problem(name, _("these redirects can’t be read: %(why)s") % {"why": repr(error)[:250]})
        return
    for old, new in pairs:
        plain = str(old).removeprefix("^").removesuffix("$").removesuffix("/?").replace("\\/", "/")
        if any(sign in plain for sign in "*+()[]{}|\\^$?"):
            yield Problem(name, _("the redirect %(old)s is a pattern, and was left out") % {"old": old})
        else:
            yield Redirect(plain, str(new))


class Export:
    """The tables of one export."""

    def __init__(self, tables, name):
        self.name, self.tables = name, tables
        settings = {row["key"]: row.get("value") for row in self.rows("settings") if "key" in row}
        self.site = Site(
            str(settings.get("title") or ""),
            str(settings.get("url") or ""),
            str(settings.get("locale") or settings.get("lang") or ""),
        )
        self.meta = {row.get("post_id"): row for row in self.rows("posts_meta")}
        self.users = {
            row["id"]: f"author:{row.get('slug') or row['id']}" for row in self.rows("users") if "id" in row
        }
        self.tags = {row["id"]: row for row in self.rows("tags") if "id" in row}
        self.authors_of, self.tags_of = (
            self._joined("posts_authors", "author_id"),
            self._joined("posts_tags", "tag_id"),
        )

    def rows(self, table):
        rows = self.tables.get(table)
        rows = rows if isinstance(rows, list) else []
        return [
            {name: _plain(name, value) for name, value in row.items()}
            for row in rows
            if isinstance(row, dict)
        ]

    def _joined(self, table, column):
        found = {}
        for row in sorted(self.rows(table), key=lambda row: row.get("sort_order") or 0):
            found.setdefault(row.get("post_id"), []).append(row.get(column))
        return found

    def records(self):
        yield self.site
        for row in self.rows("users"):
            if "id" not in row:
                continue  # no post can name it
            slug = row.get("slug") or ""
            yield Person(
                self.users[row["id"]],
                row.get("name") or slug,
                slug,
                bio=escape(row.get("bio") or ""),
                addresses=[f"/author/{slug}/"],
            )
        for row in self.tags.values():
            if not self._is_internal(row):
                yield self._term(row)
        if not self.rows("posts"):
            yield Problem(self.name, _("it holds no posts"))
        for number, row in enumerate(self.rows("posts"), start=1):
            place = f"{self.name}, post {number}, {row.get('slug', '')}"
            picture = self._picture(row)
            if picture:
                yield picture
            yield self._story(row, place)

    def _is_internal(self, row):
        return row.get("visibility") == "internal" or str(row.get("name", "")).startswith("#")

    def _term(self, row):
        slug = row.get("slug") or str(row["id"])
        return Term(
            f"tag:{slug}",
            row.get("name") or slug,
            slug,
            escape(row.get("description") or ""),
            [f"/tag/{slug}/"],
        )

    def _picture(self, row):
        featured = _featured(row)
        if not featured:
            return None
        meta = self.meta.get(row.get("id"), {})
        address = _here(featured)
        return Picture(
            f"picture:{row.get('id')}",
            address,
            meta.get("feature_image_alt") or "",
            meta.get("feature_image_caption") or "",
        )

    def _story(self, row, place):
        meta = self.meta.get(row.get("id"), {})
        left = [*_besides(row), *_besides(meta)]
        slug, is_page = row.get("slug") or "", row.get("type") == "page" or bool(row.get("page"))
        body = self._body(row, left)
        story = Story(
            f"post:{row.get('id')}", place, "page" if is_page else "post", row.get("status") or "draft",
            escape(row.get("title") or ""), _here(body), slug=slug, left_out=left,
        )  # fmt: skip
        story.standfirst = escape(row.get("custom_excerpt") or "")
        story.published_at, story.changed_at = (
            _moment(row.get("published_at")),
            _moment(row.get("updated_at")),
        )
        story.people = [
            self.users[each]
            for each in self.authors_of.get(row.get("id"), [row.get("author_id")])
            if each in self.users
        ]
        named = [self.tags[each] for each in self.tags_of.get(row.get("id"), ()) if each in self.tags]
        story.terms = [f"tag:{tag.get('slug') or tag['id']}" for tag in named if not self._is_internal(tag)]
        story.lead_picture = f"picture:{row.get('id')}" if _featured(row) else ""
        story.address, story.addresses = f"/{slug}/", [f"/p/{row['uuid']}/"] if row.get("uuid") else []
        story.language = row.get("locale") or ""
        story.search_title = escape(meta.get("meta_title") or row.get("meta_title") or "")
        story.search_description = escape(meta.get("meta_description") or row.get("meta_description") or "")
        story.is_protected = (row.get("visibility") or "public") != "public" or bool(meta.get("email_only"))
        return story

    def _body(self, row, left):
        """Return the text as HTML: of its own form where it has one, else what Ghost made of it."""
        for column, write in (("lexical", ghost_cards.of_lexical), ("mobiledoc", ghost_cards.of_mobiledoc)):
            if row.get(column):
                try:
                    return _public(write(json_of(row[column]), left), left)
                except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
                    left.append((column, f"It can't be read ({error}): its HTML was taken."))
        return _public(row["html"], left) if row.get("html") else row.get("plaintext") or ""


def _public(html, left):
    """Return HTML without what was for members alone: from each such begin to the next end, or to its own."""
    parts, at, begin = [], 0, None
    last = html.rfind("-->") + 3  # behind it, each begin would be read to the end of the text
    for gate in GATE.finditer(html, 0, last):
        if begin is None and gate[1] == "begin" and FOR_MEMBERS.search(gate[2]):
            begin = gate
            parts.append(html[at : gate.start()])
        elif begin and gate[1] == "end":
            left.append(("part for members", html[begin.end() : gate.start()]))
            at, begin = gate.end(), None
    if begin:
        left.append(("part for members without an end", html[begin.end() :]))
        at = len(html)
    return "".join([*parts, html[at:]])


def _plain(name, value):
    """Return a column's value as the database of Ghost would hold it."""
    if name in WORDS:
        return value if isinstance(value, str) else str(value) if type(value) in (int, float) else ""
    if name == "visibility":  # what says nothing known is for nobody
        return value if value is None else str(value)
    if name == "sort_order":
        return value if type(value) in (int, float) else 0
    return value if isinstance(value, str | int | float) else None


def _besides(said):
    """Yield ("field", text) for each field of a post that has no place here."""
    yield from (("field", f"{name}: {said[name]}"[:5000]) for name in BESIDES if said.get(name))


def _featured(row):
    """Return the address of a post's picture, which Ghost 0 calls otherwise."""
    return row.get("feature_image") or row.get("image") or ""


def _here(text):
    return text.replace(HERE, "")


def _moment(value):
    """Return a moment from text, or from milliseconds since 1970."""
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value / 1000, UTC)
        found = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None
