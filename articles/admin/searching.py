"""The desk's search over its list of stories, and the filter by source that goes with it."""

from django.contrib import admin, messages
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from articles import search
from articles.models import Article, Citation, Source

MOST = 5000  # stories of a search; of a word that more of them hold, the newest
RANKED = 200  # of them stand by what they are worth, the others by their time
NEWEST = 300  # stories whose sources are offered


class SourceFilter(admin.SimpleListFilter):
    """Stories that cite a source: those of the newest stories are offered, any can be in the address."""

    title = _("source")
    parameter_name = "source"

    def lookups(self, request, model_admin):
        newest = Article.objects.visible_to(request.user).order_by("-updated_at").values("pk")[:NEWEST]
        cited = Citation.objects.filter(article__in=newest).values("source")
        rows = Source.objects.filter(Q(pk__in=cited) | Q(slug=self.value()))
        return sorted(((row.slug, row.public_name) for row in rows), key=lambda pair: pair[1].casefold())

    def queryset(self, request, queryset):
        """Filter by a subquery: a story that cites a source twice is listed once."""
        citing = Citation.objects.filter(source__slug=self.value()).values("article")
        return queryset.filter(pk__in=citing) if self.value() else queryset


def search_copies(request, queryset, text):
    """Return the stories of a list that a text finds, best first unless the list is sorted by a column.

    Raises search.NotReady.
    """
    text = text.replace("\x00", " ")
    keys = search.copies(text, request.user, limit=MOST, **_filters(request))
    found = queryset.filter(Q(pk__in=keys) | Q(slug=text.strip()))
    if "o" in request.GET:
        return found
    places = [When(pk=key, then=Value(place)) for place, key in enumerate(keys[:RANKED])]
    return found.order_by(Case(*places, default=Value(RANKED)), "-updated_at", "pk") if places else found


def _filters(request):
    """Return the list's filters that the index has as marks, so that it finds only what the list shows."""
    names = {"stage": "stage__exact", "assignee": "assignee__id__exact", "source": "source"}
    return {name: request.GET[key] for name, key in names.items() if request.GET.get(key)}


def warn(request):
    messages.warning(
        request, _("The search index is being rebuilt: only headlines, standfirsts and slugs are searched.")
    )
