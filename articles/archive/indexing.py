"""Rows that are derived from an edition's printed JSON: its links, its address, its words to search."""

from operator import attrgetter

from django.db import IntegrityError

from articles import search
from articles.models import Address, EditionLink

from . import bulk_insert


def index(edition, is_new=False):
    """Write one edition's links, address and search words again."""
    reserve_address(edition)
    for link, keys in links_of(edition):
        if not is_new:
            # Deleted and written again, not compared: an edition has few links, and a wrong one must
            # not survive.
            link.objects.filter(edition=edition).delete()
        if keys:
            found = link.target().objects.filter(**{f"{link.KEY}__in": keys})
            link.objects.bulk_create([link(**{link.NAMES: thing}, **moments(edition)) for thing in found])
    search.index(edition)


def close_links(edition):
    """Write what `index` writes of an edition of which only the end changed."""
    for link, keys in links_of(edition):
        if keys:
            link.objects.filter(edition=edition).update(live_until=edition.live_until)
    search.index(edition)


def index_many(editions):
    """Write what `index` writes, of the new editions of a bulk load, in few statements."""
    reserve_addresses(editions)
    kinds = {}
    for edition in editions:
        for link, keys in links_of(edition):
            kinds.setdefault(link, []).append((edition, keys))
    for link, named in kinds.items():
        printed = set().union(*(keys for _, keys in named))
        # One query for the keys of all editions, not one for each edition.
        things = dict(
            link.target().objects.filter(**{f"{link.KEY}__in": printed}).values_list(link.KEY, "pk")
        )
        names = (f"{link.NAMES}_id", "edition_id", "first_published_at", "live_from", "live_until")
        bulk_insert.insert_values(
            link,
            names,
            (
                (things[key], edition.pk, edition.first_published_at, edition.live_from, edition.live_until)
                for edition, keys in named
                for key in keys & things.keys()
            ),
        )


def links_of(edition):
    """Return (class, keys printed) for each class of links."""
    return [
        (link, link.keys_in(edition) if edition.has_text else set()) for link in EditionLink.__subclasses__()
    ]


def moments(edition):
    return {
        "edition": edition,
        "first_published_at": edition.first_published_at,
        "live_from": edition.live_from,
        "live_until": edition.live_until,
    }


def reserve_address(edition):
    """Give its slug to its article, from its moment on, or from the earlier one that it has."""
    if not edition.slug or not edition.has_text:
        return
    address = Address.objects.filter(slug=edition.slug).first()
    if address is None:
        address_of(edition).save(force_insert=True)
    else:
        _claim(address, edition)


def address_of(edition):
    return Address(slug=edition.slug, article_id=edition.article_id, public_since=edition.live_from)


def _claim(address, edition):
    if address.article_id != edition.article_id:
        raise IntegrityError(f"The slug “{edition.slug}” belongs to another story: choose another.")
    if address.public_since > edition.live_from:
        Address.objects.filter(pk=address.pk).update(public_since=edition.live_from)


def reserve_addresses(editions):
    """Give articles their slugs, as `reserve_address` does, in few statements."""
    printed = sorted((each for each in editions if each.slug and each.has_text), key=attrgetter("live_from"))
    known, new = Address.objects.in_bulk({edition.slug for edition in printed}), []
    for edition in printed:
        if edition.slug not in known:
            known[edition.slug] = address_of(edition)
            new.append(known[edition.slug])
        _claim(known[edition.slug], edition)
    Address.objects.bulk_create(new)
