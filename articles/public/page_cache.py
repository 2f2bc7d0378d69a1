"""The cache of public pages, keyed by static files, token, last boundary passed, path and known parameters.

Moment and token are read once, before the view, from the database that serves the page; a publish that
commits during a render then stores nothing old under a new token. A reader's request writes no row.
"""

import gzip
import hashlib
from collections import namedtuple
from datetime import UTC, datetime
from functools import lru_cache, partial, wraps
from urllib.parse import quote

import brotli
from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseNotModified, QueryDict
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.csrf import csrf_exempt

from articles.models import clock, site_state

from . import boundaries, edge, one_render, rare_pages, replica
from .replica import DATABASE_AWAY

CACHED_STATUSES = {200, 301, 410}
# Cheap levels: a page is packed at most once per token, and half the gain comes with the first steps.
ENCODERS = {"br": lambda body: brotli.compress(body, quality=5), "gzip": lambda body: gzip.compress(body, 5)}
DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress}
CODINGS = (*ENCODERS, "")
ANY = ("*",)  # in place of the names of parameters: a page that is another for each query
# A token is never used again, so its pages can't be read any more once it is replaced.
TIMEOUT = 7 * 24 * 3600  # s; the token makes pages old, this only empties the store
FAR_FUTURE = datetime.max.replace(tzinfo=UTC)

Era = namedtuple("Era", "token last_act_at since until held")

# What this process knows of the newest token: its boundaries, and what pages of that token share.
_era = Era(None, None, clock.BEGINNING, clock.BEGINNING, {})


def cached_page(*params):
    """Make a view a public page with the query parameters `params`.

    The view finds `request.moment` (aware, whole milliseconds) and `request.token`. GET and HEAD only.
    While the database is away, cached pages are served until the next boundary, and others answer 503.
    """

    def decorate(view):
        @read_only
        @wraps(view)
        def serve(request, *args, **kwargs):
            try:
                era = _begin(request)
            except DATABASE_AWAY:
                return _serve_without_database(request, params)
            key = _key(request, era, params)
            return _from_store(request, key) or _render_once(request, key, view, args, kwargs)

        serve.params = params
        return serve

    return decorate


def read_only(view):
    """Answer GET and HEAD only: POST to a read-only page answers 405, with or without a CSRF token."""

    @csrf_exempt
    @wraps(view)
    def serve(request, *args, **kwargs):
        if request.method not in ("GET", "HEAD"):
            return not_allowed()
        return view(request, *args, **kwargs)

    return serve


def not_allowed():
    return HttpResponseNotAllowed(["GET", "HEAD"], render_to_string("405.html"))


def cached_pages(get_response):
    """Answer with a cached page at once: a reader has no session, no sign-in and no messages to set up."""

    def middleware(request):
        params = _params(request.path_info) if request.method in ("GET", "HEAD") else None
        if params is None:
            return get_response(request)
        return replica.answered(request, partial(_answered, request, params, get_response))

    return middleware


def _answered(request, params, get_response):
    try:
        era = _begin(request)
        page = _from_store(request, _key(request, era, params))
        if page or not replica.is_read():
            return page or get_response(request)
        with replica.snapshot():
            del request.era  # the token has to come from the page's own snapshot
            return get_response(request)
    except DATABASE_AWAY:
        return _serve_without_database(request, params)


@lru_cache(maxsize=5000)
def _params(path):
    """Return the query parameters that the page at a path reads, or None where there is no page."""
    try:
        return getattr(resolve(path).func, "params", None)
    except Http404:
        return None


def shared_value(request, key, make):
    """Return a value that pages of one token share in this process, made once by `make()`."""
    shared = request.era.held
    if key not in shared:
        shared[key] = make()
    return shared[key]


def newest_value(request, key, make):
    """Return a value that depends on the token and the last boundary alone, for requests without a page."""
    era = getattr(request, "era", None) or _read_era()[0]
    if (key, era.since) not in era.held:
        era.held[key, era.since] = make()
    return era.held[key, era.since]


