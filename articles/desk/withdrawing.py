"""Taking a story back from readers, and giving it back to them."""

from copy import copy as clone

from django.utils.translation import gettext as _

from articles.models import Edition
from articles.pictures import social_cards

from . import outbox
from .copying import keep_plan
from .publishing import close_story, private_part
from .rules import Refused, act, log, refuse

Kind = Edition.Kind


def withdraw(article, *, by, note, reason="", seen=None):
    """Take a live story back; its address then answers 410 with the note. Plans are dropped."""
    with act("withdraw", article, by, seen) as timeline:
        refuse("" if note.strip() else _("Write the note that readers will find in the story's place."))
        dropped = timeline.plans
        keep_plan(timeline, by)
        edition = close_story(timeline, timeline.live, Kind.WITHDRAWAL, timeline.at, by, note, reason)
        timeline.rewrite([edition])
        outbox.purge(social_cards.outdated(edition))
        log("withdraw", timeline, by, reason, number=edition.number)
        for plan in dropped:
            log("drop_plan", timeline, by, _("The story was withdrawn."),
                part="text" if plan.has_text else "expiry", live_from=plan.live_from.isoformat())  # fmt: skip
    return edition


def restore(article, *, by, note="", reason="", seen=None, proposal=None):
    """Print the last text again, as it was before the story was withdrawn or expired."""
    with act("restore", article, by, seen, proposal=proposal) as timeline:
        last = timeline.last_text
        if not (last.headline and last.body and last.slug):
            raise Refused(_("The last text was redacted. Publish the working copy as a restoration instead."))
        if last.is_retracted:
            raise Refused(
                _("The last text was retracted. Publish the working copy as a restoration instead.")
            )
        edition = clone(last)
        edition.salts, edition.redacted, edition.digest, edition.is_unconfirmed = {}, {}, "", False
        edition.kind, edition.note, edition.published_by = Kind.RESTORATION, note, by
        edition.live_from = edition.recorded_at = timeline.at
        edition.private = private_part(by, reason)
        timeline.rewrite([edition])
        log("restore", timeline, by, reason, number=edition.number)
    return edition
