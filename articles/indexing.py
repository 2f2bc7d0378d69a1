"""Rows that are derived from an edition's printed JSON: its links, its address, its words to search."""

from .models import (
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


def index(edition):
    """Write anew what lists, addresses and search need of one edition."""
    reserve(edition)
    for link, field, model, slugs in links_of(edition):
        link.objects.filter(edition=edition).delete()
        found = model.objects.filter(slug__in=slugs)
        link.objects.bulk_create([link(**{field: thing}, **moments(edition)) for thing in found])
    index_pictures(edition)


def index_pictures(edition):
    """Note which pictures an edition shows: for where they are used, and so that none of them is deleted."""
    EditionPicture.objects.filter(edition=edition).delete()
    shown = Image.objects.filter(key__in=[printed["key"] for printed in edition.pictures])
    EditionPicture.objects.bulk_create([EditionPicture(image=image, **moments(edition)) for image in shown])


def links_of(edition):
    """Return (through model, its field, the model named, the slugs printed) for each kind of link."""
    if not edition.has_text:
        return [
            (EditionPerson, "person", Person, ()),
            (EditionSource, "source", Source, ()),
            (EditionTopic, "topic", Topic, ()),
        ]
    return [
        (EditionPerson, "person", Person, {b["person"] for b in edition.byline if b.get("person")}),
        (EditionSource, "source", Source, set(sources_of(edition))),
        (EditionTopic, "topic", Topic, {t["slug"] for t in edition.topics}),
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
    address, is_new = Address.objects.get_or_create(
        slug=edition.slug, defaults={"article_id": edition.article_id, "public_since": edition.live_from}
    )
    if not is_new and address.article_id == edition.article_id and address.public_since > edition.live_from:
        Address.objects.filter(pk=address.pk).update(public_since=edition.live_from)
