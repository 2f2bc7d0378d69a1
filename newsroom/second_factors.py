"""The forms of second factors, which put a failure into the log as a wrong password is."""

from allauth.core import context
from allauth.mfa.base import forms as codes
from allauth.mfa.webauthn import forms as keys
from django.utils.translation import gettext_lazy as _

from .accounts import log_failure


class Logged:
    """Log a factor that was wrong; what is refused unread after too many tries is no new line."""

    def clean(self):
        errors = [error for found in self.errors.as_data().values() for error in found]
        if any(error.code == "incorrect_code" for error in errors):
            name = self.user.get_username() if self.user else ""  # a passkey's name is only its own word
            log_failure(context.request, name, factor="second" if self.user else "passkey")
        return super().clean()


class CodeForm(Logged, codes.AuthenticateForm):
    """The second step of signing in, by a code."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        said = _("Without the app: one of your recovery codes, each of which opens once.")
        self.fields["code"].help_text = said


class CodeAgainForm(Logged, codes.ReauthenticateForm):
    """Before a sensitive page, by a code."""


class KeyForm(Logged, keys.AuthenticateWebAuthnForm):
    """The second step of signing in, by a key."""


class KeyAgainForm(Logged, keys.ReauthenticateWebAuthnForm):
    """Before a sensitive page, by a key."""


class PasskeyForm(Logged, keys.LoginWebAuthnForm):
    """Signing in by a passkey alone."""
