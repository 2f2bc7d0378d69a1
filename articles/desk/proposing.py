"""Two pairs of eyes on what readers get without an approved copy: one proposes it, another confirms it."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from articles.archive import digests, logged_desk, logged_rows
from articles.models import Act, Article, Edition, Proposal, Publication, clock, site_state
from articles.text.three_way import Clash

from . import correcting, describing, field_merges, fingerprints, merging, notifying, public_rows
from .publishing import refresh_plan
from .registry import ACTS
from .rules import Refused, no_permission, objection, refuse
from .timeline import Timeline
from .withdrawing import restore

FUNCTIONS = {
    "describe": describing.describe,
    "correct": correcting.correct,
    "restore": restore,
    "refresh_plan": refresh_plan,
}
MERGES = {verb: getattr(merging, verb) for verb in logged_rows.MERGES}


def do_or_propose(verb, on, *, by, **arguments):
    """Do an act, or propose it where it needs a second pair of eyes; return whether it was proposed.

    The arguments are what JSON can hold: of a merge, `into` is a key.
    """
    reaches_readers = verb not in MERGES or on.is_in_print()
    needs_second = ACTS[verb].needs_second and Publication.objects.current().four_eyes and reaches_readers
    (propose if needs_second else _do)(verb, on, by=by, **arguments)
    return needs_second


@dataclass
class Outcome:
    """What became of the stories that one act changes."""

    corrected: list = field(default_factory=list)
    proposed: list = field(default_factory=list)  # those that wait for a second pair of eyes
    refused: list = field(default_factory=list)  # (article, sentence)


def change_each(stories, change):
    """Change each story; `change` returns whether that is proposed. One that refuses stops no other."""
    outcome = Outcome()
    for article in stories:
        try:
            is_proposed = change(article)
        except Refused as refusal:
            outcome.refused.append((article, str(refusal)))
        else:
            (outcome.proposed if is_proposed else outcome.corrected).append(article)
    return outcome


def _do(verb, on, *, by, **arguments):
    if verb in MERGES:
        MERGES[verb](on, heir(on, arguments.pop("into")), by=by, **arguments)
    else:
        FUNCTIONS[verb](on, by=by, **arguments)


def heir(on, key):
    """Return the row of a proposed merge that stands for `on` from then on. Raises Refused."""
    into = type(on).objects.filter(pk=key).first()
    refuse("" if into else _("What it was to be merged into is gone."))
    return into


@transaction.atomic
def propose(verb, on, *, by, seen=None, replaces=(), **arguments):
    """Keep an act on a story, or on a row in print, with all that it would do, until another confirms it.

    `replaces` are proposals that are gone since.
    """
    article = on if isinstance(on, Article) else None
    clock.lock()
    state = _state(verb, on, by, arguments, seen)
    subject = f"article:{on.uid}" if article else public_rows.subject(on)
    waiting = Proposal.objects.filter(declined_at=None, subject=subject, verb=verb, arguments=arguments)
    refuse(_("This is proposed already. Somebody else confirms it on My desk.") if waiting.exists() else "")
    row = Proposal.objects.create(article=article, subject=subject, verb=verb, arguments=arguments,
                                  seen=state, by=by, at=clock.now())  # fmt: skip
    salt, said = logged_desk.salted_hash(logged_desk.said_of_proposal(row))
    _log("propose", row, by, arguments.get("reason", ""), row.at, salt, act=verb, said_hash=said,
         moments=logged_desk.moments(replaces))  # fmt: skip
    return row


def _state(verb, on, by, arguments, seen=None):
    """Return a hash of what an act would change and print, where it can be proposed. Raises Refused."""
    if isinstance(on, Article):
        timeline = Timeline(on, clock.now())
        if seen is not None and seen != timeline.last_digest:
            raise Refused(_("This story was acted on since you opened the page. Look at it again."))
        refuse(objection(verb, on, by, timeline))
        _before, after = would_print(verb, timeline, arguments)
        printed = digests.hash_of(fingerprints.fingerprint_of(after))
        return f"{timeline.last_digest}-{printed}"
    if verb in MERGES:
        into = heir(on, arguments["into"])
        refuse(no_permission(verb, by) or merging.unmergeable(on, into))
        return merging.pair_state(on, into)
    refuse(describing.may_describe(on, by))
    return public_rows.state_before(on, arguments["values"])


def would_print(verb, timeline, arguments):
    """Return the edition before a proposed act, or None, and the unsaved one that it would print.

    Raises Refused.
    """
    if verb == "restore":
        return None, timeline.last_text
    base = timeline.planned_text if verb == "refresh_plan" else timeline.live
    refuse("" if base else _("What this would change is no longer there."))
    if verb == "refresh_plan":
        return base, correcting.with_changes(base, {"pictures": arguments["pictures"]})
    told = ("kind", "note", "changes", "reason", "reprint")
    said = {key: arguments[key] for key in told if key in arguments}
    return base, correcting.corrected_edition(timeline, **said)


def is_overtaken(row):
    """Ask whether what a proposal rests on was changed since, so that it can't be confirmed."""
    on = target(row)
    try:
        return on is None or _state(row.verb, on, row.by, row.arguments) != row.seen
    except Refused:
        return True


