"""Sound and video: taken by what they hold, never decoded, served as a copy without what is private.

`Image.renditions` of a recording holds {"recording": {"path", "file", "bytes"}} and, where it has captions,
{"captions": …} alike. The file lies at `renditions/{path}/{file}`.
"""

import hashlib
import tempfile

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.utils.translation import gettext as _

from . import containers, file_store
from .decoding import Checked

RECIPE = 1  # raise it when more is blanked: files get new names
MAX_BYTES = 200 * 1024 * 1024
CHUNK = 1024 * 1024


def check(file):
    """Return what an upload is, or None where it is no recording; raise ValidationError with a sentence."""
    if not file or not file.size:
        return None
    found = look(file)
    if found is None:
        return None
    if file.size > MAX_BYTES:
        raise ValidationError(
            _("The recording is larger than %(limit)d MB. Export it smaller, or show it from another site.")
            % {"limit": MAX_BYTES >> 20}
        )
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Checked(found.extension, digest, found.width, found.height, recording=found)


def look(file):
    try:
        return containers.look(file)
    except containers.Unplayed as unplayed:
        raise ValidationError(
            _("Not every browser plays this (%(what)s). Export it as MP4 with H.264 and AAC, or as MP3.")
            % {"what": unplayed}
        ) from unplayed
    except containers.Telling as telling:
        raise ValidationError(
            _("The recording has a track of data, such as the camera's places. Export it without that.")
        ) from telling
    except containers.Broken as broken:
        raise ValidationError(
            _("The recording is damaged, or ends too early. Export it again, then send that.")
        ) from broken


def path(*parts):
    return hashlib.sha256(" ".join(["recording", str(RECIPE), *parts]).encode()).hexdigest()[:24]


def are_made(image):
    """Ask whether what readers get is of today's file and captions."""
    made = {name: part["path"] for name, part in image.renditions.items()}
    return made == {name: where for name, where in _paths(image).items() if where}


def _paths(image):
    return {"recording": path(image.sha256), "captions": image.captions and path(image.captions)}


def make(image, file):
    """Write a recording's public files from its original, and return what `Image.renditions` holds.

    Where one can't be written, those written before it are removed.
    """
    paths, written, found = _paths(image), [], look(file)
    try:
        with _public(file, found) as copy:
            made = {"recording": _stored(paths["recording"], f"recording.{found.extension}", copy, written)}
        if paths["captions"]:
            content = ContentFile(image.captions.encode())
            made["captions"] = _stored(paths["captions"], "captions.vtt", content, written)
    except BaseException:
        file_store.remove(written)
        raise
    return made


def _stored(path, name, content, written):
    file_store.store(f"{file_store.folder(path)}/{name}", content, written)
    return {"path": path, "file": name, "bytes": content.size}


def _public(file, found):
    """Return a copy of a recording without what is private in it; each length stays."""
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - closed by who gets it
    file.seek(0)
    while chunk := file.read(CHUNK):
        copy.write(chunk)
    for start, content in found.patches:
        copy.seek(start)
        copy.write(content)
    for start, length in found.blanks:
        copy.seek(start)
        for done in range(0, length, CHUNK):
            copy.write(bytes(min(CHUNK, length - done)))
    copy.seek(0)
    return File(copy, "recording")
