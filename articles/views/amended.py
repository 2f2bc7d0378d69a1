"""What was amended in a story: the passages as they stood and as they stand, for the head of its page."""

from django.db.models import Case, Exists, F, OuterRef, Q, TextField, Value, When

from articles import history, markdown
from articles.kept import Kept
from articles.models import Edition

NEAR = 90  # characters of unchanged text beside a change
TOLD = ("number", "kind", "note", "live_from", "language", "redacted")
FIELDS = ("headline", "standfirst", "dateline", "backstory", "ai_disclosure")


def records_of(edition, at):
    """Return a story's records, newest first; the bodies only of what was amended, before and after."""
    return [edition] if edition.number == 1 else _records(edition.article_id, at)


@Kept
def _records(article, at):
    told = Edition.objects.printed(at).filter(article_id=article)
    amending_next = told.filter(number=OuterRef("number") + 1, kind__in=Edition.AMENDING)
    is_compared = Q(kind__in=Edition.AMENDING) | Q(Exists(amending_next))
    body = Case(When(is_compared, then=F("body")), default=Value(""), output_field=TextField())
    return told.annotate(body_then=body).only(*TOLD, *FIELDS).order_by("-number")


def amendments(told):
    """Return the amending ones among a story's records, newest first, each with `changes`."""
    by_number = {row.number: row for row in told}
    rows = [row for row in told if row.kind in Edition.AMENDING]
    for row in rows:
        old = by_number.get(row.number - 1)
        row.changes = (
            [change for field in (*FIELDS, "body_then") if (change := changed(old, row, field))]
            if old
            else []
        )
    return rows


def changed(old, new, field):
    """Return a field's label and the changed passages of it; None where there are none to show."""
    before, after = getattr(old, field), getattr(new, field)
    field = field.removesuffix("_then")
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
