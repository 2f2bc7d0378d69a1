"""Whether two texts differ by typing errors alone: a counted bound on words, letters, names and figures."""

import re

from rapidfuzz.distance import OSA

from .diffs import bounded_diff

FEWEST, MOST, SHARE = 5, 12, 50  # words: five in any text, one of fifty in a long one, never more than twelve
LETTERS = 80  # of all changed words: some scripts part no words
NAMES, NEAR = 2, 2  # changed words with a capital letter, and by how many typing errors each
# What no typing error is made in: figures, addresses, citation marks, pictures.
EXACT = re.compile(r"https?://[^\s)>\]]+|\[@[^\]]*\]|\(image:[^)]*\)|\d+")
WORD = re.compile(r"\w+")


def is_within(pairs):
    """Ask whether the changes of some texts, as [(before, after)], are typing errors and no more."""
    changed = [pair for pair in pairs if pair[0] != pair[1]]
    if any(EXACT.findall(before) != EXACT.findall(after) for before, after in changed):
        return False
    gone, come = [], []
    for before, after in changed:
        parts = bounded_diff(before, after)
        gone += _words(parts, "-")
        come += _words(parts, "+")
    total = sum(len(WORD.findall(before)) for before, _after in pairs)
    return (
        max(len(gone), len(come)) <= min(MOST, max(FEWEST, total // SHARE))
        and max(sum(map(len, gone)), sum(map(len, come))) <= LETTERS
        and _are_same_names(gone, come)
    )


def _words(parts, wanted):
    return [word for op, text in parts if op == wanted for word in WORD.findall(text)]


def _are_same_names(gone, come):
    # A word that only lost or gained a comma stands on both sides.
    left, right = [w for w in gone if w not in come], [w for w in come if w not in gone]
    names = [(w, right) for w in left if _is_name(w)] + [(w, left) for w in right if _is_name(w)]
    return len(names) <= 2 * NAMES and all(_has_near(name, others) for name, others in names)


def _is_name(word):
    return word != word.lower()


def _has_near(name, others):
    return any(OSA.distance(name.casefold(), other.casefold()) <= NEAR for other in others)
