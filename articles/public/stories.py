"""A story, its history, and the standing pages."""

import hashlib

from django.conf import settings
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import http_date

from articles.archive import deriving, printing
from articles.models import Edition, Page
from articles.pictures import markup
from articles.text import diffs

from .amendments import amendments_context, came_back, label_of
from .compiled_queries import CompiledQuery
from .current_names import join_current_names
from .pagination import SECTION
from .related import related_stories
from .site import public_page, render, site_of


@public_page()
def story_page(request, slug):
    edition = edition_at(slug, request.moment)
    if edition.has_text and edition.slug != slug:
        return HttpResponsePermanentRedirect(edition.get_absolute_url())
    if not edition.has_text:
        return gone_page(request, edition)
    context = story_context(edition, request.moment, site_of(request))
    context |= {"kept_for": None, "printed_of": fragment_key(edition, context, site_of(request))}
    response = render(request, "articles/article.html", context)
    # For archives; no answer heeds If-Modified-Since, since what is around the story changes too. A cache in
    # front of the site would heed it: after a redaction too, which leaves this moment.
    if not settings.CDN:
        response.headers["Last-Modified"] = http_date(edition.live_from.timestamp())
    return response


def edition_at(slug, at):
    """Return what is in force at an address, text or none; an address that isn't public is unknown."""
    for edition in edition_in_force(slug, at):
        if edition.has_text and not deriving.is_derived(edition):
            edition.derived = deriving.derive_edition(edition)  # of an older record: see rebuild_derived
        return edition
    raise Http404


@CompiledQuery
def edition_in_force(slug, at):
    editions = Edition.objects.at_address(slug, at).in_force(at).select_related(SECTION)
    return editions.defer("salts", "private")


def story_context(edition, at, site, is_frozen=False):
    """Return what the page of a story shows, an unsaved preview's too; a frozen one has the printed names."""
    own = own_context(edition, at, is_frozen)
    return {
        **own,
        "read_on": related_stories(edition, at, site, own["called"]),
        "kept_for": 0,  # no part of a preview is cached
        "printed_of": "",
    }


def own_context(edition, at, is_frozen=False):
    """Return what the page of a story shows of the story itself, and nothing of others."""
    names = join_current_names(edition, at, is_frozen)
    return {"story": edition, **amendments_context(edition, at), **names}


# What stands on a story's page for reasons of its own, and is rendered at each request.
AROUND = ("story", "amendments", "withdrawals", "read_on", "kept_for", "printed_of")


def fragment_key(edition, context, site):
    """Return a hash of all that a story's own parts of its page print: another where any of it is another."""
    section = edition.section_today
    printed = [
        *(_columns(row) for row in (edition, *context["amendments"], *context["withdrawals"])),
        section and (section.slug, section.name),
        {name: value for name, value in context.items() if name not in AROUND},
        (site.organization, site.publication.language, timezone.get_current_timezone_name()),
    ]
    return hashlib.sha256(repr(printed).encode()).hexdigest()


def _columns(row):
    return {name: value for name, value in vars(row).items() if name != "_state"}


def gone_page(request, edition):
    """Answer 410 for a withdrawn or expired story, with its note and nothing of its text."""
    context = {"edition": edition, "is_withdrawn": edition.kind == Edition.Kind.WITHDRAWAL, "canonical": ""}
    return render(request, "articles/gone.html", context, status=410)


@public_page("old", "new")
def history_page(request, slug):
    edition = edition_at(slug, request.moment)
    if edition.slug != slug:
        return HttpResponsePermanentRedirect(reverse("history", args=[edition.slug]))
    rows = records_of(edition.article_id, request.moment)
    for row in rows:
        row.came_back = came_back(row, request.moment)
        row.redacted_names = [label_of(field) for field in sorted(row.redacted)]
    context = {
        "edition": edition,
        "rows": rows,
        "is_redacted": any(row.redacted for row in rows),
        "texts": [row for row in rows if row.has_text] if edition.has_text else [],
        "comparison": comparison(request, rows) if {"old", "new"} & set(request.GET) else None,
    }
    if context["comparison"] and not edition.has_text:
        raise Http404
    return render(request, "articles/history.html", context)


@CompiledQuery
def records_of(article, at):
    """Find a story's records, the newest first."""
    printed = Edition.objects.printed(at).filter(article_id=article)
    return printed.defer("body_html", "derived", "salts", "private").order_by("-number")


def comparison(request, rows):
    """Return two editions and, field by field, what became of the words of the older one."""
    by_number = {str(row.number): row for row in rows if row.has_text}
    try:
        old, new = by_number[request.GET["old"]], by_number[request.GET["new"]]
    except KeyError as error:
        raise Http404 from error
    fields = [compared_field(old, new, field) for field in Edition.PAGE]
    return {"old": old, "new": new, "fields": [field for field in fields if field]}


def compared_field(old, new, field):
    """Return a field's label and its passages, old beside new, or None where nothing changed."""
    label = label_of(field)
    if field in old.gone | new.gone:
        return {"label": label, "is_redacted": True}
    if field == "body":
        before, after = deriving.readable_bodies(old, new)
    else:
        before, after = deriving.printed_text(old, field), deriving.printed_text(new, field)
    if before == after:
        return None
    return {"label": label, "passages": diffs.side_by_side(diffs.bounded_diff(before, after))}


@public_page()
def standing_page(request, slug):
    standing = get_object_or_404(Page.objects.filter(is_published=True), slug=slug)
    language = site_of(request).publication.language
    pictures = printing.pictures_in(standing.body)
    body = markup.body_html(standing.body, (), pictures, language=language)
    context = {"page": standing, "body_html": body}
    return render(request, "articles/page.html", context)
