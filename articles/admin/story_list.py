"""The list of stories: its columns, its filters and its search."""

from django.contrib import admin
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from articles import search
from articles.desk import rules
from articles.desk.registry import may
from articles.models import Article, Edition, Note, clock
from articles.text import counting

from . import my_desk, searching
from .lists import IsSetFilter, LongListAdmin, SectionFilter, TitledList

FLAGGED = ("legal_flag", IsSetFilter)
ASSIGNEE = ("assignee", admin.RelatedOnlyFieldListFilter)
STANDING = {
    "live": pgettext_lazy("what readers see", "live"),
    "planned": _("planned"),
    "withdrawn": _("withdrawn"),
    "none": _("not published"),
}


CORRECT = _("Correct")


class StoryList(TitledList):
    """The list of stories: each of a page knows its byline, its open notes, and how long it waits."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = _("Stories")

    def get_results(self, request):
        super().get_results(request)
        stories = self.result_list = list(self.result_list)
        models.prefetch_related_objects(stories, "bylines__person", "created_by")
        submitted = [story for story in stories if story.stage == Article.Stage.SUBMITTED]
        acts_on = my_desk.acts_on(submitted) if submitted else {}
        open_notes = Note.objects.filter(article__in=stories, resolved_at=None, to=None).order_by()
        counts = dict(open_notes.values_list("article").annotate(models.Count("pk")))
        may_correct = may(request.user, "correct")
        for story in stories:
            is_live = story.in_force_kind and story.in_force_kind not in Edition.TEXTLESS
            story.may_correct = may_correct and story.is_on_desk and is_live
            story.open_notes = counts.get(story.pk, 0)
            story.waits_since = my_desk.submitted_at(story, acts_on) if story in submitted else None


class StandingFilter(admin.SimpleListFilter):
    title = _("readers see")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return list(STANDING.items())

    def queryset(self, request, queryset):
        chosen = FILTERS.get(self.value())
        return queryset.filter(chosen(clock.now())) if chosen else queryset


def standing_of(article):
    """Return what readers see of a story of the list, as the key of a filter."""
    if article.in_force_kind:
        return "withdrawn" if article.in_force_kind in Edition.TEXTLESS else "live"
    return "planned" if article.planned_for else "none"


def has(editions):
    # Exists instead of a join: a story with two editions would be in the list twice.
    return models.Exists(editions.filter(article=models.OuterRef("pk")))


FILTERS = {
    "live": lambda at: has(Edition.objects.published(at)),
    "planned": lambda at: models.Q(
        pk__in=Edition.objects.filter(live_from__gt=at).order_by().values("article")
    ),
    "withdrawn": lambda at: has(Edition.objects.in_force(at).filter(kind__in=Edition.TEXTLESS)),
    "none": lambda at: ~has(Edition.objects.all()),
}


def with_standing(queryset, at):
    """Annotate articles with the kind of edition in force at `at`, and with the next plan's moment."""
    mine = Edition.objects.filter(article=models.OuterRef("pk")).order_by("live_from")
    return queryset.annotate(
        in_force_kind=models.Subquery(mine.in_force(at).values("kind")[:1]),
        planned_for=models.Subquery(mine.filter(live_from__gt=at).values("live_from")[:1]),
    )


class StoryListAdmin(LongListAdmin):
    """The list's part of the stories' admin."""

    change_list_template = "admin/articles/article/change_list.html"
    list_display = [
        "headline",
        "stage",
        "standing",
        "is_flagged",
        "section",
        "author",
        "assignee",
        "text",
        "waits",
        "saved",
    ]
    list_filter = [
        "stage",
        StandingFilter,
        FLAGGED,
        ("section", SectionFilter),
        ASSIGNEE,
        searching.SourceFilter,
        "updated_at",
    ]
    list_select_related = ["section", "assignee"]
    list_per_page = 50
    search_fields = ["headline", "slug", "standfirst"]
    search_help_text = _("Words, “exact phrases”, -without; of the text, and of who is named.")
    ordering = ["-updated_at"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        rows = rows.exclude(pk__in=Article.objects.hidden_from(request.user))
        return with_standing(rows, clock.now()).annotate(is_on_desk=rules.is_on_desk(request.user))

    @admin.display(description=_("readers see"))
    def standing(self, article):
        key = standing_of(article)
        if not getattr(article, "may_correct", False):
            return STANDING[key]
        said = STANDING[key], reverse("admin:articles_article_correct", args=[article.pk]), CORRECT
        return format_html(
            '{} <a class="do correct" href="{}" aria-label="{}: {}">{}</a>', *said, article, CORRECT
        )

    @admin.display(description=_("author"))
    def author(self, article):
        return ", ".join(str(row) for row in article.bylines.all()) or str(article.created_by or "")

    @admin.display(description=_("text"))
    def text(self, article):
        """Say what there is of a text at a glance: its words, its picture, and what colleagues ask of it."""
        words, notes = counting.draft_word_count(article.body), article.open_notes
        said = [ngettext("%(count)d word", "%(count)d words", words) % {"count": words}]
        said += [_("picture")] if article.lead_image_id else []
        said += [ngettext("%(count)d note", "%(count)d notes", notes) % {"count": notes}] if notes else []
        return ", ".join(map(str, said))

    @admin.display(description=_("waits"))
    def waits(self, article):
        return timesince(article.waits_since, depth=1) if article.waits_since else ""

    @admin.display(description=_("saved"), ordering="updated_at")
    def saved(self, article):
        return date_format(timezone.localtime(article.updated_at), _("j M, H:i"))

    def get_changelist(self, request, **kwargs):
        return StoryList

    @admin.display(description=_("legal flag"))
    def is_flagged(self, article):
        return _("flagged") if article.legal_flag else ""

    def get_search_results(self, request, queryset, search_term):
        """Search as readers do, but the working copies; by a few fields while the index is away."""
        if not search_term.strip():
            return queryset, False
        try:
            return searching.search_copies(request, queryset, search_term), False
        except search.NotReady:
            searching.warn(request)
            return super().get_search_results(request, queryset, search_term)
