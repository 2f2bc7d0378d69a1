"""What search engines may find: an index, a file for each month, and one for the fronts."""

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse

from .models import Edition
from .pagecache import page
from .pictures import described
from .views.lists import month_of, months
from .views.paper import paper


@page()
def sitemap(request):
    the = paper(request)
    paths = [reverse("sitemap_fronts")]
    paths += [reverse("sitemap_month", args=[at.year, at.month]) for at in months(request.moment, the.zone)]
    return xml("articles/sitemap_index.xml", {"addresses": [the.address(path) for path in paths]})


@page()
def fronts(request):
    the = paper(request)
    paths = [reverse("home"), reverse("archive"), reverse("corrections"), reverse("sources")]
    paths += [each.get_absolute_url() for each in [*the.menu(), *the.pages]]
    return xml("articles/sitemap.xml", {"rows": [(the.address(path), None, []) for path in paths]})


@page()
def month(request, year, month):
    the = paper(request)
    start, end = month_of(year, month, the.zone)
    rows = (
        Edition.objects.published(request.moment)
        .filter(first_published_at__gte=start, first_published_at__lt=end)
        .order_by("first_published_at", "pk")
        .values_list("slug", "live_from", "pictures")
    )
    found = [
        (the.address(reverse("article", args=[slug])), changed, pictures(printed, the))
        for slug, changed, printed in rows.iterator()
    ]
    if not found:
        raise Http404
    return xml("articles/sitemap.xml", {"rows": found})


def pictures(printed, the):
    """Return the addresses of a story's pictures, for Google's image sitemap."""
    return [the.address(found[0]) for found in map(described.largest, printed) if found]


def xml(template, context):
    return HttpResponse(render_to_string(template, context), content_type="application/xml; charset=utf-8")
