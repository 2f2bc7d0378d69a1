"""Today's names of those whom an edition names; what was printed stays in its history."""

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from articles.models import Edition, Person, Source, Topic
from articles.models.named import address
from articles.pictures import schema_objects

from .compiled_queries import CompiledQuery
from .story_sources import sourcing_context


@dataclass(frozen=True)
class Names:
    """The people, sources and topics of one edition by the slug that was printed; its translations."""

    found: dict
    translations: dict  # {language: address}

    def name(self, noun, slug, printed):
        """Return today's name and address; where there is none any more, the printed name alone."""
        today = self.found.get((noun, slug))
        if today is None:
            return {"name": printed, "url": ""}
        return {"name": today[0] or printed, "url": address(noun, today[1])}


def join_current_names(edition, at, is_frozen=False):
    """Return what a story's page shows of all whom the edition names, as they are called today or in it."""
    today = Names({}, {}) if is_frozen else current_names(edition, at)
    faces = portraits(edition) if edition.type_of_work == Edition.TypeOfWork.OPINION and not is_frozen else {}
    byline = [
        {
            **today.name("person", row.get("person"), row["name"]),
            "role": row.get("role", ""),
            "portrait": faces.get(row.get("person")),
        }
        for row in edition.byline
    ]
    return {
        "byline": _each_once(byline),
        "topics": _each_once(today.name("topic", row["slug"], row["name"]) for row in edition.topics),
        "translations": today.translations if len(today.translations) > 1 else {},
        **sourcing_context(edition, today),
    }


def portraits(edition):
    """Return {printed slug: portrait as printed} of an edition's byline."""
    slugs = [row["person"] for row in edition.byline if row.get("person")]
    people = Person.objects.filter(slug__in=slugs).select_related("portrait", "merged_into__portrait")
    return {person.slug: portrait(person.merged_into or person) for person in people}


def portrait(person):
    """Return a person's portrait as a picture is printed, or None where its sizes aren't made."""
    printed = person.portrait and person.portrait.as_printed()
    return printed if printed and schema_objects.largest_rendition(printed, "square") else None


def _each_once(rows):
    """Leave out who or what stands there already by the same address: two that are one after a merge."""
    seen, found = set(), []
    for row in rows:
        if row["url"] not in seen:
            found.append(row)
        seen.add(row["url"] or None)
    return found


def current_names(edition, at):
    """Look all of them up in one query; after a merge the successor answers."""
    people = {row["person"] for row in edition.byline if row.get("person")}
    sources = {row["source"] for row in edition.citations}
    sources |= {root["slug"] for row in edition.citations for root in row.get("represents", ())}
    topics = {row["slug"] for row in edition.topics}
    original = edition.translation_of_id or edition.article_id
    rows = _today(at, original, *map(tuple, (people, sources, topics)))
    found = {(noun, slug): (name, today) for noun, slug, name, today in rows}
    translations = {key[1]: value[1] for key, value in found.items() if key[0] == "translation"}
    return Names(
        found, {language: reverse("article", args=[slug]) for language, slug in translations.items()}
    )


# A confidential source is called by what readers may know of it.
PUBLIC_NAME = Case(When(is_confidential=True, then=F("public_description")), default=F("name"))
SUCCESSORS_NAME = Case(
    When(merged_into__is_confidential=True, then=F("merged_into__public_description")),
    When(merged_into__isnull=False, then=F("merged_into__name")),
    default=PUBLIC_NAME,
)


@CompiledQuery
def _today(at, original, people, sources, topics):
    """Find (noun, printed slug, name, slug today), and (noun, language, headline, slug) of translations."""
    wanted = [
        ("person", Person, F("name"), people),
        ("source", Source, SUCCESSORS_NAME, sources),
        ("topic", Topic, F("name"), topics),
    ]
    first, *more = _translations(original, at)
    # Django 6.1 would order the union as the first model's rows are.
    return first.union(*more, *(_named_rows(*each) for each in wanted if each[-1]), all=True).order_by()


def _named_rows(noun, model, name, slugs):
    name = Coalesce(F("merged_into__name"), name) if model is not Source else name
    today = Coalesce(F("merged_into__slug"), F("slug"))
    return (
        model.objects.filter(slug__in=slugs)
        .annotate(noun=Value(noun), called=name, today=today)
        .order_by()
        .values_list("noun", "slug", "called", "today")
    )


def _translations(original, at):
    """Return the published story that is translated, and the translations of it.

    Two queries of the union: with an OR, SQLite reads every story that was ever published.
    """
    stories = Edition.objects.published(at).annotate(noun=Value("translation")).order_by()
    return [
        stories.filter(**{field: original}).values_list("noun", "language", "headline", "slug")
        for field in ("article_id", "translation_of")
    ]


class Heirs:
    """Who and what stands today for the people and topics that were merged, for lists, feeds and the API."""

    KEYS = {"person": "person", "topic": "slug"}  # what a printed row calls the slug

    def __init__(self, rows=()):
        self.found = {(noun, slug): heir for noun, slug, *heir in rows}

    def rows(self, noun, printed):
        """Return the rows of a printed list with their successors, each once."""
        key, seen, found = self.KEYS[noun], set(), []
        for row in printed:
            slug = row.get(key) or ""
            if heir := self.found.get((noun, slug)):
                slug, row = heir[0], {**row, key: heir[0], "name": heir[1]}
            if slug not in seen:
                found.append(row)
            seen.add(slug or None)
        return found


def load_heirs():
    """Return the Heirs of all that is merged: the same object as long as no merge is added."""
    first, second = (
        model.objects.exclude(merged_into=None)
        .order_by()
        .values_list(Value(noun), "slug", "merged_into__slug", "merged_into__name")
        for noun, model in (("person", Person), ("topic", Topic))
    )
    return _heirs(tuple(sorted(first.union(second, all=True))))


_heirs = lru_cache(maxsize=4)(Heirs)
