"""The end of wire copy that nobody used."""

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from exchange.inventory import batches
from exchange.models import WireCopy

PART = 500


def clear():
    """Remove expired copy that nobody used; yield (what, how much).

    What stands in its feed yet stays, or it would come again: of a feed that is watched, only what was not
    in it when it was last read.
    """
    now = timezone.now()
    is_gone = Q(feed__is_watched=False) | Q(seen_at__lt=F("feed__read_at"))
    keys = WireCopy.objects.expired(now).filter(is_gone).order_by("pk").values_list("pk", flat=True)
    count = sum(_remove(part, now) for part in batches(list(keys), PART))
    yield "copies of the wire that nobody used", count


@transaction.atomic
def _remove(keys, now):
    """Remove some rows under a lock: whoever uses one at this moment comes first, or is refused."""
    rows = WireCopy.objects.filter(pk__in=keys)
    list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
    unused = list(rows.expired(now).values_list("pk", flat=True))
    return WireCopy.objects.filter(pk__in=unused)._raw_delete(WireCopy.objects.db)
