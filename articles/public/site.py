"""What every page of the paper has: its name, its language and time zone, its menu and its footer."""

import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, wraps

from django.conf import settings
from django.db import DatabaseError, DataError
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse, HttpResponseServerError, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.encoding import escape_uri_path
from django.views import defaults

from articles.models import Edition, Page, Person, Publication, Section
from articles.models.publication import LOGOS
from articles.pictures import markup, social_cards
from articles.pictures.schema_objects import ready

from . import structured_data
from .current_names import Heirs, load_heirs, portrait
from .page_cache import DATABASE_AWAY, cached_page, newest_value, shared_value, unavailable

TOUCH_ICON = 180  # px, of the icon of an iPhone's home screen
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
        return self._root + path

    @cached_property
    def _root(self):
        return self.publication.address.rstrip("/")

    def own_address(self, request):
        """Return the address of the page that is asked for, which WSGI hands over decoded."""
        return self.address(escape_uri_path(request.path))

    def kin(self, section):
        """Return the keys of a section and of those merged into it, whose stories it shows."""
        keys, more = set(), {section.pk}
        while more:
            keys |= more
            more = {each.pk for each in self.sections if each.merged_into_id in more} - keys
        return keys

    @cached_property
    def logo(self):
        return ready(self.publication.logo)

    @cached_property
    def logo_dark(self):
        return ready(self.publication.logo_dark)

    @cached_property
    def icons(self):
        """The square logo's JPEGs, as [(width, address)]: the smallest first."""
        made = (ready(self.publication.logo_square) or {}).get("renditions", {}).get("square", {})
        return [(width, markup.address(made["path"], width, "jpeg")) for width in made.get("jpeg", ())]

    @cached_property
    def touch_icon(self):
        """The address of the icon of an iPhone's home screen, or empty without a square logo."""
        sharp = (address for width, address in self.icons if width >= TOUCH_ICON)
        return next(sharp, self.icons[-1][1] if self.icons else "")

    @cached_property
    def portraits(self):
        """The portraits by people's slugs, merged ones too: read once a token, where there is an opinion."""
        has_one = Q(portrait__isnull=False) | Q(merged_into__portrait__isnull=False)
        people = Person.objects.filter(has_one).select_related("portrait", "merged_into__portrait")
        found = {person.slug: portrait(person.today) for person in people}
        return {slug: printed for slug, printed in found.items() if printed}

    def has_card(self, path):
        """Ask whether a social card is stored: once a token where it is; the storage may be far away."""
        if path not in self.cards and social_cards.is_stored(path):
            self.cards.add(path)
        return path in self.cards

    @cached_property
    def organization(self):
        """The title itself, for machines."""
        return structured_data.organization(self)

    def section_by_slug(self, slug):
        """Return the section of a slug, which may be merged into another; raise Http404 without one."""
        for each in self.sections:
            if each.slug == slug:
                return each
        raise Http404

    def section_of(self, key):
        """Return the section of a key, or the one that it was merged into."""
        by_key = {each.pk: each for each in self.sections}
        section = by_key.get(key)
        return section and by_key[section.merged_into_id or key]

    def menu(self):
        return [section for section in self.sections if section.merged_into_id is None]


def load_site():
    pages = Page.objects.filter(is_published=True).only("headline", "slug")
    publication = Publication.objects.select_related(*LOGOS).current()
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
    """Return the paper as this request's token has it, or as a preview gives it."""
    if hasattr(request, "paper"):
        return request.paper
    return shared_value(request, "paper", load_site) if hasattr(request, "era") else load_site()


@contextmanager
def localised(site):
    """Speak the paper's language and keep its time, whatever the visitor's browser asks for.

    Of `site` only its publication is asked, which a timeline has too.
    """
    with translation.override(site.publication.language), timezone.override(site.publication.zone):
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
        "canonical": site.own_address(request),
        "robots": settings.ROBOTS,
    }
    frame = page_frame(request, shared, context)
    frame["breaking"] = breaking_bar(request, shared, context.get("story"))
    html = render_to_string(template, {**shared, **frame, **context})
    return HttpResponse(html, status=status, headers={"Content-Language": site.publication.language})


def breaking_bar(request, shared, story):
    """Return the bar of the newest live story that is labelled as breaking and stands; its own page has none.

    It is made once a token and boundary.
    """

    def make():
        rows = Edition.objects.published(request.moment).news()
        rows = rows.filter(label=Edition.Label.BREAKING, is_retracted=False)
        rows = rows.newest_first().only("slug", "headline", "language", "first_published_at")
        found = next(iter(rows[:1]), None)
        context = {**shared, "story": found}
        return found and (found.slug, render_to_string("articles/includes/_breaking.html", context))

    era = getattr(request, "era", None)
    slug, bar = (era and shared_value(request, ("breaking", era.since), make)) or ("", "")
    return "" if story and story.slug == slug else bar


def page_heading(context):
    """Return what a list is called: its section's, person's, topic's or source's name."""
    subject = context.get("thing") or context.get("section")
    return getattr(subject, "public_name", None) or getattr(subject, "name", "")


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

    def make():
        with localised(site_of(request)):
            page = render(request, "articles/not_found.html", {"canonical": ""})
        return page.content, {"Content-Language": page.headers["Content-Language"]}

    try:
        # The same whatever was asked for, so it is rendered once a token and boundary.
        html, headers = make() if hasattr(request, "paper") else newest_value(request, "not found", make)
    except DatabaseError:
        return unavailable(request)
    return HttpResponse(html, status=404, headers=headers)


READ_ONLY = "25006"  # PostgreSQL's code of a server that takes no more writes


def server_error(request):
    """Answer 503 where the database, Redis or the disk is away, locked, full or damaged; else 500.

    What the database can't hold, such as PostgreSQL a null character, was sent so: that is a 400.
    """
    error = sys.exc_info()[1]
    if isinstance(error, DataError):
        return defaults.bad_request(request, error)
    redis = sys.modules.get("redis")  # it is loaded where it is used, and takes 5 MB
    away = (*DATABASE_AWAY, OSError, *([redis.RedisError] if redis else []))
    is_damaged = type(error) is DatabaseError  # SQLite's, of its file
    is_standby = getattr(getattr(error, "__cause__", None), "sqlstate", "") == READ_ONLY
    if not (is_damaged or is_standby or isinstance(error, away)):
        number = {"number": getattr(request, "number", "")}
        return HttpResponseServerError(render_to_string("500.html", number))
    return unavailable(request, "503.html" if request.method in ("GET", "HEAD") else "503_sent.html")
