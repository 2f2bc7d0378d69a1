"""Whether the rows that are derived from editions, links and addresses, are those that follow from them."""

from collections import Counter
from itertools import islice

from django.core.exceptions import ObjectDoesNotExist, SuspiciousOperation
from django.db import DatabaseError
from django.db.models import Min

from articles.models import Address, Edition, EditionLink

BATCH = 500
MOMENTS = ("first_published_at", "live_from", "live_until")
# Whatever a forged value makes of a check: one of another type, too large, too deep, no JSON at all, or a key
# of a row that is gone.
UNREADABLE = (
    *(AttributeError, ArithmeticError, DatabaseError, LookupError, RecursionError),
    *(ObjectDoesNotExist, SuspiciousOperation, TypeError, ValueError),
)


def links():
    """Yield (what, sentence) where the links of an edition are not those that follow from what it prints."""
    columns = ("pk", "article_uid", "number", "kind", *Edition.ROWS, *MOMENTS)
    rows = Edition.objects.order_by("pk").values_list(*columns, named=True).iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        of_batch = {"edition__gte": batch[0].pk, "edition__lte": batch[-1].pk}
        for link in EditionLink.__subclasses__():
            columns = ("edition", f"{link.NAMES}__{link.KEY}", *MOMENTS)
            stored = Counter(link.objects.filter(**of_batch).values_list(*columns))
            printed = Counter(row for edition in batch for row in _printed_links(link, edition))
            wrong = {row[0] for row in (*(stored - printed), *(printed - stored))}
            yield from (
                (
                    f"article {row.article_uid}, edition {row.number}",
                    f"its {link.NAMES} links do not match it",
                )
                for row in batch
                if row.pk in wrong
            )


def _printed_links(link, edition):
    """Return the rows that a class of links should have of an edition; none where it can't be read."""
    try:
        keys = link.keys_in(edition) if edition.kind not in Edition.TEXTLESS else ()
    except UNREADABLE:
        return []
    return [(edition.pk, key, *(getattr(edition, moment) for moment in MOMENTS)) for key in keys]


def addresses():
    """Yield (what, sentence) where a slug belongs to another story, or to another moment, than is printed."""
    slugs = Edition.objects.exclude(slug="").order_by().values_list("slug", "article_id")
    with_text = slugs.exclude(kind__in=Edition.TEXTLESS)
    stored = {slug: row for slug, *row in Address.objects.values_list("slug", "article_id", "public_since")}
    redacted = _with_redacted_slug()
    for slug, article, since in with_text.annotate(Min("live_from")).iterator():
        owner, public_since = stored.get(slug, (None, since))
        if owner != article:
            yield f"the address {slug}", "is not that of the story that printed it"
        if public_since > since or (public_since < since and article not in redacted):
            yield f"the address {slug}", "is public since another moment than the story's first edition there"
    printed = set(slugs.distinct().iterator())
    for slug, (article, _since) in stored.items():
        if (slug, article) not in printed:
            yield f"the address {slug}", "was not printed by its story"


def _with_redacted_slug():
    """Return the stories of which a slug was redacted: where it is the first, the address keeps its moment.

    An empty set where a row is no JSON, which SQLite alone can hold: that row is found among the editions.
    """
    try:
        return set(Edition.objects.filter(redacted__has_key="slug").values_list("article_id", flat=True))
    except DatabaseError:
        return set()
