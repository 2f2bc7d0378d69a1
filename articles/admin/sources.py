"""The admin of sources: confidential names, the stories that cite a source, and its acts."""

import time
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles import desk
from articles.archive import voices
from articles.desk import describing
from articles.desk import sources as acts
from articles.desk.registry import ACTS, may
from articles.models import Source, clock, encryption

from . import screens
from .lists import IsSetFilter
from .taxonomy import NamedAdmin

PATIENCE = 5  # s; an act on many stories answers before a proxy gives up, and goes on at the next press
LISTED = 20


class Withdraw(forms.Form):
    """Why no story should rest on this source any more."""

    reason = forms.CharField(
        label=gettext_lazy("reason"),
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Readers find it on the source's page."),
    )

    def __init__(self, data, source):
        super().__init__(data)
        self.source = source

    def act(self, by):
        desk.withdraw_source(self.source, by=by, reason=self.cleaned_data["reason"])
        return "withdraw_source"


class NoteOnStories(forms.Form):
    """The note to readers on each live story that rests on a withdrawn source."""

    note = forms.CharField(label=gettext_lazy("note to readers"), widget=forms.Textarea({"rows": 3}))


ROUTES = {"merge_sources": "merge", "withdraw_source": "withdraw"}


@admin.register(Source)
class SourceAdmin(NamedAdmin):
    """A confidential source goes by its public description; its name is shown by an act of its own."""

    change_form_template = "admin/articles/source/change_form.html"
    list_display = ["__str__", "kind", "slug", "role", "represents", "withdrawn_at", "merged_into"]
    list_filter = ["kind", "is_confidential", ("withdrawn_at", IsSetFilter)]
    list_select_related = ["represents", "merged_into"]
    search_fields = ["name", "slug", "role", "public_description"]  # a confidential name is in none of them
    autocomplete_fields = ["represents"]
    fields = ["name", "slug", "kind", "role", "represents", "address", "note",
              "is_confidential", "public_description"]  # fmt: skip

    def get_urls(self):
        def staff(route, view, name):
            view = self.admin_site.admin_view(partial(view, model_admin=self))
            return path(f"<int:pk>/{route}/", view, name=f"articles_source_{name}")

        return [
            staff("name", show_name, "name"),
            staff("note", note, "note"),
            staff("withdraw", withdraw, "withdraw"),
            *super().get_urls(),
        ]

    def get_readonly_fields(self, request, obj=None):
        settled = ["is_confidential"] if obj else []
        return [*super().get_readonly_fields(request, obj), *settled]

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.is_used())

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        # A name may be typed here: no error page or report repeats it.
        request.exception_reporter_filter = encryption.SilentErrorReports()
        source = self.get_object(request, object_id) if object_id else None
        context = index_card(source, request.user) if source else {}
        response = super().changeform_view(request, object_id, form_url, context | (extra_context or {}))
        add_never_cache_headers(response)
        return response

    def save_model(self, request, obj, form, change):
        if change and obj.is_confidential and "name" in form.changed_data:
            describing.log_name(obj, request.user)
        super().save_model(request, obj, form, change)
        for twin in namesakes(obj)[:3]:
            text = _("There is a source of nearly the same name: “%(name)s”. If it is the same, merge them.")
            messages.warning(request, text % {"name": twin})


def index_card(source, user):
    """Return the context of a source's card beside its form: where it is used, and what may be done."""
    resting = acts.stories_citing(source, clock.now())
    allowed = [
        (route, ACTS[verb].name)
        for verb, route in ROUTES.items()
        if may(user, verb)
        and not source.merged_into_id
        and not (verb == "withdraw_source" and source.withdrawn_at)
    ]
    return {
        "resting": resting.only("headline", "article")[:LISTED],
        "resting_count": resting.count(),
        "copies_count": source.citations.count(),
        "namesakes": namesakes(source),
        "source_acts": allowed,
        "may_see_name": bool(source.confidential_name) and may(user, "show_name"),
        "may_note": bool(source.withdrawn_at) and may(user, "withdraw_source"),
    }


