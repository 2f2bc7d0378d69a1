"""Whether two texts differ by typing errors alone: a counted bound on words, letters, names and figures."""

import re
from collections import Counter
from itertools import groupby

from rapidfuzz.distance import OSA, LCSseq

from .commonmark import tokens
from .diffs import split_words, word_diff

FEWEST, MOST, SHARE = 5, 12, 50  # words: five in any text, one of fifty in a long one, never more than twelve
LETTERS = 80  # of all changed words: some scripts part no words
NAMES = 2  # changed words with a capital letter
# Figures that are no decimal digits: ½, ², ③, Ⅷ.
OTHER = "".join(
    chr(code) for code in range(0xB2, 0x3400) if chr(code).isnumeric() and not chr(code).isdecimal()
)
FIGURES = rf"[\d{OTHER}]+"
# What no typing error is made in. Nothing here looks ahead for an end, so that each text is read once.
EXACT = re.compile(
    r"(?:https?:|mailto:|www\.)[^\s)>\]]*"  # addresses,
    r"|\]\([^)\s]*|\]:\s?\S*"  # what a link leads to,
    r"|\[@[^\]\s]*|\(image:[^)\s]*"  # citation marks, pictures,
    r"|(?<![\w.,])[-−–](?=\s?\d)"  # the sign before a figure,
    rf"|{FIGURES}(?:[.,:/'’]{FIGURES})*(?:[ \u00a0\u202f]?\w+)?"  # figures with what they count: “million”,
    r"|[%‰‱°№§$¢£¥\u20a0-\u20cf+<>=±×÷−≈≠≤≥]"  # currencies and other signs
)
MAY_LEAD = re.compile(r"[\[<]")
WORD = re.compile(r"\w+")


def is_within(pairs):
    """Ask whether the changes of some texts, as [(before, after)], are typing errors and no more."""
    changed = [pair for pair in pairs if pair[0] != pair[1]]
    total = sum(len(WORD.findall(before)) for before, _after in pairs)
    most = min(MOST, max(FEWEST, total // SHARE))
    # Counted first: two texts of other words are never compared in their order, which costs more.
    if sum(_fewest_changes(*pair) for pair in changed) > most:
        return False
    if any(
        EXACT.findall(before) != EXACT.findall(after) or _lead_elsewhere(before, after)
        for before, after in changed
    ):
        return False
    hunks = [hunk for pair in changed for hunk in _hunks(*pair)]
    return (
        all(sum(len(hunk[side]) for hunk in hunks) <= most for side in (0, 1))
        and all(sum(len(word) for hunk in hunks for word in hunk[side]) <= LETTERS for side in (0, 1))
        and _are_same_names(hunks)
    )


def _fewest_changes(before, after):
    """Return how many words went or came at least, whatever their order."""
    gone, come = Counter(split_words(before)), Counter(split_words(after))
    return max((gone - come).total(), (come - gone).total())


def _lead_elsewhere(before, after):
    """Ask whether a link, a citation or a footnote's call leads elsewhere, or stands at other words."""
    (left, words), (right, others) = _led(before), _led(after)
    if [to for to, _start, _end in left] != [to for to, _start, _end in right]:
        return True
    stretches = list(_stretches(words, others)) or [(True, 0, 0, 0, 0)]
    return not all(
        _are_near(words[start:end], others[other_start:other_end])
        and any(_is_at(start, other_start, *stretch) for stretch in stretches)
        for (_to, start, end), (_same, other_start, other_end) in zip(left, right, strict=True)
    )


def _led(text):
    """Return [(where to, first word, word behind the last)] of links and marks, and all words of a text.

    A citation stands at the word before it.
    """
    found, words = [], []
    if not MAY_LEAD.search(text):  # a long text takes seconds to parse
        return found, words
    for child in (child for token in tokens(text) for child in token.children or ()):
        if child.type == "link_open":
            start, to = len(words), child.attrs
        elif child.type == "link_close":
            found.append((to, start, len(words)))
        elif child.type in ("citation", "footnote_ref"):
            to = child.meta if child.type == "citation" else child.meta.get("label")
            found.append((to, max(len(words) - 1, 0), len(words)))
        else:
            words += WORD.findall(child.content)
    return found, words


def _stretches(words, others):
    """Yield (is the same, start, end, other start, other end) of what two lists of words share or not."""
    at = other_at = 0
    for is_same, parts in groupby(
        word_diff(" ".join(words), " ".join(others)), key=lambda part: part[0] == "="
    ):
        counts = Counter({sign: len(WORD.findall(text)) for sign, text in parts})
        end, other_end = at + counts["="] + counts["-"], other_at + counts["="] + counts["+"]
        yield is_same, at, end, other_at, other_end
        at, other_at = end, other_end


def _is_at(place, other, is_same, start, end, other_start, other_end):
    if not (start <= place <= end and other_start <= other <= other_end):
        return False
    return not is_same or place - start == other - other_start


def _are_near(words, others):
    return len(words) == len(others) and all(
        word == other or _is_near(word, other) for word, other in zip(words, others, strict=True)
    )


def _hunks(before, after):
    """Yield (words that went, words that came) of each place at which two texts differ."""
    for is_same, parts in groupby(word_diff(before, after), key=lambda part: part[0] == "="):
        if not is_same:
            texts = {"-": "", "+": ""} | dict(parts)
            yield [WORD.findall(text) for text in texts.values()]


def _are_same_names(hunks):
    """Ask whether each name that went or came stands, but for a typing error, on the other side too."""
    names = 0
    for gone, come in hunks:
        # A word that only lost a comma stands on both sides, in its order.
        parts = LCSseq.opcodes(gone, come)
        left = [w for p in parts if p.tag == "delete" for w in gone[p.src_start : p.src_end]]
        right = [w for p in parts if p.tag == "insert" for w in come[p.dest_start : p.dest_end]]
        here = [(w, right) for w in left if _is_name(w)] + [(w, left) for w in right if _is_name(w)]
        if not all(any(_is_near(name, other) for other in others) for name, others in here):
            return False
        names += len(here)
    return names <= 2 * NAMES


def _is_name(word):
    return word != word.lower()


def _is_near(name, other):
    """Ask whether two words are one with a typing error: the shorter a name, the more are like it."""
    if name == other:  # it was moved: another one did it
        return False
    name, other = name.casefold(), other.casefold()
    if name[:1] != other[:1] or (len(name) <= 3 and sorted(name) != sorted(other)):
        return False
    return OSA.distance(name, other) <= (2 if len(name) > 6 else 1)
