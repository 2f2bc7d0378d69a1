"""What would change, in words: rows for the desk's screens."""

from collections import Counter

from articles import history
from articles.models import Edition

CONTEXT = 240
# Beyond this many pairs of equal words a comparison takes minutes; then the field is shown whole.
MOST_PAIRS = 4_000_000

LINKED = ("section", "translation_of", "lead_image")
SHOWN = (
    "headline",
    "slug",
    "standfirst",
    "body",
    "section",
    "type_of_work",
    "label",
    "dateline",
    "language",
    "translation_of",
    "lead_image",
    "backstory",
    "ai_disclosure",
    "search_title",
    "search_description",
)


def changes(old, new, fields=SHOWN):
    """Return [(label, [(op, text)])] of the fields in which two stories differ; either may be None."""
    pairs = ((field, said(old, field), said(new, field)) for field in fields)
    return [
        (label(field), abridged(difference(before, after)))
        for field, before, after in pairs
        if before != after
    ]


def label(field):
    return Edition._meta.get_field(field).verbose_name


def said(story, field):
    """Return what a story says in a field, as text."""
    if story is None:
        return ""
    if field in LINKED and getattr(story, f"{field}_id") is None:
        return ""
    display = getattr(story, f"get_{field}_display", None)
    return str(display() if display else getattr(story, field)).replace("\r\n", "\n")


def difference(old, new):
    before, after = Counter(history.words(old)), Counter(history.words(new))
    if sum(count * after[word] for word, count in before.items()) > MOST_PAIRS:
        return [part for part in (("-", old), ("+", new)) if part[1]]
    return history.word_diff(old, new)


def abridged(parts):
    """Leave out the middle of long passages that stay the same."""
    return [part for op, text in parts for part in _short(op, text)]


def _short(op, text):
    if op != "=" or len(text) <= 2 * CONTEXT:
        return [(op, text)]
    return [(op, text[:CONTEXT].rstrip()), ("…", ""), (op, text[-CONTEXT:].lstrip())]


def lists(old, new):
    """Return the changes of byline, citations, topics and pictures between two editions."""
    fields = {"byline": "name", "citations": "name", "topics": "name", "pictures": "alt"}
    rows = []
    for field, name in fields.items():
        before, after = getattr(old, field) if old else [], getattr(new, field)
        if before != after:
            texts = ("; ".join(_entry(row, name) for row in rows_) for rows_ in (before, after))
            rows.append((label(field), history.word_diff(*texts)))
    return rows


def _entry(row, name):
    rest = [str(row[key]) for key in sorted(row) if key not in (name, "represents", "sha256") and row[key]]
    return f"{row.get(name, '')} ({', '.join(rest)})" if rest else row.get(name, "")
