"""The headers of a page for the CDN before the site: how long it may be cached, and its purge tags."""

import re
from urllib.parse import quote

from django.conf import settings

from articles.desk import cdn
from articles.models import slugs
from newsroom.cdns import CDNS, Cdn

NAMES = sorted({name for each in CDNS.values() for name in (each.lifetime, each.tags) if name})
KINDS = {
    "articles": "story",
    "sections": "section",
    "topics": "topic",
    "people": "person",
    "sources": "source",
}
OWN = re.compile(rf"/({'|'.join(KINDS)})/({slugs.SIGN}+)")


def say(response, headers):
    for name, value in headers.items():
        response.headers[name] = value


def tags_of(path):
    """Return the headers with the tags of the page at a path: that of all pages, and its own thing's."""
    # Percent-encoded: a header holds ASCII, and what stands between tags is in no tag.
    own = [f"{KINDS[kind]}-{quote(slug.encode()[: slugs.LONGEST])}" for kind, slug in OWN.findall(path)[:1]]
    return _tagged([cdn.ALL_PAGES, *own])


def tags_of_file(folder):
    return _tagged([cdn.file_tag(folder)])


def _tagged(tags):
    form = CDNS.get(settings.CDN, Cdn())
    return {form.tags: form.between.join(tags)} if form.tags else {}


def lifetime(seconds):
    """Return the headers of a page that stays right for some seconds, until the next boundary: no longer."""
    whole = int(seconds) - 1  # nginx counts whole seconds, and to the end of the last
    fresh = min(settings.CDN_SECONDS, whole)
    if fresh < 1:
        return {}
    stale = min(settings.CDN_STALE_SECONDS, whole - fresh)
    failing = min(settings.CDN_ERROR_SECONDS, whole - fresh)
    said = f"max-age={fresh}, stale-while-revalidate={stale}, stale-if-error={failing}"
    header = CDNS[settings.CDN].lifetime
    if not header:  # nginx reads no other, and deploy/nginx-cache.conf hides this one
        return {"Cache-Control": said.replace("max-age", "s-maxage")}
    # A browser asks each time: what may be stale is said to the CDN alone.
    shared = f"max-age=0, must-revalidate, s-maxage={fresh}"
    return {"Cache-Control": shared, header: said}
