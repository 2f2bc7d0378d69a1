"""The names of confidential sources: encrypted under keys that only the environment holds."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _
from django.views.debug import SafeExceptionReporterFilter


class KeyMissing(Exception):
    """A name that can't be encrypted or decrypted, with a sentence that names the remedy."""


def encrypt(name):
    return _cipher().encrypt(name.encode())


def decrypt(token):
    try:
        return _cipher().decrypt(bytes(token)).decode()
    except InvalidToken as error:
        raise KeyMissing(
            _("No key in SOURCES_KEY opens this name. Put the key back with which it was kept.")
        ) from error


def rotate(token):
    """Encrypt a name again with the first key; any of the keys may decrypt it."""
    return encrypt(decrypt(token))


def can_decrypt(token):
    """Ask whether one of the keys opens an encrypted name."""
    try:
        decrypt(token)
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
