"""Corrections: they start from the live edition, and are merged into the copy and the plan."""

from copy import copy as clone
from dataclasses import dataclass

from django.utils.translation import gettext as _

from articles.archive import printing
from articles.models import Article, Edition, Proposal
from articles.text import reading, three_way

from . import field_merges, fingerprints, minor, reprinting, wording
from .copying import keep_plan
from .publishing import private_part, refuse_findings
from .rules import Refused, Stage, act, log, refuse, store
from .states import changed_since_approval

Kind = Edition.Kind
KINDS = (Kind.MINOR, *Edition.AMENDING)


@dataclass
class Merge:
    """What a correction does to one field of the working copy or of the plan."""

    target: str  # "copy" or "plan"
    field: str
    merged: object = None
    clash: three_way.Clash | None = None


def preview_merges(timeline, changes, reprint=()):
    """Return the merges that a correction would make, so that the editor sees them before the act."""
    return merges(timeline, all_changes(timeline, changes, reprint)) if timeline.live else []


def all_changes(timeline, changes, reprint):
    """Return what a correction would print otherwise: what was typed, and the parts that are printed anew."""
    return correctable_changes(timeline.live, dict(changes)) | reprinting.reprinted(timeline, reprint)


def correctable_changes(live, changes):
    """Return what of `changes` differs from the live edition; raise Refused for what can't be corrected."""
    for field in changes:
        if field not in Edition.CORRECTABLE:
            raise Refused(_("A correction can't change “%(field)s”: publish an update.") % {"field": field})
        choices = Edition._meta.get_field(field).choices
        # No form checked this where a script calls the desk, and save() validates nothing in Django.
        if choices and changes[field] not in ("", *dict(choices)):
            raise Refused(
                _("“%(value)s” is no choice of “%(field)s”.") % {"value": changes[field], "field": field}
            )
    return {field: value for field, value in changes.items() if value != getattr(live, field)}


def merges(timeline, changes):
    targets = [("copy", timeline.article), ("plan", timeline.planned_text)]
    return [
        _merge(name, target, field, getattr(timeline.live, field), value)
        for name, target in targets
        if target is not None
        for field, value in changes.items()
        if _is_merged(name, field, changes)
    ]


def _is_merged(name, field, changes):
    """Ask whether a change has to be merged into the copy or the plan."""
    if name == "copy":  # it has the parts that are printed anew already, or the library has
        return field in Article.CORRECTABLE
    return field != "pictures" or "lead_image" not in changes  # else the plan prints its own anew


def _merge(name, target, field, base, theirs):
    mine = getattr(target, field)
    if name == "plan" and field == "pictures" and mine != base:
        return Merge(name, field, field_merges.pictures_anew(base, theirs, mine))
    try:
        return Merge(name, field, field_merges.merge(field, base, theirs, mine))
    except three_way.Clash as clash:
        return Merge(name, field, clash=clash)


def correct(article, *, by, kind, note="", changes=(), reprint=(), reason="", seen=None, proposal=None):
    """Print a change of the live story: `changes` is {field: value}, `kind` one of KINDS.

    `reprint` names the parts beside the texts that are taken from the copy and the library: see reprinting.

    The same change is merged into the working copy and the planned text. Where the plan clashes, it
    goes back to the desk; where the copy clashes, the copy can't be published until that is settled.
    """
    return _amend("correct", article, by, kind, note, changes, reason, seen, proposal, reprint)


def emergency_correct(article, *, by, kind, reason, note="", changes=(), reprint=(), seen=None):
    """Correct the live story alone where four eyes are the rule; readers see that until it is confirmed."""
    refuse("" if reason.strip() else _("Say why it can't wait for a colleague."))
    refuse(_("Readers have to be told of this: choose another kind.") if kind == Kind.MINOR else "")
    return _amend("emergency_correct", article, by, kind, note, changes, reason, seen, reprint=reprint)


def label(article, *, by, label, seen=None):
    """Set or lift a live story's label, without a new text and without a note to readers."""
    return _amend("label", article, by, Kind.MINOR, "", {"label": label}, "", seen)


def _amend(verb, article, by, kind, note, changes, reason, seen, proposal=None, reprint=()):
    with act(verb, article, by, seen, proposal=proposal) as timeline:
        edition = corrected_edition(timeline, kind, note, changes, reason, reprint)
        plan_of_merges = merges(timeline, all_changes(timeline, changes, reprint))
        edition.published_by, edition.private = by, private_part(by, reason)
        edition.is_unconfirmed = verb == Proposal.EMERGENCY
        behind = _plans_behind(timeline, plan_of_merges, edition)
        dropped = timeline.planned_text if timeline.planned_text not in behind else None
        if dropped:
            keep_plan(timeline, by)
        timeline.rewrite([edition, *behind])
        _merge_into_copy(timeline, plan_of_merges, edition, by)
        if edition.is_unconfirmed:
            _ask_for_second(timeline, edition, by)
        # The correction first, so that the log reads in the order of cause and effect.
        log(verb, timeline, by, reason, kind=str(kind), number=edition.number)
        if dropped:
            log("drop_plan", timeline, by, _("It clashed with a correction."), part="text",
                live_from=dropped.live_from.isoformat())  # fmt: skip
    return edition


