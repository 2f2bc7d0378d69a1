"""What a CDN, Varnish or nginx keeps of the site: pages are purged at each change, files as they go."""

import json
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from threading import Timer
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings
from django.db.models import F
from django.urls import reverse

from articles.models import SiteState, site_state

logger = logging.getLogger(__name__)

ALL_PAGES = "pages"
FILE = re.compile("renditions/([0-9a-f]{24})/")
TIMEOUT = 5  # s; an act waits no longer for a CDN that is away
MOST_AT_ONCE = 8  # requests
MOST = 30  # tags in one request, as Cloudflare takes them; a header of Varnish has room for some 270
# s; a page of before the change may come to the CDN just behind its purge: that one is purged too.
AGAIN = 3

_tried = None  # the token at which this process asked last: one act waits once for a CDN that is away


def is_behind():
    """Ask whether the CDN may still keep pages of before the last change."""
    return bool(settings.CDN) and SiteState.objects.exclude(purged=F("token")).exists()


def freshen(at_once=False):
    """Have all pages purged, unless it is done since the last change; return whether it is done.

    `at_once` asks once for each change: what failed is left to `manage.py push`.
    """
    global _tried
    token = site_state.state().token
    if not is_behind():
        return True
    if at_once and token == _tried:
        return False
    _tried = token
    try:
        purge_pages()
    except (OSError, HTTPException) as error:
        logger.warning("The CDN was not purged: %s: %s", type(error).__name__, error)
        return False
    SiteState.objects.filter(pk=1).update(purged=token)
    Timer(AGAIN, _purge_again).start()  # a command waits for it at its end
    return True


def _purge_again():
    try:
        purge_pages()
    except (OSError, HTTPException) as error:
        logger.warning("The CDN was not purged a second time: %s: %s", type(error).__name__, error)


def purge_pages():
    """Purge all pages: fronts, lists and what stands beside a story may show any other. Raises OSError."""
    _purge([ALL_PAGES], [reverse("state")])


def purge_files(names):
    """Purge files of the storage, by their names. Raises OSError."""
    shown = sorted(name for name in names if FILE.match(name))
    if shown and settings.CDN:
        tags = sorted({file_tag(FILE.match(name)[1]) for name in shown})
        _purge(tags, [settings.MEDIA_URL + name for name in shown])


def file_tag(folder):
    return f"file-{folder}"


def _purge(tags, paths):
    """Ask all places at once, so that those that are away are waited for once; raise the first failure."""
    form = FORMS[settings.CDN]
    requests = [request for place in settings.CDN_PURGE_URL for request in form(place, tags, paths)]
    with ThreadPoolExecutor(MOST_AT_ONCE) as asking:
        failures = [error for error in asking.map(_failure_of, requests) if error]
    if failures:
        raise failures[0]


def _failure_of(request):
    try:
        _ask(request)
    except (OSError, HTTPException) as error:
        return error
    return None


def _ask(request):
    try:
        urlopen(request, timeout=TIMEOUT).close()  # noqa: S310  the operator's address, not a visitor's
    except HTTPError as refusal:
        refusal.close()
        # nginx answers with what it keeps from now on: that the file is gone.
        if (settings.CDN, refusal.code) != ("nginx", 404):
            raise


def _to_varnish(place, tags, paths):
    """By deploy/varnish.vcl: one of the tags, as a regular expression."""
    headers = {"X-Purge-Key": settings.CDN_PURGE_KEY}
    batches = ("|".join(batch) for batch in _batches(tags))
    return [Request(place, method="BAN", headers={**headers, "X-Tags": each}) for each in batches]  # noqa: S310


def _to_nginx(place, tags, paths):
    """By deploy/nginx-cache.conf: nginx has no tags, and fetches each address anew."""
    headers = {"X-Purge-Key": settings.CDN_PURGE_KEY}
    return [Request(place.rstrip("/") + path, headers=headers) for path in paths]  # noqa: S310


def _to_fastly(place, tags, paths):
    """By https://api.fastly.com/service/ID/purge, tags in a header."""
    headers = {"Fastly-Key": settings.CDN_PURGE_KEY, "Accept": "application/json"}
    batches = (" ".join(batch) for batch in _batches(tags))
    return [Request(place, method="POST", headers={**headers, "Surrogate-Key": each}) for each in batches]  # noqa: S310


def _to_cloudflare(place, tags, paths):
    """By https://api.cloudflare.com/client/v4/zones/ID/purge_cache, tags as JSON."""
    headers = {"Authorization": f"Bearer {settings.CDN_PURGE_KEY}", "Content-Type": "application/json"}
    bodies = (json.dumps({"tags": batch}).encode() for batch in _batches(tags))
    return [Request(place, method="POST", headers=headers, data=body) for body in bodies]  # noqa: S310


def _batches(tags):
    return [tags[start : start + MOST] for start in range(0, len(tags), MOST)]


FORMS = {"varnish": _to_varnish, "nginx": _to_nginx, "fastly": _to_fastly, "cloudflare": _to_cloudflare}
