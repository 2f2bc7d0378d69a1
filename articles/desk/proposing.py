"""Two pairs of eyes on what readers get without an approved copy: one proposes it, another confirms it."""

from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Edition, Proposal, clock, site_state

from . import notifying
from .correcting import correct
from .publishing import refresh_plan
from .rules import Refused, objection, refuse
from .timeline import Timeline
from .withdrawing import restore

FUNCTIONS = {"correct": correct, "restore": restore, "refresh_plan": refresh_plan}


def do(verb, article, *, by, **arguments):
    return FUNCTIONS[verb](article, by=by, **arguments)


@transaction.atomic
def propose(verb, article, *, by, seen=None, **arguments):
    """Keep an act on a story, with all that it would do, until somebody else confirms it."""
    timeline = Timeline(article, clock.now())
    if seen is not None and seen != timeline.last_digest:
        raise Refused(_("This story was acted on since you opened the page. Look at it again."))
    refuse(objection(verb, article, by, timeline))
    subject = f"article:{article.uid}"
    if Proposal.objects.filter(subject=subject, verb=verb, arguments=arguments).exists():
        raise Refused(_("This is proposed already. Somebody else confirms it on My desk."))
    row = Proposal.objects.create(article=article, subject=subject, verb=verb, arguments=arguments,
                                  seen=timeline.last_digest, by=by, at=timeline.at)  # fmt: skip
    notifying.log("propose", article, by, timeline.at, arguments.get("reason", ""), act=verb)
    return row


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
        do(row.verb, row.article, by=by, seen=row.seen, proposal=row, **row.arguments)
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
    refuse(objection(verb, row.article, by, Timeline(row.article, clock.now())))


def _end(verb, row, by):
    row.delete()
    notifying.log(verb, row.article, by, clock.now(), act=row.verb, proposed_by=row.by.username)
