"""The one door for pictures: nothing else writes a file into the library."""

import uuid
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles import desk, freshness, printing
from articles.models import Article, Image

from . import decoding, renditions


def accept(file, by, **words):
    """Check, keep and render an uploaded file, and return its row; a file that is there already, its own.

    `words` are fields of Image that were said with it; the others come from the file.
    Raises PermissionDenied, or ValidationError with a sentence; then neither a row nor a file is left.
    """
    if not (by.is_active and by.has_perm("articles.add_image")):
        raise PermissionDenied(_("You may not upload pictures. Ask an editor."))
    with decoding.one_at_a_time():
        checked = decoding.check(file)
        twin = _twin(checked.sha256)
        if twin:
            return twin
        image = Image(uploaded_by=by, **{**checked.words, **words})
        return _keep(image, file, checked)


def _twin(digest):
    return Image.objects.filter(sha256=digest).first()


def _keep(image, file, checked):
    """Store the original and its renditions, then the row; take the files back where one of them fails."""
    image.sha256, image.width, image.height = checked.sha256, checked.width, checked.height
    image.file.name = f"originals/{image.key}/{uuid.uuid4().hex}.{checked.extension}"
    try:
        file.seek(0)
        default_storage.save(image.file.name, file)
        image.renditions = renditions.make(image, checked.base)
        with transaction.atomic():
            image.save()
    except IntegrityError:  # another machine took the same file meanwhile
        default_storage.delete(image.file.name)
        return Image.objects.get(sha256=checked.sha256)
    except BaseException as error:
        default_storage.delete(image.file.name)
        if isinstance(error, OSError):
            raise ValidationError(
                _("The storage is full, or away. Nothing was kept: tell who runs the site, then try again.")
            ) from error
        raise
    return image


def _known():
    return ValidationError(_("This file is in the library already. Choose the new one."))


@dataclass
class Replaced:
    """What became of the stories that show a replaced picture."""

    corrected: list = field(default_factory=list)
    refused: list = field(default_factory=list)  # (article, sentence)


def replace(image, file, by):
    """Give a picture another file, print a minor change of each live story that shows it, and its plans anew.

    Text marks stay true, since they name the picture's key. Older editions keep the old renditions.
    """
    if not (by.is_active and by.has_perm("articles.change_image")):
        raise PermissionDenied(_("You may not replace pictures. Ask an editor."))
    with decoding.one_at_a_time():
        checked = decoding.check(file)
        if _twin(checked.sha256):
            raise _known()
        image.refresh_from_db()
        image.crops = {}
        if _keep(image, file, checked) != image:
            raise _known()
    return reprint(image, by)


def reprint(image, by):
    """Print a picture as it is now in each live or planned story that shows it."""
    outcome = Replaced()
    for article in live_stories(image):
        try:
            _reprint(article, image, by)
        except desk.Refused as refusal:
            outcome.refused.append((article, str(refusal)))
        else:
            outcome.corrected.append(article)
    return outcome


def live_stories(image):
    """Return the articles whose live or planned text shows a picture."""
    now = freshness.now()
    links = image.edition_links.exclude(live_until__lte=now)
    return Article.objects.filter(pk__in=links.values("edition__article")).order_by("pk")


def _reprint(article, image, by):
    """Correct the live story, which brings its plan along; where only the plan shows it, write that anew."""
    timeline, reason = desk.Timeline(article, freshness.now()), _("The picture was replaced.")
    if timeline.live and _shows(timeline.live, image):
        changes = {"pictures": _anew(timeline.live, image)}
        desk.correct(article, by=by, kind="minor", changes=changes, reason=reason)
    elif timeline.planned_text:
        pictures = _anew(timeline.planned_text, image)
        desk.refresh_plan(article, by=by, pictures=pictures, reason=reason)


def _shows(edition, image):
    return any(printed["key"] == str(image.key) for printed in edition.pictures)


def _anew(edition, image):
    """Return an edition's pictures, one of them as it is now."""
    return [
        printing.picture(image, printed.get("is_lead", False))
        if printed["key"] == str(image.key)
        else printed
        for printed in edition.pictures
    ]
