"""The read API: what is published, as JSON. Its addresses are declared here, and described by openapi.py."""

from functools import wraps

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponsePermanentRedirect, JsonResponse
from django.urls import path, reverse

from articles import search as index
from articles.models import Edition, EditionPerson, EditionSource, EditionTopic
from articles.search import NotReady, TooSlow

from . import api_fields as fields
from . import api_parameters as known
from .amendments import add_corrections
from .lists import corrections_ledger, in_print, links_to, named_in_print
from .openapi import Endpoint
from .openapi import description as described_api
from .page_cache import ANY
from .pagination import after, first_page, parse_position, position, with_card_fields
from .search_pages import FILTERS, filtered
from .site import NOTHING, public_page, site_of
from .stories import edition_at

ENDPOINTS, urlpatterns = [], []
LINKS = (EditionTopic, EditionPerson, EditionSource)
# Stories that one answer looks through for a filter that no index has; `next` goes on behind them.
LOOKED_THROUGH = 1000
# The search page's name for each filter, and the index's mark of those that the page has not.
MARKS = {**{name: name for name in FILTERS if name != "kind"}, "type_of_work": "kind"}
PLAIN_MARKS = {"kind": "n", "language": "g"}


def endpoint(route, summary, answer, *parameters, errors=(), name=""):
    """Make a view an address of the API: public, open to scripts of other sites, its errors JSON too.

    Its name is the view's, where none is given.
    """

    def decorate(view):
        @wraps(view)
        def serve(request, **kwargs):
            return _answer(request, view, parameters, kwargs)

        called, codes = name or view.__name__, tuple(sorted({400, *errors}))
        ENDPOINTS.append(Endpoint(called, f"/api/v1/{route}", summary, parameters, answer, codes))
        pattern = route.replace("{slug}", "<name:slug>")
        urlpatterns.append(path(f"api/v1/{pattern}", public_page(*ANY)(serve), name=f"api_{called}"))
        return serve

    return decorate


def _answer(request, view, parameters, kwargs):
    try:
        asked = known.asked_of(request.GET, parameters, site_of(request).zone)
        return view(request, asked, **kwargs)
    except known.Refused as refused:
        return JsonResponse({"error": str(refused)}, status=400)
    except Http404:
        return JsonResponse(NOTHING, status=404)
    except NotReady as why:
        is_slow = isinstance(why, TooSlow)
        error = "This search took too long." if is_slow else "The search index is being rebuilt."
        headers = {"Retry-After": "120", "Cache-Control": "no-store"}
        return JsonResponse({"error": error}, status=503, headers=headers)


def listed(name, shape, **more):
    """Return the schema of an answer with rows, and the address of those behind them."""
    following = {"oneOf": [fields.URI, {"type": "null"}]}
    return fields.described({name: fields.several(shape), **more, "next": following})


def list_response(request, name, rows, shape, key, following, **more):
    """Answer with rows, and the address of those behind them: the same query with a new position."""
    site, query = site_of(request), request.GET.copy()
    query[key] = following
    address = f"{site.own_address(request)}?{query.urlencode()}" if following else None
    return json_response({name: [shape.read(row, site) for row in rows], **more, "next": address})


def json_response(data):
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False})


# Stories


@endpoint(
    "articles/",
    "What is published, newest first.",
    listed("articles", fields.BRIEF),
    *(known.BEFORE, known.SINCE, known.UNTIL, known.SECTION, known.TOPIC, known.PERSON, known.SOURCE),
    *(known.LANGUAGE, known.KIND, known.WORK, known.SIZE),
    errors=(404,),
)
def articles(request, asked):
    rows, older = newest_stories(request, asked, asked["page_size"])
    return list_response(request, "articles", rows, fields.BRIEF, "before", older)


def newest_stories(request, asked, size):
    """Return a page of stories and the position behind it: two queries that each enter an index."""
    entered, rest, times_named = entry(request, asked)
    length = LOOKED_THROUGH if rest else size
    seen = list(dict.fromkeys(entered[: (length + 1) * times_named]))[: length + 1]
    rows = list(
        briefs(request.moment, [key for key, _at in seen[:length]]).filter(*rest).newest_first()[: size + 1]
    )
    older = ""
    if len(rows) > size:
        older = position(rows[size - 1].first_published_at, rows[size - 1].pk)
    elif len(seen) > length:
        older = position(seen[length - 1][1], seen[length - 1][0])
    add_corrections(rows[:size], request.moment)
    return rows[:size], older


def entry(request, asked):
    """Return the (key, moment) of stories in the index that narrows most, and conditions on those.

    Third comes how often it may hold a story: once for each of what is one after a merge.
    """
    at, before, span = request.moment, asked.get("before"), times(asked, "first_published_at")
    rest = [Q(**{name: asked[name]}) for name in ("kind", "type_of_work") if name in asked]
    if language := asked.get("language"):
        own = [language, ""] if language == site_of(request).publication.language else [language]
        rest.append(Q(language__in=own))
    within = [Q(section__in=section_keys(request, asked["section"]))] if "section" in asked else []
    filters = [(link, in_print(link, asked[link.NAMES], at)[1]) for link in LINKS if link.NAMES in asked]
    links = [links_to(link, keys).printed(at) for link, keys in filters]
    if not links:
        editions = Edition.objects.published(at).filter(*within, **span)
        found = after(editions, *parse_position(before)).newest_first()
        return found.values_list("pk", "first_published_at"), rest, 1
    rest += within + [Q(Exists(each.filter(edition=OuterRef("pk")))) for each in links[1:]]
    live = links[0].in_force(at).filter(**span)
    found = after(live, *parse_position(before), key="edition").order_by("-first_published_at", "-edition")
    return found.values_list("edition", "first_published_at"), rest, len(filters[0][1])


