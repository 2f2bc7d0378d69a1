"""The archive's head: one hash over all that was sealed up to a moment."""

import hashlib
from datetime import UTC
from itertools import groupby

from django.core.cache import cache

from articles.models.edition import Edition


def head(at):
    """Return the archive's head at `at`: it changes if anything sealed up to then does, or is missing.

    Months hash one after the other, so that those which are over are kept. Acts take a moment to be
    stored: a head to hand out is one of a minute ago, or older.
    """
    month = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return _heads(_head_before(month), _sealed(at).filter(sealed_at__gte=month))


def _head_before(month):
    """Return the head at a month's start: kept under the count and the last digest of what it covers."""
    sealed = _sealed(month).filter(sealed_at__lt=month)
    last = sealed.last()
    if last is None:
        return ""
    key = f"head-{month:%Y-%m}-{sealed.count()}-{last[1]}"
    kept = cache.get(key)
    if kept is None:
        kept = _heads("", sealed)
        cache.set(key, kept, timeout=None)
    return kept


def _sealed(at):
    """Return (moment sealed, digest) of all that was sealed up to `at`, in the archive's order."""
    rows = (
        Edition.objects.printed(at).filter(sealed_at__lte=at).order_by("sealed_at", "article_uid", "number")
    )
    return rows.values_list("sealed_at", "digest")


def _heads(head, rows):
    """Return the head after `rows`: month by month, the SHA-256 of the head before and their digests."""
    for _month, sealed in groupby(rows.iterator(), key=lambda row: row[0].strftime("%Y-%m")):
        hashed = hashlib.sha256(head.encode())
        for _at, digest in sealed:
            hashed.update(f"\n{digest}".encode())
        head = hashed.hexdigest()
    return head
