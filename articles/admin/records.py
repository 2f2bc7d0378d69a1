"""What nobody edits: the editions and the log."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from articles import pushing
from articles.models import Act, Edition

from .lists import LongListAdmin


class RecordAdmin(LongListAdmin):
    view_on_site = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Edition)
class EditionAdmin(RecordAdmin):
    list_display = ["__str__", "kind", "section", "live_from", "live_until", "published_by"]
    list_filter = ["kind", "section", "live_from"]
    list_select_related = ["section", "published_by"]
    search_fields = ["headline", "slug"]
    ordering = ["-live_from"]
    fields = ["story", "number", "kind", "note", "live_from", "live_until", "first_published_at",
              "recorded_at", "published_by", "headline", "slug", "standfirst", "body", "section",
              "type_of_work", "label", "dateline", "byline", "citations", "topics", "pictures", "redacted",
              "digest"]  # fmt: skip

    @admin.display(description=_("story"))
    def story(self, edition):
        address = reverse("admin:articles_article_change", args=[edition.article_id])
        return format_html('<a href="{}">{}</a>', address, edition.article)


@admin.register(Act)
class ActAdmin(RecordAdmin):
    list_display = ["at", "by", "said", "headline", "reason"]
    list_filter = ["verb", "at"]
    list_select_related = ["by"]
    search_fields = ["=subject", "reason", "by__username"]
    fields = ["at", "by", "said", "subject", "reason", "data"]

    @admin.display(description=_("act"), ordering="verb")
    def said(self, act):
        return pushing.SAID.get(act.verb, act.verb)

    @admin.display(description=_("story"))
    def headline(self, act):
        return act.data.get("headline", act.subject)
