"""What was amended in a story: the passages as they stood and as they stand, for the head of its page."""

from django.db.models import Case, Exists, F, JSONField, OuterRef, Q, TextField, Value, When
from django.utils.translation import gettext as _

from articles.models import Edition
from articles.text import diffs, reading

from .compiled_queries import Kept

NEAR = 90  # characters of unchanged text beside a change
TOLD = ("number", "kind", "note", "live_from", "language", "redacted")
# The body is read apart, and only where it is compared.
FIELDS = tuple(field for field in Edition.TEXTS if field in Edition.PAGE and field != "body")


def records_of(edition, at):
    """Return a story's records, newest first; the bodies only of what was amended, before and after."""
    return [edition] if edition.number == 1 else _records(edition.article_id, at)


@Kept
def _records(article, at):
    told = Edition.objects.printed(at).filter(article_id=article)
    amending_next = told.filter(number=OuterRef("number") + 1, kind__in=Edition.AMENDING)
    is_compared = Q(kind__in=Edition.AMENDING) | Q(Exists(amending_next))
    body = Case(When(is_compared, then=F("body")), default=Value(""), output_field=TextField())
    shown = Case(When(is_compared, then=F("pictures")), default=None, output_field=JSONField())
    return told.annotate(body_then=body, pictures_then=shown).only(*TOLD, *FIELDS).order_by("-number")


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
    name = field.removesuffix("_then")
    if before == after or name in old.redacted or name in new.redacted:
        return None
    if name == "body":
        before, after = bodies((before, old.pictures_then), (after, new.pictures_then))
    parts = diffs.difference(reading.without_marks(before), reading.without_marks(after))
    return {"label": label_of(name), "parts": list(passages(parts))}


def bodies(*editions):
    """Return two (body, pictures) in a reader's words; as typed, where only that tells them apart."""
    read = [reading.readable(body, pictures or ()) for body, pictures in editions]
    return read if read[0] != read[1] else [reading.without_marks(body) for body, _pictures in editions]


def label_of(field):
    """Return what readers call a field."""
    return _("text") if field == "body" else Edition._meta.get_field(field).verbose_name


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
