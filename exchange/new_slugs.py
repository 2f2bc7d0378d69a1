"""The address that each story and page of an archive gets here."""

from articles.models import Address, Article, Page
from articles.models.named import numbered

from .inventory import batches
from .models import Arrival
from .taxonomy import IN, slug_of


def slugs_of(inventory, origin, language):
    """Give each story its address here, before the first is written: stories link to each other."""
    found = _given(origin)
    wishes = {
        key: slug_of(wish or "", key, language, 140) or "story"
        for key, wish in inventory.slugs.items() if wish is not None and key not in found
    }  # fmt: skip
    taken = _taken(set(wishes.values())) | {address.split("/")[2] for address in found.values()}
    free = {}
    for key, base in wishes.items():
        slug = base
        if slug in taken:
            slug = next(each for each in free.setdefault(base, _free(base)) if each not in taken)
        taken.add(slug)
        found[key] = f"/pages/{slug}/" if key in inventory.pages else f"/articles/{slug}/"
    return found


def _free(base):
    """Yield the numbered forms of a slug that nothing here has; hundreds of stories may be “Untitled”."""
    for part in batches(numbered(base), 100):
        there = _taken(part)
        yield from (each for each in part if each not in there)


def _given(origin):
    """Return the addresses that earlier runs gave."""
    stories = Arrival.objects.filter(origin=origin, article__isnull=False).values_list("key", "article__slug")
    pages = Arrival.objects.filter(origin=origin, page__isnull=False).values_list("key", "page__slug")
    return {
        **{key: f"/articles/{slug}/" for key, slug in stories if slug},
        **{key: f"/pages/{slug}/" for key, slug in pages},
    }


def _taken(slugs):
    """Return those of some slugs that are taken here."""
    return {
        slug
        for part in batches(slugs, IN)
        for model in (Address, Article, Page)
        for slug in model.objects.filter(slug__in=part).values_list("slug", flat=True)
    }
