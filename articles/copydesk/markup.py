"""Checks of the marks around words: footnotes that are lost, and boxes that don't end where they should."""

import re
from bisect import bisect_right
from itertools import islice

from django.utils.translation import gettext as _

from articles.text import commonmark

from .rules import WARNING, Finding, shortened

MOST = 20  # findings of one check: a text of marks alone has thousands
DEFINED = re.compile(r"^[ >]{0,12}\[\^([^\[\]\s]{1,100})\]:", re.MULTILINE)
CALL = re.compile(r"\[\^([^\[\]\s]{1,100})\]")
MARKED = re.compile(r"^[ \t>]*:{3,}", re.MULTILINE)
CLOSED = re.compile(r"[ \t>]*:{3,}\s*$")
OPENS = {f"container_{name}_open" for name in commonmark.BOXES}


def footnotes_are_whole(reading):
    """Find notes that no words call, notes of one name, of which one is shown, and calls without a note."""
    yield from islice(_faults_of_footnotes(reading), MOST)


def _faults_of_footnotes(reading):
    called, defined = _called(reading.tokens), set()
    for label, at in _defined(reading):
        if label in defined:
            message = _("Two footnotes are called %(label)s: readers see one of them.")
            yield _finding("footnote-twice", message, _("Give one of them another name."), label, at)
        elif label not in called:
            message = _("No words call the footnote %(label)s: readers don’t see it.")
            remedy = _("Call it where it belongs, or take it out.")
            yield _finding("footnote-unused", message, remedy, label, at)
        defined.add(label)
    for label, line in _uncalled(reading.tokens):
        at = reading.place(f"[^{label}]", line)
        message = _("There is no footnote %(label)s: readers see its sign as it was typed.")
        yield _finding("footnote-missing", message, _("Write the note, or take the sign out."), label, at)


def _defined(reading):
    """Yield (name, place) of each note, in the order of the text; code has none."""
    body = reading.article.body
    found = [(match[1], match.start(1) - 2) for match in DEFINED.finditer(body)]
    code = {line for lines in commonmark.blocks_of_code(body) for line in range(*lines)} if found else ()
    for label, at in found:
        if bisect_right(reading.line_starts, at) - 1 not in code:
            yield label, at


def _finding(code, message, remedy, label, at):
    sign = f"[^{label}]"
    return Finding(WARNING, code, "body", message % {"label": sign}, remedy, shortened(sign), at)


def _called(tokens):
    """Return the names of the notes that words call."""
    children = (child for token in tokens for child in token.children or ())
    return {child.meta.get("label") for child in children if child.type == "footnote_ref"}


def _uncalled(tokens):
    """Yield (name, line) of each sign of a footnote that stayed a text, once."""
    met = set()
    for token in tokens:
        words = "".join(child.content for child in token.children or () if child.type == "text")
        for label in CALL.findall(words):
            if label not in met and f"[^{label}]" in token.content:  # an escaped sign is meant to be read
                met.add(label)
                yield label, token.map[0] if token.map else 0


def boxes_are_closed(reading):
    """Find boxes that take in all that stands behind them, and marks of boxes that are none."""
    yield from islice(_faults_of_boxes(reading), MOST)


def _faults_of_boxes(reading):
    lines = reading.article.body.split("\n") if ":::" in reading.article.body else []
    for token in reading.tokens if lines else ():
        if token.type in OPENS:
            start, end = token.map
            if end >= len(lines) or not CLOSED.match(lines[end]):
                message = _("A box has no end: all that stands below is in it.")
                remedy = _("Write ::: on a line of its own where it ends.")
                yield _of_box("box-open", message, remedy, lines[start], reading.line_starts[start])
        elif token.type == "inline" and token.map and MARKED.search(token.content):
            message = _("A mark of a box is none here: readers see it as it was typed.")
            remedy = _("Begin a box with “::: facts”, “::: quote” or “::: beside”, outside of others.")
            line = next((at for at in range(*token.map) if MARKED.match(lines[at])), token.map[0])
            yield _of_box("box-unread", message, remedy, lines[line], reading.line_starts[line])


def _of_box(code, message, remedy, line, at):
    return Finding(WARNING, code, "body", message, remedy, shortened(line.strip()), at)


RULES = (footnotes_are_whole, boxes_are_closed)
