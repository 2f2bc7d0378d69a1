"""The wire at the desk: the feeds that are watched, the list of copy, and its reading view."""

from datetime import timedelta

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from articles import desk, search
from articles.admin.forms import parse_key
from articles.admin.lists import AskedAsShown, LongListAdmin, ReadOnly, TitledList
from articles.admin.logged import Logged
from articles.admin.offered import Offering
from articles.admin.stale_check import StaleCheck
from articles.admin.taxonomy import HTTPS_FIELDS
from articles.desk.registry import ACTS, may
from articles.models import Article, Section
from articles.text import rendering
from articles.text.diffs import abridged_diff, bounded_diff
from exchange.models import Feed, WireCopy, WireUse

from . import using

AGES = {"1": _("the last day"), "3": _("the last 3 days"), "7": _("the last 7 days"), "old": _("expired")}
WIRE = _("Wire")


class OfOwnSections:
    """Rows of closed sections are their editors' alone."""

    def get_queryset(self, request):
        return super().get_queryset(request).visible_to(request.user)


@admin.register(Feed)
class FeedAdmin(OfOwnSections, Logged, StaleCheck, AskedAsShown, Offering, admin.ModelAdmin):
    keeps_words = False  # an address may hold a key
    change_form_template = "admin/articles/change_form.html"
    formfield_overrides = HTTPS_FIELDS
    list_display = ["name", "source_today", "section_today", "days", "is_watched", "read_at", "failed_since",
                    "error"]  # fmt: skip
    list_select_related = ["source__merged_into", "section__merged_into"]
    fields = ["name", "address", "folder", "source", "section", "licence", "days", "is_watched"]
    readonly_fields = ["asked_at", "read_at", "failed_since", "error"]
    autocomplete_fields = ["source"]
    actions = None
    empty_value_display = ""
    show_facets = admin.ShowFacets.NEVER

    def get_changelist(self, request, **kwargs):
        return TitledList

    def get_fields(self, request, obj=None):
        """Leave the address out for those who may not change it: it may hold a key."""
        fields = [*self.fields, *(self.readonly_fields if obj else ())]
        may = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        return [name for name in fields if may or name != "address"]

    def get_object(self, request, object_id, from_field=None):
        """Show the source and the section that stand for merged ones: the form would lose these."""
        feed = super().get_object(request, object_id, from_field)
        if feed:
            feed.source, feed.section = feed.standing("source"), feed.standing("section")
        return feed

    @admin.display(description=_("source"), ordering="source")
    def source_today(self, feed):
        return feed.standing("source")

    @admin.display(description=_("section"), ordering="section")
    def section_today(self, feed):
        return feed.standing("section") or ""

    def has_delete_permission(self, request, obj=None):
        """Keep a feed that has copy: it is watched no more, and goes when housekeeping has emptied it."""
        may = super().has_delete_permission(request, obj)
        return may and not (obj is not None and obj.copies.exists())


class AgeFilter(admin.SimpleListFilter):
    title = _("age")
    parameter_name = "age"

    def lookups(self, request, model_admin):
        return list(AGES.items())

    def queryset(self, request, queryset):
        now = timezone.now()
        if self.value() == "old":
            return queryset.expired(now)
        if self.value() in AGES:
            queryset = queryset.filter(sent_at__gt=now - timedelta(days=int(self.value())))
        return queryset.current(now)


class SectionFilter(admin.SimpleListFilter):
    """Copy of a section's feeds, and of what was merged into it: a kept view outlives a merge."""

    title = _("section")
    parameter_name = "section"

    def lookups(self, request, model_admin):
        feeds = Feed.objects.visible_to(request.user).select_related("section__merged_into")
        sections = {each for feed in feeds if (each := feed.standing("section"))}
        return [(str(each.pk), each.name) for each in sorted(sections, key=lambda each: each.name.casefold())]

    @cached_property
    def asked(self):
        """The section that is asked for, or that stands for it."""
        rows = Section.objects.select_related("merged_into")
        section = rows.filter(pk=parse_key(super().value() or "")).first()
        return section and section.today

    def value(self):
        return self.asked and str(self.asked.pk)

    def queryset(self, request, queryset):
        return queryset.filter(feed__section__in=self.asked.with_merged()) if self.asked else queryset


class WireList(TitledList):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.title = WIRE


