"""The title itself, and its standing pages."""

from django.contrib import admin

from articles.models import Page, Publication

from .stale_check import StaleCheck
from .taxonomy import HTTPS_FIELDS


@admin.register(Publication)
class PublicationAdmin(StaleCheck, admin.ModelAdmin):
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
class PageAdmin(StaleCheck, admin.ModelAdmin):
    list_display = ["headline", "slug", "position", "is_published"]
    search_fields = ["headline", "slug"]
    view_on_site = False
    actions = None
