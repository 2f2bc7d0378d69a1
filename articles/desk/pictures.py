"""Pictures in print: another file for one, and what was printed of it in live and planned stories."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from articles.models import Article, EditionPicture, clock
from articles.pictures import library

from .correcting import correct
from .publishing import refresh_plan
from .rules import Refused
from .timeline import Timeline


@dataclass
class Replaced:
    """What became of the stories that show a replaced picture."""

    corrected: list = field(default_factory=list)
    refused: list = field(default_factory=list)  # (article, sentence)


def replace_picture(image, file, *, by):
    """Give a picture another file; live stories that show it get a minor change, plans are printed again."""
    library.replace(image, file, by)
    return reprint(image, by=by)


def reprint(image, *, by):
    """Print a picture as it is now in each live or planned story that shows it."""
    outcome = Replaced()
    for article in live_stories(image):
        try:
            _reprint(article, image, by)
        except Refused as refusal:
            outcome.refused.append((article, str(refusal)))
        else:
            outcome.corrected.append(article)
    return outcome


def live_stories(image):
    """Return the articles whose live or planned text shows a picture."""
    now = clock.now()
    links = EditionPicture.objects.filter(image__in=shown_with(image)).exclude(live_until__lte=now)
    return Article.objects.filter(pk__in=links.values("edition__article")).order_by("pk")


def shown_with(image):
    """Return a picture and the recordings whose still picture it is."""
    return [image, *image.recordings.all()]


def _reprint(article, image, by):
    """Correct the live story, which brings its plan along; where only the plan shows it, write that again."""
    timeline, reason = Timeline(article, clock.now()), _("The picture was replaced.")
    today = {str(row.key): row for row in shown_with(image)}
    live, plan = timeline.live, timeline.planned_text
    if live and any(printed["key"] in today for printed in live.pictures):
        changes = {"pictures": _anew(live, today)}
        correct(article, by=by, kind="minor", changes=changes, reason=reason)
    elif plan:
        refresh_plan(article, by=by, pictures=_anew(plan, today), reason=reason)


def _anew(edition, today):
    """Return an edition's pictures, those of `today` as they are now."""
    return [
        today[printed["key"]].as_printed(printed.get("is_lead", False))
        if printed["key"] in today
        else printed
        for printed in edition.pictures
    ]
