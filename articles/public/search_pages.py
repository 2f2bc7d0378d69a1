"""Search, and the suggestions as one types."""

import re
from datetime import date, datetime, time, timedelta
from urllib.parse import quote, urlencode

from django.http import Http404, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse

from articles import search as index
from articles.models import Edition, EditionPerson, EditionSource, EditionTopic
from articles.models.slugs import SIGN
from articles.search import NotReady, TooSlow
from articles.search.passages import Marker

from .compiled_queries import CompiledQuery
from .lists import in_print
from .site import fragment, public_page, render, site_of

# The filters that a reader can set, with the kind of mark in the index and the links that name it.
FILTERS = {
    "section": ("s", None),
    "topic": ("t", EditionTopic),
    "person": ("p", EditionPerson),
    "source": ("q", EditionSource),
    "kind": ("k", None),
}
PARAMETERS = ("q", *FILTERS, "since", "until", "sort", "after")
ALLOWED = re.compile(f"{SIGN}{{1,200}}")  # slugs, days and places
ROBOTS = "noindex, follow"


@public_page(*PARAMETERS)
def search(request):
    # An empty one is a field of the form that nobody filled in.
    asked = {name: value for name in PARAMETERS[1:] if (value := request.GET.get(name))}
    # Without the filter it would be the list of another question.
    if not all(map(ALLOWED.fullmatch, asked.values())):
        raise Http404
    text = request.GET.get("q", "")
    filters = {name: filtered(request, name, asked[name]) for name in FILTERS if name in asked}
    try:
        query, found = _find(request, text, asked, filters)
    except NotReady as why:
        return _unanswered(request, text, asked, why)
    marker, site = Marker(found.forms), site_of(request)
    results = [
        (row, site.section_of(row.section_id), marker.marked(row.headline), marker.passage(row))
        for row in found.editions
    ]
    context = {
        **search_form(request, query.text, asked),
        "taken": _taken(query.text, asked, filters),
        "query": query,
        "found": found,
        "results": results,
        "older": address(query.text, {**asked, "after": found.next}) if found.next else "",
        "facets": facets(site, query.text, asked, found) if len(results) > 1 else [],
        "words": suggestions_beyond(query) if query and not results else [],
    }
    return noindex(render(request, "articles/search.html", context))


def _taken(text, asked, filters):
    """Return what a search is narrowed to, each with the address of the search without it."""
    return [
        {"name": name, "url": address(text, {**asked, "after": "", kind: ""})}
        for kind, (name, _slugs) in filters.items()
        if name
    ]


def _find(request, text, asked, filters):
    zone = site_of(request).zone
    return index.find(
        text,
        request.moment,
        marks=[(FILTERS[kind][0], slugs) for kind, (_name, slugs) in filters.items()],
        since=parse_day(asked.get("since"), zone),
        until=parse_day(asked.get("until"), zone, days=1),
        by_time=asked.get("sort") == "time",
        after=asked.get("after", ""),
        read=_results,
    )


_results = CompiledQuery(index.readable)


def filtered(request, name, slug):
    """Return today's name of whom a filter asks for, and the slugs that they were printed under.

    After a merge these are several. A name that no reader can know is refused, as its page is; that of a
    section or a kind stands in the form, and is left empty here.
    """
    called = ""
    if name == "kind":
        found = [slug] if slug in Edition.TypeOfWork.values else []
    elif name == "section":
        found = section_slugs(site_of(request), slug)
    else:
        link = FILTERS[name][1]
        heir, keys = in_print(link, slug, request.moment)
        called = str(heir)
        found = list(link.target().objects.filter(pk__in=keys).values_list("slug", flat=True))
    if not found:
        raise Http404
    return called, found


def section_slugs(site, slug):
    """Return the slugs of a section, or of its successor, and of all sections merged into the same."""
    found = [site.section_of(each.pk) for each in site.sections if each.slug == slug]
    return [each.slug for each in site.sections if found and each.pk in site.kin(found[0])]


def parse_day(text, zone, days=0):
    """Return the start of a day, so many days later, or None where no day is asked for."""
    if not text:
        return None
    try:
        return datetime.combine(date.fromisoformat(text) + timedelta(days), time.min, zone)
    except (ValueError, OverflowError) as error:
        raise Http404 from error


