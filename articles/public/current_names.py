"""Today's names of those whom an edition names; what was printed stays in its history."""

from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Case, F, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from articles.archive import voices
from articles.models import Edition, Person, Source, Topic
from articles.models.named import address
from articles.pictures import schema_objects

from .compiled_queries import CompiledQuery
from .series import ORDER, PART, place_in_series, titles_of_parts
from .story_sources import sourcing_context


@dataclass(frozen=True)
class Names:
    """People, sources and topics of an edition by the slug that was printed; its translations and series."""

    found: dict
    translations: dict  # {language: address}
    series: dict  # {printed slug of a topic: its (name, slug)}
    parts: list  # of the first of these: (place in time, slug, headline, language)

    def name(self, noun, slug, printed):
        """Return today's name and address; where there is none any more, the printed name alone."""
        today = self.found.get((noun, slug))
        if today is None:
            return {"name": printed, "url": ""}
        return {"name": today[0] or printed, "url": address(noun, today[1])}

    def citations(self, edition):
        """Return an edition's citations under today's names of their sources."""
        found = {key[1]: (slug, name) for key, (name, slug) in self.found.items() if key[0] == "source"}
        return voices.as_today(edition.citations, found)


def join_current_names(edition, at, is_frozen=False):
    """Return what a story's page shows of all whom the edition names, as they are called today or in it."""
    today = Names({}, {}, {}, []) if is_frozen else current_names(edition, at)
    faces = portraits(edition) if edition.type_of_work == Edition.TypeOfWork.OPINION and not is_frozen else {}
    byline = [
        {
            **today.name("person", row.get("person"), row["name"]),
            "role": row.get("role", ""),
            "portrait": faces.get(row.get("person")),
        }
        for row in edition.byline
    ]
    topics = {row["slug"]: today.name("topic", row["slug"], row["name"]) for row in edition.topics}
    return {
        "byline": _each_once(byline),
        "topics": _each_once(topics.values()),
        "translations": today.translations if len(today.translations) > 1 else {},
        "called": {slug: row["name"] for slug, row in topics.items()},
        "series": place_in_series(edition, today),
        **sourcing_context(edition, today),
    }


def portraits(edition):
    """Return {printed slug: portrait as printed} of an edition's byline."""
    slugs = [row["person"] for row in edition.byline if row.get("person")]
    people = Person.objects.filter(slug__in=slugs).select_related("portrait", "merged_into__portrait")
    return {person.slug: portrait(person.today) for person in people}


def portrait(person):
    """Return a person's portrait as a picture is printed, or None where its sizes aren't made."""
    return schema_objects.ready(person.portrait, "square")


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
    parts = sorted((time, slug, headline, tag) for noun, slug, headline, time, tag in rows if noun == PART)
    found = {(noun, slug): (name, today) for noun, slug, name, today, _tag in rows}
    series = {slug: value for (noun, slug), value in found.items() if noun == SERIES}
    found |= {("topic", slug): value for slug, value in series.items()}
    translations = {key[1]: value[1] for key, value in found.items() if key[0] == "translation"}
    addresses = {language: reverse("article", args=[slug]) for language, slug in translations.items()}
    return Names(found, addresses, series, parts)


# A confidential source is called by what readers may know of it.
PUBLIC_NAME = Case(When(is_confidential=True, then=F("public_description")), default=F("name"))
SUCCESSORS_NAME = Case(
    When(merged_into__is_confidential=True, then=F("merged_into__public_description")),
    When(merged_into__isnull=False, then=F("merged_into__name")),
    default=PUBLIC_NAME,
)


NO_TAG = Value("")
SERIES = "series"
TOPIC_OR_SERIES = Case(
    When(merged_into__is_series=True, then=Value(SERIES)),
    When(merged_into=None, is_series=True, then=Value(SERIES)),
    default=Value("topic"),
)


@CompiledQuery
def _today(at, original, people, sources, topics):
    """Find (noun, printed slug, name, slug today, tag), and (noun, language, headline, slug, tag).

    The second are translations; only parts of a series have a tag, that of their language.
    """
    wanted = [
        ("person", Person, F("name"), people),
        ("source", Source, SUCCESSORS_NAME, sources),
        (TOPIC_OR_SERIES, Topic, F("name"), topics),
    ]
    first, *more = _translations(original, at)
    more += [titles_of_parts(at, topics), _orders(topics)] if topics else []
    # Django 6.1 would order the union as the first model's rows are.
    return first.union(*more, *(_named_rows(*each) for each in wanted if each[-1]), all=True).order_by()


def _named_rows(noun, model, name, slugs, is_name=True):
    name = Coalesce(F("merged_into__name"), name) if is_name and model is not Source else name
    today = Coalesce(F("merged_into__slug"), F("slug"))
    return (
        model.objects.filter(slug__in=slugs)
        .annotate(noun=Value(noun) if isinstance(noun, str) else noun, called=name, today=today, tag=NO_TAG)
        .order_by()
        .values_list("noun", "slug", "called", "today", "tag")
    )


def _orders(topics):
    """Return the query of (noun, printed slug, order of the parts, slug today) of topics."""
    order = Coalesce(F("merged_into__parts_order"), F("parts_order"))
    return _named_rows(ORDER, Topic, order, topics, is_name=False)


def _translations(original, at):
    """Return the published story that is translated, and the translations of it.

    Two queries of the union: with an OR, SQLite reads every story that was ever published.
    """
    stories = Edition.objects.published(at).annotate(noun=Value("translation"), tag=NO_TAG).order_by()
    return [
        stories.filter(**{field: original}).values_list("noun", "language", "headline", "slug", "tag")
        for field in ("article_id", "translation_of")
    ]


class Heirs:
    """Who and what stands today for those people, topics and sources that were merged."""

    KEYS = {"person": "person", "topic": "slug"}  # what a printed row calls the slug

    def __init__(self, rows=()):
        self.found = {(noun, slug): heir for noun, slug, *heir in rows}
        self.sources = {key[1]: heir for key, heir in self.found.items() if key[0] == "source"}

    def citations(self, printed):
        """Return citations with the successors of their sources, and of those for whom they speak."""
        return voices.as_today(printed, self.sources)

    def kin(self, noun, slugs):
        """Return the slugs under which things of today were printed: theirs, and those merged into them."""
        merged = (old for (kind, old), heir in self.found.items() if kind == noun and heir[0] in slugs)
        return (*slugs, *sorted(merged))

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
    first, *more = (
        model.objects.exclude(merged_into=None)
        .order_by()
        .values_list(Value(noun), "slug", "merged_into__slug", name)
        for noun, model, name in (
            ("person", Person, F("merged_into__name")),
            ("topic", Topic, F("merged_into__name")),
            ("source", Source, SUCCESSORS_NAME),
        )
    )
    return _heirs(tuple(sorted(first.union(*more, all=True))))


_heirs = lru_cache(maxsize=4)(Heirs)
