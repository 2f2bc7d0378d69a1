"""The archive's head: one hash over all that was sealed up to a moment."""

import hashlib
from datetime import UTC

from django.db.models import Min

from articles.models.edition import Edition


def head(at):
    """Return the archive's head at `at`: it changes if anything sealed up to then does, or is missing.

    Nothing is cached: whatever it was keyed by, the rows behind it could change. An index holds all that is
    read: 100,000 digests take 0.1 s. Acts take a moment to be stored: a head to hand out is a minute old.
    """
    found = ""
    for start, end in months(at):
        found = head_after(found, digests(at, start, end))
    return found


def head_after(head, digests):
    """Return the head after one more month: the SHA-256 of the head before and the month's digests."""
    return hashlib.sha256("\n".join([head, *digests]).encode()).hexdigest()


def months(at):
    """Yield (start, end) of the calendar months in which something was sealed up to `at`, in UTC."""
    end = None
    while True:
        rows = Edition.objects.sealed(at)
        first = (rows.filter(sealed_at__gte=end) if end else rows).aggregate(first=Min("sealed_at"))["first"]
        if first is None:
            return
        start = first.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        end = start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
        yield start, end


def digests(at, start, end):
    """Return the digests of what was sealed in a month up to `at`, in the archive's order."""
    rows = Edition.objects.sealed(at).filter(sealed_at__gte=start, sealed_at__lt=end)
    return rows.values_list("digest", flat=True)
