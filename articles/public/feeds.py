"""Feeds for feed readers: Atom, RSS 2.0 and JSON Feed 1.1 of the paper and of each part of it.

Their ids outlive a slug, a move and a restored dump. They send no Last-Modified: a withdrawal would move it
back, and 304 would keep the withdrawn story.
"""

import re
import uuid
from contextlib import suppress
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import urljoin

from django.http import HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.feedgenerator import Enclosure
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from articles.archive import signing
from articles.models import Edition, EditionPerson, EditionTopic
from articles.pictures import schema_objects
from articles.text.reading import printable, without_marks

from .amendments import add_corrections, address_in_ledger
from .api_fields import CHANGE
from .compiled_queries import CompiledQuery, cached_by_rows
from .current_names import Heirs
from .feed_formats import FORMS
from .lists import corrections_ledger, in_print, links_to, newest_linked
from .page_cache import shared_value
from .pagination import EPOCH
from .site import public_page, site_of

LENGTH = 20
# A tag of our own HTML, in which a text escapes its angle brackets, and a tag's attributes.
TAG = re.compile(r'<[a-z](?:[^">]|"[^"]*")*+>')
ATTRIBUTE = re.compile(r' ([^\s="/>]+)="([^"]*)"')
ADDRESSES = {"href", "src", "srcset", "poster", "cite"}
# Of a post or video elsewhere, a feed has the plain link.
EMBED = re.compile(r'<figure class="embed[^>]*>(<p>.*?</p>).*?</figure>', re.DOTALL)
# A reader's program draws nothing, or everything black: it gets the chart's table.
CHART = re.compile(
    r'<figure class="chart">(<figcaption>.*?</figcaption>).*?<details>.*?</summary>(.*?)</details>', re.DOTALL
)


@dataclass(frozen=True)
class Stream:
    """What one feed holds: its title, the page that it follows, and its entries."""

    title: str
    path: str
    entries: list


# What is in a feed


@public_page()
def latest(request, form):
    """The newest stories of the whole paper."""
    site = site_of(request)
    entries = entries_of(request, newest.rows(request.moment, None))
    return printed(request, Stream(site.publication.name, reverse("home"), entries), form)


@public_page()
def section(request, slug, form):
    site = site_of(request)
    section = site.section_by_slug(slug)
    if section.merged_into_id:
        return moved("section_feed", section.merged_into, form)
    entries = entries_of(request, newest.rows(request.moment, tuple(site.kin(section))))
    return printed(request, stream(section, entries), form)


@public_page()
def topic(request, slug, form):
    return linked(request, EditionTopic, "topic_feed", slug, form)


@public_page()
def person(request, slug, form):
    return linked(request, EditionPerson, "person_feed", slug, form)


def linked(request, link, name, slug, form):
    thing, keys = in_print(link, slug, request.moment)
    if thing.slug != slug:
        return moved(name, thing, form)
    entries = entries_of(request, newest_of.rows(request.moment, keys, link=link))
    return printed(request, stream(thing, entries), form)


def moved(name, heir, form):
    """Redirect from the feed of a merged row to that of its successor."""
    return HttpResponsePermanentRedirect(reverse(name, args=[heir.slug, form]))


@public_page()
def corrections(request, form):
    """The ledger: what was corrected, retracted, withdrawn and restored, each with its note."""
    site = site_of(request)
    rows = corrections_ledger(request.moment).order_by("-live_from", "-pk")[:LENGTH]
    entries = [amendment(row, site) for row in rows]
    return printed(request, Stream(_("Corrections"), reverse("corrections"), entries), form)


def stream(thing, entries):
    return Stream(str(thing), thing.get_absolute_url(), entries)


# Entries


@CompiledQuery
def newest(at, sections):
    """Find the newest stories, of all sections or some."""
    editions = Edition.objects.published(at).news()
    return newest_entries(editions if sections is None else editions.filter(section__in=sections))


@CompiledQuery
def newest_of(at, keys, *, link):
    """Find the newest stories that name something of some keys."""
    links = links_to(link, keys).news(at)
    return newest_entries(newest_linked(links, at, LENGTH * len(keys)))


def newest_entries(editions):
    """Load of the newest of some editions the columns that a feed needs."""
    return editions.newest_first().only(*ENTRY_FIELDS)[:LENGTH]


ENTRY_FIELDS = (
    *Edition.fields_with(in_feed=True),
    *("article", "article_uid", "number", "kind", "digest", "is_unconfirmed"),
    *("body_html", "first_published_at", "live_from"),
)


def entries_of(request, rows):
    site = site_of(request)
    add_corrections(rows, request.moment)
    called = site.publication
    paper = FeedSite(site.address(""), called.name, called.language, called.time_zone, site.heirs)
    return [story(row, row.corrections, paper) for row in rows]


def plain_blocks(html):
    """Return a text's HTML with the link of each card, and the table of each chart."""
    return CHART.sub(r"<figure>\1\2", EMBED.sub(r"\1", html))


@dataclass(frozen=True)
class FeedSite:
    """The paper's data for an entry: its address, name, language and time zone, and its merged rows."""

    root: str
    name: str
    language: str
    time_zone: str
    heirs: Heirs

    def address(self, path):
        return self.root + path


