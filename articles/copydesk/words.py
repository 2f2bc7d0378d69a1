"""The check of the house's word list."""

import re
from bisect import bisect_right
from itertools import accumulate, islice

from django.utils.translation import gettext as _

from articles.models import Story

from .rules import WARNING, Finding, shortened

ARROW = re.compile("→|=>|->")
# In Markdown: code, a picture's name, an address, a mark.
NO_WORDS = r"`+[^`]*`+|!\[[^\[\]\n]*\]\(|\]\([^()\n]*\)|(?:https?://|www\.)\S+|<[^<>\s]*>|\[[@^][^\[\]\n]*\]"
FENCE = re.compile(r"[\s>]*[`~]*")
MOST = 500  # of a story are named
ADDRESSES = 1_000  # characters that a block may have besides its words


def house_words(reading):
    """Find the words of the house's list, each field's first; what is right already is left alone."""
    yield from islice(_misused(reading), MOST)


def _misused(reading):
    # Of the body, what readers see: no address, no fence of code.
    blocks = [block for block in reading.blocks if block.kind != "code"]
    whole = "\n".join(block.text for block in blocks)
    starts = [0, *accumulate(len(block.text) + 1 for block in blocks)]
    for wrong, right in word_list(reading.publication.house_words):
        for field in Story.fields_with(in_house_style=True):
            for place in islice(misuses(getattr(reading.article, field), wrong, right), 1):
                yield _finding(field, wrong, right, place)
        named = None
        for place in misuses(whole, wrong, right):
            number = bisect_right(starts, place) - 1
            if number != named:
                named = number
                yield _in_block(reading, blocks[number], wrong, right, whole[place : place + len(wrong)])


def _in_block(reading, block, wrong, right, found):
    written = _in_body(reading, block, wrong, right)
    at = reading.place(found, block.line) if written is None else written.start()
    return _finding("body", wrong, right, at, _fix(written[0], right) if written else "")


def _in_body(reading, block, wrong, right):
    """Return the match of a wrong word in the Markdown of a block, where it is certain that it is a word."""
    start = reading.line_starts[block.line] if block.line < len(reading.line_starts) else 0
    body = reading.article.body
    if block.kind == "chart":
        start = FENCE.match(body, start).end()
    far = start + ADDRESSES + 3 * len(block.text)  # of a long list no item is sought in all others
    found = body.find("\n\n", start, far)
    kept = f"{NO_WORDS}|{re.escape(right)}" if right else NO_WORDS
    word = re.compile(rf"{kept}|(?P<word>(?<![\w@./#])(?i:{re.escape(wrong)})(?!\w|\.\w|[@/]))")
    matches = word.finditer(body, start, far if found < 0 else found)
    return next((match for match in matches if match["word"]), None)


def _fix(found, right):
    return right[:1].upper() + right[1:] if found[0].isupper() else right


def word_list(text):
    """Return [(wrong, right)] of lines such as “Kiev → Kyiv”; other lines count for nothing."""
    lines = (ARROW.split(line, maxsplit=1) for line in text.splitlines())
    pairs = ([side.strip() for side in line] for line in lines)
    return [(pair[0], pair[1]) for pair in pairs if len(pair) == 2 and pair[0] and pair[0] != pair[1]]


def misuses(text, wrong, right):
    """Yield where a text has a wrong word."""
    spans, word = _spans(text, right), re.escape(wrong)
    # It looks behind at its end: a pattern that begins with its letters is sought three times as fast.
    for found in re.finditer(rf"{word}(?<!\w{word})(?!\w)", text, re.IGNORECASE):
        place = bisect_right(spans, (found.start(), len(text))) - 1
        if place < 0 or found.end() > spans[place][1]:
            yield found.start()


def _spans(text, right):
    return [match.span() for match in re.finditer(re.escape(right), text)] if right else []


def _finding(field, wrong, right, place, fix=""):
    remedy = _("We write “%(right)s”.") % {"right": right} if right else _("Use another word.")
    message = _("“%(wrong)s” is on the house's list.") % {"wrong": wrong}
    return Finding(WARNING, "house-word", field, message, remedy, shortened(wrong), place, fix)


RULES = (house_words,)
