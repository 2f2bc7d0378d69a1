"""The working copy at the desk: its form, and the buttons of its acts."""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db import models, transaction
from django.shortcuts import redirect
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles import desk, search
from articles.desk import auditing, copying, rules
from articles.models import Article, Byline, Citation, Section

from . import (
    acts,
    autosaving,
    bar,
    bulk,
    calendar,
    checks,
    exporting,
    history,
    merge_screen,
    notes,
    preview,
    preview_links,
    row_merges,
    snippets,
)
from .forms import ArticleForm, Moment, text_field, without_related_buttons
from .offered import Offering
from .story_list import StoryListAdmin
from .taxonomy import HTTPS_FIELDS

HANDED_OVER = _("Handed over to %(section)s: the story waits there for approval.")


class OfArticle(Offering):
    """Rows of a story: users who may change the story may change them."""

    extra = 0
    form = row_merges.RowForm
    formset = row_merges.MergedRows

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        row = autosaving.asked_for(request, obj) if request.method == "GET" else None
        formset.others = row.others if row else None
        return formset

    def has_view_permission(self, request, obj=None):
        return True

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Send each row's first values too: an untouched row then takes back no colleague's change."""
        field = super().formfield_for_dbfield(db_field, request, show_hidden_initial=True, **kwargs)
        return without_related_buttons(field)


class BylineInline(OfArticle, admin.TabularInline):
    model = Byline
    template = "admin/articles/article/byline_rows.html"
    fields = ["person", "name", "role", "order"]
    autocomplete_fields = ["person"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")


class CitationForm(row_merges.RowForm):
    """A citation; ticked, what rests on it was compared with the source as the text stands now."""

    is_checked = forms.BooleanField(label=_("checked against the text as it stands"), required=False)

    def clean_mark(self):
        """Give an empty mark its value before two rows are compared: two empty ones are not the same."""
        source = self.cleaned_data.get("source")
        return self.cleaned_data["mark"] or (source.slug if source else "")

    def _get_validation_exclusions(self):
        """Look for the source no second time: its field has found it, and no constraint names it."""
        return super()._get_validation_exclusions() | {"source"}

    def save(self, commit=True):
        if self.cleaned_data.get("is_checked"):
            self.instance.passage_digest = ""  # and is computed anew of the text that is saved before it
        return super().save(commit)


DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class CitationInline(OfArticle, admin.StackedInline):
    model = Citation
    form, formset = CitationForm, row_merges.CitedRows
    template = "admin/articles/article/citation_rows.html"
    # The browser's own calendar: the admin's would be three scripts more for one field.
    formfield_overrides = {**HTTPS_FIELDS, models.DateField: {"widget": DAY}}
    autocomplete_fields = ["source"]
    fieldsets = [
        (None, {"fields": ["source", ("basis", "standing"), "is_checked", "quote", ("mark", "locator"),
                           "address", ("seen_on", "archived_copy")]}),
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("source")


# The parts of the form: the text, and each panel beside it.
FIELDSETS = ("text", "story", "address", "picture", "readers", "desk")


def fieldsets():
    """Return the form's fieldsets; what is beside another shares its line."""
    lines = {key: [] for key in FIELDSETS}
    lines["text"] += [["base"], ["shown"]]
    for part in Article.PARTS:
        if part.is_beside:
            lines[part.fieldset][-1].append(part.name)
        else:
            lines[part.fieldset].append([part.name])
    return [(None, {"fields": [tuple(line) for line in lines[key]]}) for key in FIELDSETS]


def without_original(sets):
    """Return fieldsets without the original that a translation names."""

    def others(line):
        return tuple(name for name in line if name != "translation_of")

    return [(name, said | {"fields": [*filter(None, map(others, said["fields"]))]}) for name, said in sets]


def own_section(user):
    """Return the key of a new story's section: that of the last one which the user began, or the only one."""
    last = Article.objects.filter(created_by=user).order_by("-pk").values_list("section", flat=True).first()
    only = list(Section.objects.filter(merged_into=None).values_list("pk", flat=True)[:2])
    return last or (only[0] if len(only) == 1 else None)


