"""A live story, or a standing page, for another system: its text as plain HTML, names of today."""

from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, zip_longest

from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from articles.archive import printing
from articles.models import Edition, Person, Publication, Section, Topic
from articles.models.named import numbered
from articles.pictures import markup
from articles.text import chart_drawing, rendering, slugs
from articles.text.reading import without_marks

LOGIN = 40  # with a number; WordPress' plug-in for co-authors takes 50, and a mail address 64


@dataclass
class Leaving:
    """A story or a page; `key` is a number that no other of them has."""

    key: int
    uid: str
    slug: str
    headline: str
    excerpt: str
    parts: list  # of its HTML; a picture or an embed stands as it was printed
    published_at: datetime
    changed_at: datetime
    section: tuple = ()  # (slug, name)
    topics: list = field(default_factory=list)
    authors: list = field(default_factory=list)
    lead: dict = field(default_factory=dict)  # the lead picture as printed
    old_slugs: list = field(default_factory=list)
    language: str = ""
    search_title: str = ""
    search_description: str = ""
    is_page: bool = False

    def html(self, picture, embed):
        """Return the text; `picture(printed)` and `embed(found)` write what stands between."""
        return "".join(
            part if isinstance(part, str) else picture(part) if isinstance(part, dict) else embed(part)
            for part in self.parts
        )

    def pictures(self):
        """Yield each picture and recording that it shows, its lead first."""
        if self.lead:
            yield self.lead
        yield from (part for part in self.parts if isinstance(part, dict))


class Leavings:
    """Makes these of editions and pages, with one look at the names of today."""

    def __init__(self):
        self.paper = Publication.objects.current()
        self.today = {model: _names(model) for model in (Person, Section, Topic)}

    def of_story(self, editions, live, at):
        """Return the live one of a story's editions; a correction stands as a note in its text."""
        language = live.language or self.paper.language
        with translation.override(language):
            parts = [
                *_notes(editions, at),
                *_text(live.body, live.pictures, language, live.citations, live.standfirst),
                *_sources(live),
            ]
        return Leaving(
            key=3 * live.article_id,
            uid=str(live.article_uid),
            slug=live.slug,
            headline=live.headline or _("(redacted)"),
            excerpt=" ".join(without_marks(live.standfirst).split()),
            parts=parts,
            published_at=live.first_published_at,
            changed_at=live.live_from,
            section=self._named(Section, live.section_as_printed) if live.section_as_printed else (),
            topics=list(dict.fromkeys(self._named(Topic, row) for row in live.topics)),
            authors=self._authors(live.byline),
            lead=next((row for row in live.pictures if row.get("is_lead")), {}),
            old_slugs=sorted(
                {row.slug for row in editions if row.slug and row.live_from <= at} - {live.slug}
            ),
            language=live.language,
            search_title=live.search_title,
            search_description=live.search_description,
        )

    def of_page(self, page, at):
        parts = [*_text(page.body, printing.pictures_in(page.body), self.paper.language)]
        return Leaving(
            key=3 * page.pk + 1, uid="", slug=page.slug, headline=page.headline, excerpt="", parts=parts,
            published_at=at, changed_at=at, authors=self._authors([]), is_page=True,
        )  # fmt: skip

    def _named(self, model, row):
        return self.today[model].get(row["slug"], (row["slug"], row["name"]))

    def _authors(self, byline):
        rows = byline or [{"name": self.paper.name}]
        return list(dict.fromkeys(self._author(row) for row in rows))

    def _author(self, row):
        if row.get("person"):
            return self._named(Person, {"slug": row["person"], "name": row["name"]})
        name = row["name"] or _("Staff")
        return slugs.latin_slug(name, self.paper.language, longest=60) or "staff", name


def _names(model):
    """Return {slug: (slug, name)} of today; what was merged has its successor's."""
    rows = {row.pk: row for row in model.objects.only("slug", "name", "merged_into")}
    heirs = {row.slug: rows.get(row.merged_into_id, row) for row in rows.values()}
    return {slug: (heir.slug, heir.name) for slug, heir in heirs.items()}


def _text(body, pictures, language, citations=(), standfirst=""):
    """Return the text's HTML in parts, what it shows standing between."""
    by_key, shown = {row["key"]: row for row in pictures}, []

    def show(thing):
        shown.append(thing)
        return markup.SLOT

    def picture(key, alt, caption, _place):
        said = {name: text for name, text in (("alt", alt), ("caption", caption)) if text}
        printed = by_key.get(key.lower())
        return show({**printed, **said}) if printed else ""

    html = rendering.render(
        body, citations, behind=standfirst, picture=picture, embed=show,
        chart=chart_drawing.titled_table, language=language,
    )  # fmt: skip
    return chain.from_iterable(zip_longest(html.split(markup.SLOT), shown, fillvalue=""))


def _notes(editions, at):
    """Yield the notes to readers, the newest first: other systems have no place for a correction."""
    for row in reversed(editions):
        if row.note and row.live_from <= at and row.kind != Edition.Kind.FIRST:
            said = " ".join(without_marks(row.note).split())
            day = date_format(localtime(row.live_from), "DATE_FORMAT")
            yield format_html(
                "<p><strong>{}, {}:</strong> {}</p>\n", row.Kind(row.kind).label.capitalize(), day, said
            )


def _sources(live):
    """Yield the list of sources, in the order of the marks' numbers."""
    if not live.citations:
        return
    used = (live.derived or {}).get("sources", ())
    rows = [live.citations[row["citation"]] for row in used] or live.citations
    yield format_html("<h2>{}</h2>\n<ol>\n", _("Sources"))
    for row in rows:
        said = ", ".join(filter(None, (row.get("name"), row.get("role"), row.get("locator"))))
        address = rendering.web_address(row.get("address", ""))
        words = format_html('<a href="{}">{}</a>', address, said) if address else escape(said)
        yield format_html('<li id="source-{}">{}</li>\n', row["mark"], words)
    yield "</ol>\n"


class Logins(dict):
    """{slug of an author: name of an account}: short, in Latin letters, and no other author's."""

    def __init__(self):
        self.taken = set()

    def __missing__(self, slug):
        made = slugs.latin_slug(slug, longest=LOGIN) or "author"
        self[slug] = next(each for each in numbered(made) if each not in self.taken)
        self.taken.add(self[slug])
        return self[slug]


def caption(printed):
    return " ".join(filter(None, (markup.ended(printed), printed.get("credit", ""))))
