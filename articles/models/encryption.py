"""The names of confidential sources: encrypted under keys that only the environment holds."""

import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _
from django.views.debug import SafeExceptionReporterFilter


class KeyMissing(Exception):
    """A name that can't be encrypted or decrypted, with a sentence that names the remedy."""


class Swapped(KeyMissing):
    """A name that was kept for another source than the one that has it."""


def encrypt(name, slug):
    """Encrypt a name together with its source's slug, so that it is read under no other."""
    return _cipher().encrypt(json.dumps([slug, name]).encode())


def decrypt(token, slug):
    """Return the name that is kept for a source's slug. Raises KeyMissing, or Swapped."""
    try:
        text = _cipher().decrypt(bytes(token)).decode()
    except InvalidToken as error:
        raise KeyMissing(
            _("No key in SOURCES_KEY opens this name. Put the key back with which it was kept.")
        ) from error
    owner, name = _parts(text, slug)
    if owner != slug:
        raise Swapped(_("This name was kept for another source. Somebody changed the database."))
    return name


def _parts(text, slug):
    """Return (slug, name); an older token holds the name alone, as it is."""
    try:
        owner, name = json.loads(text)
    except ValueError:
        return slug, text
    return owner, name


def rotate(token, slug):
    """Encrypt anew, under the first key and for its source, what any of the keys opens."""
    return encrypt(decrypt(token, slug), slug)


def can_decrypt(token, slug):
    """Ask whether one of the keys opens an encrypted name, whoever's it is."""
    try:
        decrypt(token, slug)
    except Swapped:
        return True
    except KeyMissing:
        return False
    return True


def is_key(text):
    try:
        Fernet(text)
    except ValueError:
        return False
    return True


def _cipher():
    """Return what encrypts under the first key of SOURCES_KEY, and decrypts under each."""
    if not settings.SOURCES_KEY:
        raise KeyMissing(
            _(
                "This newsroom keeps no confidential names yet: nothing was saved. Whoever runs the server "
                "puts a line SOURCES_KEY=… into its environment; docs/reference/settings.md says how."
            )
        )
    return MultiFernet([Fernet(key) for key in settings.SOURCES_KEY])


class SilentErrorReports(SafeExceptionReporterFilter):
    """Keep error pages and reports, a developer's too, from showing what was typed or held."""

    def is_active(self, request):
        return True

    def get_post_parameters(self, request):
        return {}

    def get_traceback_frame_variables(self, request, tb_frame):
        return []
