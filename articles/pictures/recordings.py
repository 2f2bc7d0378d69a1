"""Sound and video: taken by what they hold, served as a copy of what plays and nothing else.

`Image.renditions` of a recording holds {"recording": {"path", "file", "bytes"}} and, where it has captions,
{"captions": …} alike. The file lies at `renditions/{path}/{file}`.
"""

import hashlib
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from . import captions, containers, file_store
from .decoding import Checked

RECIPE = 5  # raise it when the copy is made in another way: files get new names
MAX_BYTES = 200 * 1024 * 1024


def check(file, folder):
    """Return what an upload is, its copy for readers in a folder, or None where it is no recording.

    Raises ValidationError with a sentence.
    """
    if not file or not file.size:
        return None
    with _in_words():
        is_large = file.size > MAX_BYTES and containers.recognise(file)
    if is_large:
        raise ValidationError(
            _("The recording is larger than %(limit)d MB. Export it smaller, or show it from another site.")
            % {"limit": MAX_BYTES >> 20}
        )
    copied = copy(file, folder)
    if copied is None:
        return None
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Checked(copied.extension, digest, copied.width, copied.height, recording=copied)


def copy(file, folder):
    """Copy what plays of a recording into a folder; raise ValidationError with a sentence."""
    with _in_words():
        return containers.copy(file, folder)


@contextmanager
def _in_words():
    """Turn why a recording isn't taken into a ValidationError with a sentence."""
    try:
        yield
    except containers.Unplayed as unplayed:
        raise ValidationError(
            _("Not every browser plays this (%(what)s). Export it as MP4 with H.264 and AAC, or as MP3.")
            % {"what": unplayed}
        ) from unplayed
    except containers.Costly as costly:
        raise ValidationError(
            _("The recording takes too long to read, or too much memory. Export it again, then send that.")
        ) from costly
    except containers.Broken as broken:
        raise ValidationError(
            _("The recording is damaged, or ends too early. Export it again, then send that.")
        ) from broken
    except OSError as error:
        raise file_store.failed() from error


def path(*parts, recipe=None):
    words = ["recording", str(recipe or RECIPE), *parts]
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:24]


def are_made(image, recipe=None):
    """Ask whether what readers get is of today's file and captions, by today's recipe or by one before."""
    made = {name: part["path"] for name, part in image.renditions.items()}
    return made == {name: where for name, where in paths(image, recipe).items() if where}


def paths(image, recipe=None):
    """Return {"recording", "captions": path} of a recording's files; "" where it has no captions."""
    original = image.file.name  # random: from the content, whoever has it could ask whether we have it too
    said = image.captions and path(original, image.captions, recipe=recipe)
    return {"recording": path(original, recipe=recipe), "captions": said}


def make(image, copied):
    """Write a recording's public files, and return what `Image.renditions` holds.

    Where one can't be written, those written before it are removed.
    """
    where, written = paths(image), []
    try:
        with copied.path.open("rb") as content:
            name, content = f"recording.{copied.extension}", File(content, "recording")
            made = {"recording": _stored(where["recording"], name, content, written)}
        if where["captions"]:
            content = ContentFile(captions.shown(image.captions).encode())
            made["captions"] = _stored(where["captions"], "captions.vtt", content, written)
    except BaseException:
        file_store.remove(written)
        raise
    return made


def store_captions(original, text):
    """Write other captions of a recording, and return what `Image.renditions` holds of them."""
    return _stored(path(original, text), "captions.vtt", ContentFile(captions.shown(text).encode()), [])


def _stored(path, name, content, written):
    file_store.store(f"{file_store.folder(path)}/{name}", content, written)
    return {"path": path, "file": name, "bytes": content.size}
