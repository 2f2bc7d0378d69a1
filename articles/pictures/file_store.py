"""Files whose names are hashes of the original's random name and of a recipe, so that they never change."""

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _


def folder(path):
    return f"renditions/{path}"


def store(target, content, written):
    """Store a file unless it is there whole, and add its name to those `written`."""
    if default_storage.exists(target):
        if default_storage.size(target) == content.size:
            return
        default_storage.delete(target)  # the half that a crash left
    written.append(target)
    stored = default_storage.save(target, content)
    if stored != target:  # another machine wrote it meanwhile
        default_storage.delete(stored)


def remove(written):
    """Remove files after a failure, as far as the storage that failed lets us: the failure is what counts."""
    for done in written:
        with suppress(OSError):
            default_storage.delete(done)


def failed():
    """Return the error for an editor where a file could not be written."""
    return ValidationError(
        _("The storage is full, or away. Nothing was kept: tell who runs the site, then try again.")
    )
