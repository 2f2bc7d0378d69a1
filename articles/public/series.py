"""Series: topics whose stories are parts, in the order that an editor gave, or of their first publication."""

from typing import NamedTuple

from django.db import connection
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Coalesce, Collate

from articles.models import Address, Edition, EditionTopic, Topic
from articles.models.named import address

from .compiled_queries import CompiledQuery
from .pagination import ListPage, with_card_fields

MOST = 100  # parts; what has more is read as any topic
PART, ORDER = "part", "order"


def place_in_series(edition, today):
    """Return where a story stands in its series, how many parts there are, and those beside it; or None.

    `today` are the names of what it names. Of several series, the first by address counts.
    """
    slugs = {part[1] for part in today.parts}
    if edition.slug not in slugs or not 1 < len(today.parts) <= MOST:
        return None
    slug, name, printed = min((slug, name, printed) for printed, (name, slug) in today.series.items())
    order, _today = today.found.get((ORDER, printed), ("", ""))
    parts = in_order(today.parts, order, lambda part: part[1])
    place = [part[1] for part in parts].index(edition.slug)
    return {
        "name": name,
        "url": address("topic", slug),
        "number": place + 1,
        "count": len(parts),
        "before": _part(*parts[:place][-1:]),
        "next": _part(*parts[place + 1 :][:1]),
    }


def in_order(parts, order, slug_of):
    """Return parts as the lines of an order name them; the others follow as they stand."""
    named, places = order.split(), {}
    today = _addresses_today(set(named), {slug_of(part) for part in parts})
    for slug in named:
        places.setdefault(today.get(slug, slug), len(places))
    return sorted(parts, key=lambda part: places.get(slug_of(part), len(places)))


def _addresses_today(named, parts):
    """Return {address in an order: the address of its part}, where a story has another since."""
    lost = named - parts
    if not lost or parts <= named:
        return {}
    rows = Address.objects.filter(slug__in=lost, article__addresses__slug__in=parts)
    return dict(rows.values_list("slug", "article__addresses__slug"))


class Part(NamedTuple):
    """A part as those beside it name it."""

    headline: str
    url: str
    language: str


def _part(found=None):
    return found and Part(found[2], address("article", found[1]), found[3])


def parts_of(series, keys, at):
    """Return the parts of a series as a list in their order, or None where they are too many."""
    rows = in_order(_parts.rows(at, tuple(keys)), series.parts_order, lambda row: row.slug)
    return ListPage(rows) if len(rows) <= MOST else None


@CompiledQuery
def _parts(at, topics):
    oldest = _oldest(at, EditionTopic.objects.filter(topic__in=topics))
    return with_card_fields(oldest.order_by("first_published_at", "slug"), "citations")


def titles_of_parts(at, topics):
    """Return the query of (noun, slug, headline, time, language) of the parts of the first of some series."""
    series = Topic.objects.filter(
        Q(merged_into=None, is_series=True) | Q(merged_into__is_series=True), slug__in=topics
    )
    heirs = series.annotate(heir=Coalesce("merged_into", "pk"), called=Coalesce("merged_into__slug", "slug"))
    called = Collate("called", "C") if connection.vendor == "postgresql" else "called"  # as Python sorts
    first = heirs.order_by(called).values("heir")[:1]
    merged = Topic.objects.filter(Q(pk__in=first) | Q(merged_into__in=first)).order_by().values("pk")
    parts = _oldest(at, EditionTopic.objects.filter(topic__in=merged))
    named = {
        "noun": Value(PART),
        "called": F("headline"),
        "time": Cast("first_published_at", CharField()),
    }
    return parts.annotate(**named).order_by().values_list("noun", "slug", "called", "time", "language")


def _oldest(at, links):
    oldest = (
        links.news(at).in_force(at).order_by("first_published_at", "edition").values("edition")[: MOST + 1]
    )
    return Edition.objects.published(at).filter(pk__in=oldest)