def namesakes(source):
    """Return the sources whose name is the same once case, accents, marks and order don't count."""
    if source.is_confidential or source.merged_into_id:
        return []
    others = Source.objects.filter(merged_into=None, is_confidential=False).exclude(pk=source.pk)
    mine = voices.folded_name(source.name)
    same = [pk for pk, name in others.values_list("pk", "name") if voices.folded_name(name) == mine]
    return list(Source.objects.filter(pk__in=same))


def card_of(source):
    return reverse("admin:articles_source_change", args=[source.pk])


def show_name(request, pk, *, model_admin):
    """Show a confidential name to one who may see it; the log keeps who looked."""
    request.exception_reporter_filter = encryption.SilentErrorReports()
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    source = get_object_or_404(Source, pk=pk)
    if not may(request.user, "show_name"):
        raise PermissionDenied
    try:
        name, *former = desk.show_names(source, by=request.user)
        context = {"name": name, "former": former}
    except desk.Refused as refusal:
        context = {"refusal": str(refusal)}
    response = source_act_page(request, "name", source, ACTS["show_name"].name, context, model_admin)
    add_never_cache_headers(response)
    return response


def withdraw(request, pk, *, model_admin):
    """Show the page of a withdrawal, and do it when its form is sent."""
    source = get_object_or_404(Source, pk=pk)
    if not may(request.user, "withdraw_source"):
        raise PermissionDenied
    form, act = Withdraw(request.POST or None, source), ACTS["withdraw_source"]
    nobody = _("Withdrawn. No live story rests on it.")
    resting = acts.stories_citing(source, clock.now())
    if screens.do(form, request.user):
        messages.success(request, act.done if resting.exists() else nobody)
        return HttpResponseRedirect(card_of(source))
    context = {
        "form": form,
        "stories": resting.only("headline", "article")[:LISTED],
        "count": resting.count(),
    }
    return source_act_page(request, "act", source, act.name, context, model_admin)


def note(request, pk, *, model_admin):
    """Put a note on each live story that rests on a withdrawn source, some seconds' worth at a press."""
    source = get_object_or_404(Source, pk=pk)
    if not may(request.user, "withdraw_source"):
        raise PermissionDenied
    if not source.withdrawn_at:
        return HttpResponseRedirect(card_of(source))
    with translation.override(request.publication.language):  # the paper's, since readers are told
        said = _("This story rests on %(source)s, a source that we have withdrawn. %(reason)s")
        initial = {"note": said % {"source": source, "reason": source.withdrawn_reason}}
    form = NoteOnStories(request.POST or None, initial=initial)
    refused = put_notes(request, source, form.cleaned_data["note"]) if form.is_valid() else []
    text = form.cleaned_data["note"] if form.is_valid() else initial["note"]
    waiting = acts.without_note(source, text, clock.now())
    context = {
        "form": form,
        "stories": waiting.only("headline", "article")[:LISTED],
        "count": waiting.count(),
        "refused": refused,
        "is_begun": form.is_valid(),
    }
    return source_act_page(request, "act", source, _("Put a note on the stories"), context, model_admin)


def put_notes(request, source, text):
    """Put the note on as many stories as the time allows, and return those refused, with why."""
    done, refused, until = 0, [], time.monotonic() + PATIENCE
    for edition, why in desk.note_on_stories(source, text, by=request.user):
        done += not why
        if why:
            refused.append((edition, why))
        if time.monotonic() > until:
            break
    if request.publication.four_eyes:
        said = _("Proposed to colleagues, who confirm them on My desk: %(count)d.")
    else:
        said = ngettext("%(count)d story has the note now.", "%(count)d stories have the note now.", done)
    messages.success(request, said % {"count": done})
    return refused


def source_act_page(request, name, source, title, context, model_admin):
    media = model_admin.media + (context["form"].media if "form" in context else forms.Media())
    context = {"source": source, "media": media, **context}
    return screens.render_screen(request, f"articles/source/{name}.html", title, context, opts=Source._meta)
