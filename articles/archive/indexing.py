"""Rows that are derived from an edition's printed JSON: its links, its address, its words to search."""

from uuid import UUID

from django.db import IntegrityError

from articles import search
from articles.models import (
    Address,
    EditionPerson,
    EditionPicture,
    EditionSource,
    EditionTopic,
    Image,
    Person,
    Source,
    Topic,
)

from . import bulk_insert

NAMED_BY = {Image: "key"}  # the others by their slug


def index(edition, is_new=False):
    """Write anew what lists, addresses and search need of one edition."""
    reserve(edition)
    for link, field, model, slugs in links_of(edition):
        if not is_new:
            link.objects.filter(edition=edition).delete()
        if slugs:
            found = model.objects.filter(**{f"{NAMED_BY.get(model, 'slug')}__in": slugs})
            link.objects.bulk_create([link(**{field: thing}, **moments(edition)) for thing in found])
    search.index(edition)


def close(edition):
    """Write what `index` writes of an edition of which only the end changed."""
    for link, _field, _model, slugs in links_of(edition):
        if slugs:
            link.objects.filter(edition=edition).update(live_until=edition.live_until)
    search.index(edition)


def index_many(editions):
    """Write what `index` writes, of the new editions of a bulk load, in few statements."""
    reserve_many(editions)
    kinds = {}
    for edition in editions:
        for link, field, model, slugs in links_of(edition):
            kinds.setdefault((link, field, model), []).append((edition, slugs))
    for (link, field, model), named in kinds.items():
        slugs = set().union(*(slugs for _, slugs in named))
        named_by = NAMED_BY.get(model, "slug")
        keys = dict(model.objects.filter(**{f"{named_by}__in": slugs}).values_list(named_by, "pk"))
        names = (f"{field}_id", "edition_id", "first_published_at", "live_from", "live_until")
        bulk_insert.insert_values(
            link,
            names,
            (
                (keys[slug], edition.pk, edition.first_published_at, edition.live_from, edition.live_until)
                for edition, slugs in named
                for slug in slugs
            ),
        )


def links_of(edition):
    """Return (through model, its field, the model named, the slugs printed) for each kind of link."""
    if not edition.has_text:
        return [
            (EditionPerson, "person", Person, ()),
            (EditionSource, "source", Source, ()),
            (EditionTopic, "topic", Topic, ()),
            (EditionPicture, "image", Image, ()),
        ]
    return [
        (EditionPerson, "person", Person, {b["person"] for b in edition.byline if b.get("person")}),
        (EditionSource, "source", Source, set(sources_of(edition))),
        (EditionTopic, "topic", Topic, {t["slug"] for t in edition.topics}),
        (EditionPicture, "image", Image, {UUID(p["key"]) for p in edition.pictures}),
    ]


def sources_of(edition):
    """Yield the keys of the sources cited, and of those for whom they speak: a record names both."""
    for citation in edition.citations:
        yield citation["source"]
        yield from (voice["slug"] for voice in citation.get("represents", ()))


def moments(edition):
    return {
        "edition": edition,
        "first_published_at": edition.first_published_at,
        "live_from": edition.live_from,
        "live_until": edition.live_until,
    }


def reserve(edition):
    """Give its slug to its article, from its moment on, or from the earlier one that it has."""
    if not edition.slug or not edition.has_text:
        return
    address = Address.objects.filter(slug=edition.slug).first()
    if address is None:
        article = edition.article_id
        Address.objects.create(slug=edition.slug, article_id=article, public_since=edition.live_from)
    elif address.article_id != edition.article_id:
        raise IntegrityError(f"The slug “{edition.slug}” belongs to another story: choose another.")
    elif address.public_since > edition.live_from:
        Address.objects.filter(pk=address.pk).update(public_since=edition.live_from)


def reserve_many(editions):
    """Give new articles their slugs, each from the moment of its first edition."""
    first = {}
    for edition in sorted(editions, key=lambda edition: edition.live_from, reverse=True):
        if edition.slug and edition.has_text:
            first[edition.slug] = Address(
                slug=edition.slug, article_id=edition.article_id, public_since=edition.live_from
            )
    Address.objects.bulk_create(first.values(), ignore_conflicts=True)
