"""An empty newsroom filled with real, credited texts: for a first look, for trials and for measurements."""

import gzip
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import count
from typing import NamedTuple

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import Max

from articles.archive import bulk_insert, deriving, printing
from articles.desk import importing
from articles.models import (
    Article,
    Byline,
    Citation,
    Edition,
    Image,
    Person,
    Publication,
    Section,
    Source,
    Topic,
    clock,
    site_state,
)
from articles.models.named import numbered
from articles.pictures import library
from articles.text import diffs, slugs

from . import drawings

Kind = Edition.Kind
Form = Section.FrontForm
BANDS = (Form.LEAD, Form.LINES, Form.LEAD, Form.WIDE)  # of the sections on the front, in their order
BATCH = 500


# --- the texts ----------------------------------------------------------------------------------


class BadFile(Exception):
    """A file that isn't JSON Lines of news texts, with a sentence that names the line."""


@dataclass
class Item:
    """One text of the file, with what must be said with it."""

    headline: str
    standfirst: str
    body_markdown: str
    section: str
    published_at: datetime
    authors: tuple[str, ...]
    tags: tuple[str, ...]
    lang: str
    source_name: str
    source_url: str
    licence: str

    @cached_property
    def shortened(self):
        """The body without its second paragraph, or the same where it has no three."""
        parts = diffs.split_paragraphs(self.body_markdown)
        return "".join([parts[0], *parts[2:]]) if len(parts) > 2 else self.body_markdown

    def credit(self, body):
        """Say whose text it is and, as CC BY asks, what was changed."""
        licence = self.licence.replace("-", " ")
        changed = "\n\nShortened for this demonstration." if body != self.body_markdown else ""
        whose = f"Republished from {self.source_name} ({licence}), without its pictures"
        return f"{whose}: {self.source_url}{changed}"


def read(*paths):
    """Return the items of JSON Lines files, plain or gzipped, oldest first; raise BadFile."""
    return sorted((item for path in paths for item in _items(path)), key=lambda item: item.published_at)


