"""Word diffs of two texts, side by side or abridged."""

import re
from collections import Counter
from difflib import Match, SequenceMatcher
from itertools import accumulate, groupby

CONTEXT = 240  # characters of a text that stays the same
# Beyond this many pairs of equal words a comparison takes minutes; then the field is shown whole.
MOST_PAIRS = 4_000_000
# Steps of one comparison, a second of CPU. Texts that differ in each second word need n² of them.
MOST_STEPS = 6_000_000


def split_words(text):
    """Split a text into words, each with the white space that follows it."""
    return re.findall(r"\S+\s*|\s+", text)


def split_paragraphs(text):
    """Split a text into paragraphs, each with the blank lines that follow it."""
    return re.findall(r".+?(?:\n[ \t]*\n\s*|\Z)", text, re.DOTALL)


BLANK_LINE = re.compile(r"\n[ \t]*\n")


def ends_paragraph(text):
    return BLANK_LINE.search(text, len(text.rstrip())) is not None


class Matcher(SequenceMatcher):
    """difflib's, which counts its steps, and finds nothing more in common when they are used up."""

    def __init__(self, isjunk=None, a="", b="", autojunk=True, steps=None):
        self.steps = [MOST_STEPS] if steps is None else steps  # [those that are left], shared by several
        super().__init__(isjunk, a, b, autojunk)
        costs = (1 + len(self.b2j.get(element, ())) for element in self.a)
        self.costs = list(accumulate(costs, initial=0))

    def find_longest_match(self, alo=0, ahi=None, blo=0, bhi=None):
        cost = self.costs[len(self.a) if ahi is None else ahi] - self.costs[alo]
        if cost > self.steps[0]:
            return Match(alo, blo, 0)
        self.steps[0] -= cost
        return super().find_longest_match(alo, ahi, blo, bhi)


def word_diff(old, new):
    """Return what became of `old` as [(op, text)], op one of "=", "-", "+"; paragraphs first, then words."""
    parts, steps = [], [MOST_STEPS]
    for tag, before, after in _opcodes(split_paragraphs(old), split_paragraphs(new), steps):
        if tag == "equal":
            parts.append(("=", "".join(before)))
            continue
        for inner, gone, come in _opcodes(split_words("".join(before)), split_words("".join(after)), steps):
            if inner == "equal":
                parts.append(("=", "".join(gone)))
            else:
                parts += [("-", "".join(gone)), ("+", "".join(come))]
    return [
        (op, "".join(text for _, text in run)) for op, run in groupby(_nonempty(parts), key=lambda p: p[0])
    ]


def _nonempty(parts):
    return [part for part in parts if part[1]]


def _opcodes(old, new, steps):
    for tag, a, b, c, d in Matcher(None, old, new, False, steps).get_opcodes():
        yield tag, old[a:b], new[c:d]


def bounded_diff(old, new):
    """Return the word diff of two texts of any length, for a page."""
    before, after = Counter(split_words(old)), Counter(split_words(new))
    if sum(count * after[word] for word, count in before.items()) > MOST_PAIRS:
        return [part for part in (("-", old), ("+", new)) if part[1]]
    return word_diff(old, new)


def side_by_side(parts):
    """Cut a word diff where both texts end a paragraph: [(parts of the older text, parts of the newer)]."""
    passages, last = [[]], {}  # of the passage, the last piece of either text
    for op, text in parts:
        for piece in split_paragraphs(text) if op == "=" else [text]:
            before = passages[-1]
            is_whole = all(map(ends_paragraph, last.values()))
            if before and is_whole and "=" in (op, before[-1][0]):
                passages.append([])
                last = {}
            passages[-1].append((op, piece))
            last |= dict.fromkeys("-+" if op == "=" else op, piece)
    return [_sides(passage) for passage in passages if passage]


def _sides(parts):
    return [part for part in parts if part[0] != "+"], [part for part in parts if part[0] != "-"]


def abridged_diff(parts):
    """Leave out the middle of long passages that stay the same."""
    return [part for op, text in parts for part in _short(op, text)]


def _short(op, text):
    if op != "=" or len(text) <= 2 * CONTEXT:
        return [(op, text)]
    return [(op, text[:CONTEXT].rstrip()), ("…", ""), (op, text[-CONTEXT:].lstrip())]
