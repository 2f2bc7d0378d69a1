"""The read API: what is published, as JSON; openapi.json describes it, and a test holds it to the answers."""

import json
from functools import wraps
from pathlib import Path

from django.http import Http404, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from articles.models import Edition, EditionPerson, EditionSource, EditionTopic
from articles.text.reading import without_marks

from .lists import corrections_ledger, in_print
from .pagination import after_position, first_page, with_card_fields
from .site import public_page, site_of
from .stories import edition_at

DESCRIPTION = Path(__file__).with_name("openapi.json")


def endpoint(*params):
    """Make a view an address of the API: public, open to scripts of other sites, its errors JSON too."""

    def decorate(view):
        @wraps(view)
        def answer(request, *args, **kwargs):
            try:
                response = view(request, *args, **kwargs)
            except Http404:
                response = JsonResponse({"error": "There is nothing here."}, status=404)
            response.headers["Access-Control-Allow-Origin"] = "*"
            return response

        return public_page(*params)(answer)

    return decorate


@endpoint("before", "section", "topic", "person", "source", "language")
def articles(request):
    """List what is published, newest first, narrowed by one of the site's own lists and a language."""
    site, before = site_of(request), request.GET.get("before")
    editions = filtered(request, Edition.objects.published(request.moment), before)
    river = first_page(with_card_fields(after_position(editions, before).newest_first(), "topics"))
    query = request.GET.copy()
    query["before"] = river.older
    following = site.address(f"{request.path}?{query.urlencode()}") if river.older else None
    return json_response({"articles": [summary(row, site) for row in river.rows], "next": following})


def filtered(request, editions, before):
    """Leave of the editions those that the query asks for."""
    if any("\x00" in value for value in request.GET.values()):  # PostgreSQL takes none
        raise Http404
    if language := request.GET.get("language"):
        own = [language, ""] if language == site_of(request).publication.language else [language]
        editions = editions.filter(language__in=own)
    if "section" in request.GET:
        editions = editions.filter(section__in=section_keys(request))
    for link in (EditionTopic, EditionPerson, EditionSource):
        if link.NAMES in request.GET:
            _thing, links = in_print(link, request.GET[link.NAMES], request.moment)
            editions = editions.filter(pk__in=links.values("edition"))
    return editions


def section_keys(request):
    site = site_of(request)
    found = [each for each in site.sections if each.slug == request.GET["section"]]
    if not found:
        raise Http404
    return site.kin(found[0])


@endpoint()
def article(request, slug):
    """Tell all that is printed of one story; a withdrawn one answers 410 with its note."""
    edition = edition_at(slug, request.moment)
    if not edition.has_text:
        return JsonResponse({"error": str(edition.get_kind_display()), "note": edition.note}, status=410)
    return json_response(full_story(edition, site_of(request)))


@endpoint("before")
def corrections(request):
    site, before = site_of(request), request.GET.get("before")
    rows = after_position(corrections_ledger(request.moment), before, column="live_from").order_by(
        "-live_from", "-pk"
    )
    river = first_page(rows, column="live_from")
    following = site.address(f"{request.path}?before={river.older}") if river.older else None
    return json_response({"corrections": [amendment(row, site) for row in river.rows], "next": following})


@endpoint()
def sections(request):
    site = site_of(request)
    return json_response({"sections": [named_link(each, site) for each in site.menu()]})


@endpoint()
def description(request):
    """Give the OpenAPI description of these addresses."""
    text = json.loads(DESCRIPTION.read_text())
    text["servers"] = [{"url": site_of(request).address("")}]
    return json_response(text)


def json_response(data):
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


# What is told


def named_link(thing, site):
    return {"name": str(thing), "slug": thing.slug, "url": site.address(thing.get_absolute_url())}


def local_iso(at):
    return timezone.localtime(at).isoformat(timespec="milliseconds")


def summary(edition, site):
    path = edition.get_absolute_url()
    return {
        "url": site.address(path),
        "api_url": site.address(reverse("api_article", args=[edition.slug])),
        "headline": edition.headline,
        "standfirst": without_marks(edition.standfirst),
        "section": named_link(edition.section, site) if edition.section else None,
        "type_of_work": edition.type_of_work,
        "label": edition.label,
        "language": edition.language or site.publication.language,
        "byline": [{"name": row["name"], "role": row.get("role", "")} for row in edition.byline],
        "topics": [{"name": row["name"], "slug": row["slug"]} for row in edition.topics],
        "first_published_at": local_iso(edition.first_published_at),
        "live_from": local_iso(edition.live_from),
        "is_retracted": edition.is_retracted,
    }


def full_story(edition, site):
    return {
        **summary(edition, site),
        "edition": edition.number,
        "kind": edition.kind,
        "note": edition.note,
        "dateline": edition.dateline,
        "body": without_marks(edition.body),
        "body_html": edition.body_html,
        "backstory": without_marks(edition.backstory),
        "ai_disclosure": edition.ai_disclosure,
        "citations": [citation(row) for row in edition.citations],
        "history_url": site.address(reverse("history", args=[edition.slug])),
        "digest": edition.digest,
    }


CITATION_KEYS = ("mark", "source", "name", "kind", "role", "basis", "standing", "quote", "locator", "address")


def citation(row):
    told = {key: row.get(key, "") for key in CITATION_KEYS}
    above = [{"slug": voice["slug"], "name": voice["name"]} for voice in row.get("represents", ())]
    return {**told, "represents": above}


def amendment(row, site):
    return {
        "kind": row.kind,
        "note": row.note,
        "live_from": local_iso(row.live_from),
        "headline": row.headline_today,
        "url": site.address(reverse("article", args=[row.slug_today])),
        "history_url": site.address(reverse("history", args=[row.slug_today])),
    }