@cached_by_rows(maxsize=200)
def story(edition, corrections, site):
    """Return a story's row as an entry of a feed; cached until its values, or its corrections', change."""
    link = site.address(edition.get_absolute_url())
    return {
        "title": printable(edition.headline) or _("A redacted headline"),
        "link": link,
        "description": printable(without_marks(edition.standfirst)) or None,
        "content": printable(notices(corrections) + absolute(plain_blocks(edition.body_html), link)) or None,
        "authors": authors(edition, site),
        # A UUID as a URN (RFC 4122), not an address: a feed reader shows an entry with a new id as
        # unread.
        "unique_id": edition.article_uid.urn,
        "unique_id_is_permalink": False,
        "pubdate": edition.first_published_at,
        # Atom's `updated` (RFC 4287, 4.2.15): a correction moves it, and readers show the entry
        # again.
        "updateddate": edition.live_from,
        "categories": [printable(row["name"]) for row in site.heirs.rows("topic", edition.topics)],
        "language": edition.language or site.language,
        "pictures": pictures(edition, site),
        "record": record(edition, corrections),
        "enclosures": enclosures(edition, site),
    }


def notices(corrections):
    """Print the corrections above the text, as the story's page does: no feed reader shows a record."""
    gone = _("This note is redacted.")
    said = [
        (capfirst(row.get_kind_display()), row.note or (gone if "note" in row.redacted else ""))
        for row in reversed(corrections)
    ]
    return format_html_join("", "<p><strong>{}</strong> {}</p>\n", said)


def authors(edition, site):
    """Return the names of a story's byline, or the paper's."""
    names = [printable(row["name"]) for row in site.heirs.rows("person", edition.byline)]
    return list(filter(None, names)) or list(filter(None, [printable(site.name)]))


def record(edition, corrections):
    """Return the API's fields of the edition for which a feed has no elements of its own."""
    return {
        "uid": str(edition.article_uid),
        "number": edition.number,
        "kind": edition.kind,
        "digest": edition.digest,
        "is_unconfirmed": edition.is_unconfirmed,
        "corrections": [CHANGE.read(row, None) for row in corrections],
    }


def pictures(edition, site):
    """Return an edition's pictures and recordings as Media RSS has them."""
    return [
        {
            "file": {name: str(value) for name, value in file.items() if value},
            "words": [(name, printed[key]) for name, key in WORDS.items() if printed.get(key)],
        }
        for printed in edition.pictures
        for file in filter(None, [schema_objects.media(printed, site.address)])
    ]


WORDS = {"title": "caption", "text": "alt", "credit": "credit"}


def enclosures(edition, site):
    """Return the first recording, or the lead picture, as an enclosure: RSS allows one an entry."""
    for file in map(schema_objects.recording, edition.pictures):
        if file:
            return [Enclosure(site.address(file["url"]), str(file["fileSize"]), file["type"])]
    printed = edition.lead_picture
    largest = schema_objects.largest_rendition(printed) if printed else None
    if not largest:
        return []
    # RSS demands the length in bytes, so the size is stored with the rendition.
    return [Enclosure(site.address(largest[0]), str(printed["renditions"]["whole"]["bytes"]), "image/jpeg")]


def amendment(row, site):
    is_gone = row.kind_today in Edition.TEXTLESS
    nameless = _("A story that was taken back") if is_gone else _("A redacted headline")
    title = f"{row.get_kind_display().capitalize()}: {row.headline_today or nameless}"
    return {
        "title": printable(title),
        "link": site.address(address_in_ledger("article", row)),
        "description": printable(row.note) or None,
        "content": printable(format_html("<p>{}</p>", row.note or title)),
        "authors": [],
        "unique_id": uuid.uuid5(uuid.NAMESPACE_OID, row.digest).urn,
        "unique_id_is_permalink": False,
        "pubdate": row.live_from,
        "updateddate": row.live_from,
        "categories": [],
        "language": row.language or site.publication.language,
        "pictures": [],
        "record": None,
        "enclosures": [],
    }


def absolute(html, link):
    """Resolve the addresses in a text as a browser does on the story's page: a feed is read elsewhere."""

    def one(match):
        name, value = match.groups()
        if name not in ADDRESSES:
            return match[0]
        found = [resolved(link, each) for each in (value.split(", ") if name == "srcset" else [value])]
        return f' {name}="{", ".join(found)}"'

    return TAG.sub(lambda tag: ATTRIBUTE.sub(one, tag[0]), html)


def resolved(link, value):
    """Return an attribute's address, made absolute; as it is where it needs or makes no sense of that."""
    path, address = unescape(value), ""
    # A browser takes the backslash of a web address for a slash, and more than two slashes for two.
    if ":" not in path.partition("/")[0]:
        path = re.sub("^//+", "//", path.replace("\\", "/"))
    with suppress(ValueError):
        address = urljoin(link, path)
    return escape(address) if address not in ("", path) else value


# Forms


def printed(request, stream, form):
    site = site_of(request)
    return FORMS[form](
        stream, site, site.own_address(request), signed_archive_head(request, site.publication.address)
    )


def signed_archive_head(request, address):
    """Return the archive's head at the last public boundary, so that every process prints the same feed.

    Never at the desk's last act: that would tell when something is planned or dropped. Readers of feeds
    know no year 1, so a paper without stories dates its own from 1970.
    """
    at = max(request.era.since, EPOCH)
    return shared_value(request, ("head", at), lambda: signing.signed_head(address, at))
