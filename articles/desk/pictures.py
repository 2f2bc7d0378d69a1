"""Pictures in print: another file for one, and what was printed of it in live and planned stories."""

from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import Article, EditionPicture, Person, Publication, clock
from articles.models.publication import LOGOS
from articles.pictures import library

from . import auditing, describing, minor
from .correcting import with_changes
from .proposing import change_each, do_or_propose
from .rules import refuse
from .timeline import Timeline


def why_fixed(image, user):
    """Return why a picture that readers see as it is today stays so, as a sentence, or an empty string.

    Portraits, logos and what a standing page shows are in no record: what is said of them is on live pages at
    once.
    """
    as_logo = reduce(or_, (Q(**{name: image}) for name in LOGOS))
    logos = Publication.objects.filter(as_logo)
    shown = [*logos, *(person for person in Person.objects.filter(portrait=image) if person.is_in_print())]
    for each in shown_with(image) if image.pk else ():
        shown += [page for page in each.pages if page.is_published]
    if not shown:
        return ""
    if Publication.objects.current().four_eyes:
        return _(
            "Readers see this picture as a portrait, as the logo or on a standing page. Add another one, and "
            "choose it there: a colleague confirms that."
        )
    return next(filter(None, (describing.may_describe(row, user) for row in shown)), "")


def replace_picture(image, file, *, by):
    """Give a picture another file; live stories that show it are corrected, plans are printed anew."""
    refuse(why_fixed(image, by))
    library.replace(image, file, by)
    auditing.log_row("change_row", image, by=by, fields=["file"])
    return reprint(image, by=by)


def reprint(image, *, by):
    """Print a picture as it is now in each live or planned story that shows it."""
    shown = shown_with(image)
    return change_each(stories_showing(shown), lambda article: _reprint(article, shown, by))


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
    timeline, reason = Timeline(article, clock.now()), _("The file was replaced.")
    today = {str(row.key): row for row in shown}
    live, plan = timeline.live, timeline.planned_text
    if live and any(printed["key"] in today for printed in live.pictures):
        pictures = _anew(live, today)
        return do_or_propose("correct", article, by=by, changes={"pictures": pictures}, reason=reason,
                             **_kind(timeline, pictures))  # fmt: skip
    refuse("" if plan else _("Nothing of this story shows it any more."))
    return do_or_propose("refresh_plan", article, by=by, pictures=_anew(plan, today), reason=reason)


def _kind(timeline, pictures):
    """Return the kind of the correction: it is announced to readers if the picture's texts differ."""
    edition = with_changes(timeline.live, {"pictures": pictures, "kind": "minor"})
    if not minor.beyond(edition, timeline):
        return {"kind": "minor"}
    with translation.override(timeline.publication.language):
        return {
            "kind": "clarification",
            "note": _("A picture or recording of this story, or what is said of it, was changed."),
        }


def _anew(edition, today):
    """Return an edition's pictures, those of `today` as they are now."""
    return [
        today[printed["key"]].as_printed(printed.get("is_lead", False))
        if printed["key"] in today
        else printed
        for printed in edition.pictures
    ]
