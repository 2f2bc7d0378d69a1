"""What nobody edits: the editions and the log."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles.archive import act_chain
from articles.desk.registry import ACTS, log_label
from articles.models import Act, Article, Edition, Page, Person, Section, Source, Topic

from .lists import LongListAdmin, ReadOnly, TitledList


class RecordAdmin(ReadOnly, LongListAdmin):
    view_on_site = False


@admin.register(Edition)
class EditionAdmin(RecordAdmin):
    list_display = ["__str__", "kind", "section", "live_from", "live_until", "published_by"]
    list_filter = ["kind", "section", "live_from"]
    list_select_related = ["section", "published_by"]
    search_fields = ["headline", "slug"]
    ordering = ["-live_from"]
    fields = ["story", "number", "kind", "note", "live_from", "live_until", "first_published_at",
              "recorded_at", "published_by", *Edition.FIELDS, *Edition.ROWS, "redacted",
              "digest"]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(article__in=Article.objects.hidden_from(request.user))

    def get_fields(self, request, obj=None):
        original = obj and obj.translation_of
        is_shown = not original or original.is_visible_to(request.user)
        return [name for name in super().get_fields(request, obj) if is_shown or name != "translation_of"]

    @admin.display(description=_("story"))
    def story(self, edition):
        return link(reverse("admin:articles_article_change", args=[edition.article_id]), edition.article)


class VerbFilter(admin.SimpleListFilter):
    """The acts that there are, in words: asking the log for them would read all of it."""

    title = _("act")
    parameter_name = "verb"

    def lookups(self, request, model_admin):
        logged = [(verb, act.said) for verb, act in ACTS.items() if act.said]
        return sorted(logged, key=lambda pair: str(pair[1]))

    def queryset(self, request, queryset):
        return queryset.filter(verb=self.value()) if self.value() else queryset


class Log(TitledList):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = _("Log")

    def get_results(self, request):
        super().get_results(request)
        self.result_list = list(self.result_list)
        name_subjects(self.result_list)


# What stands before the colon of a subject: its rows, and the column whose value stands behind it.
SUBJECTS = {
    "article": (Article.objects.only("uid", "headline"), "uid"),
    "source": (Source.objects.all(), "slug"),
    "person": (Person.objects.all(), "slug"),
    "topic": (Topic.objects.all(), "slug"),
    "section": (Section.objects.all(), "slug"),
    "page": (Page.objects.all(), "slug"),
    "front": (Section.objects.all(), "slug"),
}


def name_subjects(acts):
    """Let acts know on what they were done, in a query for each kind of it."""
    keys = [act.subject.partition(":")[::2] for act in acts]
    found = {}
    for kind, (rows, column) in SUBJECTS.items():
        wanted = {key for each, key in keys if each == kind and key}
        matching = rows.filter(**{f"{column}__in": wanted}) if wanted else []
        found |= {(kind, str(getattr(row, column))): row for row in matching}
    for act, key in zip(acts, keys, strict=True):
        act.done_on = found.get(key)


@admin.register(Act)
class ActAdmin(RecordAdmin):
    list_display = ["at", "by", "said", "done_on", "reason"]
    list_filter = [VerbFilter, "at"]
    list_select_related = ["by"]
    search_fields = ["=subject", "reason", "by__username"]
    fields = ["at", "by", "said", "subject", "reason", "data"]

    def get_queryset(self, request):
        """Leave out acts on closed stories, on a front too, on hidden accounts, and others’ searches."""
        user = request.user
        hidden = set(map(str, Article.objects.hidden_from(user).values_list("uid", flat=True)))
        acts = super().get_queryset(request)
        if not user.has_perm("articles.act_on_any_desk"):
            hidden |= act_chain.deleted_stories()  # nothing tells whether they stood in a closed section
            acts = acts.exclude(~Q(by=user), verb="export_list")  # it says what a colleague searched for
        acts = acts.exclude(subject__in=[f"article:{uid}" for uid in hidden])
        acts = acts.exclude(verb__in=("place", "clear"), data__article__in=sorted(hidden))
        return acts if request.user.has_perm("auth.view_user") else acts.exclude(subject__startswith="user:")

    def get_changelist(self, request, **kwargs):
        return Log

    @admin.display(description=_("act"), ordering="verb")
    def said(self, act):
        return log_label(act.verb)

    @admin.display(description=_("on"))
    def done_on(self, act):
        kind, row = act.subject.partition(":")[0], act.done_on
        if kind == "front":
            address = reverse("front_desk", args=[row.slug]) if row else reverse("home_desk")
            return link(address, _("Front: %(name)s") % {"name": row or _("the paper's own")})
        if row is None:
            return act.data.get("headline", act.subject)
        return link(reverse(f"admin:articles_{kind}_change", args=[row.pk]), row)


def link(address, words):
    return format_html('<a href="{}">{}</a>', address, words)
