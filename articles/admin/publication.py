"""The title itself, and its standing pages."""

from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz, process

from articles.models import Page, Publication

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
            near = process.extractOne(value, dict(self.choices), scorer=fuzz.WRatio, score_cutoff=70)
            sentence = _("No time zone is called “%(zone)s”.") % {"zone": value}
            offer = _("Choose “%(near)s”.") % {"near": near[0]} if near else _("Choose one of the list.")
            raise forms.ValidationError(f"{sentence} {offer}")


class PublicationForm(forms.ModelForm):
    time_zone = ZoneField(label=_("time zone"))


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
