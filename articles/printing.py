"""How a working copy becomes the printed form that an edition keeps."""

from . import markdown
from .kept import Kept
from .models import Article, Byline, Citation, Image, Publication
from .pictures import markup


@Kept
def bylines_of(keys):
    return Byline.objects.filter(article__in=keys).select_related("person").order_by("order", "pk")


@Kept
def citations_of(keys):
    return Citation.objects.filter(article__in=keys).select_related("source__represents").order_by("pk")


@Kept
def topics_of(keys):
    rows = Article.topics.through.objects.filter(article__in=keys)
    return rows.select_related("topic").order_by("topic__name")


def byline(article):
    """Return [{"name", "role", "person": slug or ""}] in order."""
    return [signature(row) for row in bylines_of((article.pk,))]


def signature(row):
    return {"name": str(row), "role": row.role, "person": row.person.slug if row.person_id else ""}


def citations(article):
    """Return the article's citations as printed: those marked in the text first, in its order.

    Each is {"mark", "source", "name", "kind", "role", "represents": [{"slug", "name"}, … root], "basis",
    "standing", "quote", "locator", "address", "seen_on", "archived_copy"}; empty values are left out.
    """
    order = {mark: place for place, mark in enumerate(markdown.marks(article.text_with_marks))}
    rows = sorted(
        citations_of((article.pk,)),
        key=lambda row: order.get(row.mark, len(order)),
    )
    return [citation(row) for row in rows]


def voice(source):
    """Return who a source is and for whom it speaks, as printed."""
    return {
        "source": source.slug,
        "name": source.public_name,
        "kind": source.kind,
        "represents": [{"slug": root.slug, "name": root.public_name} for root in source.chain()],
    }


def citation(row):
    printed = {
        **voice(row.source),
        "mark": row.mark,
        "role": "" if row.source.is_confidential else row.source.role,
        "basis": row.basis,
        "standing": row.standing,
        "quote": row.quote,
        "locator": row.locator,
        "address": row.address or ("" if row.source.is_confidential else row.source.address),
        "seen_on": row.seen_on.isoformat() if row.seen_on else "",
        "archived_copy": row.archived_copy,
    }
    return {key: value for key, value in printed.items() if value}


def topics(article):
    return [topic(row.topic) for row in topics_of((article.pk,))]


def topic(row):
    return {"slug": row.slug, "name": row.name}


def pictures(article):
    """Return the pictures that the article shows: its lead picture, then those in its text."""
    lead = article.lead_image
    keys = markup.keys(article.body)
    rows = by_key(keys)
    shown = [rows[key] for key in keys if key in rows and rows[key] != lead]
    return [*([picture(lead, is_lead=True)] if lead else []), *(picture(row) for row in shown)]


def add_pictures(edition):
    """Print the pictures that a changed text shows and the edition did not have."""
    have = {printed["key"] for printed in edition.pictures}
    new = [key for key in markup.keys(edition.body) if key not in have]
    rows = by_key(new)
    edition.pictures = [*edition.pictures, *(picture(rows[key]) for key in new if key in rows)]


def by_key(keys):
    rows = Image.objects.select_related("poster").filter(key__in=keys) if keys else ()
    return {str(row.key): row for row in rows}


def picture(image, is_lead=False):
    """Return all that a page, a feed and their data say of a picture, so that none of them asks again.

    A recording has the renditions of its still picture besides its own.
    """
    printed = {
        "key": str(image.key),
        "sha256": image.sha256,
        "alt": image.alt_text,
        "caption": image.caption,
        "credit": image.credit,
        "creator": image.creator,
        "rights": image.rights,
        "licence": image.licence,
        "acquire_licence_page": image.acquire_licence_page,
        "digital_source_type": image.digital_source_type,
        "width": image.width,
        "height": image.height,
        "media_type": image.media_type,
        "seconds": image.seconds,
        "captions_language": image.captions_language,
        "transcript": image.transcript,
        "renditions": {**(image.poster.renditions if image.poster else {}), **image.renditions},
        "is_lead": is_lead,
    }
    return {key: value for key, value in printed.items() if value}


def complete(edition, language=""):
    """Fill what an unsealed edition prints from its article's rows, where it says nothing itself.

    `language` is the paper's, where the caller knows it.
    """
    article = edition.article
    edition.byline = edition.byline or byline(article)
    edition.citations = edition.citations or citations(article)
    edition.topics = edition.topics or topics(article)
    edition.pictures = edition.pictures or pictures(article)
    edition.body_html = body_html(edition, language)
    print_section(edition)


def print_section(edition):
    section = edition.section
    edition.section_as_printed = {"slug": section.slug, "name": section.name} if section else {}


def body_html(edition, language=""):
    """Return the edition's body as HTML: derived from its Markdown, so that no digest holds it."""
    language = edition.language or language or Publication.objects.current().language
    options = {"behind": edition.standfirst, "language": language}
    return markup.body_html(edition.body, edition.citations, edition.pictures, **options)


def story_fields(story):
    """Return {field: value} of what a story says, to make another of the same words."""
    return {field: getattr(story, field) for field in Article.FIELDS}
