"""What search engines may find: an index, a file for each month, one for the fronts, one for the news."""

from datetime import timedelta
from math import ceil

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import get_conditional_response, set_response_etag

from articles.models import Edition, clock
from articles.pictures import schema_objects

from .lists import month_of, months
from .site import public_page, site_of
from .spans import CHANGED

# Google's document on news sitemaps.
NEWS_DAYS, NEWS_LENGTH = 2, 1000
# A fifth of what sitemaps.org allows in one file, which bounds the memory that one takes.
LENGTH = 10_000
# No month has so many stories; beyond it, SQLite's OFFSET overflows.
FARTHEST = 10**9


@public_page()
def sitemap(request):
    site = site_of(request)
    changed = last_change(request)
    rows = [(site.address(reverse(name)), changed) for name in ("sitemap_news", "sitemap_fronts")]
    for start, changed, stories in months(request.moment, site.zone, CHANGED):
        paths = [reverse("sitemap_month", args=[start.year, start.month])]
        paths += [
            reverse("sitemap_part", args=[start.year, start.month, part])
            for part in range(2, ceil(stories / LENGTH) + 1)
        ]
        rows += [(site.address(path), changed) for path in paths]
    return xml("articles/sitemap_index.xml", {"rows": rows})


def last_change(request):
    """Return when stories last changed for readers; never the desk's last act, which would tell of plans."""
    at = request.era.since
    return at if at > clock.BEGINNING else None


def within(editions, start, end):
    return editions.filter(first_published_at__gte=start, first_published_at__lt=end)


@public_page()
def fronts(request):
    site = site_of(request)
    paths = [reverse(name) for name in ("home", "archive", "corrections", "sources")]
    paths += [each.get_absolute_url() for each in [*site.menu(), *site.pages]]
    changed = last_change(request)
    rows = [(site.address(path), changed, []) for path in dict.fromkeys(paths)]
    return xml("articles/sitemap.xml", {"rows": rows})


@public_page()
def month(request, year, month, part=1):
    """List the stories of a month, or of a part of one, by the time of their publication.

    A part is cut from all that is in force, so that a withdrawal moves no story into another.
    """
    site = site_of(request)
    editions = within(Edition.objects.in_force(request.moment), *month_of(year, month, site.zone))
    rows = editions.order_by("first_published_at", "pk").values_list("slug", "live_from", "pictures", "kind")
    first = (part - 1) * LENGTH
    if not 0 <= first < FARTHEST:
        raise Http404
    found = [
        (site.address(reverse("article", args=[slug])), at, pictures(printed, site))
        for slug, at, printed, kind in rows[first : first + LENGTH]
        if kind not in Edition.TEXTLESS
    ]
    if not found:
        raise Http404
    return xml("articles/sitemap.xml", {"rows": found})


def pictures(printed, site):
    """Return the addresses of a story's pictures, for Google's image sitemap."""
    found = filter(None, map(schema_objects.largest_rendition, printed))
    return [site.address(path) for path in dict.fromkeys(path for path, *_sides in found)]


@public_page()
def news(request):
    """List the stories of two days, back from the full hour; an hour is no boundary of the page cache."""
    site = site_of(request)
    hour = request.moment.replace(minute=0, second=0, microsecond=0)
    # A redacted headline is no title of news.
    news = Edition.objects.published(request.moment).news().exclude(headline="")
    editions = within(news, hour - timedelta(days=NEWS_DAYS), request.moment)
    rows = editions.newest_first().only("slug", "headline", "language", "first_published_at")[:NEWS_LENGTH]
    response = xml(
        "articles/sitemap_news.xml", {"rows": rows, "paper": site, "publication": site.publication}
    )
    set_response_etag(response)
    response.headers["Cache-Control"] = "no-cache"
    return get_conditional_response(request, etag=response.headers["ETag"], response=response)


def xml(template, context):
    return HttpResponse(render_to_string(template, context), content_type="application/xml; charset=utf-8")
