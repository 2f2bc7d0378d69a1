"""What the desks must cover, with and without a story."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from articles import desk
from articles.models import Article, Coverage

from . import acts
from .forms import Moment, without_related_buttons
from .lists import IsSetFilter, LongListAdmin, SectionFilter
from .logged import Logged
from .stale_check import StaleCheck


@admin.register(Coverage)
class CoverageAdmin(Logged, StaleCheck, LongListAdmin):
    keeps_words = False
    change_form_template = "admin/articles/coverage/change_form.html"
    list_display = ["slugline", "due_at", "section", "assignee", "story"]
    list_filter = [("section", SectionFilter), "assignee", ("article", IsSetFilter), "due_at"]
    list_select_related = ["section", "assignee", "article"]
    search_fields = ["slugline", "note"]
    view_on_site = False

    # Whoever may see and write stories may see and write down what has to be covered.

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("articles.view_article")

    def has_add_permission(self, request):
        return request.user.has_perm("articles.add_article")

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("articles.add_article")

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm("articles.approve_article") or (
            obj is not None and obj.by == request.user
        )

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def get_queryset(self, request):
        hidden = models.Q(article__in=Article.objects.hidden_from(request.user))
        is_hidden = models.Case(models.When(hidden, then=True), default=False)
        return Coverage.objects.visible_to(request.user).annotate(is_hidden=is_hidden)

    @admin.display(description=_("story"), ordering="article")
    def story(self, coverage):
        return _("A story of a closed section") if coverage.is_hidden else coverage.article

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(begin_story))
        return [path("<int:pk>/story/", view, name="articles_coverage_story"), *super().get_urls()]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.DateTimeField):
            return Moment(label=capfirst(db_field.verbose_name), required=True)
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if hasattr(field, "queryset"):
            field.widget.can_add_related = False
        return without_related_buttons(field)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "assignee":
            kwargs["queryset"] = db_field.related_model.objects.filter(is_active=True, is_staff=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        obj.by = obj.by or request.user
        super().save_model(request, obj, form, change)


def begin_story(request, pk):
    """Make a story of a coverage, and open it."""
    if not request.user.has_perm("articles.add_article"):
        raise PermissionDenied
    coverage = get_object_or_404(Coverage.objects.visible_to(request.user), pk=pk)
    try:
        return acts.to_story(desk.begin_story(coverage, by=request.user))
    except desk.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("admin:articles_coverage_change", pk)