def _log(verb, row, by, reason="", at=None, salt="", **data):
    at = at or clock.now()
    if row.article:
        notifying.log(verb, row.article, by, at, reason, salt, **data)
    else:
        said = {"subject": row.subject, "reason": reason, "data": data, "salt": salt}
        Act.objects.create(at=at, by=by, verb=verb, **said)


def target(row):
    """Return what a proposal is about: its story, or the row in print, if that is still there."""
    return row.article or public_rows.row_of(row.subject)


def why_unconfirmed(row, user):
    """Return why a user can't confirm a proposal as it stands, as a sentence, or an empty string."""
    if row.by_id == user.pk:
        return _("You proposed this, so somebody else confirms it.")
    if row.is_live:
        return ""
    on = target(row)
    if on is None:
        return _("What this is about is no longer there. Decline it.")
    try:
        state = _state(row.verb, on, user, row.arguments)
    except Refused as refusal:
        return str(refusal)
    if state == row.seen:
        return ""
    return _(
        "This was changed after it was proposed, so it can't be confirmed. Decline it, or propose it anew."
    )


@transaction.atomic
def confirm(proposal, *, by):
    """Do what a colleague proposed, exactly as it was proposed, or confirm what was done in an emergency."""
    clock.lock()
    row = _locked(proposal, by)
    refuse(_("Four eyes: this is yours, so somebody else confirms it.") if row.by_id == by.pk else "")
    if row.is_live:
        _refuse_stranger("confirm", row, by)
        Edition.objects.filter(article=row.article, **row.arguments).update(is_unconfirmed=False)
        site_state.replace_token()
    else:
        _do_as_proposed(row, by)
    number = {"number": row.arguments["number"]} if row.is_live else {}
    row.delete()
    _log("confirm", row, by, **_of(row), **number)


def _do_as_proposed(row, by):
    on = target(row) or _gone()
    if _state(row.verb, on, by, row.arguments) != row.seen:
        raise Refused(
            _("What this rests on was acted on, or changed, since it was proposed. Decline it, and say so.")
        )
    _do(row.verb, on, by=by, proposal=row, **row.arguments)


@transaction.atomic
def decline(proposal, *, by, reason=""):
    """Send back what was proposed, with the words that were typed; its maker drops it altogether.

    What was done in an emergency is corrected or confirmed.
    """
    row = _locked(proposal, by)
    refuse(_("It is live already. Confirm it, or correct it.") if row.is_live else "")
    if row.by_id == by.pk:
        row.delete()
    else:
        _refuse_stranger("decline", row, by)
        refuse("" if reason.strip() else _("Say why, so that its maker knows what to do."))
        row.declined_at, row.declined_by, row.declined_because = clock.now(), by, reason
        row.save()
    _log("decline", row, by, reason, **_of(row))


def _of(row):
    """Return what the log holds of a proposal that comes to its end."""
    return {"act": row.verb, "proposed_by": row.by.username, "moments": logged_desk.moments([row])}


@transaction.atomic
def propose_anew(proposal, *, by):
    """Propose again, on what stands there today, what was declined or overtaken."""
    row = _locked(proposal, by)
    refuse(_("It is live already. Confirm it, or correct it.") if row.is_live else "")
    refuse(_("Its maker proposes it anew.") if row.by_id != by.pk else "")
    on = target(row) or _gone()
    arguments = _on_todays_text(row) if row.verb == "correct" else row.arguments
    row.delete()
    return propose(row.verb, on, by=by, replaces=[row], **arguments)


def _on_todays_text(row):
    """Return the arguments of a correction with its changes merged into the live text. Raises Refused."""
    live = Timeline(row.article, clock.now()).live
    base = row.article.editions.filter(digest=row.seen[:64]).first()
    changes = dict(row.arguments.get("changes", ()))
    if base is None or live is None:
        return row.arguments
    for name, proposed in changes.items():
        try:
            changes[name] = field_merges.merge(name, getattr(base, name), proposed, getattr(live, name))
        except Clash as clash:
            said = _("“%(field)s” was changed in the same place since. Correct the live story again.")
            raise Refused(said % {"field": Edition._meta.get_field(name).verbose_name}) from clash
    return {**row.arguments, "changes": changes} if changes else row.arguments


def _locked(proposal, by):
    """Return a proposal that still waits; to its maker, one that was declined too."""
    row = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
    return row if row and (row.declined_at is None or row.by_id == by.pk) else _gone()


def _gone():
    raise Refused(_("Somebody confirmed or declined this meanwhile."))


def _refuse_stranger(verb, row, by):
    if row.article:
        refuse(objection(verb, row.article, by, Timeline(row.article, clock.now())))
    elif on := target(row):
        refuse(no_permission(row.verb, by) if row.verb in MERGES else describing.may_describe(on, by))
