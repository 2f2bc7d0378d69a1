"""One import at a time on a server; and what a fault of the database means for it."""

import fcntl
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext as _

from articles.models import clock


class Refused(Exception):
    """An import that can't go on, with a sentence that names the remedy."""


@contextmanager
def only_import():
    """Keep out a second import on this server; the system takes the lock from a process that dies."""
    with _lock_file() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused(_("Another import is at work. Wait for its end; then do this again.")) from error
        yield


def _lock_file():
    root = Path(settings.IMPORTS_ROOT)
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return (root / "lock").open("w")
    except OSError as error:
        said = {"folder": root, "why": error.strerror}
        raise Refused(_("The folder %(folder)s can’t be written: %(why)s.") % said) from error


@contextmanager
def plain_database_errors():
    """Say what a fault of the database or the disk means for an import."""
    try:
        yield
    except IntegrityError as error:
        raise Refused(
            _(
                "The database refused a batch, and nothing of it was stored: %(why)s. If another import of "
                "the same archive is running, wait for its end; then run this again."
            )
            % {"why": error}
        ) from error
    except clock.ClockBehind as error:
        raise Refused(str(error)) from error
