"""Merge two changes of one text: paragraph by paragraph, then word by word."""

from functools import partial

from merge3 import Merge3

from .diffs import MOST_STEPS, Matcher, split_paragraphs, split_words


class Clash(Exception):
    """Two changes of one passage that can't both stand."""

    def __init__(self, field, base, theirs, mine):
        super().__init__(field)
        self.field, self.base, self.theirs, self.mine = field, base, theirs, mine


def merged(field, base, theirs, mine):
    """Return a text with both changes of `base`, or raise Clash, which names `field`."""
    return "".join(
        _merge_parts(
            field, *(split_paragraphs(text) for text in (base, theirs, mine)), split_words, [MOST_STEPS]
        )
    )


def merged_passages(field, base, theirs, mine):
    """Merge a text, and return its passages: text that stands, and a Clash of whole paragraphs."""
    found, steps = [], [MOST_STEPS]
    for group in _groups(*(split_paragraphs(text) for text in (base, theirs, mine)), steps):
        if group[0] == "conflict":
            found += [_passage(field, *versions, steps) for versions in _in_pairs(*group[1:])]
        else:
            found.append("".join(group[1]))
    return found


def _groups(base, theirs, mine, steps):
    return Merge3(base, theirs, mine, sequence_matcher=partial(Matcher, steps=steps)).merge_groups()


def _in_pairs(base, theirs, mine):
    """Cut a clash paragraph by paragraph, where each stands in its place in all three texts."""
    is_even = len(base) == len(theirs) == len(mine)
    stood = set(base)
    moved = is_even and any(
        new != old and new in stood
        for text in (theirs, mine)
        for new, old in zip(text, base, strict=True)
    )  # fmt: skip
    if is_even and not moved:
        return list(zip(base, theirs, mine, strict=True))
    return [tuple("".join(lines) for lines in (base, theirs, mine))]


def _passage(field, base, theirs, mine, steps):
    versions = base, theirs, mine
    try:
        return "".join(_merge_parts(field, *(split_words(text) for text in versions), None, steps))
    except Clash:
        return Clash(field, *versions)


def _merge_parts(field, base, theirs, mine, finer, steps):
    for group in _groups(base, theirs, mine, steps):
        if group[0] != "conflict":
            yield "".join(group[1])
        elif finer:
            yield from _merge_parts(field, *(finer("".join(lines)) for lines in group[1:]), None, steps)
        else:
            raise Clash(field, *("".join(lines) for lines in group[1:]))
