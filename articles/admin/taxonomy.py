"""Sections, topics, people: what has a name and an address."""

from django.contrib import admin
from django.db import models

from articles.models import Person, Section, Topic

from .lists import LongListAdmin
from .logged import Logged
from .stale_check import StaleCheck

HTTPS_FIELDS = {models.URLField: {"assume_scheme": "https"}}


class NamedAdmin(StaleCheck, LongListAdmin):
    formfield_overrides = HTTPS_FIELDS
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    view_on_site = False

    def get_readonly_fields(self, request, obj=None):
        fixed = ["slug"] if obj and obj.is_in_print() else []
        return [*super().get_readonly_fields(request, obj), *fixed]


@admin.register(Section)
class SectionAdmin(Logged, NamedAdmin):
    list_display = ["name", "slug", "position"]
    fields = ["name", "slug", "description", "position", "editors"]
    autocomplete_fields = ["editors"]


@admin.register(Topic)
class TopicAdmin(NamedAdmin):
    fields = ["name", "slug", "description"]


@admin.register(Person)
class PersonAdmin(NamedAdmin):
    list_display = ["name", "slug", "role"]
    fields = ["name", "slug", "role", "bio", "portrait", "contact", "user"]
    autocomplete_fields = ["portrait", "user"]
