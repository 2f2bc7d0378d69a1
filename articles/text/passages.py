"""Say which passages of a text its citations cover.

A citation mark closes what it supports. It covers the text back to the mark before it, or to the start of
the paragraph, and on to the end of the sentence if it stands amid one. So a paragraph falls into covered
passages, each ending with its marks, and perhaps one bare passage behind the last. A paragraph without marks
is one bare passage. So is a table; each of its rows is a sentence that ends with the row's marks. Headings,
the heads of tables and code need no source, and are left out.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import sha256
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .counting import word_count
from .reading import Block, blocks_behind

# What ends a sentence in Latin, Cyrillic, Armenian, Arabic, Urdu, Devanagari, Ethiopic, Burmese, Khmer,
# Tibetan and East Asian scripts, and what may close behind it. East Asian sentences have no space between.
ENDS = ".!?…։؟۔।॥።፧။។៕།༎"
SENTENCE_END = re.compile(rf"(?:(?<![{ENDS}])[{ENDS}]++[\"'”’»)\]]*+(?=\s|$)|[。！？]+[」』”’）]*)")
# Of its words more than this share: as a reader would say it.
SHARES = (
    (0.9, gettext_lazy("Nearly all of the text says on whom it rests.")),
    (0.6, gettext_lazy("Most of the text says on whom it rests; the rest cites nobody.")),
    (0.4, gettext_lazy("About half of the text says on whom it rests; the rest cites nobody.")),
    (0.2, gettext_lazy("Less than half of the text says on whom it rests; the rest cites nobody.")),
)


@dataclass(frozen=True)
class Passage:
    """A part of a paragraph, in plain words, with the marks of the sources that it rests on."""

    text: str
    start: int  # first line in the Markdown, counted from 0
    end: int  # the line behind its last
    marks: tuple[str, ...]

    @property
    def digest(self):
        """Tell whether the words changed; spaces, markup and marks don't count."""
        return sha256(unicodedata.normalize("NFC", self.text).encode()).hexdigest()

    @cached_property
    def words(self):
        return word_count(self.text)


def passages(body, known: Collection[str] | None = None, standfirst=""):
    """Split a text into covered and bare passages; `known` are the marks that count, or else all do."""
    found = []
    for block in _statements(blocks_behind(standfirst, body)):
        counted = [(mark, at) for mark, at in block.marks if known is None or mark in known]
        found += [_passage(block, *span) for span in _spans(block, counted)]
    return [passage for passage in found if passage.words]


def _statements(blocks):
    """Yield a text's paragraphs, and its tables, each as one block."""
    for kind, run in groupby(blocks, key=lambda block: block.kind):
        if kind == "td":
            yield _table(list(run))
        elif kind == "paragraph":
            yield from run


def _table(cells):
    """Put the cells of a table together, a row on a line, with the row's marks at its end."""
    text, marks = "", []
    for line, row in groupby(cells, key=lambda cell: cell.line):
        row = list(row)
        text += "\n" * (line - cells[0].line - text.count("\n"))
        text += ", ".join(cell.text for cell in row if cell.text)
        marks += [(mark, len(text)) for cell in row for mark, _at in cell.marks]
    return Block("table", text, tuple(marks), cells[0].line)


def coverage(passages):
    """Count the words of a text, and those that its citations cover."""
    covered = sum(passage.words for passage in passages if passage.marks)
    return sum(passage.words for passage in passages), covered


@lru_cache(maxsize=8)
def passage_digests(body):
    """Return {mark: digest of all that rests on it}; a story's citations ask for the same text one by one."""
    resting = {}
    for passage in passages(body):
        for mark in passage.marks:
            resting.setdefault(mark, []).append(passage.digest)
    return {mark: sha256("".join(each).encode()).hexdigest() for mark, each in resting.items()}


def coverage_sentence(words, covered):
    """Say how much of a text carries a citation: a plain sentence, never a score."""
    if not covered:
        return _("No passage of the text says on whom it rests.")
    if covered == words:
        return _("Every passage of the text says on whom it rests.")
    for share, sentence in SHARES:
        if covered > share * words:
            return str(sentence)
    return _("A small part of the text says on whom it rests; the rest cites nobody.")


def _spans(block, marks):
    """Cut a paragraph or a table where its marks' reach ends: start, end, marks."""
    text, spans, reached = block.text, [], 0
    for mark, at in marks:
        if spans and not text[reached:at].strip():
            spans[-1][2].append(mark)
        else:
            end = at if block.kind == "table" else _sentence_end(text, at)
            spans.append((reached, end, [mark]))
            reached = end
    return [*spans, (reached, len(text), [])]


def _sentence_end(text, at):
    """Find where the sentence ends in which, or behind which, a mark stands."""
    before = text[max(0, at - 20) : at]
    if any(match.end() == len(before) for match in SENTENCE_END.finditer(before)):
        return at
    match = SENTENCE_END.search(text, at)
    return match.end() if match else len(text)


def _passage(block, start, end, marks):
    part = block.text[start:end]
    first = start + len(part) - len(part.lstrip())
    last = start + len(part.rstrip())
    return Passage(
        text=("; " if block.kind == "table" else " ").join(_lines(part)),
        start=block.line + block.text.count("\n", 0, first),
        end=block.line + block.text.count("\n", 0, last) + 1,
        marks=tuple(dict.fromkeys(marks)),
    )


def _lines(text):
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
