"""Sections, topics, people: what has a name and an address."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.templatetags.admin_urls import admin_urlname
from django.core.exceptions import PermissionDenied
from django.db import models
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.archive import logged_rows
from articles.desk import merging, proposing
from articles.desk.registry import ACTS, may
from articles.models import Person, Section, Topic, clock

from . import screens
from .described import Described, FixedSlug
from .lists import LongListAdmin
from .logged import Logged
from .offered import OfferedSelect
from .stale_check import StaleCheck

HTTPS_FIELDS = {models.URLField: {"assume_scheme": "https"}}


def with_https(field, **options):
    """Return a model form's field of a column, an address with https where it has no scheme."""
    return field.formfield(**options, **HTTPS_FIELDS.get(type(field), {}))


class Merge(forms.Form):
    """Which one stands for this one from now on."""

    into = forms.ModelChoiceField(
        None,
        label=gettext_lazy("merge into"),
        help_text=gettext_lazy(
            "Its address leads there, and the copies name it. What is printed stays as printed."
        ),
    )
    reason = forms.CharField(label=gettext_lazy("reason"), required=False, widget=forms.Textarea({"rows": 2}))

    def __init__(self, data, thing):
        super().__init__(data)
        field, self.thing = self.fields["into"], thing
        field.queryset = type(thing).objects.filter(merged_into=None)
        field.widget = OfferedSelect(thing._meta.get_field("merged_into"), admin.site)
        field.widget.choices = field.choices

    def act(self, by):
        verb = MERGES[type(self.thing)]
        said = {"into": self.cleaned_data["into"].pk, "reason": self.cleaned_data["reason"]}
        return "propose" if proposing.do_or_propose(verb, self.thing, by=by, **said) else verb


MERGES = {model: verb for verb, model in logged_rows.MERGES.items()}


class NamedAdmin(FixedSlug, Described, Logged, StaleCheck, LongListAdmin):
    keeps_words = False
    change_form_template = "admin/articles/named/change_form.html"
    formfield_overrides = HTTPS_FIELDS
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    view_on_site = False

    def get_urls(self):
        view = self.admin_site.admin_view(partial(merge, model_admin=self))
        name = f"articles_{self.opts.model_name}_merge"
        return [path("<int:pk>/merge/", view, name=name), *super().get_urls()]

    def get_search_results(self, request, queryset, search_term):
        found, has_duplicates = super().get_search_results(request, queryset, search_term)
        is_choice = request.path.endswith("/autocomplete/")
        return (found.filter(merged_into=None) if is_choice else found), has_duplicates

    def why_fixed(self, request, obj):
        said = _("This was merged into “%(name)s”. Change that one.")
        return said % {"name": obj.merged_into} if obj.merged_into_id else ""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        merges = {"may_merge": may(request.user, MERGES[self.model])}
        return super().changeform_view(request, object_id, form_url, merges | (extra_context or {}))


def merge(request, pk, *, model_admin):
    """Show the page of a merge, and do it when its form is sent."""
    thing, verb = get_object_or_404(model_admin.model, pk=pk), MERGES[model_admin.model]
    if not may(request.user, verb):
        raise PermissionDenied
    form, card = Merge(request.POST or None, thing), admin_urlname(thing._meta, "change")
    into = form["into"].value() or ""
    if into and into == request.POST.get("looked_at") and (done := screens.do(form, request.user)):
        messages.success(request, ACTS[done].done)
        return redirect(card, pk)
    context = {"thing": thing, "form": form, "media": model_admin.media + form.media, "card": card}
    if form.is_valid():
        live, copies = merging.reach(thing, clock.now())
        context |= {"looked_at": into, "live": live, "copies": copies, "heir": form.cleaned_data["into"]}
    return screens.render_screen(
        request, "articles/named/merge.html", ACTS[verb].name, context, opts=thing._meta
    )


@admin.register(Section)
class SectionAdmin(NamedAdmin):
    keeps_words = True
    list_display = ["name", "slug", "position"]
    fields = ["name", "slug", "description", "position", "front_form", "editors", "is_closed"]
    autocomplete_fields = ["editors"]


@admin.register(Topic)
class TopicAdmin(NamedAdmin):
    list_display = ["name", "slug", "is_series"]
    fields = ["name", "slug", "description", "is_series", "parts_order"]


@admin.register(Person)
class PersonAdmin(NamedAdmin):
    list_display = ["name", "slug", "role"]
    fields = ["name", "slug", "role", "bio", "portrait", "contact", "user"]
    autocomplete_fields = ["portrait", "user"]
