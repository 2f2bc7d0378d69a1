"""What was amended in a story: the passages as they stood and as they stand, for the head of its page."""

from django.db.models import Case, F, JSONField, When
from django.utils.translation import gettext as _

from articles.archive import deriving
from articles.models import Edition

from .compiled_queries import Kept

TOLD = ("article", "number", "kind", "note", "live_from", "language", "redacted")


def records_of(edition, at):
    """Return a story's records, newest first; of those that amend, what each changed."""
    return [edition] if edition.number == 1 else _records(edition.article_id, at)


@Kept
def _records(article, at):
    changes = Case(When(kind__in=Edition.AMENDING, then=F("derived__changes")), output_field=JSONField())
    records = Edition.objects.printed(at).filter(article_id=article).annotate(derived_changes=changes)
    return records.only(*TOLD).order_by("-number")


def amendments(records):
    """Return the amending ones among a story's records, newest first, each with `changes`."""
    rows = [row for row in records if row.kind in Edition.AMENDING]
    for row in rows:
        row.changes = [{"label": label_of(each["field"]), "parts": each["parts"]} for each in _changes(row)]
    return rows


def _changes(row):
    """Return what a record changed; worked out now where it isn't derived yet."""
    if row.number == 1:
        return []
    if row.derived_changes is not None:
        return row.derived_changes
    before = deriving.predecessor(row)
    return deriving.changes(before, Edition.objects.get(pk=row.pk)) if before else []


def label_of(field):
    """Return what readers call a field."""
    return _("text") if field == "body" else Edition._meta.get_field(field).verbose_name
