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

from .lists import ledger, named
from .pagination import behind, cards, cut
from .site import paper, public
from .stories import at_address

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

        return public(*params)(answer)

    return decorate


@endpoint("before", "section", "topic", "person", "source", "language")
def articles(request):
    """List what is published, newest first, narrowed by one of the site's own lists and a language."""
    the, before = paper(request), request.GET.get("before")
    editions = narrowed(request, Edition.objects.published(request.moment), before)
    river = cut(cards(behind(editions, before).newest_first(), "topics"))
    query = request.GET.copy()
    query["before"] = river.older
    following = the.address(f"{request.path}?{query.urlencode()}") if river.older else None
    return reply({"articles": [brief(row, the) for row in river.rows], "next": following})


def narrowed(request, editions, before):
    """Leave of the editions those that the query asks for."""
    if any("\x00" in value for value in request.GET.values()):  # PostgreSQL takes none
        raise Http404
    if language := request.GET.get("language"):
        own = [language, ""] if language == paper(request).publication.language else [language]
        editions = editions.filter(language__in=own)
    if "section" in request.GET:
        editions = editions.filter(section__in=section_keys(request))
    for link in (EditionTopic, EditionPerson, EditionSource):
        if link.NAMES in request.GET:
            _thing, links = named(link, request.GET[link.NAMES], request.moment)
            editions = editions.filter(pk__in=links.values("edition"))
    return editions


def section_keys(request):
    the = paper(request)
    found = [each for each in the.sections if each.slug == request.GET["section"]]
    if not found:
        raise Http404
    return the.kin(found[0])


@endpoint()
def article(request, slug):
    """Tell all that is printed of one story; a withdrawn one answers 410 with its note."""
    edition = at_address(slug, request.moment)
    if not edition.has_text:
        return JsonResponse({"error": str(edition.get_kind_display()), "note": edition.note}, status=410)
    return reply(full(edition, paper(request)))


@endpoint("before")
def corrections(request):
    the, before = paper(request), request.GET.get("before")
    rows = behind(ledger(request.moment), before, column="live_from").order_by("-live_from", "-pk")
    river = cut(rows, column="live_from")
    following = the.address(f"{request.path}?before={river.older}") if river.older else None
    return reply({"corrections": [amendment(row, the) for row in river.rows], "next": following})


@endpoint()
def sections(request):
    the = paper(request)
    return reply({"sections": [labelled(each, the) for each in the.menu()]})


@endpoint()
def description(request):
    """Give the OpenAPI description of these addresses."""
    text = json.loads(DESCRIPTION.read_text())
    text["servers"] = [{"url": paper(request).address("")}]
    return reply(text)


def reply(data):
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


# What is told


def labelled(thing, the):
    return {"name": str(thing), "slug": thing.slug, "url": the.address(thing.get_absolute_url())}


def moment(at):
    return timezone.localtime(at).isoformat(timespec="milliseconds")


def brief(edition, the):
    path = edition.get_absolute_url()
    return {
        "url": the.address(path),
        "api_url": the.address(reverse("api_article", args=[edition.slug])),
        "headline": edition.headline,
        "standfirst": without_marks(edition.standfirst),
        "section": labelled(edition.section, the) if edition.section else None,
        "type_of_work": edition.type_of_work,
        "label": edition.label,
        "language": edition.language or the.publication.language,
        "byline": [{"name": row["name"], "role": row.get("role", "")} for row in edition.byline],
        "topics": [{"name": row["name"], "slug": row["slug"]} for row in edition.topics],
        "first_published_at": moment(edition.first_published_at),
        "live_from": moment(edition.live_from),
        "is_retracted": edition.is_retracted,
    }


def full(edition, the):
    return {
        **brief(edition, the),
        "edition": edition.number,
        "kind": edition.kind,
        "note": edition.note,
        "dateline": edition.dateline,
        "body": without_marks(edition.body),
        "body_html": edition.body_html,
        "backstory": without_marks(edition.backstory),
        "ai_disclosure": edition.ai_disclosure,
        "citations": [citation(row) for row in edition.citations],
        "history_url": the.address(reverse("history", args=[edition.slug])),
        "digest": edition.digest,
    }


CITED = ("mark", "source", "name", "kind", "role", "basis", "standing", "quote", "locator", "address")


def citation(row):
    told = {key: row.get(key, "") for key in CITED}
    return {**told, "represents": row.get("represents", [])}


def amendment(row, the):
    return {
        "kind": row.kind,
        "note": row.note,
        "live_from": moment(row.live_from),
        "headline": row.headline_today,
        "url": the.address(reverse("article", args=[row.slug_today])),
        "history_url": the.address(reverse("history", args=[row.slug_today])),
    }
