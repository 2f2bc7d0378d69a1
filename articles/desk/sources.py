"""Acts on the card index of sources: who looked at a name, and what was withdrawn."""

from django.utils.translation import gettext as _

from articles.models import Article, Edition, EditionSource, Proposal, clock, encryption

from .describing import log, named_act
from .proposing import do_or_propose
from .rules import Refused, refuse


def show_names(source, *, by):
    """Return a confidential source's name, and those that were overwritten, newest first; log who looked."""
    with named_act("show_name", source, by) as (row, at):
        refuse("" if row.confidential_name else _("No confidential name is kept of this source."))
        try:
            former = [encryption.decrypt(token.encode(), row.slug) for token in reversed(row.former_names)]
            names = [encryption.decrypt(row.confidential_name, row.slug), *former]
        except encryption.KeyMissing as locked:
            raise Refused(str(locked)) from locked
        log("show_name", at, by, row)
    return names


def withdraw_source(source, *, by, reason):
    """Mark a source as one that no story should rest on any more; `reason` is shown to readers."""
    with named_act("withdraw_source", source, by) as (row, at):
        refuse("" if reason.strip() else _("Say why, since readers find it on the source's page."))
        refuse(_("This source is withdrawn already.") if row.withdrawn_at else "")
        refuse(_("It was merged. Withdraw the source that stands for it.") if row.merged_into_id else "")
        row.withdrawn_at, row.withdrawn_reason = at, reason
        row.save(update_fields=["withdrawn_at", "withdrawn_reason"])
        log("withdraw_source", at, by, row, reason)


def stories_citing(source, at):
    """Return the live editions that rest on a source, those of its own voices and merged names among them."""
    links = EditionSource.objects.filter(source__in=source.with_merged())
    return Edition.objects.published(at).filter(pk__in=links.values("edition")).order_by("article_id")


def without_note(source, note, at):
    """Return the live editions that rest on a source, had no such note since, and for which none waits."""
    noted = Edition.objects.filter(
        live_from__gte=source.withdrawn_at, kind=Edition.Kind.CLARIFICATION, note=note
    )
    waiting = Proposal.objects.filter(
        declined_at=None, verb="correct", arguments__note=note, article__isnull=False
    )
    rows = stories_citing(source, at).exclude(article__in=noted.values("article"))
    return rows.exclude(article__in=waiting.values("article"))


def note_on_stories(source, note, *, by):
    """Print a note on each live story that rests on a withdrawn source, one story after the other.

    Yields (edition, why not or ""). Each story is an act of its own: stopped halfway, the next call
    goes on with those that have no such note yet. Plans get it too, as with every correction.
    """
    refuse("" if source.withdrawn_at else _("Withdraw the source first, with its reason."))
    refuse("" if note.strip() else _("Write the note that readers will find on these stories."))
    waiting = without_note(source, note, clock.now())
    said = {"kind": str(Edition.Kind.CLARIFICATION), "note": note, "reason": f"source:{source.slug}"}
    for edition in waiting.only("headline", "slug", "article"):
        try:
            do_or_propose("correct", Article.objects.get(pk=edition.article_id), by=by, **said)
        except Refused as refusal:
            yield edition, str(refusal)
        else:
            yield edition, ""
