"""Upload and replacement of files in the library: no other module writes one into it."""

import uuid

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles.models import Image

from . import decoding, file_store, recordings, renditions

# What another file changes of a picture: words that are saved while it is rendered stay.
OF_FILE = ("file", "sha256", "width", "height", "media_type", "seconds", "crops", "renditions")


def accept(file, by, **words):
    """Check, keep and render an uploaded picture or recording, and return its row, or that of its twin.

    `words` are fields of Image that were sent with it; the others come from the file. The row's `unread`
    names the fields whose words can't be read.
    Raises PermissionDenied, or ValidationError with a sentence; then neither a row nor a file is left.
    """
    if not (by.is_active and by.has_perm("articles.add_image")):
        raise PermissionDenied(_("You may not upload pictures. Ask an editor."))
    return take(file, by, **words)


def take(file, by=None, **words):
    """Do what `accept` does, for an import, whose own permission was asked for."""
    with decoding.one_at_a_time() as folder:
        checked = recordings.check(file, folder) or decoding.check(file)
        # Before anything is written: a second upload of the same file costs no storage.
        twin = _twin(checked.sha256)
        if twin:
            return twin
        image = Image(uploaded_by=by, **{**checked.words, **words})
        image.unread = [name for name in checked.unread if not getattr(image, name)]
        return _keep(image, file, checked)


def _twin(digest):
    return Image.objects.filter(sha256=digest).first()


def _keep(image, file, checked):
    """Store the original and its renditions, then the row; take the files back where one of them fails."""
    image.sha256, image.width, image.height = checked.sha256, checked.width, checked.height
    if checked.recording:
        image.media_type, image.seconds = checked.recording.media_type, round(checked.recording.seconds)
    # A name of the server's own: the sender's may hold a path, or the name of a source.
    image.file.name = f"originals/{image.key}/{uuid.uuid4().hex}.{checked.extension}"
    try:
        file.seek(0)
        # Files before the row: a row without its file is a broken picture; a file without a row is
        # removed by `manage.py renditions`.
        default_storage.save(image.file.name, file)
        made = recordings.make(image, checked.recording) if checked.recording else None
        image.renditions = made or renditions.make(image, checked.base)
        image.is_new = image._state.adding
        with transaction.atomic():
            image.save(update_fields=None if image.is_new else OF_FILE)
    except IntegrityError:  # another machine took the same file meanwhile
        file_store.remove([image.file.name, *renditions.names(image.renditions)])
        return Image.objects.get(sha256=checked.sha256)
    # BaseException, since a worker that is stopped in the middle raises SystemExit.
    except BaseException as error:
        file_store.remove([image.file.name])
        if isinstance(error, OSError):
            raise file_store.failed() from error
        raise
    return image


def _refuse_another_kind(image, checked):
    """Refuse a file of another kind: the texts around a picture, a sound or a video name what it is."""
    kind = checked.recording.media_type if checked.recording else ""
    if kind.partition("/")[0] != image.media_type.partition("/")[0]:
        raise ValidationError(_("This is a file of another kind. Add it as new, and change the stories."))


def _known():
    return ValidationError(_("This file is in the library already. Choose the new one."))


def replace(image, file, by):
    """Give a picture another file; what was printed of it keeps the old renditions.

    Marks in texts stay valid, since they contain the picture's key.
    """
    if not (by.is_active and by.has_perm("articles.change_image")):
        raise PermissionDenied(_("You may not replace pictures. Ask an editor."))
    with decoding.one_at_a_time() as folder:
        checked = recordings.check(file, folder) or decoding.check(file)
        if _twin(checked.sha256):
            raise _known()
        _refuse_another_kind(image, checked)
        image.refresh_from_db()
        image.crops = {}
        if _keep(image, file, checked) != image:
            raise _known()
        image.refresh_from_db()
