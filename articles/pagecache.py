"""The cache of public pages, keyed by token, last boundary passed, path and known parameters.

Moment and token are read once, before the view, from the database that serves the page; a publish that
commits during a render then stores nothing old under a new token. A reader's request writes no row.
"""

import gzip
import hashlib
import json
from collections import namedtuple
from datetime import UTC, datetime
from functools import lru_cache, wraps

import brotli
from django.core.cache import caches
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified
from django.urls import resolve
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from . import freshness

AWAY = (OperationalError, InterfaceError)
KEPT = {200, 301, 410}
# Cheap levels: a page is packed at most once per token, and half the gain comes with the first steps.
PACKERS = {"br": lambda body: brotli.compress(body, quality=5), "gzip": lambda body: gzip.compress(body, 5)}
AGES = 7 * 24 * 3600  # s; the token makes pages old, this only empties the store
END = datetime.max.replace(tzinfo=UTC)

Stored = namedtuple("Stored", "status headers body etag")
Era = namedtuple("Era", "token last_act_at since until held")

# What this process knows of the newest token: its boundaries, and what pages of that token share.
_era = Era(None, None, freshness.BEGINNING, freshness.BEGINNING, {})


def page(*params):
    """Make a view a public page that knows the query parameters `params`.

    The view finds `request.moment` (aware, whole milliseconds) and `request.token`. GET and HEAD only.
    While the database is away, kept pages are served until the next boundary, and others answer 503.
    """

    def decorate(view):
        @wraps(view)
        def serve(request, *args, **kwargs):
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD"])
            try:
                era = _mark(request)
            except AWAY:
                return _serve_away(request, params)
            key = _key(request, era, params)
            return _from_store(request, key) or _render(request, key, view, args, kwargs)

        serve.params = params
        return serve

    return decorate


def kept_pages(get_response):
    """Answer with a kept page at once: a reader has no session, no sign-in and no messages to set up."""

    def middleware(request):
        params = _params(request.path_info) if request.method in ("GET", "HEAD") else None
        if params is None:
            return get_response(request)
        try:
            era = _mark(request)
        except AWAY:
            return _serve_away(request, params)
        return _from_store(request, _key(request, era, params)) or get_response(request)

    return middleware


@lru_cache(maxsize=5000)
def _params(path):
    """Return the query parameters that the page at a path knows, or None where there is no page."""
    try:
        return getattr(resolve(path).func, "params", None)
    except Http404:
        return None


def held(request, key, make):
    """Return a value that pages of one token share in this process, made once by `make()`."""
    shared = request.era.held
    if key not in shared:
        shared[key] = make()
    return shared[key]


def _mark(request):
    """Give a request its era, moment and token; they are read once."""
    if not hasattr(request, "era"):
        era = _read_era()
        request.era, request.token = era, era.token
        request.moment = max(freshness.clock(), era.last_act_at or freshness.BEGINNING)
    return request.era


def _read_era():
    """Return the era that now belongs to: its token from the database, its boundaries remembered."""
    global _era
    row, known = freshness.state(), _era
    at = max(freshness.clock(), row.last_act_at or freshness.BEGINNING)
    if row.token == known.token and row.last_act_at == known.last_act_at and known.since <= at < known.until:
        return known
    since, until = freshness.boundaries(at)
    held = known.held if row.token == known.token else {}
    _era = Era(row.token, row.last_act_at, since or freshness.BEGINNING, until or END, held)
    return _era


def _key(request, era, params):
    known = [[name, request.GET[name]] for name in params if name in request.GET]
    parts = json.dumps([era.token, era.since.isoformat(), request.path, known])
    return hashlib.sha256(parts.encode()).hexdigest()


def _serve_away(request, params):
    era = _era
    if era.token is not None and era.since <= freshness.clock() < era.until:
        kept = _from_store(request, _key(request, era, params))
        if kept:
            return kept
    return unavailable()


def unavailable(template="503.html"):
    """Return the plain page that says that the paper can't be read right now."""
    from django.template.loader import render_to_string

    return HttpResponse(
        render_to_string(template), status=503, headers={"Retry-After": "30", "Cache-Control": "no-store"}
    )


def _render(request, key, view, args, kwargs):
    try:
        response = view(request, *args, **kwargs)
        if hasattr(response, "render"):
            response.render()
    except AWAY:
        return unavailable()
    if response.streaming or response.status_code not in KEPT or response.headers.get("Cache-Control"):
        return response
    etag = f'W/"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    stored = Stored(response.status_code, dict(response.headers), response.content, etag)
    caches["pages"].set(key, stored, AGES)
    return _answer(request, key, stored)


def _from_store(request, key):
    stored = caches["pages"].get(key)
    return _answer(request, key, stored) if stored else None


def _answer(request, key, stored):
    """Return a kept page as this client can read it: packed, or 304 where it has it already."""
    wanted = parse_etags(request.headers.get("If-None-Match", ""))
    if stored.status == 200 and (stored.etag in wanted or "*" in wanted):
        response = HttpResponseNotModified()
    else:
        coding = _coding(request) if stored.body else ""
        response = HttpResponse(_packed(key, stored, coding), status=stored.status, headers=stored.headers)
        if coding:
            response.headers["Content-Encoding"] = coding
    response.headers["ETag"] = stored.etag
    response.headers["Cache-Control"] = "no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _coding(request):
    """Return the best coding that the client accepts, or an empty string (RFC 9110, 12.5.3)."""
    accepted = {}
    for part in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _, weight = part.partition(";")
        accepted[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((coding for coding in PACKERS if accepted.get(coding, False)), "")


def _packed(key, stored, coding):
    if not coding:
        return stored.body
    packed = caches["pages"].get(f"{key}:{coding}")
    if packed is None:
        packed = PACKERS[coding](stored.body)
        caches["pages"].set(f"{key}:{coding}", packed, AGES)
    return packed
