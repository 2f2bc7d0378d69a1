"""Sections, topics, people: what has a name and an address."""

from django.contrib import admin
from django.db import models

from articles.models import (
    Edition,
    EditionPerson,
    EditionSource,
    EditionTopic,
    Person,
    Section,
    Source,
    Topic,
)

from .lists import LongListAdmin
from .stale_check import Careful

LINKS = {Person: (EditionPerson, "person"), Source: (EditionSource, "source"), Topic: (EditionTopic, "topic")}


HTTPS = {models.URLField: {"assume_scheme": "https"}}


class NamedAdmin(Careful, LongListAdmin):
    formfield_overrides = HTTPS
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    view_on_site = False

    def get_readonly_fields(self, request, obj=None):
        fixed = ["slug"] if obj and is_printed(obj) else []
        return [*super().get_readonly_fields(request, obj), *fixed]


def is_printed(thing):
    """Ask whether an edition names it: then its address is fixed."""
    if isinstance(thing, Section):
        return Edition.objects.filter(section=thing).exists()
    link, field = LINKS[type(thing)]
    return link.objects.filter(**{field: thing}).exists()


@admin.register(Section)
class SectionAdmin(NamedAdmin):
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
