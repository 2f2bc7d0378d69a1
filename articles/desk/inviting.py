"""The link by which an invited colleague chooses a password: it lives a week, and ends with its use."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

SALT, LIFE = "newsroom.invitation", timedelta(days=7)


def key_of(user):
    return signing.dumps([user.pk, _state(user)], salt=SALT)


def user_of(key):
    """Return whose invitation a key is, or None where it is none, too old, or used."""
    try:
        pk, state = signing.loads(key, salt=SALT, max_age=LIFE)
    except (signing.BadSignature, ValueError):
        return None
    user = get_user_model().objects.filter(pk=pk, is_active=True).first()
    return user if user and constant_time_compare(_state(user), state) else None


def has_identity(user):
    """Ask whether the provider of single sign-on opens an account, which then needs no password."""
    return bool(settings.OIDC_URL) and user.socialaccount_set.exists()


def _state(user):
    """Return a word that is another one once a password is chosen, or the mail address is changed."""
    said = f"{user.password}|{user.email}|{user.last_login}"
    return salted_hmac(SALT, said, algorithm="sha256").hexdigest()[:32]
