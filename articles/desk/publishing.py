"""Publication, now or at a moment ahead, and what may be done with a plan."""

from django.utils.translation import gettext as _

from articles import copydesk
from articles.archive import printing
from articles.models import Address, Edition, clock
from articles.models.named import numbered
from articles.text import slugs

from . import minor, states
from .copying import keep_plan
from .rules import Refused, Stage, act, log, refuse, store

Kind = Edition.Kind


def publish(article, *, by, at=None, kind=None, note="", despite="", seen=None, version=None,
            looked_at=None, since=None):  # fmt: skip
    """Print the working copy: now, or as a plan at the moment `at`.

    `kind` is "update" or "minor" of a live story, "restoration" of a withdrawn one; a first edition
    needs none. `despite` is the reason to override the copy desk's warnings. `looked_at` and `since`
    say what was seen: see states.unseen(). Raises Refused.
    """
    with act("publish", article, by, seen, version) as timeline:
        refuse(states.unseen(timeline.article, looked_at, since))
        refuse(_unapproved_note(note, timeline.publication))
        copy, live_from = timeline.article, _live_from(at, timeline)
        kind = _kind(kind, timeline, at)
        findings, despite = _checked(copy, timeline, live_from, despite)
        # After the checks, so that a refused publication reserves no address.
        _give_slug(copy, timeline.publication)
        edition = new_edition(copy, timeline, kind, live_from, by, note, despite, findings)
        refuse(_unchanged(edition, timeline))
        refuse(minor.beyond(edition, timeline))
        # A planned expiry stays behind the new text; without it here, rewrite would delete it.
        timeline.rewrite([edition, *_expiry_behind(timeline, live_from)])
        verb = "plan" if edition.is_plan(timeline.at) else "publish"
        store(copy, by, verb, stage=Stage.APPROVED, **_approval(copy, edition, by))
        log(verb, timeline, by, despite, kind=str(kind), number=edition.number,
            live_from=live_from.isoformat())  # fmt: skip
    return edition


def _checked(copy, timeline, live_from, despite):
    """Return what the copy desk finds, and the reason to override its warnings. Raises Refused.

    It looks at the moment at which the copy goes live: a story that it links to may be planned or have
    expired by then.
    """
    findings = copydesk.check(copy, at=live_from, publication=timeline.publication)
    asked = unanswered(findings, timeline)
    refuse_findings(copydesk.blocking(asked, despite))
    if len(asked) < len(findings):
        despite = despite or timeline.followed.private["reason"]
    return findings, despite


def _approval(copy, edition, by):
    """Return the fields that approve a copy as it is printed, by whoever approved it before."""
    # The rows as they were approved: they are in print now, and would be no more if a plan is dropped.
    rows = (copy.approved_print or {}).get("rows", {})
    return {
        "approved_version": copy.version,
        "approved_by": copy.approved_by or by,
        "approved_print": {**printing.fingerprint_of(edition), "rows": rows},
    }


def _unapproved_note(note, publication):
    if not (note.strip() and publication.four_eyes):
        return ""
    return _(
        "Four eyes: nobody approved this note. Publish without it, then add it as a clarification, which a "
        "colleague confirms."
    )


def unanswered(findings, timeline):
    """Leave out the warnings that the last edition overrode with a reason, about the same words."""
    before = timeline.followed.private if timeline.followed else {}
    known = {_identity(row) for row in before.get("findings", ())} if before.get("reason") else set()
    return [
        each for each in findings if each.level != copydesk.WARNING or _identity(each.as_dict()) not in known
    ]


def _identity(finding):
    return tuple(finding.get(part, "") for part in ("code", "field", "message", "excerpt"))


def refuse_findings(findings):
    refuse(" ".join(f"{finding.message} {finding.remedy}".strip() for finding in findings))


def new_edition(copy, timeline, kind, live_from, by, note, reason, findings=()):
    """Return an unsaved edition with the copy's fields."""
    edition = Edition(
        article=copy,
        kind=kind,
        note=note,
        live_from=live_from,
        recorded_at=timeline.at,
        published_by=by,
        private=private_part(by, reason, findings),
        **printing.story_fields(copy),
    )
    printing.complete(edition)
    return edition


def private_part(by, reason, findings=()):
    values = {"by": by.username, "reason": reason, "findings": [finding.as_dict() for finding in findings]}
    return {key: value for key, value in values.items() if value}


def _live_from(at, timeline, has_text=True):
    """Return the moment that an edition goes live: `at` in whole milliseconds, or the act's."""
    if at is None:
        live_from = timeline.at
    else:
        live_from = clock.whole_milliseconds(at)
        # A moment in the past would rewrite what readers have seen.
        if live_from <= timeline.at:
            raise Refused(_("That moment is past. Publish now, or choose a later one."))
    embargo = timeline.article.embargo_until
    # An expiry shows no text, so it may come before the end of an embargo.
    if has_text and embargo and live_from < embargo:
        raise Refused(
            _("An embargo holds this story until %(until)s. Plan it for then, or have it lifted.")
            % {"until": f"{embargo:%Y-%m-%d %H:%M %Z}"}
        )
    return live_from


