"""What every page of the paper has: its name, its language and time zone, its menu and its footer."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import DatabaseError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation

from articles.models import Page, Publication, Section
from articles.pagecache import held, unavailable


@dataclass(frozen=True)
class Paper:
    """The publication, its sections by key, and its standing pages."""

    publication: Publication
    sections: list
    pages: list

    @property
    def zone(self):
        try:
            return ZoneInfo(self.publication.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")

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

    def menu(self):
        return [section for section in self.sections if section.merged_into_id is None]


def load():
    pages = Page.objects.filter(is_published=True).only("headline", "slug")
    return Paper(Publication.objects.current(), list(Section.objects.all()), list(pages))


def paper(request):
    """Return the paper as this request's token has it."""
    return held(request, "paper", load) if hasattr(request, "era") else load()


def render(request, template, context=None, status=200):
    """Print a page in the paper's language and time zone, whatever the visitor's browser asks for."""
    the = paper(request)
    with translation.override(the.publication.language), timezone.override(the.zone):
        html = render_to_string(
            template,
            {
                "paper": the,
                "publication": the.publication,
                "canonical": the.address(request.path),
                **(context or {}),
            },
        )
    response = HttpResponse(html, status=status)
    response.headers["Content-Language"] = the.publication.language
    return response


def not_found(request, exception=None):
    """Answer 404 with a page that says nothing of what was asked for, and offers a way on."""
    try:
        return render(request, "articles/not_found.html", {"canonical": ""}, status=404)
    except DatabaseError:
        return unavailable()
