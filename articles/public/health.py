"""Whether this server works, for those who watch it."""

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse

from articles import search
from articles.archive import backups, digests
from articles.models import clock, schema, site_state

from .page_cache import read_only


@read_only
def livez(request):
    """Say that this process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


@read_only
def readyz(request):
    """Say whether this server can serve and act: database, migrations, columns, clock, search index."""
    faults = list(_faults())
    facts = {"ok": not faults, "version": settings.VERSION, "faults": faults, **_facts(faults)}
    response = JsonResponse(facts, status=503 if faults else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _facts(faults):
    """Return what is worth knowing of a server that works."""
    last = None if faults else backups.last()
    return {"last_backup": last and digests.iso_milliseconds(last)}


def _faults():
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "migrations are missing: run manage.py migrate"
        elif missing := schema.differences()[0]:
            yield f"the database lacks {', '.join(missing)}: restore a backup, and run manage.py migrate"
        elif clock.is_behind(site_state.state().last_act_at):
            yield "the clock is behind the last act: set the clock"
        elif fault := search.problem():
            yield fault
    except DatabaseError:
        yield "the database is away"


PROBES = {"/livez": livez, "/readyz": readyz, "/healthz": readyz}


def probes(get_response):
    """Answer before the host and HTTPS are checked: who watches a server asks it by its IP address."""

    def middleware(request):
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else get_response(request)

    return middleware
