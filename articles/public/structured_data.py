"""A page's facts for machines, in schema.org's words and equal to what the page shows.

Google's documents on articles, breadcrumbs and organisations name the properties.
"""

import json

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from articles.models import Edition, Story
from articles.pictures import schema_objects
from articles.pictures.schema_objects import without_empty
from articles.text.reading import without_marks
from articles.text.rendering import web_address

Work = Story.TypeOfWork
TYPES = {
    Work.ANALYSIS: "AnalysisNewsArticle",
    Work.OPINION: "OpinionNewsArticle",
    Work.REVIEW: "ReviewNewsArticle",
    Work.BACKGROUND: "BackgroundNewsArticle",
    Work.EXPLAINER: "BackgroundNewsArticle",
    Work.SATIRE: "SatiricalArticle",
    Work.ADVERTISEMENT: "AdvertiserContentArticle",
}


def script(*things):
    """Print JSON-LD: Django's json_script has a fixed type, and plain JSON lets </script> through."""
    text = json.dumps({"@context": "https://schema.org", "@graph": list(things)}, ensure_ascii=False)
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 - escaped above


def iso_seconds(at):
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def organization(paper):
    publication = paper.publication
    return without_empty(
        {
            "@type": "NewsMediaOrganization",
            "@id": paper.address("/#paper"),
            "name": publication.name,
            "url": paper.address("/"),
            "slogan": publication.tagline,
            "logo": schema_objects.image_object(paper.logo, paper.address) if paper.logo else None,
            "email": publication.contact,
            "sameAs": [address for address, _label in publication.elsewhere],
            "correctionsPolicy": paper.address(reverse("corrections")),
            "publishingPrinciples": _about(paper, "principles", publication.publishing_principles),
            "ownershipFundingInfo": _about(paper, "owner", publication.owner),
        }
    )


def _about(paper, part, text):
    """Return the address of a part of the page about the paper, if it is there."""
    return paper.address(f"{reverse('about')}#{part}") if text else ""


def collection(paper, url, name, addresses, about=None):
    """Return the facts of a list: what it is called, what it lists, in order, and of whom or what it is."""
    return page(paper, url, name, "CollectionPage", about=about, mainEntity=_item_list(addresses))


def page(paper, url, name, kind="WebPage", **more):
    """Return the facts of a page that is no story: what it is called, and whose it is."""
    facts = {
        "@type": kind,
        "@id": url,
        "url": url,
        "name": name,
        "inLanguage": paper.publication.language,
        "isPartOf": {"@id": paper.address("/#site")},
        "publisher": {"@id": paper.address("/#paper")},
        **more,
    }
    return script(paper.organization, _site(paper), without_empty(facts))


def _item_list(addresses):
    return {
        "@type": "ItemList",
        "numberOfItems": len(addresses),
        "itemListElement": [
            {"@type": "ListItem", "position": position, "url": address}
            for position, address in enumerate(addresses, start=1)
        ],
    }


def person(paper, person, portrait):
    """Return a person as their page shows them."""
    return without_empty(
        {
            "@type": "Person",
            "name": person.name,
            "url": paper.address(person.get_absolute_url()),
            "jobTitle": person.role,
            "description": person.bio,
            "image": schema_objects.image_object(portrait, paper.address) if portrait else None,
        }
    )


def creative_series(paper, name, path):
    """Return a series, as its page and its parts name it."""
    return {"@type": "CreativeWorkSeries", "name": name, "url": paper.address(path)}


def _site(paper):
    return {
        "@type": "WebSite",
        "@id": paper.address("/#site"),
        "name": paper.publication.name,
        "url": paper.address("/"),
        "inLanguage": paper.publication.language,
        "publisher": {"@id": paper.address("/#paper")},
    }


def breadcrumb(paper, *steps):
    """Return the way from the front to a page: steps are (name, path)."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": paper.address(path)}
            for position, (name, path) in enumerate(steps, start=1)
        ],
    }


def article(paper, edition, byline, topics, updated_at, amendments, series=None):
    """Return a story's page as a schema.org NewsArticle, or as the type of its kind of work."""
    url = paper.address(edition.get_absolute_url())
    thing = {
        "@type": TYPES.get(edition.type_of_work, "NewsArticle"),
        "@id": f"{url}#story",
        "headline": edition.headline,
        "description": without_marks(edition.standfirst),
        "url": url,
        "mainEntityOfPage": url,
        "datePublished": iso_seconds(edition.first_published_at),
        "dateModified": iso_seconds(updated_at or edition.first_published_at),
        "author": [_author(paper, row) for row in byline] or [_house(paper)],
        "publisher": paper.organization,
        "articleSection": edition.section_today.name if edition.section else "",
        "keywords": [row["name"] for row in topics],
        "inLanguage": edition.language or paper.publication.language,
        "isAccessibleForFree": True,
        "isPartOf": series and creative_series(paper, series["name"], series["url"]),
        "position": series and series["number"],
        "citation": [_cited(row) for row in paper.heirs.citations(edition.citations)],
        "isBasedOn": [row["address"] for row in edition.citations if web_address(row.get("address"))],
        "publishingPrinciples": _about(paper, "principles", paper.publication.publishing_principles),
        "correction": [_correction(row) for row in amendments if row.note],
        "backstory": without_marks(edition.backstory),
        "image": schema_objects.image_objects(edition, paper.address),
        "video": schema_objects.recording_objects(edition, "video", paper.address),
        "audio": schema_objects.recording_objects(edition, "audio", paper.address),
    }
    return without_empty(thing)


def _house(paper):
    """Return the paper as the author of a story that names none."""
    return {key: paper.organization.get(key, "") for key in ("@type", "@id", "name", "url")}


def _author(paper, row):
    if not row["url"]:
        return {"@type": "Organization", "name": row["name"]}
    portrait = row.get("portrait")
    return without_empty(
        {
            "@type": "Person",
            "name": row["name"],
            "url": paper.address(row["url"]),
            "jobTitle": row["role"],
            "image": schema_objects.image_object(portrait, paper.address) if portrait else None,
        }
    )


def _cited(row):
    """Return a source as the page lists it: its name, its quotation, and where it stands."""
    return without_empty(
        {
            "@type": "CreativeWork",
            "name": row["name"],
            "text": row.get("quote"),
            "url": web_address(row.get("address")),
            "archivedAt": web_address(row.get("archived_copy")),
        }
    )


def _correction(row):
    return {
        "@type": "CorrectionComment",
        "text": row.note,
        "datePublished": iso_seconds(row.live_from),
        "name": str(Edition.Kind(row.kind).label),
    }
