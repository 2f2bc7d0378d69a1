"""Pictures in print: another file for one, and what was printed of it in live and planned stories."""

from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import Article, EditionPicture, Publication, clock
from articles.pictures import library

from . import minor
from .correcting import with_changes
from .proposing import do, propose
from .rules import Refused
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
    outcome, four_eyes = Replaced(), Publication.objects.current().four_eyes
    for article in live_stories(image):
        try:
            _reprint(article, image, by, propose if four_eyes else do)
        except Refused as refusal:
            outcome.refused.append((article, str(refusal)))
        else:
            (outcome.proposed if four_eyes else outcome.corrected).append(article)
    return outcome


def live_stories(image):
    """Return the articles whose live or planned text shows a picture."""
    now = clock.now()
    links = EditionPicture.objects.filter(image__in=shown_with(image)).exclude(live_until__lte=now)
    return Article.objects.filter(pk__in=links.values("edition__article")).order_by("pk")


def shown_with(image):
    """Return a picture and the recordings whose still picture it is."""
    return [image, *image.recordings.all()]


def _reprint(article, image, by, do):
    """Correct the live story, which brings its plan along; where only the plan shows it, write that anew."""
    timeline, reason = Timeline(article, clock.now()), _("The picture was replaced.")
    today = {str(row.key): row for row in shown_with(image)}
    live, plan = timeline.live, timeline.planned_text
    if live and any(printed["key"] in today for printed in live.pictures):
        pictures = _anew(live, today)
        do("correct", article, by=by, changes={"pictures": pictures}, reason=reason,
           **_kind(timeline, pictures))  # fmt: skip
    elif plan:
        do("refresh_plan", article, by=by, pictures=_anew(plan, today), reason=reason)


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