def times(asked, column):
    bounds = {f"{column}__gte": asked.get("since"), f"{column}__lt": asked.get("until")}
    return {name: at for name, at in bounds.items() if at}


def section_keys(request, slug):
    site = site_of(request)
    return site.kin(site.section_of(site.section_by_slug(slug).pk))


def briefs(at, keys):
    """Load the columns of editions that an entry of a list needs."""
    editions = Edition.objects.published(at).filter(pk__in=keys)
    return with_card_fields(editions, "topics", "article_uid", "number", "kind", "digest", "is_unconfirmed")


@endpoint("articles/{slug}/", "One story as it stands now.", fields.ARTICLE.ref, errors=(404, 410))
def article(request, asked, slug):
    """Tell all that is printed of one story; a withdrawn one answers 410 with its note."""
    edition = edition_at(slug, request.moment)
    if not edition.has_text:
        return JsonResponse({"error": str(edition.get_kind_display()), "note": edition.note}, status=410)
    add_corrections([edition], request.moment)
    return json_response(fields.ARTICLE.read(edition, site_of(request)))


@endpoint(
    "search/",
    "Stories that have some words, the best first.",
    listed("articles", fields.BRIEF, total=fields.MAYBE_NUMBER),
    *(known.QUERY, known.PLACE, known.SINCE, known.UNTIL, known.SECTION, known.TOPIC, known.PERSON),
    *(known.SOURCE, known.LANGUAGE, known.KIND, known.WORK, known.SORT, known.SIZE),
    errors=(404, 503),
)
def search(request, asked):
    filters = [(noun, asked[name]) for name, noun in MARKS.items() if name in asked]
    marks = [(FILTERS[noun][0], filtered(request, noun, slug)[1]) for noun, slug in filters]
    marks += [(letter, [asked[name]]) for name, letter in PLAIN_MARKS.items() if name in asked]
    _query, found = index.find(
        asked["q"],
        request.moment,
        marks=marks,
        since=asked.get("since"),
        until=asked.get("until"),
        by_time=asked.get("sort") == "time",
        after=asked.get("after", ""),
        size=asked["page_size"],
        read=briefs,
    )
    add_corrections(found.editions, request.moment)
    return list_response(
        request, "articles", found.editions, fields.BRIEF, "after", found.next, total=found.total
    )


@endpoint(
    "corrections/",
    "Corrections, clarifications, retractions, withdrawals and restorations, newest first.",
    listed("corrections", fields.CORRECTION),
    *(known.BEFORE, known.SINCE, known.UNTIL, known.SIZE),
)
def corrections(request, asked):
    rows = corrections_ledger(request.moment).filter(**times(asked, "live_from"))
    rows = after(rows, *parse_position(asked.get("before")), column="live_from").order_by("-live_from", "-pk")
    page = first_page(rows, column="live_from", length=asked["page_size"])
    return list_response(request, "corrections", page.rows, fields.CORRECTION, "before", page.older)


# Names


@endpoint(
    "sections/",
    "The sections in the menu's order.",
    fields.described({"sections": fields.several(fields.SECTION)}),
)
def sections(request, asked):
    site = site_of(request)
    return json_response({"sections": [fields.SECTION.read(each, site) for each in site.menu()]})


def list_of(link, shape, several):
    def names(request, asked):
        rows = named_in_print(link, request.moment).filter(slug__gt=asked.get("after", "")).order_by("slug")
        found = list(rows[: asked["page_size"] + 1])
        shown = found[: asked["page_size"]]
        following = shown[-1].slug if len(found) > len(shown) else ""
        return list_response(request, several, shown, shape, "after", following)

    return names


def one_of(link, shape):
    def name(request, asked, slug):
        """Tell of what has a slug; that of something merged leads to its successor."""
        thing, _keys = in_print(link, slug, request.moment)
        if thing.slug != slug:
            return HttpResponsePermanentRedirect(reverse(f"api_{link.NAMES}", args=[thing.slug]))
        return json_response(shape.read(thing, site_of(request)))

    return name


NAMES = (
    (EditionTopic, fields.TOPIC, "topics", "The topics of stories, by slug.", "One topic."),
    (EditionPerson, fields.PERSON, "people", "Who is named in bylines, by slug.", "One person."),
    (EditionSource, fields.SOURCE, "sources", "The sources that stories name, by slug.", "One source."),
)
for _link, _shape, _several, _of_all, _of_one in NAMES:
    _listed = endpoint(
        f"{_several}/", _of_all, listed(_several, _shape), known.AFTER, known.SIZE, name=_several
    )
    _listed(list_of(_link, _shape, _several))
    _told = endpoint(f"{_several}/{{slug}}/", _of_one, _shape.ref, errors=(404,), name=_link.NAMES)
    _told(one_of(_link, _shape))


@endpoint("openapi.json", "This description.", {"type": "object"})
def description(request, asked):
    return json_response(described_api(ENDPOINTS, site_of(request).address("")))