@admin.register(WireCopy)
class WireCopyAdmin(ReadOnly, OfOwnSections, LongListAdmin):
    """Read only: what an agency sent is changed by the agency alone."""

    change_list_template = "admin/exchange/wirecopy/change_list.html"
    change_form_template = "admin/exchange/wirecopy/copy.html"
    list_display = ["headline", "sent", "feed", "section", "standing", "used"]
    list_filter = [
        "status",
        ("feed", admin.RelatedOnlyFieldListFilter),
        SectionFilter,
        AgeFilter,
    ]
    list_select_related = ["feed__section__merged_into"]
    list_per_page = 50
    search_fields = ["headline"]  # the list has a search; get_search_results says how it searches
    search_help_text = _("Words, “exact phrases”, -without.")

    def get_changelist(self, request, **kwargs):
        return WireList

    def get_queryset(self, request):
        rows = super().get_queryset(request).defer("raw", "folded", "earlier", "left_out", "body")
        uses = WireUse.objects.filter(copy=OuterRef("pk")).order_by().values("copy")
        return rows.annotate(count_of_uses=Subquery(uses.annotate(count=Count("pk")).values("count")))

    def get_urls(self):
        use_view = self.admin_site.admin_view(self.use_view)
        return [path("<int:pk>/use/", use_view, name="exchange_wirecopy_use"), *super().get_urls()]

    def get_search_results(self, request, queryset, search_term):
        """Find words by their beginnings, phrases as they are, all of them folded."""
        query = search.parse(search_term)
        for word in query.words:
            queryset = queryset.filter(folded__contains=f" {word}")
        for phrase in query.phrases:
            queryset = queryset.filter(folded__contains=f" {' '.join(phrase)} ")
        for phrase in query.never:
            queryset = queryset.exclude(folded__contains=f" {' '.join(phrase)} ")
        return queryset, False

    # The columns

    @admin.display(description=_("sent at"), ordering="sent_at")
    def sent(self, copy):
        return date_format(timezone.localtime(copy.sent_at), _("j M, H:i"))

    @admin.display(description=_("section"), ordering="feed__section")
    def section(self, copy):
        return copy.feed.standing("section") or ""

    @admin.display(description=_("status"), ordering="status")
    def standing(self, copy):
        """Say what is not as usual: most copy is usable, at once."""
        is_usual = copy.status == WireCopy.Status.USABLE
        said = [] if is_usual else [copy.get_status_display()]
        if copy.embargo_until and copy.embargo_until > timezone.now():
            until = date_format(timezone.localtime(copy.embargo_until), _("j M, H:i"))
            said.append(_("embargo until %(at)s") % {"at": until})
        return ", ".join(map(str, said))

    @admin.display(description=_("used"))
    def used(self, copy):
        count = copy.count_of_uses
        return ngettext("%(count)d story", "%(count)d stories", count) % {"count": count} if count else ""

    # One copy

    def change_view(self, request, object_id, form_url="", extra_context=None):
        copy = self.get_object(request, object_id)
        context = reading_of(copy, request.user) if copy else {}
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def use_view(self, request, pk):
        """Make a draft of some copy, and go there."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        copy = get_object_or_404(WireCopy.objects.visible_to(request.user), pk=pk)
        seen = request.POST.get("uses", "")
        try:
            story = using.use(
                copy,
                by=request.user,
                uses=int(seen) if seen.isdecimal() and len(seen) < 9 else None,
                passage=request.POST.get("passage", ""),
            )
        except desk.Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:exchange_wirecopy_change", pk)
        messages.success(request, ACTS["use"].done)
        return redirect("admin:articles_article_change", story.pk)


def reading_of(copy, user):
    """Return the context of a copy's page: its words, what it said before, and the stories made of it."""
    uses = list(copy.uses.select_related("by"))
    stories = Article.objects.visible_to(user).in_bulk([use.article_id for use in uses])
    return {
        "copy": copy,
        "title": copy.headline,
        "subtitle": WIRE,
        "body": rendering.render(copy.body, language=copy.language or None),
        "uses": [(use, stories.get(use.article_id)) for use in uses],
        "changes": changes(copy),
        "may_use": may(user, "use") and not copy.is_killed,
        "act": ACTS["use"],
    }


def changes(copy):
    """Return [(version, [(label, [(op, text)])])]: what each version changed, the newest first."""
    texts = [*copy.earlier, copy.texts()]
    pairs = zip(texts, texts[1:], strict=False)
    return [(before["until"], differences(before, after)) for before, after in pairs][::-1]


def differences(before, after):
    return [
        (
            WireCopy._meta.get_field(name).verbose_name,
            abridged_diff(bounded_diff(before[name], after[name])),
        )
        for name in ("headline", "standfirst", "body")
        if before[name] != after[name]
    ]