def _items(path):
    opener = gzip.open if str(path).endswith(".gz") else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            items = [_item(line, number) for number, line in enumerate(lines, start=1) if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise BadFile(f"{path} can't be read: {error}") from error
    if not items:
        raise BadFile(f"{path} holds no texts.")
    return items


def _item(line, number):
    try:
        row = json.loads(line)
        published_at = datetime.fromisoformat(row["published_at"]).astimezone(UTC)
        fields = {name: row[name] for name in Item.__dataclass_fields__}
    except (ValueError, KeyError, TypeError) as error:
        raise BadFile(
            f"Line {number} is no news text: {error!r}. fixtures/README.md shows the form."
        ) from error
    lists = {"authors": tuple(row["authors"]), "tags": tuple(map(_in_words, row["tags"]))}
    return Item(**{**fields, **lists, "published_at": published_at.replace(microsecond=0)})


def _in_words(tag):
    """Return the name that a paper would print of a tag such as "content-strategy"."""
    return tag if tag != tag.lower() else tag.replace("-", " ").capitalize()


# --- what becomes of a story --------------------------------------------------------------------


class Step(NamedTuple):
    """One edition in a story's life."""

    kind: Kind
    hours: int = 0  # after the first
    note: str = ""
    is_short: bool = False  # before a paragraph was added
    has_stop: bool = False  # a full stop behind the headline: the typing error
    is_ahead: bool = False  # a plan of the next weeks


ONE = (Step(Kind.FIRST),)
SHORT = Step(Kind.FIRST, is_short=True)
LEFT_OUT = "An earlier edition left out the second paragraph."
NOTHING_WRONG = "as a demonstration. Nothing is known to be wrong with the original."
WITHDRAWAL = Step(Kind.WITHDRAWAL, 3, f"Withdrawn {NOTHING_WRONG}")

MINOR = (Step(Kind.FIRST, has_stop=True), Step(Kind.MINOR, 1))
UPDATE = (SHORT, Step(Kind.UPDATE, 2, "Adds a paragraph."))
CORRECTION = (SHORT, Step(Kind.CORRECTION, 5, LEFT_OUT))
CLARIFICATION = (SHORT, Step(Kind.CLARIFICATION, 9, LEFT_OUT))
RETRACTION = (*ONE, Step(Kind.RETRACTION, 20, f"Retracted {NOTHING_WRONG}"))
WITHDRAWN = (*ONE, WITHDRAWAL)
RESTORED = (*ONE, WITHDRAWAL, Step(Kind.RESTORATION, 8))
EXPIRED = (*ONE, Step(Kind.EXPIRY, 20))
PLANNED = (Step(Kind.FIRST, is_ahead=True),)
PLANNED_UPDATE = (SHORT, Step(Kind.UPDATE, note="Adds a paragraph.", is_ahead=True))

# What becomes of each hundredth story; all others keep their one edition.
LIVES = {
    **dict.fromkeys((1, 15, 31, 44, 57, 68, 82, 95), UPDATE),
    **dict.fromkeys((3, 19, 36, 49, 61, 77, 88, 97), MINOR),
    **dict.fromkeys((5, 28, 53, 79), CORRECTION),
    8: CLARIFICATION,
    11: RETRACTION,
    13: WITHDRAWN,
    17: RESTORED,
    22: EXPIRED,
    9: PLANNED,
    16: PLANNED_UPDATE,
}


class Schedule:
    """When the stories of a load are published: at their own moments, recombined ones shifted."""

    def __init__(self, items, at):
        self.at = at.replace(microsecond=0)
        self.start = min(item.published_at for item in items)
        self.span = max(self.at - timedelta(days=2) - self.start, timedelta(days=1))

    def moment_of(self, item, turn):
        if not turn:
            return min(item.published_at, self.start + self.span)
        shift = turn * timedelta(days=397, hours=5, minutes=7, seconds=1)
        return self.start + (item.published_at - self.start + shift) % self.span

    def ahead(self, number):
        """A moment of the next weeks, for a plan."""
        return self.at + timedelta(days=1 + number // 100 % 40, minutes=number % 1440)


# --- rows ---------------------------------------------------------------------------------------


def rows_by_name(model, names, **fields):
    """Return {name: row} of what a load names, old rows and new; names of one slug share a row."""
    rows = {row.slug: row for row in model.objects.all()}
    fallback = model._meta.model_name
    made = slugs.latin_slug if model is Source else slugs.slug
    slug_of = {
        name: made(name.replace(".", "-"), longest=90) or f"{fallback}-{number}"
        for number, name in enumerate(sorted(names), start=1)
    }
    new = {
        slug: model(name=name[:200], slug=slug, **fields)
        for name, slug in slug_of.items()
        if slug not in rows
    }
    model.objects.bulk_create(new.values())
    rows.update(new)
    return {name: rows[slug] for name, slug in slug_of.items()}


class Load:
    """A load in hand: the names it uses, the slugs it gave, the texts it rendered."""

    def __init__(self, items, at, pictures=0):
        self.items, self.at = items, at
        self.schedule = Schedule(items, at)
        self.sections = rows_by_name(Section, {item.section for item in items})
        lay_out(self.sections)
        self.people = rows_by_name(Person, {name for item in items for name in item.authors})
        self.topics = rows_by_name(Topic, {name for item in items for name in item.tags})
        names = {item.source_name for item in items}
        self.sources = rows_by_name(Source, names, kind=Source.Kind.ORGANISATION)
        self.pictures = [library_picture(number) for number in range(pictures)]
        self.slugs, self.printed, self.derived = set(), {}, {}
        self.language = Publication.objects.current().language
        self.article_keys, self.edition_keys = keys_from(Article), keys_from(Edition)

    def story(self, number):
        """Return the unsaved rows of the story of this number; the file's newest text comes first."""
        turn, place = divmod(number, len(self.items))
        item = self.items[-1 - place]
        article = self._article(item, turn, place)
        bylines, citation = self._bylines(item, article), self._citation(item, article)
        topics = {self.topics[tag] for tag in item.tags}
        if place not in self.printed:
            self.printed[place] = printed_rows(bylines, citation, topics)
        printed = self.printed[place] | {"pictures": printing.lead_first(article.lead_image)}
        editions = [
            self.edition(article, item, step, self._moment(item, turn, step, number), printed)
            for step in self._life(article, item, number)
        ]
        importing.tile(editions)
        for before, edition in zip([None, *editions], editions, strict=False):
            self._derive(place, before, edition)
        return importing.Rows(article, bylines, [citation], topics, editions)

    def _article(self, item, turn, place):
        body = item.shortened if turn % 2 else item.body_markdown
        headline = f"{item.headline[:290]} ({turn + 1})" if turn else item.headline[:290]
        return Article(
            pk=next(self.article_keys),
            headline=headline,
            slug=self.slug(headline, item.lang),
            standfirst=item.standfirst,
            body=body,
            section=self.sections[item.section],
            language=item.lang,
            lead_image=self._picture(turn + place) if place % 3 != 1 else None,
            backstory=item.credit(body),
            stage=Article.Stage.APPROVED,
            approved_version=1,
            created_at=self.at,
            updated_at=self.at,
        )

    def _picture(self, number):
        return self.pictures[number % len(self.pictures)] if self.pictures else None

    def slug(self, headline, language):
        base = slugs.slug(headline, language, longest=140) or "story"
        slug = next(slug for slug in numbered(base) if slug not in self.slugs)
        self.slugs.add(slug)
        return slug

    def _bylines(self, item, article):
        people = [
            Byline(article=article, person=self.people[name], order=order)
            for order, name in enumerate(item.authors)
        ]
        return [*people, Byline(article=article, name=item.source_name, order=len(people))]

    def _citation(self, item, article):
        source = self.sources[item.source_name]
        basis = Citation.Basis.OTHER_OUTLET
        return Citation(
            article=article, source=source, mark=source.slug, basis=basis, address=item.source_url
        )

    def _life(self, article, item, number):
        life = LIVES.get(number % 100, ONE)
        return ONE if life[0].is_short and article.body == item.shortened else life

    def _moment(self, item, turn, step, number):
        if step.is_ahead:
            return self.schedule.ahead(number)
        return self.schedule.moment_of(item, turn) + timedelta(hours=step.hours)

    def edition(self, article, item, step, live_from, printed):
        said = printing.story_fields(article) | printed if step.kind not in Edition.TEXTLESS else {}
        edition = Edition(
            pk=next(self.edition_keys),
            article=article,
            kind=step.kind,
            note=step.note,
            live_from=live_from,
            recorded_at=self.at,
            **{"slug": article.slug, "section": article.section, "language": article.language, **said},
        )
        printing.print_section(edition)
        if step.has_stop:
            edition.headline += "."
        if step.is_short:
            edition.body, edition.backstory = item.shortened, item.credit(item.shortened)
        return edition

    def _derive(self, place, before, edition):
        """Derive once what editions of a kind have in common that print the same text of the file."""
        key = place, edition.kind, edition.body
        if key not in self.derived:
            deriving.derive(edition, before, self.language)
            self.derived[key] = edition.body_html, edition.derived
        edition.body_html, edition.derived = self.derived[key]


def lay_out(sections):
    """Give the sections' bands on the front different forms, as a chief editor would."""
    for place, name in enumerate(sorted(sections)):
        sections[name].front_form = BANDS[place % len(BANDS)]
    Section.objects.bulk_update(sections.values(), ["front_form"])


def printed_rows(bylines, citation, topics):
    return {
        "byline": [row.as_printed() for row in bylines],
        "citations": [citation.as_printed()],
        "topics": [row.as_printed() for row in sorted(topics, key=str)],
    }


def keys_from(model):
    """Count the keys that are free behind those of a model's rows."""
    return count((model.objects.aggregate(last=Max("pk"))["last"] or 0) + 1)


def library_picture(number):
    """Return a drawing of the library; it is made where it is not there."""
    content, says = drawings.draw(number)
    return library.take(
        ContentFile(content, "drawing.jpg"),
        alt_text=says,
        caption="A drawing made by a program for this demonstration.",
        credit="Newsroom’s demo",
        licence="CC0 1.0",
        digital_source_type=Image.SourceType.ALGORITHMIC,
    )


# --- the load -----------------------------------------------------------------------------------


def is_empty():
    """Ask whether there is no story but the supplied one, which `make run` loads."""
    return not Article.objects.exclude(slug=SUPPLIED).exists()


SUPPLIED = "russian-peacekeepers-in-karabakh"  # its slug in fixtures/seed.yaml


def fill(items, stories, report=lambda done: None, pictures=0, own=None):
    """Store that many stories made of the items in one transaction; `report(done)` runs after each batch.

    `pictures` is the number of drawings that two of three stories share. `own` is a module with stories of
    its own: `rows(load)` gives them, and `relate(load)` is called when they are stored.
    """
    with transaction.atomic():
        load = Load(items, clock.begin_act(), pictures)
        for start in range(0, stories, BATCH):
            stop = min(start + BATCH, stories)
            importing.store([load.story(number) for number in range(start, stop)], load.at)
            report(stop)
        if own:
            importing.store([*own.rows(load)], load.at)
            own.relate(load)
        bulk_insert.count_on(Article, Edition)
        site_state.replace_token()
    with connection.cursor() as cursor:
        # Without it, PostgreSQL plans the first minutes' queries for an empty database.
        cursor.execute("ANALYZE")
