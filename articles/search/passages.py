"""The passage of a story that shows why it was found, with the words marked that were meant."""

import re
from bisect import bisect_right
from itertools import islice
from unicodedata import category

from django.utils.html import escape
from django.utils.safestring import mark_safe

from . import folding, southeast
from .document import plain

LENGTH = 240  # characters of a passage
BEFORE = 60  # of them before the first word that was meant
MOST = 15  # words that are looked at, to choose among passages
LINK_ENDS = re.compile(r"\]\([^)\n]{0,2000}\)")
LINK = 2000  # characters of its address
SPACE = re.compile(r"\s+")
JOINERS = "\u200d\u1039\u17d2"  # behind them, Burmese, Khmer and emoji go on with the same sign
LETTER = re.compile(r"[^\W_]")
SIGNS = re.compile(r"[*_`~#>|\\]+|!?\[|\]|^\s*[-+]\s+|^\s*\d+\.\s+", re.MULTILINE)


class OneToOne(dict):
    """Folds every character to exactly one, so that places in the folded text are places in the text."""

    def __missing__(self, code):
        self[code] = (folding.FOLDS[code] or "_")[0]
        return self[code]


ONE_TO_ONE = OneToOne()


class Marker:
    """Marks the words that were meant: `forms`, folded."""

    def __init__(self, forms):
        self.forms = forms
        words = sorted((form for form in forms if not folding.stands_alone(form)), key=len, reverse=True)
        # A genitive is one word in the index: "erdogans" stands in print as "Erdoğan’s".
        printed = "|".join(re.sub("s$", "['’]?s", re.escape(word)) for word in words)
        # Letters first: a pattern that begins with a look behind has to be tried at every place of a text.
        self.pattern = re.compile(rf"(?:{printed})(?![^\W_])") if words else None
        runs = sorted(forms - set(words), key=len, reverse=True)
        self.runs = re.compile("|".join(map(re.escape, runs))) if runs else None

    def marked(self, text):
        """Return text as HTML, escaped, with the words that were meant in <mark>."""
        return _html(text, self._places(text), 0, len(text))

    def passage(self, edition):
        """Return the passage of an edition around the words that were meant, as HTML."""
        text = self._stretch(edition.body) or readable(edition.standfirst)
        first = next(self._places(text), None) if self._may_stand_in(text) else None
        start, end = _bounds(text, max(0, first[0] - BEFORE) if first else 0)
        return _html(text, self._places(text, start, end) if first else (), start, end)

    def _may_stand_in(self, text):
        folded = folding.fold(text).replace("'", "")
        return any(form in folded for form in self.forms)

    def _places(self, text, *bounds):
        for start, stop, word in folding.spans(text, *bounds):
            if word in self.forms:
                yield start, stop
            elif self.runs and folding.stands_alone(word):
                yield from self._in_run(text, start, stop)

    def _in_run(self, text, start, stop):
        """Yield the places of what was meant in a run without spaces."""
        places, letters = [], ""
        for at, part in southeast.placed(text[start:stop]):
            folded = folding.fold(part)
            places += [start + at] * len(folded)
            letters += folded
        ends = [*sorted(set(places)), stop]
        for match in self.runs.finditer(letters):
            # A syllable of which a part was meant is marked whole.
            yield places[match.start()], ends[bisect_right(ends, places[match.end() - 1])]

    def _stretch(self, body):
        """Return the part of a body where most of the words stand close together, readable."""
        found = self._found(body)
        if not found:
            return ""
        place = max(0, _densest(found) - BEFORE)
        line = body.rfind("\n", 0, place) + 1
        start = line if place - line < LENGTH else _word_behind(body, place)
        start, end = _outside_links(body, start, _word_before(body, place + 3 * LENGTH))
        stretch = readable(body[start:end])
        return f"{'… ' if start > line else ''}{stretch}{' …' if end < len(body) else ''}"

    def _found(self, body):
        """Return (place, word) of the first of the words in the body, as it is written."""
        if self.runs or not body.isascii() and folding.WITHIN.search(body):
            return [(start, body[start:stop]) for start, stop in islice(self._places(body), MOST)]
        if self.pattern is None:
            return []
        # In lower case alone first: most texts need no more.
        # İ is the only letter that becomes two: each would shift the places behind it.
        places = self._words_in(body.replace("İ", "i").lower())
        if not places and not body.isascii():
            folded = folding.NOT_ASCII.sub(lambda match: match[0].translate(ONE_TO_ONE), body)
            places = self._words_in(folded.lower())
        return places

    def _words_in(self, text):
        found = ((match.start(), match[0]) for match in self.pattern.finditer(text))
        whole = ((at, word) for at, word in found if not (at and LETTER.match(text[at - 1])))
        return list(islice(whole, MOST))


def _densest(places):
    """Return the place behind which a passage holds the most different words."""

    def words_behind(start):
        return len({word for at, word in places if 0 <= at - start < LENGTH})

    return max((start for start, _word in places), key=lambda start: (words_behind(start), -start))


def readable(markdown):
    """Return Markdown as one line of plain words."""
    return " ".join(SIGNS.sub("", plain(LINK_ENDS.sub("", markdown))).split())


def _outside_links(text, start, end):
    """Move the ends of a part out of the addresses of links, of which it would show a piece."""
    opened = text.rfind("](", max(0, start - LINK), start)
    if opened >= 0 and text.find(")", opened, start) < 0:
        start = text.find(")", start, start + LINK) + 1 or start
    opened = text.rfind("](", start, end)
    return start, opened + 1 if opened >= 0 and text.find(")", opened, end) < 0 else end


def _word_behind(text, start):
    """Return where the next word begins, or about `start` where no space is near."""
    found = SPACE.search(text, start, start + BEFORE)
    return found.end() if found else _whole(text, start)


def _word_before(text, end):
    """Return where the last word ends that is whole, or about `end` where no space is near."""
    if end >= len(text):
        return len(text)
    return (
        max(text.rfind(sign, end - BEFORE, end + 1) for sign in " \n")
        if SPACE.search(text, end - BEFORE, end + 1)
        else _whole(text, end)
    )


def _whole(text, at):
    """Return a place near by that parts no letter from its marks."""
    for place in range(at, max(0, at - BEFORE), -1):
        is_mark = category(text[place : place + 1] or " ")[0] == "M" or folding.UNSEEN.match(text, place)
        if not is_mark and text[place - 1] not in JOINERS:
            return place
    return at


def _bounds(text, start):
    """Return where a passage begins and ends: at words, where there are spaces."""
    start = start and _word_behind(text, start)
    return start, _word_before(text, start + LENGTH)


def _html(text, places, start, end):
    """Return a part of a text as HTML, escaped, with an ellipsis where something is left out."""
    parts, last = ["… " if start else ""], start
    for begin, stop in places:
        parts += [escape(text[last:begin]), "<mark>", escape(text[begin:stop]), "</mark>"]
        last = stop
    parts += [escape(text[last:end]), " …" if end < len(text) else ""]
    return mark_safe("".join(parts))  # noqa: S308 - every part of the text is escaped above
