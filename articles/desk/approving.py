"""Stages of the working copy on its way to publication."""

from django.utils.translation import gettext as _

from . import fingerprints, states
from .copying import keep_plan
from .rules import Stage, act, log, refuse, store


def submit(article, *, by, version=None):
    with act("submit", article, by, version=version) as timeline:
        store(timeline.article, by, "submit", stage=Stage.SUBMITTED)
        log("submit", timeline, by, version=timeline.article.version)


def send_back(article, *, by, reason, version=None):
    with act("send_back", article, by, version=version) as timeline:
        refuse("" if reason.strip() else _("Say why, so that the writer knows what to do."))
        store(timeline.article, by, "send_back", stage=Stage.DRAFT, approved_version=None, approved_by=None)
        log("send_back", timeline, by, reason)


def approve(article, *, by, version=None, looked_at=None, since=None):
    """Approve what would be printed now; a change of it takes the approval back.

    `looked_at` and `since` say what was seen: see states.unseen().
    """
    with act("approve", article, by, version=version) as timeline:
        copy = timeline.article
        refuse(states.unseen(copy, looked_at, since))
        seen = fingerprints.fingerprint(copy)
        store(copy, by, "approve", stage=Stage.APPROVED, approved_version=copy.version,
              approved_by=by, approved_print=seen)  # fmt: skip
        log("approve", timeline, by, version=copy.version)


def flag(article, *, by, reason):
    """Stop publication for a legal reason until a chief editor lifts the flag; a planned text is dropped."""
    with act("flag", article, by) as timeline:
        refuse("" if reason.strip() else _("Say what is legally doubtful."))
        dropped = timeline.planned_text
        if dropped:
            keep_plan(timeline, by)
            timeline.rewrite([timeline.planned_expiry] if timeline.live and timeline.planned_expiry else [])
        store(timeline.article, by, "flag", legal_flag=reason)
        log("flag", timeline, by, reason, dropped=[dropped.live_from.isoformat()] if dropped else [])


def lift_flag(article, *, by, reason="", looked_at=None):
    with act("lift_flag", article, by) as timeline:
        refuse(states.another_hold(timeline.article, looked_at))
        store(timeline.article, by, "lift_flag", legal_flag="")
        log("lift_flag", timeline, by, reason)


def lift_embargo(article, *, by, reason="", looked_at=None):
    with act("lift_embargo", article, by) as timeline:
        refuse(states.another_hold(timeline.article, looked_at))
        store(timeline.article, by, "lift_embargo", embargo_until=None)
        log("lift_embargo", timeline, by, reason)
