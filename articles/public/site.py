"""What every page of the paper has: its name, its language and time zone, its menu and its footer."""

import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, wraps

from django.conf import settings
from django.db import DatabaseError, DataError
from django.db.models import Exists, OuterRef
from django.http import HttpResponse, HttpResponseServerError, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views import defaults
from redis import RedisError

from articles.models import Edition, Page, Publication, Section
from articles.pictures import schema_objects, social_cards

from . import structured_data
from .current_names import Heirs, load_heirs
from .page_cache import DATABASE_AWAY, cached_page, shared_value, unavailable

NOTHING = {"error": "There is nothing here."}  # what the API answers with 404


@dataclass(frozen=True)
class Site:
    """The publication, its sections and standing pages, and the successors of what was merged."""

    publication: Publication
    sections: list
    pages: list
    heirs: Heirs
    cards: set = field(default_factory=set)  # the paths of social cards that were found in the storage

    @property
    def zone(self):
        return self.publication.zone

    def address(self, path):
        """Return a path's address for machines: the publication's own, never the Host header's."""
        return self.publication.address.rstrip("/") + path

    def kin(self, section):
        """Return the keys of a section and of those merged into it, whose stories it shows."""
        keys, more = set(), {section.pk}
        while more:
            keys |= more
            more = {each.pk for each in self.sections if each.merged_into_id in more} - keys
        return keys

    @cached_property
    def logo(self):
        """The logo as a picture is printed, or None where there is none or its sizes aren't made."""
        printed = self.publication.logo and self.publication.logo.as_printed()
        return printed and schema_objects.largest_rendition(printed) and printed

    def has_card(self, path):
        """Ask whether a social card is stored: once a token where it is; the storage may be far away."""
        if path not in self.cards and social_cards.is_stored(path):
            self.cards.add(path)
        return path in self.cards

    @cached_property
    def organization(self):
        """The title itself, for machines."""
        return structured_data.organization(self)

    def section_of(self, key):
        """Return the section of a key, or the one that it was merged into."""
        by_key = {each.pk: each for each in self.sections}
        section = by_key.get(key)
        return section and by_key[section.merged_into_id or key]

    def menu(self):
        return [section for section in self.sections if section.merged_into_id is None]


def load_site():
    pages = Page.objects.filter(is_published=True).only("headline", "slug")
    publication = Publication.objects.select_related("logo").current()
    sections = sections_approved() if publication.four_eyes else Section.objects.all()
    return Site(publication, list(sections), list(pages), load_heirs())


def sections_approved():
    """Return the sections that an edition or a plan names, or that stand for one: a second person saw those.

    No moment is asked for: all of a site follows from the token alone.
    """
    own = Edition.objects.filter(section=OuterRef("pk"))
    merged = Edition.objects.filter(section__merged_into=OuterRef("pk"))
    return Section.objects.filter(Exists(own) | Exists(merged))


def site_of(request):
    """Return the paper as this request's token has it."""
    return shared_value(request, "paper", load_site) if hasattr(request, "era") else load_site()


@contextmanager
def localised(site):
    """Speak the paper's language and keep its time, whatever the visitor's browser asks for."""
    with translation.override(site.publication.language), timezone.override(site.zone):
        yield


def public_page(*params):
    """Make a view a page of the paper with the query parameters `params`."""

    def decorate(view):
        @cached_page(*params)
        @wraps(view)
        def speak(request, *args, **kwargs):
            with localised(site_of(request)):
                return view(request, *args, **kwargs)

        return speak

    return decorate


def render(request, template, context=None, status=200):
    """Print a page of the paper."""
    site, context = site_of(request), context or {}
    shared = {
        "paper": site,
        "heading": page_heading(context),
        "publication": site.publication,
        "canonical": site.address(request.path),
        "robots": settings.ROBOTS,
    }
    frame = page_frame(request, shared, context)
    frame["breaking"] = breaking_bar(request, shared, context.get("story"))
    html = render_to_string(template, {**shared, **frame, **context})
    return HttpResponse(html, status=status, headers={"Content-Language": site.publication.language})


def breaking_bar(request, shared, story):
    """Return the bar of the newest live story that is labelled as breaking; its own page has none.

    It is made once a token and boundary.
    """

    def make():
        rows = Edition.objects.published(request.moment).filter(label=Edition.Label.BREAKING)
        rows = rows.newest_first().only("slug", "headline", "language", "first_published_at")
        found = next(iter(rows[:1]), None)
        context = {**shared, "story": found}
        return found and (found.slug, render_to_string("articles/includes/_breaking.html", context))

    era = getattr(request, "era", None)
    slug, bar = (era and shared_value(request, ("breaking", era.since), make)) or ("", "")
    return "" if story and story.slug == slug else bar


def page_heading(context):
    """Return what a list is called: its section's, person's, topic's or source's name."""
    named = context.get("thing") or context.get("section")
    return getattr(named, "public_name", None) or getattr(named, "name", "")


def page_frame(request, shared, context):
    """Return what all pages have around them: printed once a token, since it's a fifth of a page's cost."""
    here = {name: context.get(name) for name in ("section", "is_paged", "is_search")}
    parts = {"menu": tuple(here.values()), "links": (), "footer": ()}
    return {
        part: fragment(request, (part, *key), f"articles/includes/_{part}.html", {**shared, **here})
        for part, key in parts.items()
    }


def fragment(request, key, template, context):
    def make():
        return render_to_string(template, context)

    return shared_value(request, key, make) if hasattr(request, "era") else make()


def not_found(request, exception=None):
    """Answer 404 with a page that repeats nothing of the address, and offers links."""
    if request.path.startswith("/api/"):
        return JsonResponse(NOTHING, status=404)
    try:
        with localised(site_of(request)):
            return render(request, "articles/not_found.html", {"canonical": ""}, status=404)
    except DatabaseError:
        return unavailable(request)


def server_error(request):
    """Answer 503 where the database, Redis or the disk is away, locked or full; else 500.

    What the database can't hold, such as PostgreSQL a null character, was sent so: that is a 400.
    """
    error = sys.exc_info()[1]
    if isinstance(error, DataError):
        return defaults.bad_request(request, error)
    if not isinstance(error, (*DATABASE_AWAY, RedisError, OSError)):
        number = {"number": getattr(request, "number", "")}
        return HttpResponseServerError(render_to_string("500.html", number))
    return unavailable(request, "503.html" if request.method in ("GET", "HEAD") else "503_sent.html")
