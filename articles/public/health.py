"""Whether this server works, for those who watch it."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import DatabaseError
from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from articles import search
from articles.archive import backups, digests
from articles.desk import cdn, outbox
from articles.models import clock, schema, site_state

from . import replica
from .page_cache import read_only

DISK = 1024**3  # bytes that should be free: some uploads of the largest size, and the database's log
WAITING = timedelta(minutes=30)  # the timer sends each five
AWAY = "the database is away"


@read_only
def livez(request):
    """Say that this process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


@read_only
def readyz(request):
    """Say whether this server can serve and act, and what else wants a look: each check with its reason."""
    whys = dict(_whys())
    # Each once: a database that is away is the reason of several.
    faults = list(dict.fromkeys(whys[name] for name in NEEDED if whys[name]))
    facts = {
        "ok": not faults,
        "version": settings.VERSION,
        "faults": faults,
        "checks": {name: {"ok": not why, "why": why or ""} for name, why in whys.items()},
        "last_backup": None if faults else _last_backup(),
    }
    response = JsonResponse(facts, status=503 if faults else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _last_backup():
    last = backups.last()
    return last and digests.iso_milliseconds(last)


def _whys():
    """Yield each check's name and what is wrong, nothing where all is well."""
    is_away = False
    for name, check in CHECKS.items():
        try:
            # Who watches waits once for a database that is away, not for each check anew.
            yield name, AWAY if is_away and name in OF_DATABASE else check()
        except DatabaseError:
            is_away = True
            yield name, AWAY


def _database():
    site_state.state()


def _schema():
    if schema.unapplied():
        return "migrations are missing: run manage.py migrate"
    if missing := schema.differences()[0]:
        return f"the database lacks {', '.join(missing)}: restore a backup, and run manage.py migrate"
    return ""


def _clock():
    is_behind = clock.is_behind(site_state.state().last_act_at)
    return "the clock is behind the last act: set the clock" if is_behind else ""


def _redis():
    if not settings.REDIS_URL:
        return ""
    stores = {
        "default": "Redis is away: nobody can sign in",
        "pages": "the Redis of the pages is away: they are rendered each time",
    }
    return "; ".join(said for name, said in stores.items() if caches[name].is_away())


def _media():
    """Ask whether files can be stored in the folder; a bucket is no part of this server."""
    if not isinstance(default_storage, FileSystemStorage):
        return ""
    is_right = _is_writable(default_storage.location)
    return "" if is_right else "no picture can be stored: give var/media to the user of the server"


def _cache():
    """Ask whether failed sign-ins can be counted on the disk; with Redis they are counted there."""
    is_right = settings.REDIS_URL or _is_writable(settings.VAR / "cache")
    return "" if is_right else "nobody can sign in: give var/cache to the user of the server"


def _is_writable(folder):
    return os.access(_standing(folder), os.W_OK | os.X_OK)


def _disk():
    """Ask for the fullest of the disks that we write on; the database's folder may be a disk of its own."""
    place = settings.DATABASES["default"]
    folders = {settings.VAR, settings.VAR / "cache", settings.MEDIA_ROOT}
    if place["ENGINE"].endswith("sqlite3"):
        folders.add(Path(place["NAME"]).parent)
    free = min(shutil.disk_usage(_standing(folder)).free for folder in folders)
    return "" if free >= DISK else f"the disk is nearly full: {free // 1024**2} MB are free"


def _standing(folder):
    """Return a folder, or the nearest above it that is there: the first file makes the others."""
    folder = Path(folder)
    return next(each for each in (folder, *folder.parents) if each.exists())


def _outbox():
    oldest = outbox.waiting().values_list("created_at", flat=True).first()
    is_late = oldest and timezone.now() - oldest > WAITING
    return f"the outbox waits since {digests.iso_milliseconds(oldest)}: run manage.py push" if is_late else ""


def _replica():
    try:
        return "the replica lacks the last change: look at its log" if replica.is_behind() else ""
    except DatabaseError:
        return "the replica is away: readers ask the primary"


def _cdn():
    return "the CDN may keep pages of before the last change: run manage.py push" if cdn.is_behind() else ""


def _backup():
    last = backups.last()
    if backups.is_fresh(last):
        return ""
    return f"the last backup is of {last:%Y-%m-%d}" if last else "there is no backup yet"


CHECKS = {
    "database": _database,
    "schema": _schema,
    "clock": _clock,
    "index": search.problem,
    "media": _media,
    "cache": _cache,
    "redis": _redis,
    "disk": _disk,
    "outbox": _outbox,
    "cdn": _cdn,
    "replica": _replica,
    "backup": _backup,
}
OF_DATABASE = {"database", "schema", "clock", "index", "outbox", "cdn", "replica", "backup"}
# Without these a server can't do its work. The others want a look, but every page is there: a balancer that
# took all servers away because Redis is away, or the index is built anew for an update, would make it worse.
NEEDED = ("database", "schema", "clock", "media")
PROBES = {"/livez": livez, "/readyz": readyz, "/healthz": readyz}


def probes(get_response):
    """Answer before the host and HTTPS are checked: who watches a server asks it by its IP address."""

    def middleware(request):
        probe = PROBES.get(request.path_info)
        return probe(request) if probe else get_response(request)

    return middleware
