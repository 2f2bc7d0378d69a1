"""How a working copy becomes the printed form that an edition keeps."""

from datetime import date
from itertools import product

from articles.models import Article, Byline, Citation, Edition, Image, Person, Source, Topic
from articles.models.source import know_chains
from articles.pictures import markup, recordings, renditions
from articles.text import reading

from . import digests

# A publication adds these to what was approved: the slug where there is none.
ADDED = ("note", "private", "slug")
APPROVED = [part for part in Edition.PARTS if part.is_printed and part.name not in ADDED]


def byline(article):
    """Return [{"name", "role", "person": slug or ""}] in order."""
    return [row.as_printed() for row in Byline.objects.of([article.pk])]


def print_version(edition, rows):
    """Print byline, citations and topics that a version of the copy had, by their names of today."""
    people, sources, topics = (
        {row.slug: row.today for row in model.objects.select_related("merged_into").filter(slug__in=slugs)}
        for model, slugs in (
            (Person, [row["person"] for row in rows["byline"]]),
            (Source, [row["source"] for row in rows["citations"]]),
            (Topic, rows["topics"]),
        )
    )
    named = [row for row in rows["byline"] if row["name"] or row["person"] in people]
    bylines = [Byline(**{**row, "person": people.get(row["person"])}) for row in named]
    cited = [
        Citation(**{**row, "source": sources[row["source"]], "seen_on": _day(row["seen_on"])})
        for row in rows["citations"]
        if row["source"] in sources
    ]
    edition.byline = [row.as_printed() for row in bylines]
    know_chains(row.source for row in cited)
    edition.citations = [row.as_printed() for row in _as_marked(edition, cited)]
    about = dict.fromkeys(topics[slug] for slug in rows["topics"] if slug in topics)
    edition.topics = [topic.as_printed() for topic in about]


def _day(text):
    return date.fromisoformat(text) if text else None


def _as_marked(story, rows):
    """Return citations in the order of their marks in a text, then those that it does not mark."""
    order = {mark: place for place, mark in enumerate(reading.marks(story.text_with_marks))}
    return sorted(rows, key=lambda row: order.get(row.mark, len(order)))


def citations(article):
    """Return the article's citations as printed: those marked in the text first, in its order.

    Each is {"mark", "source", "name", "kind", "role", "represents": [{"slug", "name"}, … root], "basis",
    "standing", "quote", "locator", "address", "seen_on", "archived_copy"}; empty values are left out.
    """
    return [row.as_printed() for row in _as_marked(article, Citation.objects.of([article.pk]))]


def topics(article):
    return [row.topic.as_printed() for row in Article.objects.topics_of([article.pk])]


def pictures(article):
    """Return the pictures that the article shows: its lead picture, then those in its text."""
    lead = article.lead_image
    keys = markup.keys(article.body)
    rows = by_key(keys)
    shown = [rows[key] for key in keys if key in rows and rows[key] != lead]
    return lead_first(lead, shown)


def lead_first(lead, others=()):
    """Return pictures as printed: the one that leads, if there is one, before the others."""
    return [*([lead.as_printed(is_lead=True)] if lead else []), *(row.as_printed() for row in others)]


def add_pictures(edition, before):
    """Print the pictures that a changed text shows, and that the text `before` the change did not.

    Its own are printed, or were redacted.
    """
    have = {*(printed["key"] for printed in edition.pictures), *markup.keys(before)}
    new = [key for key in markup.keys(edition.body) if key not in have]
    rows = by_key(new)
    edition.pictures = [*edition.pictures, *(rows[key].as_printed() for key in new if key in rows)]


def pictures_in(text):
    """Return the pictures that a text shows, as the library has them now."""
    return [row.as_printed() for row in by_key(markup.keys(text)).values()]


def by_key(keys):
    rows = Image.objects.select_related("poster").filter(key__in=keys) if keys else ()
    return {str(row.key): row for row in rows}


def complete(edition):
    """Fill what an unsealed edition prints from its article's rows, where its own columns are empty."""
    article = edition.article
    edition.byline = edition.byline or byline(article)
    edition.citations = edition.citations or citations(article)
    edition.topics = edition.topics or topics(article)
    edition.pictures = edition.pictures or pictures(article)
    print_section(edition)


def unsaved(article):
    """Return the edition that would be printed of a working copy."""
    edition = Edition(article=article, **story_fields(article))
    complete(edition)
    return edition


def said_of_picture(printed):
    """Return what a fingerprint holds of a printed picture: the sizes that are made of it are no part."""
    return {**printed, "renditions": {}}


def fingerprint_of(edition):
    """Return {part: hash of what an edition prints of it}, without the sizes that are made of a picture.

    "recordings" is {key: hash of what stands beside a recording}.
    """
    values = {part.name: getattr(edition, part.printed_as or part.name) for part in APPROVED}
    values["translation_of"] = str(edition.translation_of_id or "")
    values["pictures"] = [said_of_picture(row) for row in edition.pictures]
    hashes = {name: digests.hash_of(value) for name, value in values.items() if value}
    beside = {row["key"]: beside_recording(row) for row in edition.pictures if row.get("media_type")}
    beside = {key: digests.hash_of(paths) for key, paths in beside.items()}
    return hashes | ({"recordings": beside} if beside else {})


def beside_recording(printed):
    """Return {"captions", "whole": path} of a recording's captions and still picture, which no key names."""
    made = printed.get("renditions", {}) if printed.get("media_type") else {}
    return {name: made[name]["path"] for name in ("captions", "whole") if name in made}


def hashes_beside(recording):
    """Return the hashes of what stands beside a recording now, by each recipe that made its files."""
    poster = recording.poster
    wholes = [renditions.path(poster, "whole", each) for each in _recipes(renditions)] if poster else [""]
    pairs = product(captions_of(recording), wholes)
    named = ({"captions": captions, "whole": whole} for captions, whole in pairs)
    return {digests.hash_of({name: path for name, path in paths.items() if path}) for paths in named}


def captions_of(recording):
    """Return the paths of a recording's captions as they are now, by each recipe."""
    return {recordings.paths(recording, recipe)["captions"] for recipe in _recipes(recordings)}


def _recipes(of):
    return range(1, of.RECIPE + 1)


def print_section(edition):
    section = edition.section
    edition.section_as_printed = {"slug": section.slug, "name": section.name} if section else {}


def body_html(edition, language):
    """Return the edition's body as HTML, its labels in its own language or the paper's `language`."""
    options = {"behind": edition.standfirst, "language": edition.language or language}
    return markup.body_html(edition.body, edition.citations, edition.pictures, **options)


def story_fields(story):
    """Return {field: value} of a story, to make another with the same text."""
    return {field: getattr(story, field) for field in Article.FIELDS}
