"""Single files as stories: Markdown with front matter, HTML pages, plain text, Word and OpenDocument."""

import json
import re
import unicodedata
from contextlib import suppress
from html import escape, unescape
from pathlib import PurePosixPath

import yaml
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from exchange.records import HTML, MARKDOWN, Problem

from . import microformats
from .fields import TAGS, BadDocument, apply, parse_moment, story
from .office import MAX_BYTES, of_open_document, of_word
from .opening import encoding_of_page, text_of, toml_of, yaml_of

NAME = "texts"
MARKDOWN_ENDS, HTML_ENDS, TEXT_ENDS = (".md", ".markdown", ".mdx"), (".html", ".htm", ".xhtml"), (".txt",)
WORD_ENDS = (".docx", ".docm")  # the latter may hold macros, which nothing reads
ENDS = (*MARKDOWN_ENDS, *HTML_ENDS, *TEXT_ENDS, *WORD_ENDS, ".odt")
OF_MOVABLE_TYPE = re.compile(r"\A(?:[A-Z][A-Z ]{1,30}:[^\n]{0,2000}\n){2,40}-----\n[A-Z][A-Z ]{1,30}:")
FRONT = re.compile(r"\A---(?:yaml|json)?[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
TOML_FRONT = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
DATED_NAME = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)-(.+)")  # as Jekyll names its posts
META = re.compile(r"""<meta\s((?:[^<>"']|"[^"]*"|'[^']*')*+)>""", re.IGNORECASE)
ATTRIBUTE = re.compile(r"""(?<![^\s"'<>/=])([^\s"'<>/=]++)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
METAS = {
    "description": "description", "og:description": "description", "author": "authors",
    "date": "date", "article:published_time": "date", "article:modified_time": "lastmod",
    "article:section": "section", "article:tag": "tags",
}  # fmt: skip
SEVERAL = ("authors", "section", "tags")
SITE_FOLDERS = ("docs", "src", "source", "site", "collections")  # of a site's texts: no categories of Jekyll
SPACED = ("tags", "categories")  # and what it reads as several words


def is_mine(start, path):
    """Ask whether a file is one of these by its name; an index of a folder of pages is one too."""
    if path.suffix.lower() in (*WORD_ENDS, ".odt"):
        return start[:2] == b"PK"
    return path.suffix.lower() in ENDS


def records(opened, name):
    """Yield the story of one file, with the people and terms that its head names."""
    data, end = opened.read(MAX_BYTES + 1), PurePosixPath(name).suffix.lower()
    if len(data) > MAX_BYTES:
        yield Problem(name, _("it is larger than %(size)s MB") % {"size": MAX_BYTES // 1_000_000})
        return
    try:
        if end in MARKDOWN_ENDS:
            yield from _of_markdown(text_of(data), name)
        elif end in HTML_ENDS:
            yield from _of_html(text_of(data, encoding_of_page(data)), name)
        elif end in WORD_ENDS:
            yield from of_word(data, name)
        elif end == ".odt":
            yield from of_open_document(data, name)
        else:
            yield _of_plain(text_of(data), name)
    except BadDocument as error:
        yield Problem(name, str(error))


# Markdown with front matter: Hugo, Jekyll, Eleventy, Astro


def _of_markdown(text, name):
    text = text.replace("\r\n", "\n")
    said, body = _front_matter(text)
    found = story(name, "", body, MARKDOWN)
    said = _named_by_jekyll(found, said)
    if not {"url", "permalink"} & said.keys():
        said = {"address": _address_of(name, str(said.get("slug") or found.slug), said), **said}
    yield from apply(found, said)


def _address_of(name, slug, said):
    """Return where generators of sites put a text that names no address: as its folders, or its date, say."""
    *folders, file = PurePosixPath(name.lower()).parts
    stem = PurePosixPath(file).stem
    dated = DATED_NAME.fullmatch(stem)
    if "content" in folders:
        folders = folders[len(folders) - folders[::-1].index("content") :]
        slug = stem if dated and not said.get("slug") else slug  # Hugo keeps the date in it
        *folders, slug = (re.sub(r"\s+", "-", each) for each in (*folders, slug))
    elif dated:
        folders, slug = [*_categories(said), *_date_of_jekyll(dated, said)], _slug_of_jekyll(slug)
    if stem in ("index", "_index"):
        folders = folders[:-1]
    return "/".join(["", *folders, slug, ""]).lower()


def _date_of_jekyll(dated, said):
    """Return year, month and day of a post as Jekyll writes them: of its head, else of its file's name."""
    if moment := parse_moment(said.get("date")):
        return f"{localtime(moment):%Y %m %d}".split()
    return [part.zfill(2) for part in dated.groups()[:3]]


def _slug_of_jekyll(name):
    """Return a name as Jekyll's addresses have it: hyphens, but for letters, numbers and a few signs."""
    kept = (
        each if each in "._~!$&'()+,;=@" or unicodedata.category(each)[0] in "LMN" else "-" for each in name
    )
    return re.sub("-+", "-", "".join(kept)).strip("-")


def _named_by_jekyll(found, said):
    """Take a post's date and slug from its file's name, if Jekyll named it; return its front matter."""
    dated = DATED_NAME.fullmatch(found.slug)
    if not dated:
        return said
    *date, found.slug = dated.groups()
    said = {"date": "-".join(part.zfill(2) for part in date), **said}
    said = {
        key: value.split() if key in SPACED and isinstance(value, str) else value
        for key, value in said.items()
    }
    folders = PurePosixPath(found.place).parts
    above = folders[: folders.index("_posts")] if "_posts" in folders else ()
    above = [each for each in above if each.lower() not in SITE_FOLDERS]
    return said | {"categories": list(dict.fromkeys([*above, *_categories(said)]))} if above else said


def _categories(said):
    kinds = said.get("categories") or said.get("category") or []
    return list(map(str, kinds if isinstance(kinds, list) else [kinds]))


def _front_matter(text):
    """Return ({key: value}, the text behind)."""
    for pattern, read in ((FRONT, yaml_of), (TOML_FRONT, toml_of)):
        if match := pattern.match(text):
            try:
                said = read(match[1])
            except (yaml.YAMLError, ValueError, RecursionError) as error:
                raise BadDocument(
                    f"its front matter can't be read: {' '.join(str(error).split())[:200]}"
                ) from error
            return (said if isinstance(said, dict) else {}), text[match.end() :].lstrip("\n")
    if text.startswith("{"):  # JSON of Hugo; or a template
        with suppress(ValueError, RecursionError):
            said, end = json.JSONDecoder().raw_decode(text)
            return said, text[end:].lstrip("\n")
    return {}, text


# HTML pages and plain text


def _of_html(text, name):
    text = text.replace("\r\n", "\n")
    said, text = _front_matter(text)
    title = _inside(text, "title", "h1")
    entry, body = microformats.of(text)
    body = _inside(text, "article", "main", "body", is_widest=True) if body is None else body
    found = story(name, TAGS.sub("", title or "").strip(), text if body is None else body, HTML)
    told = {"title": found.headline, "url": f"/{name}", **_metas(text), **entry, **said}
    yield from apply(found, _named_by_jekyll(found, told) if said else told)


def _metas(html):
    """Return what the <meta> of a page say of its story, by the names of fields."""
    found = {}
    for tag in META.findall(html):
        values = {name.lower(): "".join(value) for name, *value in ATTRIBUTE.findall(tag)}
        field = METAS.get((values.get("property") or values.get("name", "")).lower())
        if field and values.get("content", "").strip():
            found.setdefault(field, []).append(values["content"].strip())
    return {
        field: [*map(unescape, values)] if field in SEVERAL else values[0] for field, values in found.items()
    }


def _inside(text, *tags, is_widest=False):
    """Return what stands in the first element of one of these tags, up to its next or last end; or None."""
    for tag in tags:
        start = re.search(rf"<{tag}(?=[\s>])[^<>]*>", text, re.IGNORECASE)
        ends = re.compile(f"</{tag}>", re.IGNORECASE).finditer(text, start.end()) if start else ()
        found = [match.start() for match in ends]
        if found:
            return text[start.end() : found[-1 if is_widest else 0]]
    return None


def _of_plain(text, name):
    text = text.strip().replace("\r\n", "\n").replace("\r", "\n")
    if OF_MOVABLE_TYPE.match(text):
        return Problem(
            name, _("it is an export of Movable Type: import it into WordPress, and bring WordPress’s export")
        )
    first, _end, rest = text.partition("\n")
    headline, body = (first, rest.strip()) if len(first) <= 300 and rest.strip() else ("", text)
    paragraphs = "".join(f"<p>{escape(each).strip()}</p>" for each in re.split(r"\n\s*\n", body))
    return story(name, escape(headline), paragraphs.replace("\n", "<br>"), HTML)
