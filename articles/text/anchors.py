"""Where words stand in a text, and where they stand after it was changed."""

from os.path import commonprefix

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
    hunks = list(_hunks(bounded_diff(old, new)))
    return [_moved(hunks, *span) for span in spans]


def _hunks(parts):
    """Yield (start, end, start now, end now, characters at its start, and at its end, that stayed)."""
    before = behind = 0
    gone = ""
    for op, text in [*parts, ("=", "")]:
        if op == "-":
            gone = text
            continue
        pairs = [(gone, text)] if op == "+" else [(gone, ""), (text, text)]
        for left, right in pairs:
            before_end, behind_end = before + len(left), behind + len(right)
            yield before, before_end, behind, behind_end, *_same_ends(left, right)
            before, behind = before_end, behind_end
        gone = ""


def _same_ends(left, right):
    head = len(left if left == right else commonprefix([left, right]))
    return head, len(commonprefix([left[head:][::-1], right[head:][::-1]]))


def _moved(hunks, start, end):
    """Follow both ends: text inserted amid the words belongs to them, text beside them does not."""
    parts = [part for hunk in hunks if (part := _part(hunk, start, end))]
    return (parts[0][0], parts[-1][1]) if parts else None


def _part(hunk, start, end):
    """Return where the words of a span that lie in a hunk stand now, or what took their place."""
    before, before_end, behind, behind_end, head, tail = hunk
    start, end = max(start, before), min(end, before_end)
    changed, changed_end = before + head, before_end - tail
    moved_start, moved_end = start - before + behind, end - before_end + behind_end
    if start >= end:
        return None
    if end <= changed:
        return moved_start, end - before + behind
    if start >= changed_end:
        return start - before_end + behind_end, moved_end
    # Where only some of the changed words are meant, nobody knows what took their place.
    is_whole = start <= changed and end >= changed_end and moved_start < moved_end
    return (moved_start, moved_end) if is_whole else None
