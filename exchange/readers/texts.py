"""Single files as stories: Markdown with front matter, HTML pages, plain text, Word and OpenDocument."""

import re
import tomllib
import zipfile
from datetime import UTC, date, datetime, time
from html import escape
from io import BytesIO
from pathlib import PurePosixPath

import mammoth
import yaml
from lxml import etree

from exchange.records import HTML, MARKDOWN, Person, Picture, Problem, Story, Term

from .opening import text_of

NAME = "texts"
MARKDOWN_ENDS, HTML_ENDS, TEXT_ENDS = (".md", ".markdown", ".mdx"), (".html", ".htm", ".xhtml"), (".txt",)
ENDS = (*MARKDOWN_ENDS, *HTML_ENDS, *TEXT_ENDS, ".docx", ".odt")
MAX_BYTES = 50_000_000
FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
TOML_FRONT = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
DATED_NAME = re.compile(r"(\d{4}-\d\d-\d\d)-(.+)")  # as Jekyll names its posts
HEADING = re.compile(r"\A\s*#[ \t]+(.+?)[ \t]*#*[ \t]*\n")
TITLE = re.compile(r"<(title|h1)(?=[\s>])[^>]*>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
BODIES = [
    re.compile(rf"<{tag}(?=[\s>])[^>]*>(.*)</{tag}>", re.DOTALL | re.IGNORECASE)
    for tag in ("article", "main", "body")
]
INSERTED, DELETED, COMMENT = (
    re.compile(rb"<w:ins[ >]"),
    re.compile(rb"<w:del[ >]"),
    re.compile(rb"<w:comment[ >]"),
)
TAGS = re.compile(r"<[^<>]*>")


def is_mine(start, path):
    """Ask whether a file is one of these by its name; an index of a folder of pages is one too."""
    if path.suffix.lower() in (".docx", ".odt"):
        return start[:2] == b"PK"
    return path.suffix.lower() in ENDS


def records(opened, name):
    """Yield the story of one file, with the people and terms that its head names."""
    data, end = opened.read(MAX_BYTES + 1), PurePosixPath(name).suffix.lower()
    if len(data) > MAX_BYTES:
        yield Problem(name, f"it is larger than {MAX_BYTES // 1_000_000} MB")
        return
    try:
        if end in MARKDOWN_ENDS:
            yield from _of_markdown(text_of(data), name)
        elif end in HTML_ENDS:
            yield _of_html(text_of(data), name)
        elif end == ".docx":
            yield from _of_word(data, name)
        elif end == ".odt":
            yield from _of_open_document(data, name)
        else:
            yield _of_plain(text_of(data), name)
    except BadDocument as error:
        yield Problem(name, str(error))


class BadDocument(Exception):
    """A file that can't be read, with a sentence."""


def story(name, headline, body, form, state="draft"):
    """Return a story of a file; what tells no moment is a draft."""
    found = Story(f"file:{name}"[:300], name, "post", state, headline, body, form)
    stem = PurePosixPath(name).stem
    found.slug = PurePosixPath(name).parent.name if stem in ("index", "_index") else stem
    return found


# Markdown with front matter: Hugo, Jekyll, Eleventy, Astro


def _of_markdown(text, name):
    text = text.replace("\r\n", "\n")
    said, body = _front_matter(text, name)
    found = story(name, "", body, MARKDOWN)
    dated = DATED_NAME.fullmatch(found.slug)
    if dated:
        found.slug = dated[2]
    yield from apply(found, {**({"date": dated[1]} if dated else {}), **said})


def _front_matter(text, name):
    """Return ({key: value}, the text behind)."""
    for pattern, read in ((FRONT, yaml.safe_load), (TOML_FRONT, tomllib.loads)):
        if match := pattern.match(text):
            try:
                said = read(match[1])
            except (yaml.YAMLError, ValueError, RecursionError) as error:
                raise BadDocument(
                    f"its front matter can't be read: {' '.join(str(error).split())[:200]}"
                ) from error
            return (said if isinstance(said, dict) else {}), text[match.end() :].lstrip("\n")
    return {}, text


def apply(found, said):
    """Yield the records that a file's fields name, and last the story with them."""
    said = {str(key).lower(): value for key, value in said.items()}

    def first(*names):
        return next((said[name] for name in names if said.get(name) not in (None, "", [])), "")

    heading = HEADING.match(found.body) if found.form == MARKDOWN else None
    found.headline = str(first("title", "headline") or (heading[1] if heading else "")).strip()
    if heading and found.headline == heading[1].strip():
        found.body = found.body[heading.end() :].strip("\n")
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
    is_draft = (
        said.get("draft") is True or said.get("published") is False or first("status") in ("draft", "private")
    )
    found.state = str(first("status") or ("draft" if is_draft or not found.published_at else "publish"))
    if isinstance(said.get("layout"), str) and said["layout"] == "page":
        found.type = "page"
    for each in _listed(first("author", "authors", "byline")):
        who = str(each.get("name", "")) if isinstance(each, dict) else str(each)
        if who.strip():
            yield Person(f"author:{who.strip()}", who.strip())
            found.people.append(f"author:{who.strip()}")
    for kind, names in (
        ("category", ("section", "category", "categories")),
        ("tag", ("tags", "topics", "keywords")),
    ):
        for name in dict.fromkeys(str(each).strip() for each in _listed(first(*names))):
            if name:
                yield Term(f"{kind}:{name}", name)
                found.terms.append(f"{kind}:{name}")
    yield found


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


# HTML pages and plain text


def _of_html(text, name):
    title = TITLE.search(text)
    body = next((match[1] for each in BODIES if (match := each.search(text))), text)
    found = story(name, TAGS.sub("", title[2]).strip() if title else "", body, HTML)
    for key, value in re.findall(r'<meta\s+(?:name|property)="([^"]+)"\s+content="([^"]*)"', text):
        if key in ("description", "og:description"):
            found.standfirst = found.standfirst or value
        elif key in ("article:published_time", "date"):
            found.published_at = moment(value)
        elif key in ("article:modified_time",):
            found.changed_at = moment(value)
    found.state = "publish" if found.published_at else "draft"
    found.address = f"/{name}"
    return found


def _of_plain(text, name):
    first, _end, rest = text.strip().replace("\r\n", "\n").replace("\r", "\n").partition("\n")
    headline, body = (first, rest.strip()) if len(first) <= 300 and rest.strip() else ("", text)
    paragraphs = "".join(f"<p>{escape(each).strip()}</p>" for each in re.split(r"\n\s*\n", body))
    return story(name, headline, paragraphs.replace("\n", "<br>"), HTML)


# Word


def _of_word(data, name):
    _check_zip(data)
    found, pictures, comments = story(name, "", "", HTML), [], 0

    def keep(image):
        with image.open() as opened:
            pictures.append((image.alt_text or "", opened.read(MAX_BYTES)))
        return {"src": f"held:{name}#{len(pictures)}", "alt": image.alt_text or ""}

    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            document = archive.read("word/document.xml")
            said = archive.read("word/comments.xml") if "word/comments.xml" in archive.namelist() else b""
        if b"<!DOCTYPE" in document:
            raise BadDocument("its text defines a document type, which no program of Word writes")
        html = mammoth.convert_to_html(BytesIO(data), convert_image=mammoth.images.img_element(keep)).value
    except BadDocument:
        raise
    except Exception as error:  # a hostile file makes the library raise anything
        raise BadDocument(f"it is no document of Word that can be read: {error!r}"[:200]) from error
    comments, deleted, inserted = (
        len(pattern.findall(text))
        for pattern, text in ((COMMENT, said), (DELETED, document), (INSERTED, document))
    )
    if comments or deleted or inserted:
        found.left_out.append(
            (
                "comments and tracked changes",
                f"{comments} comments, {inserted} insertions, {deleted} deletions",
            )
        )
    yield from _with_pictures(found, html, pictures)


def _with_pictures(found, html, pictures):
    """Take the first heading for the headline, and yield the pictures before the story."""
    heading = re.match(r"\s*<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    found.headline = TAGS.sub("", heading[1]).strip() if heading else ""
    found.body = html[heading.end() :] if heading else html
    for number, (alt, data) in enumerate(pictures, start=1):
        key = f"held:{found.place}#{number}"
        yield Picture(key, key, alt, data=data)
    yield found


def _check_zip(data):
    """Refuse a document that unpacks to more than any is."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise BadDocument(f"it is damaged: {error}") from error
    if size > 4 * MAX_BYTES:
        raise BadDocument("it unpacks to more than any document holds")


# OpenDocument

OFFICE = {
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
}
XML = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _name(prefix, local):
    return f"{{{OFFICE[prefix]}}}{local}"


def _of_open_document(data, name):
    _check_zip(data)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            root = etree.fromstring(archive.read("content.xml"), XML)
            document = OpenDocument(root, archive, f"held:{name}")
            html = document.html()
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile, RuntimeError, EOFError) as error:
        raise BadDocument(f"it is no OpenDocument text that can be read: {error!r}"[:200]) from error
    found = story(name, "", "", HTML)
    if document.left:
        found.left_out.append(("comments and tracked changes", f"{document.left} comments and changes"))
    yield from _with_pictures(found, html, document.pictures)


class OpenDocument:
    """The content of one OpenDocument text, written as HTML."""

    BLOCKS = {"p": "p", "list-item": "li", "table": "table", "table-row": "tr", "table-cell": "td"}

    def __init__(self, root, archive, key):
        self.root, self.archive, self.key = root, archive, key
        self.pictures, self.notes, self.left, self.depth = [], [], 0, 0
        self.marks = {
            style.get(_name("style", "name")): self._marks_of(style)
            for style in root.iter(_name("style", "style"))
        }
        self.ordered = {
            style.get(_name("style", "name"))
            for style in root.iter(_name("text", "list-style"))
            if style.find(f"{_name('text', 'list-level-style-number')}[@{_name('text', 'level')}='1']")
            is not None
        }

    def _marks_of(self, style):
        said = style.find(_name("style", "text-properties"))
        if said is None:
            return ()
        bold = said.get(_name("fo", "font-weight")) == "bold"
        slanted = said.get(_name("fo", "font-style")) == "italic"
        return (("strong",) if bold else ()) + (("em",) if slanted else ())

    def html(self):
        body = next(self.root.iter(_name("office", "text")), None)
        text = self._inside(body) if body is not None else ""
        notes = "".join(
            f'<li id="fn-{n}">{note} <a href="#fnref-{n}">↩</a></li>' for n, note in enumerate(self.notes, 1)
        )
        return text + (f"<ol>{notes}</ol>" if notes else "")

    def _inside(self, element):
        self.depth += 1
        if self.depth > 200:
            raise BadDocument("it is nested too deep")
        parts = [escape(element.text or "")]
        for child in element:
            if isinstance(child.tag, str):
                parts.append(self._written(child))
            parts.append(escape(child.tail or ""))
        self.depth -= 1
        return "".join(parts)

    def _written(self, element):
        local = etree.QName(element).localname
        if local in ("tracked-changes", "annotation"):
            self.left += max(1, len(element)) if local == "tracked-changes" else 1
            return ""
        if local in (
            "annotation-end",
            "sequence-decls",
            "forms",
            "change",
            "change-start",
            "change-end",
            "soft-page-break",
        ):
            return ""
        if local == "h":
            level = element.get(_name("text", "outline-level"), "1")
            level = level if level in "123456" else "6"
            return f"<h{level}>{self._inside(element)}</h{level}>"
        if local == "list":
            tag = "ol" if element.get(_name("text", "style-name")) in self.ordered else "ul"
            return f"<{tag}>{self._inside(element)}</{tag}>"
        if local == "a":
            return f'<a href="{escape(element.get(_name("xlink", "href"), ""))}">{self._inside(element)}</a>'
        if local == "span":
            text = self._inside(element)
            for mark in self.marks.get(element.get(_name("text", "style-name")), ()):
                text = f"<{mark}>{text}</{mark}>"
            return text
        if local == "note":
            return self._note(element)
        if local == "frame":
            return self._frame(element)
        if local in ("s", "tab"):
            return " "
        if local == "line-break":
            return "<br>"
        tag = self.BLOCKS.get(local)
        return f"<{tag}>{self._inside(element)}</{tag}>" if tag else self._inside(element)

    def _note(self, element):
        body = element.find(_name("text", "note-body"))
        self.notes.append(self._inside(body) if body is not None else "")
        number = len(self.notes)
        return f'<sup><a href="#fn-{number}" id="fnref-{number}">{number}</a></sup>'

    def _frame(self, element):
        image = element.find(_name("draw", "image"))
        if image is None:
            return self._inside(element)
        alt = element.findtext(_name("svg", "desc")) or element.findtext(_name("svg", "title")) or ""
        try:
            data = self.archive.read(image.get(_name("xlink", "href"), ""))
        except KeyError:
            return ""
        self.pictures.append((alt, data))
        return f'<img src="{escape(self.key)}#{len(self.pictures)}" alt="{escape(alt)}">'