def _begin(request):
    """Set a request's era, moment and token; they are read once."""
    if not hasattr(request, "era"):
        request.era, request.moment = _read_era()
        request.token = request.era.token
    return request.era


def _read_era():
    """Return now, and the era that it belongs to: its token from the database, its boundaries remembered."""
    global _era
    # One read of the global: another thread may replace it between two.
    row, known = site_state.state(), _era
    # A server whose clock is behind must not show the state before the latest act.
    at = max(clock.server_time(), row.last_act_at or clock.BEGINNING)
    if row.token == known.token and row.last_act_at == known.last_act_at and known.since <= at < known.until:
        return known, at
    since, until = boundaries.boundaries(at)
    if row.token != known.token and isinstance(caches["pages"], LocMemCache):
        # Each process holds its own, and no page of an old token is read again: what was redacted isn't kept.
        caches["pages"].clear()
    # The values follow from the token alone, so they outlive a boundary.
    held = known.held if row.token == known.token else {}
    _era = era = Era(row.token, row.last_act_at, since or clock.BEGINNING, until or FAR_FUTURE, held)
    return era, at


def _key(request, era, params):
    # Unknown parameters are no part of the key: otherwise `?utm_source=` would store a page for each
    # campaign.
    known = _known_params(request.META.get("QUERY_STRING", ""), params)
    # repr and not a joined string: no value of a parameter can imitate a separator.
    # A page of another version names files, and holds a script, that this one's answer wouldn't let load.
    files = getattr(staticfiles_storage, "manifest_hash", "")
    parts = repr((files, era.token, era.since.isoformat(), request.path, known))
    mark = rare_pages.MARK if rare_pages.is_free(known) else ""
    return mark + hashlib.sha256(parts.encode()).hexdigest()[:32]


@lru_cache(maxsize=1000)
def _known_params(query, params):
    """Return those parameters of a query string, as WSGI hands it over, that a page reads."""
    if params == ANY:
        return query
    # WSGI decodes the query as Latin-1 (PEP 3333); QueryDict decodes the bytes as UTF-8.
    given = QueryDict(query.encode("latin-1"))
    return tuple((name, given[name]) for name in params if name in given)


def _serve_without_database(request, params):
    era = _era
    if replica.is_read():  # the primary is asked next
        return unavailable(request)
    # Behind the next boundary, a stored page could show a text that has expired, or miss one that is
    # due.
    if era.token is not None and era.since <= clock.server_time() < era.until:
        page = _from_store(request, _key(request, era, params))
        if page:
            return page
    return unavailable(request)


def unavailable(request, template="503.html"):
    """Return the plain page for the time in which the database is away."""
    request.missed_database = True
    return HttpResponse(
        render_to_string(template, {"number": getattr(request, "number", "")}),
        status=503,
        headers={"Retry-After": "30", "Cache-Control": "no-store"},
    )


def _render_once(request, key, view, args, kwargs):
    with one_render.rendering_alone(key):
        del request.missed
        return _from_store(request, key) or _render(request, key, view, args, kwargs)


def _render(request, key, view, args, kwargs):
    try:
        response = view(request, *args, **kwargs)
        # A TemplateResponse is rendered after the view: its queries must fall into this `try`.
        if hasattr(response, "render"):
            response.render()
    except DATABASE_AWAY:
        return unavailable(request)
    if (
        response.streaming
        or response.status_code not in CACHED_STATUSES
        or response.headers.get("Cache-Control")
    ):
        return response
    page = HttpResponse(response.content, status=response.status_code, headers=response.headers)
    # Weak, since gzip, brotli and plain bytes of one page share it (RFC 9110, 8.8.1 and 8.8.3.3).
    page.headers["ETag"] = f'W/"{hashlib.sha256(page.content).hexdigest()[:32]}"'
    # no-cache means "ask before use": a withdrawal then reaches every reader at once.
    page.headers["Cache-Control"] = "no-cache"
    # Without it, a shared cache could send brotli to a client that reads none.
    patch_vary_headers(page, ["Accept-Encoding"])
    if settings.CDN:
        edge.say(page, edge.tags_of(request.path))
        # A change during the render: its purge is on the way already, perhaps ahead of this page.
        request.is_overtaken = site_state.state().token != request.token
    return _cached_or_not_modified(request, _encoded(page, key, _accepted_encoding(request)))


