"""The archive's head, signed, so that archives elsewhere keep proof of the state at a moment."""

import base64
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.core.cache import caches

from . import digests
from .head import head as archive_head

FORMAT = "newsroom-1"  # of the head; records have their own
# Acts take a moment to be stored: a head that is handed out is of a full minute that is over.
SETTLED = timedelta(minutes=1)


def last_settled_minute(at):
    """Return the last full minute whose acts are all stored at `at`."""
    return (at - SETTLED).replace(second=0, microsecond=0)


def signed_head(address, at):
    """Return the archive's head at `at`, signed where there is a key: see docs/reference/chain.md."""
    moment = digests.iso_milliseconds(at)
    said = {"format": FORMAT, "paper": address, "at": moment, "head": archive_head(at)}
    key = private_key()
    if key is None:
        return said
    public = public_bytes(key)
    signature = key.sign(digests.canonical(said).encode())
    return {**said, "public_key": base64_text(public), "signature": base64_text(signature)}


def newest_signed_head(address, at):
    """Return the newest head that can be handed out at `at`, computed once a minute."""
    at = last_settled_minute(at)
    key = f"signed-head-{at:%Y-%m-%dT%H:%M}"
    return caches["pages"].get_or_set(key, lambda: signed_head(address, at), 60)  # also where Redis is away


def private_key():
    if not settings.SIGNING_KEY:
        return None
    return Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(settings.SIGNING_KEY))


def public_bytes(key):
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def base64_text(raw):
    return base64.b64encode(raw).decode()
