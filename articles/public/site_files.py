"""What machines ask for beside the pages: robots.txt, the icon, the manifest."""

from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse

from .page_cache import read_only
from .site import public_page, site_of


@public_page()
def robots(request):
    sitemap = site_of(request).address(reverse("sitemap"))
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /accounts/", "", f"Sitemap: {sitemap}"]
    return text(lines)


@public_page()
def mining(request):
    """Say whether the right to mine texts and data is reserved (W3C's TDM Reservation Protocol)."""
    return JsonResponse([{"location": "/", "tdm-reservation": int(settings.TDM_RESERVATION)}], safe=False)


def text(lines):
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@public_page()
def security(request):
    """Say whom to tell of a hole (RFC 9116), until the year is out."""
    site = site_of(request)
    if not site.publication.contact:
        raise Http404
    response = text(
        [
            f"Contact: mailto:{site.publication.contact}",
            f"Expires: {datetime(request.moment.year + 1, 1, 1, tzinfo=UTC).isoformat()}",
            f"Preferred-Languages: {site.publication.language}",
            f"Canonical: {site.address(reverse('security'))}",
        ]
    )
    # The turn of the year is no boundary that the page cache knows.
    response.headers["Cache-Control"] = "no-cache"
    return response


@public_page()
def manifest(request):
    """Describe the paper to browsers that keep it as an application (W3C's web manifest)."""
    publication = site_of(request).publication
    icon = {"src": static("articles/favicon.svg"), "type": "image/svg+xml", "sizes": "any"}
    facts = {
        "name": publication.name,
        "short_name": publication.name[:12],
        "description": publication.tagline,
        "lang": publication.language,
        "start_url": reverse("home"),
        "scope": reverse("home"),
        "display": "browser",
        "icons": [icon],
    }
    return JsonResponse(facts, content_type="application/manifest+json")


@read_only
def favicon(request):
    return HttpResponsePermanentRedirect(static("articles/favicon.svg"))