def check(kind, note, changes, timeline):
    """Raise Refused where no such correction can be made of these changes."""
    if kind not in KINDS:
        raise Refused(_("A correction is a minor change, a clarification, a correction or a retraction."))
    if kind != Kind.MINOR and not note.strip():
        raise Refused(_("Write the note that tells readers what was changed and why."))
    # A retraction and a clarification may stand in the note alone.
    if kind in (Kind.MINOR, Kind.CORRECTION) and not changes:
        raise Refused(_("Nothing has changed: change what is wrong."))
    if not (changes.get("headline", "kept").strip() and changes.get("body", "kept").strip()):
        raise Refused(_("A story needs a headline and a text. Withdraw it if nothing of it stands."))
    refuse(minor.beyond(with_changes(timeline.live, {**changes, "kind": kind}), timeline))


def with_changes(story, changes):
    """Return a clone of a story, an edition or a copy, with other values."""
    changed = clone(story)
    for field, value in changes.items():
        setattr(changed, field, value)
    return changed


def corrected_edition(timeline, kind, note="", changes=(), reason="", reprint=()):
    """Return what a correction would print, an unsaved edition: the live one with the changes.

    Raises Refused.
    """
    changes = all_changes(timeline, changes, reprint)
    check(kind, note, changes, timeline)
    edition = with_changes(timeline.live, {**changes, "kind": Kind(kind), "note": note})
    edition.salts, edition.redacted, edition.digest, edition.is_unconfirmed = {}, {}, "", False
    edition.live_from = edition.recorded_at = timeline.at
    if "section" in changes:
        printing.print_section(edition)
    marked = set(reading.marks(timeline.live.text_with_marks))
    _add_citations(edition, timeline.article, marked)
    printing.add_pictures(edition, timeline.live.body)
    refuse_findings(wording.objections(edition, changes, reason, timeline))
    return edition


def _add_citations(edition, copy, before):
    """Print the citations that the new text mentions and the live edition, marked `before`, had not."""
    have = {printed["mark"] for printed in edition.citations}
    new = [mark for mark in dict.fromkeys(reading.marks(edition.text_with_marks)) if mark not in have]
    rows = list(copy.citations.filter(mark__in=new).select_related("source"))
    unknown = set(new) - {row.mark for row in rows} - before
    if unknown:
        raise Refused(
            _("The text cites [@%(mark)s], and no citation of the story has that mark. Add it first.")
            % {"mark": min(unknown)}
        )
    edition.citations = [*edition.citations, *(row.as_printed() for row in rows)]


def _plans_behind(timeline, merges, edition):
    """Return the plans that stay, with the correction merged in."""
    mine = [merge for merge in merges if merge.target == "plan"]
    if any(merge.clash for merge in mine):
        # A plan goes live without a person, so one that clashes may not stay planned.
        return [plan for plan in timeline.plans if not plan.has_text]
    plan = timeline.planned_text
    before = plan.body if plan else ""
    for merge in mine:
        setattr(plan, merge.field, merge.merged)
        plan.salts.pop(merge.field, None)
    if plan and mine:
        _print_anew(plan, {merge.field for merge in mine})
        _add_printed(plan, edition, before)
    return timeline.plans


def _print_anew(plan, merged):
    """Print what follows from a section or a lead picture that was merged in."""
    if "section" in merged:
        printing.print_section(plan)
        plan.salts.pop("section_as_printed", None)
    if "lead_image" in merged:
        plan.pictures = printing.pictures(plan)
        plan.salts.pop("pictures", None)


def _add_printed(plan, edition, before):
    have = {printed["mark"] for printed in plan.citations}
    needed = set(reading.marks(plan.text_with_marks)) - have
    plan.citations = [*plan.citations, *(c for c in edition.citations if c["mark"] in needed)]
    printing.add_pictures(plan, before)


def _ask_for_second(timeline, edition, by):
    article = timeline.article
    Proposal.objects.create(article=article, subject=f"article:{article.uid}", verb=Proposal.EMERGENCY,
                            arguments={"number": edition.number}, by=by, at=timeline.at)  # fmt: skip


def _merge_into_copy(timeline, merges, edition, by):
    copy = timeline.article
    mine = [merge for merge in merges if merge.target == "copy"]
    values = {
        merge.field: merge.merged
        for merge in mine
        if not merge.clash and merge.merged != getattr(copy, merge.field)
    }
    if any(merge.clash for merge in mine):
        values["unmerged"] = [*copy.unmerged, edition.number]
    # Nothing to store: a new version would make colleagues' open forms stale for no reason.
    if not values:
        return
    # What was approved stays so: the correction was published by one who may, with four eyes by two.
    if edition.is_unconfirmed and copy.approved_version:
        values |= {"approved_version": None, "approved_by": None, "stage": Stage.DRAFT}
    elif copy.approved_version == copy.version and not changed_since_approval(copy):
        merged = with_changes(copy, values)
        values |= {"approved_version": copy.version + 1, "approved_print": fingerprints.fingerprint(merged)}
    verb = Proposal.EMERGENCY if edition.is_unconfirmed else "correct"
    store(copy, by, verb, version=copy.version + 1, **values)
