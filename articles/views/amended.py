"""What was amended in a story: the passages as they stood and as they stand, for the head of its page."""

from articles import history, markdown
from articles.models import Edition

NEAR = 90  # characters of unchanged text beside a change
FIELDS = ("headline", "standfirst", "dateline", "body", "backstory", "ai_disclosure")


def amendments(told, edition, at):
    """Return the amending ones among a story's records, newest first, each with `changes`."""
    rows = [row for row in told if row.kind in Edition.AMENDING]
    if not rows:
        return []
    numbers = {row.number + step for row in rows for step in (-1, 0)}
    printed = Edition.objects.printed(at).filter(article_id=edition.article_id, number__in=numbers)
    texts = {text.number: text for text in printed.only("number", "kind", "redacted", *FIELDS)}
    for row in rows:
        old, new = texts.get(row.number - 1), texts[row.number]
        row.changes = [change for field in FIELDS if (change := changed(old, new, field))] if old else []
    return rows


def changed(old, new, field):
    """Return a field's label and the changed passages of it; None where there are none to show."""
    before, after = getattr(old, field), getattr(new, field)
    if before == after or field in old.redacted or field in new.redacted:
        return None
    parts = history.difference(markdown.without_marks(before), markdown.without_marks(after))
    return {"label": Edition._meta.get_field(field).verbose_name, "parts": list(passages(parts))}


def passages(parts):
    """Yield the changes of a text, each with the words beside it."""
    last = len(parts) - 1
    for place, (op, text) in enumerate(parts):
        if op != "=" or len(text) <= NEAR:
            yield op, text
            continue
        if place > 0:
            yield op, text[:NEAR].rpartition(" ")[0]
        yield "…", ""
        if place < last:
            yield op, " " + text[-NEAR:].partition(" ")[2]
