"""Two pairs of eyes on what readers get without an approved copy: one proposes it, another confirms it."""

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Act, Article, Edition, Proposal, Publication, clock, site_state

from . import describing, merging, notifying
from .correcting import correct
from .publishing import refresh_plan
from .registry import ACTS
from .rules import Refused, no_permission, objection, refuse
from .timeline import Timeline
from .withdrawing import restore

FUNCTIONS = {
    "describe": describing.describe,
    "correct": correct,
    "restore": restore,
    "refresh_plan": refresh_plan,
}
MERGES = {
    "merge_sources": merging.merge_sources,
    "merge_people": merging.merge_people,
    "merge_topics": merging.merge_topics,
    "merge_sections": merging.merge_sections,
}


def do_or_propose(verb, on, *, by, **arguments):
    """Do an act, or propose it where it needs a second pair of eyes; return whether it was proposed.

    The arguments are what JSON can hold: of a merge, `into` is a key.
    """
    reaches_readers = verb not in MERGES or on.is_in_print()
    needs_second = ACTS[verb].needs_second and Publication.objects.current().four_eyes and reaches_readers
    (propose if needs_second else _do)(verb, on, by=by, **arguments)
    return needs_second


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
def propose(verb, on, *, by, seen=None, **arguments):
    """Keep an act on a story, or on a row in print, with all that it would do, until another confirms it."""
    article = on if isinstance(on, Article) else None
    why_not, state = _look(verb, on, by, arguments)
    if seen is not None and seen != state:
        raise Refused(_("This story was acted on since you opened the page. Look at it again."))
    refuse(why_not)
    subject = f"article:{on.uid}" if article else describing.subject(on)
    if Proposal.objects.filter(subject=subject, verb=verb, arguments=arguments).exists():
        raise Refused(_("This is proposed already. Somebody else confirms it on My desk."))
    row = Proposal.objects.create(article=article, subject=subject, verb=verb, arguments=arguments,
                                  seen=state, by=by, at=clock.now())  # fmt: skip
    _log("propose", row, by, arguments.get("reason", ""), act=verb)
    return row


def _look(verb, on, by, arguments):
    """Return why an act can't be proposed, or "", and a word for the state that it is proposed for."""
    if isinstance(on, Article):
        timeline = Timeline(on, clock.now())
        return objection(verb, on, by, timeline), timeline.last_digest
    if verb in MERGES:
        into = heir(on, arguments["into"])
        return no_permission(verb, by) or merging.unmergeable(on, into), merging.pair_state(on, into)
    return describing.may_describe(on, by), describing.state(on, arguments["values"])


def _log(verb, row, by, reason="", **data):
    if row.article:
        notifying.log(verb, row.article, by, clock.now(), reason, **data)
    else:
        Act.objects.create(at=clock.now(), by=by, verb=verb, subject=row.subject, reason=reason, data=data)


def target(row):
    """Return what a proposal is about: its story, or the row in print, if that is still there."""
    return row.article or describing.row_of(row.subject)


def why_unconfirmed(row, user):
    """Return why a user can't confirm a proposal as it stands, as a sentence, or an empty string."""
    if row.by_id == user.pk:
        return _("You proposed this, so somebody else confirms it.")
    if row.verb == "emergency_correct":
        return ""
    on = target(row)
    if on is None:
        return _("What this is about is no longer there. Decline it.")
    why_not, state = _look(row.verb, on, user, row.arguments)
    changed = _(
        "This was changed after it was proposed, so it can't be confirmed. Decline it, or propose it anew."
    )
    return why_not or (changed if state != row.seen else "")


@transaction.atomic
def confirm(proposal, *, by):
    """Do what a colleague proposed, exactly as it was proposed, or confirm what was done in an emergency."""
    row = _locked(proposal)
    refuse(_("Four eyes: this is yours, so somebody else confirms it.") if row.by_id == by.pk else "")
    if row.verb == "emergency_correct":
        _refuse_stranger("confirm", row, by)
        Edition.objects.filter(article=row.article, **row.arguments).update(is_unconfirmed=False)
        site_state.replace_token()
    else:
        on = target(row) or _gone()
        _do(row.verb, on, by=by, seen=row.seen, proposal=row, **row.arguments)
    _end("confirm", row, by)


@transaction.atomic
def decline(proposal, *, by):
    """Drop what was proposed; what was done in an emergency is corrected or confirmed."""
    row = _locked(proposal)
    refuse(_("It is live already. Confirm it, or correct it.") if row.verb == "emergency_correct" else "")
    _refuse_stranger("decline", row, by)
    _end("decline", row, by)


def _locked(proposal):
    row = Proposal.objects.select_for_update().filter(pk=proposal.pk).first()
    return row or _gone()


def _gone():
    raise Refused(_("Somebody confirmed or declined this meanwhile."))


def _refuse_stranger(verb, row, by):
    if row.article:
        refuse(objection(verb, row.article, by, Timeline(row.article, clock.now())))
    elif row.by_id != by.pk and (on := target(row)):
        refuse(no_permission(row.verb, by) if row.verb in MERGES else describing.may_describe(on, by))


def _end(verb, row, by):
    row.delete()
    _log(verb, row, by, act=row.verb, proposed_by=row.by.username)
