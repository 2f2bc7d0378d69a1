"""Pictures in print: another file for one, and what was printed of it in live and planned stories."""

from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import Article, EditionPicture, clock
from articles.pictures import library

from . import minor
from .correcting import with_changes
from .proposing import do_or_propose
from .rules import Refused, refuse
from .timeline import Timeline


@dataclass
class Replaced:
    """What became of the stories that show a replaced picture."""

    corrected: list = field(default_factory=list)
    proposed: list = field(default_factory=list)  # those that wait for a second pair of eyes
    refused: list = field(default_factory=list)  # (article, sentence)


def replace_picture(image, file, *, by):
    """Give a picture another file; live stories that show it are corrected, plans are printed anew."""
    library.replace(image, file, by)
    return reprint(image, by=by)


def reprint(image, *, by):
    """Print a picture as it is now in each live or planned story that shows it."""
    outcome, shown = Replaced(), shown_with(image)
    for article in stories_showing(shown):
        try:
            is_proposed = _reprint(article, shown, by)
        except Refused as refusal:
            outcome.refused.append((article, str(refusal)))
        else:
            (outcome.proposed if is_proposed else outcome.corrected).append(article)
    return outcome


def stories_showing(images):
    """Return the articles whose live or planned text shows one of some pictures."""
    links = EditionPicture.objects.filter(image__in=images).exclude(live_until__lte=clock.now())
    return Article.objects.filter(pk__in=links.values("edition__article")).order_by("pk")


def shown_with(image):
    """Return a picture and the recordings whose still picture it is."""
    return [image, *image.recordings.all()]


def _reprint(article, shown, by):
    """Correct the live story, which brings its plan along; where only the plan shows it, write that anew.

    Returns whether that is proposed.
    """
    timeline, reason = Timeline(article, clock.now()), _("The picture was replaced.")
    today = {str(row.key): row for row in shown}
    live, plan = timeline.live, timeline.planned_text
    if live and any(printed["key"] in today for printed in live.pictures):
        pictures = _anew(live, today)
        return do_or_propose("correct", article, by=by, changes={"pictures": pictures}, reason=reason,
                             **_kind(timeline, pictures))  # fmt: skip
    refuse("" if plan else _("Nothing of this story shows it any more."))
    return do_or_propose("refresh_plan", article, by=by, pictures=_anew(plan, today), reason=reason)


def _kind(timeline, pictures):
    """Return the kind of the correction: readers are told where other words stand with the picture."""
    edition = with_changes(timeline.live, {"pictures": pictures, "kind": "minor"})
    if not minor.beyond(edition, timeline):
        return {"kind": "minor"}
    with translation.override(timeline.publication.language):
        return {
            "kind": "clarification",
            "note": _("A picture of this story, or what is said of it, was changed."),
        }


def _anew(edition, today):
    """Return an edition's pictures, those of `today` as they are now."""
    return [
        today[printed["key"]].as_printed(printed.get("is_lead", False))
        if printed["key"] in today
        else printed
        for printed in edition.pictures
    ]
