"""What was amended in a story: the passages as they stood and as they stand, for the head of its page."""

from django.db.models import Case, F, JSONField, When
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.archive import deriving
from articles.models import Edition

from .compiled_queries import CompiledQuery

RECORD_FIELDS = (
    "article",
    "number",
    "kind",
    "note",
    "live_from",
    "live_until",
    "language",
    "redacted",
    "is_unconfirmed",
)
SILENT = (Edition.Kind.FIRST, Edition.Kind.MINOR, *Edition.TEXTLESS)


def amendments_context(edition, at):
    """Return what a story's page shows of its records.

    "amendments" are the amending ones, newest first, each with its `changes`; "withdrawals" those after which
    the story came back. "updated_at" is when a reader
    last got something new to read, or None where that was the first edition.
    """
    found = [edition] if edition.number == 1 else _records(edition.article_id, at)
    amendments = [row for row in found if row.kind in Edition.AMENDING]
    all_gone = {row.number: row.gone for row in found}
    for row in amendments:
        gone = row.gone | all_gone.get(row.number - 1, set())
        row.changes = [
            {"label": label_of(each["field"]), "parts": each["parts"]}
            for each in _changes(row)
            if each["field"] not in gone
        ]
    return {
        "amendments": amendments,
        "withdrawals": [row for row in found if came_back(row, at)],
        "updated_at": next((row.live_from for row in found if row.kind not in SILENT), None),
        "has_history": any(row.pk for row in found),  # a first draft has none
    }


def came_back(row, at):
    """Ask whether a record is a withdrawal that had ended at `at`; its end ahead would tell of a plan."""
    return row.kind == Edition.Kind.WITHDRAWAL and row.live_until is not None and row.live_until <= at


@CompiledQuery
def _records(article, at):
    changes = Case(When(kind__in=Edition.AMENDING, then=F("derived__changes")), output_field=JSONField())
    found = Edition.objects.printed(at).filter(article_id=article).annotate(derived_changes=changes)
    return found.only(*RECORD_FIELDS).order_by("-number")


def _changes(row):
    """Return what a record changed; worked out now where it isn't derived yet."""
    if row.number == 1:
        return []
    if row.derived_changes is not None:
        return row.derived_changes
    before = deriving.predecessor(row)
    return deriving.text_changes(before, Edition.objects.get(pk=row.pk)) if before else []


def label_of(field):
    """Return what readers call a field."""
    column = field.removesuffix("_as_printed")
    return _("text") if field == "body" else Edition._meta.get_field(column).verbose_name


def add_corrections(rows, at):
    """Tell of each story what was corrected since."""
    corrected = {}
    for change in amendments_of.rows(at, tuple(row.article_id for row in rows)):
        corrected.setdefault(change.article_id, []).append(change)
    for row in rows:
        row.corrections = tuple(corrected.get(row.article_id, ()))


@CompiledQuery
def amendments_of(at, articles):
    editions = Edition.objects.printed(at).filter(article__in=articles).on_corrections_page()
    return editions.only("article_id", "kind", "note", "live_from", "redacted", "is_unconfirmed").order_by(
        "live_from"
    )


def address_in_ledger(view, row):
    """Return where a row of the ledger leads: to the ledger itself where its story's address was redacted."""
    return reverse(view, args=[row.slug_today]) if row.slug_today else reverse("corrections")
