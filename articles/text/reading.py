"""Read a story's Markdown: its citation marks, its blocks and its plain words."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils.translation import gettext as _

from . import charts, figures
from .commonmark import BOXES, FACTS, MARK, PARSER, PULL, tokens


@dataclass(frozen=True)
class Block:
    """A paragraph, heading, table cell, chart or code block in plain words, without its citation marks."""

    kind: str  # paragraph, heading, th, td, chart, code, or pull in a pull quote
    text: str
    marks: tuple[tuple[str, int], ...]  # each mark with its place in the text
    line: int  # of the Markdown, counted from 0


def citations_in(tokens):
    for token in tokens:
        yield from (child for child in token.children or () if child.type == "citation")


# Marks and plain words


def numbered(cited, known):
    firsts = dict.fromkeys(mark for mark in cited if mark in known)
    return {mark: number for number, mark in enumerate(firsts, start=1)}


def marks(text):
    """List the marks in the order of the page, as often as they stand there, unknown ones too."""
    # Most texts outside a body have none, and parsing takes 0.2 ms and more.
    return [token.meta["mark"] for token in citations_in(tokens(text))] if "[@" in text else []


def numbers(text, known):
    """Give each known mark its number on the page, in the order of first mention."""
    return numbered(marks(text), known)


def without_marks(text):
    """Strip citation marks from Markdown, each with the space before it; what only looks like one stays."""
    # Whether a mark counts (it may stand in code) only the parser knows: give each a key of its own, and ask.
    candidates = []

    def _number(match):
        candidates.append(match)
        return match[0].replace(f"@{match['key']}", f"@mark-{len(candidates) - 1}", 1)

    real = {int(mark.removeprefix("mark-")) for mark in marks(MARK.sub(_number, text))}
    parts, end = [], 0
    for number, match in enumerate(candidates):
        if number in real:
            before, end = text[end : match.start()], match.end()
            stripped = before.rstrip(" \t")
            if stripped.endswith("\n") or not (stripped or parts):  # a line's first word: keep the indent
                stripped, end = before, end + text.startswith(" ", end)
            parts.append(stripped)
    return "".join([*parts, text[end:]])


HASHES = re.compile(r"#{1,6}[ \t]+")
CLOSING_HASHES = re.compile(r"(?<![ \t])[ \t]++#++[ \t]*$")
# None reaches into the next one, or a line of many beginnings takes the square of its length.
PICTURE = re.compile(
    r"""!\[((?:(?!!\[)[^\]\n])*+)\]\(image:((?:(?!!\[)[^\s)])++)(?:\s++(["'])((?:(?!!\[).)*?)\3)?\s*+\)"""
)


def readable(text, pictures=()):
    """Strip marks and headings' hashes, and let each picture, as `pictures` print it, say its words."""
    text = without_marks(text)
    if "#" not in text and "](image:" not in text and ":::" not in text and "chart" not in text:
        return text
    printed, lines = {row["key"]: row for row in pictures}, text.split("\n")

    def say(match):
        alt, key, _quote, caption = match.groups()
        row = printed.get(key.lower(), {})
        words = alt or row.get("alt") or caption or row.get("caption") or "—"
        return _("Picture: %(words)s") % {"words": words}

    for token in tokens(text):
        if token.type == "heading_open" and token.markup.startswith("#"):
            at = token.map[0]
            lines[at] = CLOSING_HASHES.sub("", HASHES.sub("", lines[at], count=1))
        elif token.type == "inline" and any(map(figures.is_picture, token.children)):
            for at in range(*token.map):
                lines[at] = PICTURE.sub(say, lines[at])
        elif opens_box(token):
            first, past = token.map
            lines[first] = box_title(token)
            if past < len(lines) and not lines[past].strip(" :"):
                lines[past] = ""
        elif charts.is_chart(token):
            _tell_chart(lines, token)
    return "\n".join(lines)


def _tell_chart(lines, token):
    """Leave of a chart's fence its title and its rows; one without an end has a row as its last line."""
    first, past = token.map
    lines[first] = token.info.split(maxsplit=2)[-1]
    if past - 1 > first and not lines[past - 1].strip(f" \t>{token.markup[0]}"):
        lines[past - 1] = ""


def opens_box(token):
    return token.type in OPENING


OPENING = {f"container_{name}_open" for name in BOXES}


def _plain(children):
    """Join the text of an inline token, and note where its marks are."""
    text, found = "", []
    for child in children:
        if child.type == "citation":
            text = text.rstrip()
            found.append((child.meta["mark"], len(text)))
        elif child.type in ("softbreak", "hardbreak"):
            text += "\n"
        elif child.type == "image" and not figures.is_picture(child):
            text += PARSER.renderer.renderInlineAsText(child.children, PARSER.options, {})
        elif child.type != "image":
            text += child.content
    return text, tuple(found)


@lru_cache(maxsize=8)
def blocks(text):
    """Return a text's paragraphs, headings, cells and code blocks, footnotes last; several ask at once."""
    return tuple(blocks_of(tokens(text)))


@lru_cache(maxsize=8)
def blocks_behind(standfirst, text):
    """Return the blocks of a standfirst and of the text behind it, which is parsed for its page as well."""
    if not (text and _stands_alone(standfirst)):
        return blocks("\n\n".join(filter(None, (standfirst, text))))
    first = standfirst.count("\n") + 2
    return (*blocks(standfirst), *(replace(block, line=block.line + first) for block in blocks(text)))


def _stands_alone(text):
    """Ask whether a text is one paragraph that no later text can change."""
    if "\r" in text or "[" in MARK.sub("", text):  # it may name a link or a footnote that follows
        return False
    return [token.type for token in tokens(text)] == ["paragraph_open", "inline", "paragraph_close"]


def blocks_of(tokens):
    """Yield the blocks of tokens, which stay as they are."""
    line, kind, pulls = 0, "", 0
    for token in tokens:
        line = token.map[0] if token.map else line
        if token.type.startswith(f"container_{PULL}"):
            pulls += token.nesting
        elif title := box_title(token):
            yield Block("heading", title, (), line)
        elif token.type == "inline":
            yield Block("pull" if pulls else kind, *_plain(token.children), line)
        elif charts.is_chart(token) and (chart := charts.chart_of(token)):
            yield Block("chart", chart.text, (), line)
        elif token.type in ("fence", "code_block"):
            yield Block("code", token.content.rstrip("\n"), (), line)
        kind = token.type.removesuffix("_open")


def box_title(token):
    """Return what the first line of a fact box calls it."""
    return token.info.strip().removeprefix(FACTS).strip() if token.type == f"container_{FACTS}_open" else ""


def plain_text(text):
    """Give a text's words without any markup or mark, a blank line between its paragraphs."""
    return words_of(blocks(text))


def words_of(blocks):
    return "\n\n".join(block.text for block in blocks if block.text)


UNPRINTABLE = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text):
    """Leave out what no XML may hold (XML 1.0, 2.2)."""
    return UNPRINTABLE.sub("", text)
