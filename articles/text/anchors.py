"""Where words stand in a text, and where they stand after it was changed."""

from .diffs import bounded_diff


def find(text, words, near=0):
    """Return (start, end) of words in a text, of several places the one nearest to a place; or None."""
    if not words:
        return None
    before, behind = text.rfind(words, 0, near + len(words)), text.find(words, near)
    places = [at for at in (before, behind) if at >= 0]
    if not places:
        return None
    at = min(places, key=lambda at: abs(at - near))
    return at, at + len(words)


def moved(old, new, spans):
    """Return for each (start, end) of the old text where it stands in the new one; None where it is gone."""
    runs, before, behind = [], 0, 0
    for op, text in bounded_diff(old, new):
        before_end, behind_end = before + len(text) * (op != "+"), behind + len(text) * (op != "-")
        runs.append((before, before_end, behind, behind_end))
        before, behind = before_end, behind_end
    return [_moved(runs, *span) for span in spans]


def _moved(runs, start, end):
    """Follow both ends: text inserted amid the words belongs to them, text beside them does not."""
    remaining = [
        (max(start, before) - before + behind, min(end, before_end) - before + behind)
        for before, before_end, behind, behind_end in runs
        if behind_end > behind and before_end > before and max(start, before) < min(end, before_end)
    ]
    if remaining:
        return remaining[0][0], remaining[-1][1]
    return _in_place_of(runs, start, end)


def _in_place_of(runs, start, end):
    """Return what took the place of words of which none is left."""
    for gone, come in zip(runs, runs[1:], strict=False):
        is_pair = gone[3] == gone[2] and come[1] == come[0]
        if is_pair and (gone[0], gone[1]) == (start, end):
            return come[2], come[3]
    return None