def keys_of_rows(formset):
    """Return the keys of a form's rows as they were sent, and nothing of one that is not stored."""
    return formset.prefix, [form.instance.pk for form in formset.forms]


@admin.register(Article)
class ArticleAdmin(StoryListAdmin):
    form = ArticleForm
    change_form_template = "admin/articles/article/change_form.html"
    inlines = [BylineInline, CitationInline]
    autocomplete_fields = ["topics", "translation_of", "lead_image"]
    view_on_site = False
    fieldsets = fieldsets()

    @property
    def media(self):
        """Load only the admin's scripts that these pages use: no slug is filled, no list has actions."""
        suffix = "" if settings.DEBUG else ".min"
        scripts = (f"vendor/jquery/jquery{suffix}.js", "jquery.init.js", "admin/RelatedObjectLookups.js")
        return forms.Media(js=[f"admin/js/{name}" for name in scripts])

    def get_urls(self):
        def staff(view, name):
            return self.admin_site.admin_view(view), {"model_admin": self}, f"articles_article_{name}"

        return [
            path("checks/", *staff(checks.checks, "add_checks")),
            path("<int:pk>/bar/", *staff(bar.bar, "bar")),
            path("<int:pk>/checks/", *staff(checks.checks, "checks")),
            path("<int:pk>/links/", *staff(preview_links.links, "links")),
            path("<int:pk>/notes/", *staff(notes.notes, "notes")),
            path("bulk/", *staff(bulk.bulk, "bulk")),
            path("plans/", *staff(calendar.plans, "plans")),
            path("stories.csv", *staff(exporting.stories_csv, "csv")),
            path("<int:pk>/story.md", *staff(exporting.story_markdown, "markdown")),
            path("<int:pk>/story.docx", *staff(partial(exporting.story_document, end="docx"), "word")),
            path("<int:pk>/story.pdf", *staff(partial(exporting.story_document, end="pdf"), "pdf")),
            path("<int:pk>/preview/", *staff(preview.preview, "preview")),
            path("<int:pk>/history/<int:version>/restore/", *staff(history.restore, "restore_version")),
            *(path(f"<int:pk>/{verb}/", *staff(acts.view_of(verb), verb)) for verb in acts.FORMS),
            *super().get_urls(),
        ]

    # Who may

    def has_change_permission(self, request, obj=None):
        """Leave a POST to the rules of the act, so that a refusal shows the typed text again."""
        may = super().has_change_permission(request, obj)
        # Django answers 403 without the form where this returns False, and the typed text would be
        # gone.
        if obj is None or request.method == "POST":
            return may
        return may and rules.may_change(obj, request.user) and obj.stage != Article.Stage.SPIKED

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        # What was printed is the public record: it can be withdrawn, never deleted.
        return may and (obj is None or not obj.editions.exists())

    # The form

    def get_fieldsets(self, request, obj=None):
        """Leave out an original that a user may not see: the page would name it, and the form forget it."""
        sets = super().get_fieldsets(request, obj)
        if obj is None or not obj.translation_of_id or obj.translation_of.is_visible_to(request.user):
            return sets
        return without_original(sets)

    def get_changeform_initial_data(self, request):
        known = {"section": own_section(request.user), **snippets.begun_with(request)}
        return known | super().get_changeform_initial_data(request)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "translation_of":
            kwargs["queryset"] = Article.objects.visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name in Article.TEXTS:
            return text_field(db_field.name)
        if isinstance(db_field, models.DateTimeField):
            return Moment(label=capfirst(db_field.verbose_name), help_text=db_field.help_text)
        return without_related_buttons(super().formfield_for_dbfield(db_field, request, **kwargs))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        form.autosave = autosaving.asked_for(request, obj) if request.method == "GET" else None
        return form

    def add_view(self, request, form_url="", extra_context=None):
        if request.method != "POST":
            return super().add_view(request, form_url, extra_context)
        with transaction.atomic():
            return self.make_once(request, form_url, extra_context)

    def make_once(self, request, form_url, extra_context):
        """Make one story: where the answer to a save was lost, the next save goes on with what that made."""
        made = request.made_before = autosaving.made_before(request)
        if made is None:
            return super().add_view(request, form_url, extra_context)
        person = copying.person_of(request.user)
        request.POST = row_merges.of_story(request.POST, made.article, made.version, person)
        return self.change_view(request, str(made.article_id), form_url, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Merge a late save, and show the form again, with all that was typed, where the desk refuses."""
        if request.method == "POST" and (page := merge_screen.merge_screen(request, object_id, self)):
            return page
        try:
            return acts.in_place(
                request, super().changeform_view(request, object_id, form_url, extra_context)
            )
        except desk.Refused as refusal:
            request.refusal = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)

    def desk_context(self, request, obj, shown):
        # A form that was refused has put what was typed into `obj`: the acts are of what is stored.
        article = self.get_object(request, str(obj.pk)) if obj and request.method == "POST" else obj
        if article is None:
            found = {"next_act": bar.next_act(request.user), "templates": snippets.templates()}
            return {**autosaving.context(request, None), **found}
        return {
            **autosaving.context(request, article),
            **bar.context(article, request.user),
            "notes": notes.open_notes(article, request.user, shown),
        }

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """Give the page the form's parts and rows by their names, and what the desk knows of the story."""
        form = context["adminform"].form
        shown = (form["body"].value() or "").replace("\r\n", "\n") if "body" in form.fields else None
        context |= self.desk_context(request, obj, shown)
        context["parts"] = dict(zip(FIELDSETS, context["adminform"], strict=True))
        context["rows"] = {rows.formset.prefix: rows for rows in context["inline_admin_formsets"]}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        if not change:
            desk.save(obj, by=request.user)

    def save_related(self, request, form, formsets, change):
        # The rows of bylines and citations are stored one by one: without this, each would index the
        # story again.
        with search.at_the_end():
            if change and (form.has_changed() or any(formset.has_changed() for formset in formsets)):
                has_other_rows = "topics" in form.changed_data or any(f.has_changed() for f in formsets)
                request.is_handed_over = desk.save(
                    form.instance,
                    by=request.user,
                    base=form.cleaned_data["base"],
                    shown=form.cleaned_data["shown"] or 0,
                    has_other_rows=has_other_rows,
                )
            super().save_related(request, form, formsets, change)
            if not change:
                copying.sign(form.instance, request.user)
        is_other = any(form.cleaned_data[name] != getattr(form.instance, name) for name in Article.ACTED)
        if not (is_other or "merged_with" in request.POST or getattr(request, "made_before", None)):
            request.saved = {"version": form.instance.version, "rows": [*map(keys_of_rows, formsets)]}

    def response_change(self, request, obj):
        autosaving.clear_autosaves(request, obj)
        if "merged_with" in request.POST:
            self.message_user(request, _("Merged with what was saved meanwhile."), messages.SUCCESS)
        if getattr(request, "is_handed_over", False):
            return self.tell_handed_over(request, obj)
        if getattr(request, "made_before", None):
            return self.response_add(request, obj)  # where this answer is lost too, there is a next time
        return self._to_act(request, obj) or super().response_change(request, obj)

    def tell_handed_over(self, request, obj):
        """Say where a story went, and leave its form where it is seen there alone."""
        self.message_user(request, HANDED_OVER % {"section": obj.section}, messages.SUCCESS)
        if obj.is_visible_to(request.user):
            return acts.to_story(obj)
        self.message_user(
            request, _("That section is closed: you no longer see the story."), messages.WARNING
        )
        return redirect("admin:index")

    def response_add(self, request, obj, post_url_continue=None):
        autosaving.close_new_story(request, obj)
        return self._to_act(request, obj) or super().response_add(request, obj, post_url_continue)

    def _to_act(self, request, obj):
        """Go from the form to an act's page, where the button said “save and …”."""
        verb = request.POST.get("_act")
        if verb not in acts.FORMS:
            return None
        self.message_user(request, _("Saved."), messages.SUCCESS)
        return redirect(f"admin:articles_article_{verb}", obj.pk)

    def history_view(self, request, object_id, extra_context=None):
        return history.versions(request, object_id, model_admin=self)

    @transaction.atomic
    def delete_model(self, request, obj):
        """Delete a story that was never published, and log it: its versions go too."""
        auditing.log_row("delete_row", obj, by=request.user)
        obj.delete()
