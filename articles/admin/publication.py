"""The title itself, and its standing pages."""

import re
from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from articles.models import Page, Publication, clock

from .described import Described
from .logged import Logged
from .stale_check import StaleCheck
from .taxonomy import HTTPS_FIELDS


class ZoneField(forms.ChoiceField):
    """A time zone that this server has, by its name in the IANA database."""

    def __init__(self, **options):
        zones = sorted(available_timezones() - {"Factory", "localtime", "posixrules"})
        super().__init__(choices=[(zone, zone) for zone in zones], **options)

    def validate(self, value):
        if value not in dict(self.choices):
            near = zones_meant(value, list(dict(self.choices)))
            sentence = _("No time zone is called “%(zone)s”.") % {"zone": value}
            named = ", ".join(f"“{zone}”" for zone in near)
            offer = _("Choose %(near)s.") % {"near": named} if near else _("Choose one of the list.")
            raise forms.ValidationError(f"{sentence} {offer}")


OFFSET = re.compile(r"(?:UTC|GMT|Z)?\s*([+-]|\N{MINUS SIGN})\s*(\d{1,2})(?::?(\d\d))?", re.IGNORECASE)
CONTINENTS = ("Europe", "Asia", "America", "Africa", "Australia", "Pacific")
MOST = 5  # places that are offered


def zones_meant(typed, zones):
    """Return the zones that a text may mean: with its offset or abbreviation, or with a name like it."""
    typed = typed.strip()
    if offset := OFFSET.fullmatch(typed):
        sign, hours, minutes = offset.groups()
        meant = timedelta(hours=int(hours), minutes=int(minutes or 0)) * (1 if sign == "+" else -1)
        # POSIX counts to the west, and so do these names: Etc/GMT-3 is three hours ahead of UTC.
        fixed = f"Etc/GMT{'-' if sign == '+' else '+'}{int(hours)}"
        there = [fixed] if fixed in zones and not int(minutes or 0) else []
        return [*_places(zones, lambda at: at.utcoffset() == meant, dates=2), *there]
    if named := _places(zones, lambda at: at.tzname() == typed.upper(), dates=1):
        return named
    near = process.extractOne(typed, zones, scorer=fuzz.WRatio, score_cutoff=70)
    return [near[0]] if near else []


def _places(zones, is_meant, dates):
    """Return a few places whose clock is as meant on so many of two dates, in winter and in summer."""
    year = clock.server_time().year
    moments = [datetime(year, month, 1, tzinfo=UTC) for month in (1, 7)]
    places = [zone for zone in zones if zone.partition("/")[0] in CONTINENTS]
    places.sort(key=lambda zone: CONTINENTS.index(zone.partition("/")[0]))
    found = (
        zone for zone in places if sum(is_meant(at.astimezone(ZoneInfo(zone))) for at in moments) >= dates
    )
    return list(islice(found, MOST))


class PublicationForm(forms.ModelForm):
    time_zone = ZoneField(label=capfirst(_("time zone")))


@admin.register(Publication)
class PublicationAdmin(Described, Logged, StaleCheck, admin.ModelAdmin):
    form = PublicationForm
    formfield_overrides = HTTPS_FIELDS
    autocomplete_fields = ["logo"]
    actions = None

    def has_add_permission(self, request):
        """Ask the row that was read for its time zone: each page of the desk asks this twice."""
        may = request.user.has_perm("articles.change_publication")
        return may and request.publication._state.adding

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Page)
class PageAdmin(Described, Logged, StaleCheck, admin.ModelAdmin):
    list_display = ["headline", "slug", "position", "is_published"]
    search_fields = ["headline", "slug"]
    view_on_site = False
    actions = None

    def get_readonly_fields(self, request, obj=None):
        fixed = ["slug"] if obj and obj.is_in_print() else []
        return [*super().get_readonly_fields(request, obj), *fixed]

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_in_print())
