"""Search, and the suggestions as one types."""

import re
from datetime import datetime, time, timedelta
from urllib.parse import quote, urlencode

from django.http import JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.dateparse import parse_date

from articles import search as index
from articles.models import Edition, Person, Source, Topic
from articles.search import NotReady
from articles.search.passages import Marker

from .site import fragment, public_page, render, site_of

# The filters that a reader can set, with the kind of mark in the index and the model they name.
FILTERS = {
    "section": ("s", None),
    "topic": ("t", Topic),
    "person": ("p", Person),
    "source": ("q", Source),
    "kind": ("k", None),
}
PARAMETERS = ("q", *FILTERS, "since", "until", "sort", "after")
ALLOWED = re.compile(r"[\w-]{1,200}", re.ASCII)  # slugs, days and places; whatever else is no filter
ROBOTS = "noindex, follow"


@public_page(*PARAMETERS)
def search(request):
    given = {name: request.GET.get(name, "") for name in PARAMETERS[1:]}
    asked = {name: value for name, value in given.items() if ALLOWED.fullmatch(value)}
    text = request.GET.get("q", "")
    try:
        query, found = _find(request, text, asked)
    except NotReady:
        return _rebuilding(request, text)
    marker, sections = Marker(found.forms), {each.pk: each for each in site_of(request).sections}
    results = [
        (row, sections.get(row.section_id), marker.marked(row.headline), marker.passage(row))
        for row in found.editions
    ]
    context = {
        **search_form(request, query.text, asked),
        "query": query,
        "found": found,
        "results": results,
        "older": address(query.text, {**asked, "after": found.next}) if found.next else "",
        "facets": facets(query.text, asked, found) if len(results) > 1 else [],
        "words": suggestions_beyond(query) if query and not results else [],
    }
    return noindex(render(request, "articles/search.html", context))


def _find(request, text, asked):
    zone = site_of(request).zone
    filters = {name: asked[name] for name in FILTERS if name in asked}
    return index.find(
        text,
        request.moment,
        marks=[(FILTERS[name][0], slugs(request, name, slug)) for name, slug in filters.items()],
        since=parse_day(asked.get("since"), zone),
        until=parse_day(asked.get("until"), zone, days=1),
        by_time=asked.get("sort") == "time",
        after=asked.get("after", ""),
    )


def slugs(request, name, slug):
    """Return a slug, and those of what was merged into the same: printed stories name them still."""
    if name == "section":
        sections = {each.slug: each for each in site_of(request).sections}
        if slug not in sections:
            return [slug]
        kin = site_of(request).kin(sections[slug])
        return [each.slug for each in sections.values() if each.pk in kin]
    model = FILTERS[name][1]
    return [
        slug,
        *(model.objects.filter(merged_into__slug=slug).values_list("slug", flat=True) if model else []),
    ]


def parse_day(text, zone, days=0):
    """Return the start of a day, so many days later, or None where the text is no day."""
    try:
        day = parse_date(text or "")
        return datetime.combine(day + timedelta(days), time.min, zone) if day else None
    except (ValueError, OverflowError):
        return None


def address(text, asked):
    """Return the address of a search; the place on its pages stays behind unless asked for."""
    return f"{reverse('search')}?{urlencode({'q': text, **{k: v for k, v in asked.items() if v}})}"


def search_form(request, text, asked):
    """Return what the search form shows; what it doesn't show goes along with it."""
    shown = {"section", "kind", "since", "until", "sort"}
    kept = {name: value for name, value in asked.items() if name != "after"}
    return {
        "text": text,
        "asked": asked,
        "narrow": narrowed_address(request, asked),
        "hidden": {name: value for name, value in kept.items() if name not in shown},
        "taken": [
            {"name": value, "url": address(text, {**kept, name: ""})}
            for name, value in kept.items()
            if name in ("topic", "person", "source")
        ],
        "canonical": "",
        "is_search": True,
    }


def narrowed_address(request, asked):
    """Print the form's filters; as nobody has set them yet they are printed once a token."""
    template = "articles/includes/_narrow.html"
    context = {"paper": site_of(request), "asked": asked, "kinds": Edition.TypeOfWork}
    return render_to_string(template, context) if asked else fragment(request, "narrow", template, context)


def facets(text, asked, found):
    """Return the filters that narrow the result, by kind: [(address, name, number of stories)]."""
    names = {name: {} for name in FILTERS if name not in asked}
    for story in found.editions if found.counts else ():
        for name, slug, shown in names_of(story):
            if name in names:
                names[name][slug] = shown
    narrowed = address(text, {**asked, "after": ""})
    return [
        [(f"{narrowed}&{name}={quote(slug)}", shown[slug], f"{count}") for count, slug in counted]
        for name, shown in names.items()
        if len(counted := _counted(name, shown, found.counts)) > 1
    ]


def _counted(name, slugs, counts):
    """Return (number of stories, slug) of the six that most stories have."""
    counted = [(counts.get(f"{FILTERS[name][0]}_{slug.replace('-', '·')}", 0), slug) for slug in slugs]
    return sorted((row for row in counted if row[0]), key=lambda row: -row[0])[:6]


def names_of(story):
    """Yield (filter, slug, name) of what a story could be filtered by."""
    if story.section_as_printed:
        yield "section", story.section_as_printed["slug"], story.section_as_printed["name"]
    yield "kind", story.type_of_work, story.get_type_of_work_display().capitalize()
    yield from (("person", row["person"], row["name"]) for row in story.byline if row.get("person"))
    yield from (("source", row["source"], row.get("name", "")) for row in story.citations)
    yield from (("topic", row["slug"], row["name"]) for row in story.topics)


def suggestions_beyond(query):
    """Return searches for each word alone, where all of them together found nothing."""
    words = query.all_words
    return [{"word": word, "url": address(word, {})} for word in words[:6]] if len(words) > 1 else []


def _rebuilding(request, text):
    context = {**search_form(request, index.parse(text).text, {}), "is_rebuilding": True}
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
