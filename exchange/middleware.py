"""Readers who ask for an address of an older system are sent on, where no page of this paper is there.

So are those whose machine takes the letters of an address apart: a slug is stored composed.
"""

import unicodedata

from django.http import HttpResponsePermanentRedirect
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

from articles.models import clock
from articles.public.page_cache import DATABASE_AWAY, escaped_query

from . import addresses

DESK = ("/admin/", "/accounts/", "/static/", "/preview/")


def old_addresses(get_response):
    """Look an address up once nothing else answers it; the front page's only with a short link's query."""

    def middleware(request):
        if request.method not in ("GET", "HEAD"):
            return get_response(request)
        if request.path_info == "/" and addresses.FRONT.search(request.META.get("QUERY_STRING", "")):
            return _redirect(request) or get_response(request)
        response = get_response(request)
        if response.status_code == 404 and not request.path_info.startswith(DESK):
            return _redirect(request) or response
        return response

    return middleware


def _redirect(request):
    """Return the way to where a thing stands now: looked up at each request, so it follows every change."""
    try:
        found = addresses.target(request.get_full_path(), clock.now())
    except DATABASE_AWAY:
        return None
    asked = escape_uri_path(request.path_info)
    composed = escape_uri_path(unicodedata.normalize("NFC", request.path_info))
    query = escaped_query(request)
    moved = escape_leading_slashes(composed) + (f"?{query}" if query else "")
    found = found or (moved if composed != asked else "")
    if not found or found.rstrip("/") == asked.rstrip("/"):
        return None
    return HttpResponsePermanentRedirect(found, headers={"Cache-Control": "no-cache"})