def _from_store(request, key):
    """Return a cached page as this client can read it, or None; each coding is cached for itself."""
    # The middleware has looked already: the view need not ask the cache a second time.
    if getattr(request, "missed", None) == key:
        return None
    coding = _accepted_encoding(request)
    page = caches["pages"].get(key + coding) or _recoded(key, coding)
    if page is None:
        request.missed = key
    return page and _cached_or_not_modified(request, page)


def _recoded(key, coding):
    """Return a page that is cached in other codings than this, or None."""
    others = caches["pages"].get_many([key + each for each in CODINGS if each != coding])
    page = next(iter(others.values()), None)
    if page is None or not page.content:
        return page
    if packed := page.headers.get("Content-Encoding"):
        page.content = DECODERS[packed](page.content)
        del page.headers["Content-Encoding"]
    return _encoded(page, key, coding)


def _cached_or_not_modified(request, page):
    """Return a cached page, or 304 to a client that has it already; a redirect keeps the query."""
    if page.status_code == 301 and (query := escaped_query(request)):
        page.headers["Location"] += f"?{query}"
    if settings.CDN and _is_newest(request):
        edge.say(page, edge.lifetime((request.era.until - request.moment).total_seconds()))
    known = request.META.get("HTTP_IF_NONE_MATCH")
    # Only a 200 has a 304 (RFC 9110, 13.2.1): a redirect or a 410 is always sent whole.
    if known and page.status_code == 200 and _names(known, page.headers["ETag"]):
        # RFC 9110, 15.4.5: a 304 repeats the headers that a 200 would have had.
        names = ("ETag", "Cache-Control", "Vary", *edge.NAMES)
        return HttpResponseNotModified(
            headers={name: page.headers[name] for name in names if name in page.headers}
        )
    return page


def escaped_query(request):
    """Return a request's query as it was sent, in ASCII: WSGI hands its bytes over as Latin-1 (PEP 3333)."""
    return quote(request.META.get("QUERY_STRING", "").encode("latin-1"), safe="/#%[]=:;$&()+,!?*@'~")


def _names(known, etag):
    """Ask whether If-None-Match names a page's weak ETag, as such or as a strong one (RFC 9110, 13.1.2).

    Mostly it is that alone.
    """
    return known == etag or not {"*", etag, etag.removeprefix("W/")}.isdisjoint(parse_etags(known))


def _is_newest(request):
    """Ask whether a CDN may keep the page: no change came meanwhile, and no purge before it."""
    is_known = hasattr(request, "era") and not getattr(request, "is_overtaken", False)
    return is_known and replica.is_current(request.token)


def _accepted_encoding(request):
    return _best_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(maxsize=1000)
def _best_encoding(accept):
    """Return the best coding that a client accepts, or an empty string (RFC 9110, 12.5.3)."""
    accepted = {}
    for part in accept.lower().split(","):
        name, _, weight = part.partition(";")
        accepted[name.strip()] = weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return next((coding for coding in ENCODERS if accepted.get(coding, False)), "")


def _encoded(page, key, coding):
    """Pack a page, and cache it so alone: plain it takes four times the room."""
    # A redirect has no body, and brotli makes a byte even of nothing.
    if coding and page.content:
        page.content = ENCODERS[coding](page.content)
        page.headers["Content-Encoding"] = coding
        key += coding
    _keep(key, page)
    return page


def _keep(key, page):
    if not key.startswith(rare_pages.MARK):
        caches["pages"].set(key, page, TIMEOUT)
    elif rare_pages.is_worth_keeping(key):
        caches["pages"].set(key, page, rare_pages.TIMEOUT)
