"""What machines ask for beside the pages: robots.txt, the icon, the state of health."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, HttpResponsePermanentRedirect, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from articles import freshness, search
from articles.pagecache import page

from .paper import paper


@page()
def robots(request):
    sitemap = paper(request).address(reverse("sitemap"))
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /accounts/", "", f"Sitemap: {sitemap}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request):
    return HttpResponsePermanentRedirect(static("articles/favicon.svg"))


@require_safe
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
        elif freshness.is_behind(freshness.state().last_act_at):
            yield "the clock is behind the last act: set the clock"
        elif fault := search.problem():
            yield fault
    except DatabaseError:
        yield "the database is away"