def _kind(kind, timeline, at):
    if timeline.record is None:
        allowed, default = {Kind.FIRST}, Kind.FIRST
    elif timeline.live:
        allowed, default = {Kind.UPDATE, Kind.MINOR}, Kind.UPDATE
    else:
        allowed, default = {Kind.RESTORATION}, None
        if at is not None:
            raise Refused(_("A withdrawn story comes back by an act, not by itself: restore it now."))
    kind = kind or default
    if kind not in allowed:
        names = ", ".join(str(Kind(name).label) for name in sorted(allowed))
        raise Refused(_("This can go out as: %(kinds)s.") % {"kinds": names})
    return Kind(kind)


def _give_slug(copy, publication):
    """Make the address from the headline where none is given, numbered where it is taken."""
    if copy.slug:
        return
    # A column of slugs holds more than 140 characters: the rest is room for the number.
    base = slugs.slug(copy.headline, copy.language or publication.language, longest=140) or "story"
    # Withdrawn stories count too: an address that was public belongs to its story for ever.
    taken = set(
        Address.objects.filter(slug__startswith=base).exclude(article=copy).values_list("slug", flat=True)
    )
    copy.slug = next(slug for slug in numbered(base) if slug not in taken)


def _unchanged(edition, timeline):
    live = timeline.live
    if live is None:
        return ""
    # A second request for the same publication, as after a double click, must not print an equal
    # edition.
    same = all(getattr(edition, field) == getattr(live, field) for field in (*edition.FIELDS, *edition.ROWS))
    return _("This is what is live already: nothing has changed.") if same else ""


def _expiry_behind(timeline, live_from):
    expiry = timeline.planned_expiry
    if expiry and expiry.live_from <= live_from:
        raise Refused(_("The story expires before that moment. Move the expiry first."))
    return [expiry] if expiry else []


def expire(article, *, by, at=None, reason="", seen=None):
    """Let a live or planned story end: now, or at the moment `at`. Its address then answers 410."""
    with act("expire", article, by, seen) as timeline:
        live_from = _live_from(at, timeline, has_text=False)
        last = timeline.planned_text or timeline.live
        if live_from <= last.live_from:
            raise Refused(_("A story expires after it is live: choose a later moment, or drop the plan."))
        expiry = close_story(timeline, last, Kind.EXPIRY, live_from, by, reason=reason)
        timeline.rewrite([*timeline.plans, expiry])
        log("expire", timeline, by, reason, live_from=live_from.isoformat(), number=expiry.number)
    return expiry


def close_story(timeline, last, kind, live_from, by, note="", reason=""):
    """Return an unsaved edition without text, to follow the edition `last`."""
    edition = Edition(
        article=timeline.article,
        kind=kind,
        note=note,
        live_from=live_from,
        recorded_at=timeline.at,
        published_by=by,
        private=private_part(by, reason),
        slug=last.slug,
        section=last.section,
        language=last.language,
    )
    # `verify` compares the section with the printed one in editions without text too.
    printing.print_section(edition)
    return edition


def move_plan(article, *, by, at=None, part="text", seen=None):
    """Move the planned text, or the planned expiry (`part="expiry"`), to `at`, or to now."""
    with act("move_plan", article, by, seen) as timeline:
        plan = _planned(timeline, part)
        plan.live_from = live_from = _live_from(at, timeline, plan.has_text)
        text, expiry = timeline.planned_text, timeline.planned_expiry
        if text and expiry and expiry.live_from <= text.live_from:
            raise Refused(_("The story would expire before it is live. Move the other plan first."))
        # Who moves a plan answers for its publication.
        plan.recorded_at, plan.published_by = timeline.at, by
        plan.private = {**plan.private, "by": by.username}
        timeline.rewrite([row for row in (text, expiry) if row])
        log("move_plan", timeline, by, part=part, live_from=live_from.isoformat())
    return plan


def refresh_plan(article, *, by, pictures, reason="", seen=None, proposal=None):
    """Write the planned text anew with other printed pictures; it stays planned for its moment."""
    with act("refresh_plan", article, by, seen, proposal=proposal) as timeline:
        plan = _planned(timeline, "text")
        plan.pictures = pictures
        # A salt belongs to one value: with the same salt, equal hashes would show that two texts are
        # equal.
        plan.salts.pop("pictures", None)
        timeline.rewrite(timeline.plans)
        log("refresh_plan", timeline, by, reason, kind=str(plan.kind), number=plan.number,
            live_from=plan.live_from.isoformat())  # fmt: skip
    return plan


def drop_plan(article, *, by, part="text", reason="", seen=None):
    """Drop a plan; its text stays in the working copy's history."""
    with act("drop_plan", article, by, seen) as timeline:
        plan = _planned(timeline, part)
        if plan.has_text:
            keep_plan(timeline, by)
        tail = [row for row in timeline.plans if row is not plan]
        # Only where nothing is live: a live story's expiry still means something.
        if plan.has_text and tail and not timeline.live:
            tail = []  # an expiry of nothing
        timeline.rewrite(tail)
        log("drop_plan", timeline, by, reason, part=part, live_from=plan.live_from.isoformat())


def _planned(timeline, part):
    plan = timeline.planned_expiry if part == "expiry" else timeline.planned_text
    if plan is None:
        raise Refused(_("Nothing of that kind is planned. Look at the story again."))
    return plan
