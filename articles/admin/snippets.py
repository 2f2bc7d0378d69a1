"""The desk's standing texts: snippets, fact boxes and templates."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import desk
from articles.desk import correcting
from articles.models import Edition, Snippet, Source

from . import screens
from .forms import STORY, body_field, note_field, parse_key, without_related_buttons
from .lists import LongListAdmin, SectionFilter
from .logged import Logged
from .stale_check import STALE, StaleCheck, fingerprint


class OnTheSurface:
    """An admin whose `body` is written on the writing surface."""

    change_form_template = "admin/articles/written.html"

    @property
    def media(self):
        return super().media + STORY

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "body":
            return body_field(required=not db_field.blank, help_text=db_field.help_text)
        return without_related_buttons(super().formfield_for_dbfield(db_field, request, **kwargs))


class Rewording(forms.Form):
    """Another wording of a standing text, and what readers of the live stories are told of it."""

    body = body_field(required=True)
    kind = forms.ChoiceField(
        label=gettext_lazy("kind"),
        choices=[(kind.value, kind.label) for kind in correcting.KINDS],
        initial=Edition.Kind.MINOR,
    )
    note = note_field(help_text=gettext_lazy("A minor change needs none."))

    @property
    def media(self):
        return super().media + STORY


@admin.register(Snippet)
class SnippetAdmin(OnTheSurface, Logged, StaleCheck, LongListAdmin):
    keeps_words = False
    change_form_template = "admin/articles/snippet/change_form.html"
    list_display = ["name", "begins_story", "section"]
    list_filter = ["begins_story", ("section", SectionFilter)]
    list_select_related = ["section"]
    search_fields = ["name", "body"]
    view_on_site = False

    def get_urls(self):
        view = self.admin_site.admin_view(self.reword_view)
        return [path("<int:pk>/reword/", view, name="articles_snippet_reword"), *super().get_urls()]

    def reword_view(self, request, pk):
        """Reword a standing text in all stories that have it, which are listed first."""
        snippet = get_object_or_404(Snippet, pk=pk)
        if not self.has_change_permission(request, snippet):
            raise PermissionDenied
        form, seen = Rewording(request.POST or None, initial={"body": snippet.body}), fingerprint(snippet)
        if form.is_valid() and request.POST.get("seen", seen) != seen:
            form.add_error(None, STALE)
        if form.is_valid():
            try:
                outcome = desk.reword(snippet, by=request.user, **form.cleaned_data)
            except desk.Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                done = _("Reworded. Stories changed: %(count)d.")
                left_alone = _("“%(headline)s” has the old wording still: %(why)s")
                screens.tell_outcome(request, outcome, done, left_alone)
                return redirect("admin:articles_snippet_change", pk)
        stories = desk.stories_with(snippet, request.user)
        context = {"snippet": snippet, "stories": stories, "form": form, "media": self.media + form.media,
                   "seen": seen, "source_kinds": Source.Kind.choices}  # fmt: skip
        return screens.render_screen(
            request, "articles/snippet/reword.html", _("Reword it in all stories"), context,
            opts=self.opts, status=409 if form.errors else 200,
        )  # fmt: skip

    # Whoever sees stories sees them; whoever approves stories keeps them.

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("articles.view_article")

    def has_add_permission(self, request):
        return request.user.has_perm("articles.approve_article")

    def has_change_permission(self, request, obj=None):
        return self.has_add_permission(request)

    def has_delete_permission(self, request, obj=None):
        return self.has_add_permission(request)

    def has_module_permission(self, request):
        return self.has_view_permission(request)


def templates():
    return Snippet.objects.filter(begins_story=True).only("name")[:20]


def begun_with(request):
    """Return what the form of a new story is filled with, by the template that its address names."""
    key = parse_key(request.GET.get("template", ""))
    template = Snippet.objects.filter(begins_story=True, pk=key).first() if key else None
    return template.fills() if template else {}
