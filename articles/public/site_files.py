"""What machines ask for beside the pages: robots.txt, the icon, the manifest, colours and files."""

import hashlib
from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse

from articles.models import root_files

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


@public_page()
def state(request):
    """Say in a word which state the pages have: another after each change. nginx keeps pages by it.

    It changes with plans and drafts too, so nobody else is told.
    """
    if settings.CDN != "nginx":
        raise Http404
    word = hashlib.sha256(request.token.encode()).hexdigest()[:16]
    response = text([word])
    response.headers["X-State"] = word
    return response


# Whatever a browser takes the file for, it runs nothing of it.
INERT = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}


def text(lines):
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8", headers=INERT)


@public_page()
def root_file(request, field):
    """Serve a file that the paper wrote for its root."""
    return written(getattr(site_of(request).publication, field))


@public_page()
def verification(request, name):
    return written(root_files.verification_files(site_of(request).publication.verification).get(name, ""))


def written(content):
    if not content.strip():
        raise Http404
    return text(content.splitlines())


@read_only
def colours(request, light, dark):
    """Serve a paper's colours: the address says which, so it never changes."""
    sheet = f"@layer tokens{{:root{{--accent:light-dark(#{light},#{dark})}}}}\n"
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return HttpResponse(sheet, content_type="text/css; charset=utf-8", headers=headers)


@public_page()
def security(request):
    """Say whom to tell of a hole (RFC 9116), until the year is out."""
    site = site_of(request)
    if site.publication.security_txt.strip():
        return written(site.publication.security_txt)
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
    site = site_of(request)
    publication = site.publication
    drawn = [{"src": static("articles/favicon.svg"), "type": "image/svg+xml", "sizes": "any"}]
    own = [{"src": at, "type": "image/jpeg", "sizes": f"{width}x{width}"} for width, at in site.icons]
    facts = {
        "name": publication.name,
        "description": publication.tagline,
        "lang": publication.language,
        "start_url": reverse("home"),
        "scope": reverse("home"),
        "display": "browser",
        "icons": own or drawn,
    }
    return JsonResponse(facts, content_type="application/manifest+json")


@public_page()
def favicon(request):
    icons = site_of(request).icons
    return HttpResponsePermanentRedirect(icons[0][1] if icons else static("articles/favicon.svg"))


@public_page()
def touch_icon(request):
    """Lead to the icon of a home screen, where a page without a head, or an old iPhone, asks for it."""
    icon = site_of(request).touch_icon
    if not icon:
        raise Http404
    return HttpResponsePermanentRedirect(icon)