def address(text, asked):
    """Return the address of a search; the place on its pages stays behind unless asked for."""
    return f"{reverse('search')}?{urlencode({'q': text, **{k: v for k, v in asked.items() if v}})}"


def search_form(request, text, asked):
    """Return what the search form shows; what it doesn't show goes along with it."""
    shown = {"section", "kind", "since", "until", "sort"}
    filters = {name: value for name, value in asked.items() if name != "after"}
    return {
        "text": text,
        "asked": asked,
        "narrow": narrowed_address(request, asked),
        "hidden": {name: value for name, value in filters.items() if name not in shown},
        "canonical": "",
        "is_search": True,
    }


def narrowed_address(request, asked):
    """Print the form's filters; as nobody has set them yet they are printed once a token."""
    template = "articles/includes/_narrow.html"
    context = {"paper": site_of(request), "asked": asked, "kinds": Edition.TypeOfWork}
    return render_to_string(template, context) if asked else fragment(request, "narrow", template, context)


def facets(site, text, asked, found):
    """Return the filters that narrow the result, by kind: [(address, name, number of stories)]."""
    names = {name: {} for name in FILTERS if name not in asked}
    for story in found.editions if found.holders else ():
        for name, printed, slug, shown in names_of(site, story):
            if name in names:
                names[name].setdefault((slug, shown), set()).add(printed)
    narrowed = address(text, {**asked, "after": ""})
    return [
        [(f"{narrowed}&{name}={quote(slug)}", shown, f"{count}") for count, (slug, shown) in counted]
        for name, printed in names.items()
        if len(counted := _counted(name, printed, found.holders)) > 1
    ]


def _counted(name, printed, holders):
    """Return (number of stories, label) of the six most frequent ones; ties are sorted by name.

    A story that was printed with both of what is one by now counts once.
    """
    counted = [
        (len(set().union(*(holders.get(index.mark(FILTERS[name][0], slug), ()) for slug in slugs))), shown)
        for shown, slugs in printed.items()
    ]
    return sorted((row for row in counted if row[0]), key=lambda row: (-row[0], row[1][1], row[1][0]))[:6]


def names_of(site, story):
    """Yield (filter, slug as printed, slug today, name today) of what a story could be filtered by."""
    if story.section_as_printed and (section := site.section_of(story.section_id)):
        yield "section", story.section_as_printed["slug"], section.slug, section.name
    yield "kind", story.type_of_work, story.type_of_work, story.get_type_of_work_display().capitalize()
    for row in story.byline:
        if slug := row.get("person"):
            yield "person", slug, *site.heirs.found.get(("person", slug), (slug, row["name"]))
    for row in story.citations:
        yield (
            "source",
            row["source"],
            *site.heirs.sources.get(row["source"], (row["source"], row.get("name", ""))),
        )
    for row in story.topics:
        yield "topic", row["slug"], *site.heirs.found.get(("topic", row["slug"]), (row["slug"], row["name"]))


def suggestions_beyond(query):
    """Return searches for each word alone, where all of them together found nothing."""
    words = query.all_words
    return [{"word": word, "url": address(word, {})} for word in words[:6]] if len(words) > 1 else []


def _unanswered(request, text, asked, why):
    """Say why a search has no answer: it took too long, or the index is being made."""
    context = search_form(request, index.parse(text).text, asked)
    context |= {"is_too_slow": isinstance(why, TooSlow), "is_rebuilding": True}
    response = noindex(render(request, "articles/search.html", context, status=503))
    response.headers["Retry-After"] = "120"
    response.headers["Cache-Control"] = "no-store"
    return response


@public_page("q")
def suggest(request):
    """Answer with what a reader may be typing: words that a published story holds."""
    try:
        suggestions = index.suggest(request.GET.get("q", ""), request.moment)
    except NotReady:
        suggestions = []
    return noindex(JsonResponse({"suggestions": suggestions}))


def noindex(response):
    response.headers["X-Robots-Tag"] = ROBOTS
    return response
