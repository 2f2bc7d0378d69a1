"""Markdown of other systems: its pictures and links are written anew, and what stands in code is not."""

import re
from bisect import bisect_right

from articles.text import commonmark

PICTURE = re.compile(
    r"(?<!\\)!\[(?P<alt>[^\[\]\n]{0,2000})\]\(<?(?P<source>[^\s)>]{1,4000}+)>?"
    r"""(?:\s{1,100}(?:"(?P<double>[^"\n]{0,2000})"|'(?P<single>[^'\n]{0,2000})'))?\)"""
)
KEY_OF_PICTURE = re.compile(r"\]\(image:([0-9a-fA-F-]{36})")  # of the library
LINK = re.compile(r"(?<=[^\\]\]\()(?P<open><?)(?P<address>[^\s)>]+)")
# [name]: address, elsewhere in the text; [^name]: is a note.
DEFINITION = re.compile(
    r"^(?P<name> {0,3}\[(?!\^)[^\[\]\n]{1,500}\]:[ \t]{0,9})(?P<open><?)(?P<address>[^\s>]+)", re.MULTILINE
)
TICKS = re.compile(r"(?<!\\)`+")
GAP = re.compile(r"(\n[ \t]*\n)")


def rewritten(text, picture, link):
    """Return a text with `picture(match)` for each of its pictures, and `link(match)` for each address."""
    if "](" not in text and "]:" not in text:
        return text
    parts, end = [], 0
    for start, stop in _blocks(text):
        parts += [_words(text[end:start], picture, link), text[start:stop]]
        end = stop
    return "".join([*parts, _words(text[end:], picture, link)])


def outside_code(pattern, text):
    """Yield the matches of a pattern that begin outside of code."""
    match = pattern.search(text)
    spans = _code(text) if match else []
    while match:
        end = _end_of_code(spans, match.start())
        if end is None:
            yield match
        match = pattern.search(text, match.end() if end is None else end)


def _code(text):
    """Return (start, end) of all code: of blocks, and of what stands in a paragraph between ticks."""
    spans, place = [], 0
    for block in [*_blocks(text), (len(text), len(text))]:
        for part in GAP.split(text[place : block[0]]):
            spans += [(place + start, place + end) for start, end in _spans(part)]
            place += len(part)
        spans.append(block)
        place = block[1]
    return spans


def _blocks(text):
    """Return (start, end) of each block of code."""
    text = text.replace("\r\n", " \n").replace("\r", "\n")  # as long as it was
    lines = [0, *(found.end() for found in re.finditer("\n", text)), len(text)]
    blocks = commonmark.blocks_of_code(text)
    return [(lines[start], lines[min(stop, len(lines) - 1)]) for start, stop in blocks]


def _words(text, picture, link):
    """Rewrite a text paragraph by paragraph: no code goes on behind a blank line."""
    parts = (_outside_code(PICTURE, part, picture) for part in GAP.split(text))
    parts = (_outside_code(LINK, part, link) for part in parts)
    return "".join(
        _outside_code(DEFINITION, part, lambda match: match["name"] + link(match)) for part in parts
    )


def _outside_code(pattern, text, replace):
    spans = _spans(text)

    def one(match):
        return replace(match) if _end_of_code(spans, match.start()) is None else match[0]

    return pattern.sub(one, text)


def _end_of_code(spans, place):
    """Return where the code ends in which a place stands, or None."""
    at = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return spans[at][1] if at >= 0 and place < spans[at][1] else None


def _spans(text):
    """Return (start, end) of what stands in a paragraph between two runs of as many ticks."""
    runs = [(found.start(), found.end()) for found in TICKS.finditer(text)]
    closing, following = {}, {}  # {length: the next run of that length}, the same by run
    for place in range(len(runs) - 1, -1, -1):
        length = runs[place][1] - runs[place][0]
        following[place], closing[length] = closing.get(length), place
    spans, place = [], 0
    while place < len(runs):
        close = following[place]
        if close is not None:
            spans.append((runs[place][0], runs[close][1]))
        place = place + 1 if close is None else close + 1
    return spans
