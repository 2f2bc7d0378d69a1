"""What machines ask for beside the pages: robots.txt, the icon, the state of health."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse

from articles import search
from articles.models import clock, site_state

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


@read_only
def healthz(request):
    """Say whether this server can serve and act: database, migrations, clock, search index."""
    faults = list(_faults())
    response = JsonResponse({"ok": not faults, "faults": faults}, status=503 if faults else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _faults():
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "migrations are missing: run manage.py migrate"
        elif clock.is_behind(site_state.state().last_act_at):
            yield "the clock is behind the last act: set the clock"
        elif fault := search.problem():
            yield fault
    except DatabaseError:
        yield "the database is away"
