"""Single files as stories: Markdown with front matter, HTML pages, plain text, Word and OpenDocument."""

import re
import tomllib
from html import escape
from pathlib import PurePosixPath

import yaml

from exchange.records import HTML, MARKDOWN, Problem

from .fields import TAGS, BadDocument, apply, moment, story
from .office import MAX_BYTES, of_open_document, of_word
from .opening import text_of

NAME = "texts"
MARKDOWN_ENDS, HTML_ENDS, TEXT_ENDS = (".md", ".markdown", ".mdx"), (".html", ".htm", ".xhtml"), (".txt",)
ENDS = (*MARKDOWN_ENDS, *HTML_ENDS, *TEXT_ENDS, ".docx", ".odt")
FRONT = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
TOML_FRONT = re.compile(r"\A\+\+\+[ \t]*\n(.*?)\n\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
DATED_NAME = re.compile(r"(\d{4}-\d\d-\d\d)-(.+)")  # as Jekyll names its posts
TITLE = re.compile(r"<(title|h1)(?=[\s>])[^>]*>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
BODIES = [
    re.compile(rf"<{tag}(?=[\s>])[^>]*>(.*)</{tag}>", re.DOTALL | re.IGNORECASE)
    for tag in ("article", "main", "body")
]


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
