"""The sources of the paper: the list by kind, and a page of each with its citations."""

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from articles.archive import voices
from articles.models import Citation, Edition, EditionSource, Source

from .amendments import add_corrections
from .compiled_queries import CompiledQuery
from .lists import links_of_each, links_to, named_in_print, newest_linked
from .pagination import EPOCH, PAGE_LENGTH, after, first_page, parse_position, with_card_fields
from .site import public_page, render
from .story_sources import choice_label

PAGE = 100  # sources on a page of the list
RANKED = 1000  # newest stories in which sources are counted, for the order by stories
COUNTED = 100  # stories counted of one source; beyond, it is “more than”


@public_page("before", "kind", "sort")
def sources(request):
    """List the sources that a record names in a table, sorted as its address asks: `SORTS`, or by name."""
    printed = named_in_print(EditionSource, request.moment)
    kinds = dict(printed.order_by().values_list("kind").annotate(Count("pk")))
    kind, sort = request.GET.get("kind"), request.GET.get("sort", "")
    if kind not in (None, *kinds) or sort not in SORTS:
        raise Http404
    rows = printed.filter(kind=kind) if kind else printed
    found, older = SORTS[sort](rows, request.moment, request.GET.get("before"))
    add_roots(found, request.moment)
    context = {
        "heading": _("Sources"),
        "listed": [each.get_absolute_url() for each in found],
        "sources": found,
        "older": older,
        "kinds": [
            (key, choice_label(Source.Kind, key), kinds[key]) for key in Source.Kind.values if key in kinds
        ],
        "kind": kind,
        "sort": sort,
        "counted": COUNTED,
        "ranked": RANKED,
        "is_paged": bool({"before", "kind", "sort"} & set(request.GET)),
    }
    return render(request, "articles/sources.html", context)


def by_name(rows, at, last):
    """Return (sources, where the next page begins) of a page, as each of `SORTS` does."""
    rows = rows.filter(slug__gt=last) if last is not None else rows
    found = list(with_counts(rows, at).order_by("slug")[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].slug if len(found) > PAGE else ""


def by_time(rows, at, last):
    """Return the sources of the newest stories first."""
    rows = with_counts(rows, at)
    rows = after(rows, *parse_position(last), column="newest")
    page = first_page(rows.order_by("-newest", "-pk"), column="newest", length=PAGE)
    return page.rows, page.older


def by_stories(rows, at, last):
    """Return one page of the sources that most of the newest stories cite; a bounded number is counted."""
    if last is not None:
        raise Http404
    newest = Edition.objects.published(at).news().newest_first().values("pk")[:RANKED]
    links = EditionSource.objects.filter(edition__in=newest).annotate(
        heir=Coalesce("source__merged_into", "source")
    )
    links = links.filter(heir__in=rows.order_by().values("pk")).order_by().values_list("heir")
    counts = dict(links.annotate(stories=Count("edition", distinct=True)).order_by("-stories", "heir")[:PAGE])
    found = with_counts(rows.filter(pk__in=[*counts]), at)
    return sorted(found, key=lambda each: (-counts[each.pk], each.slug)), ""


SORTS = {"": by_name, "newest": by_time, "stories": by_stories}


def with_counts(rows, at):
    """Add to sources how many `stories` rest on each, and when the `newest` of these was published."""
    links = EditionSource.objects.in_force(at).filter(source=OuterRef("pk")).order_by("-first_published_at")
    kin = Source.objects.filter(Q(pk=OuterRef("pk")) | Q(merged_into=OuterRef("pk")))
    # A seek for each that was merged: one list of the links of all would be read whole.
    last = kin.annotate(last=Subquery(links.values("first_published_at")[:1])).values("last")
    newest = Subquery(last.order_by(F("last").desc(nulls_last=True))[:1])
    return rows.annotate(stories=stories_of(at), newest=Coalesce(newest, Value(EPOCH)))


def add_roots(sources, at):
    """Give each source the one for whom it speaks, where a record names that one."""
    keys = {each.represents_id for each in sources} - {None}
    public = named_in_print(EditionSource, at).in_bulk(keys) if keys else {}
    for each in sources:
        each.speaks_for = public.get(each.represents_id)


class Bounded(Subquery):
    """How many rows a sliced queryset has: a count that never reads on behind the slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def stories_of(at):
    links = links_of_each(EditionSource).in_force(at)
    return Bounded(links.order_by().values("edition").distinct()[: COUNTED + 1])


@public_page("before")
def source(request, slug):
    """Show a source: its citations by story, alone or with others, and what was corrected."""
    heir = successor_of(slug)
    keys, slugs = zip(*merged_keys(heir.pk), strict=True)
    links = links_to(EditionSource, keys).printed(request.moment)
    edge = parse_position(request.GET.get("before"))
    river = first_page(newest_citing.rows(request.moment, keys, *edge))
    if not (river.rows or links.exists()):
        raise Http404
    if heir.slug != slug:
        return HttpResponsePermanentRedirect(heir.get_absolute_url())
    add_corrections(river.rows, request.moment)
    context = {
        "thing": heir,
        "slugs": frozenset(slugs),
        "speaks_for": named_in_print(EditionSource, request.moment).filter(pk=heir.represents_id).first()
        if heir.represents_id
        else None,
        "river": river,
        "is_paged": "before" in request.GET,
    }
    return render(request, "articles/source.html", context)


def successor_of(slug):
    """Return the source of a slug, or the one that it was merged into."""
    for source in by_slug(slug):
        return source.today
    raise Http404


@CompiledQuery
def by_slug(slug):
    return Source.objects.filter(slug=slug).select_related("merged_into")


@CompiledQuery
def merged_keys(heir):
    """Find (key, slug) of a source and of those merged into it."""
    return Source.objects.filter(Q(pk=heir) | Q(merged_into=heir)).values_list("pk", "slug")


@CompiledQuery
def newest_citing(at, sources, edge_at, edge_pk):
    """Find the newest stories that rest on some sources, behind a place in the list."""
    links = after(links_to(EditionSource, sources), edge_at, edge_pk, key="edition")
    editions = newest_linked(links, at, (PAGE_LENGTH + 1) * len(sources)).newest_first()[: PAGE_LENGTH + 1]
    return with_card_fields(editions, "citations")


def citations_shown(citations, slugs, heirs):
    """Return the citations of the sources of some slugs in a story, and the number of its other voices."""
    citations = heirs.citations(citations)
    rows = [statements_of(citation) for citation in citations if slugs_named(citation) & slugs]
    return {"said": rows, "others": len(voices.roots(citations)) - 1}


def slugs_named(citation):
    """Return the keys of whom a citation names: the source itself, and whom it speaks for."""
    return {citation["source"], *(voice["slug"] for voice in citation.get("represents", ()))}


def statements_of(citation):
    return {
        **citation,
        "basis": choice_label(Citation.Basis, citation.get("basis")),
        "standing": choice_label(Citation.Standing, citation.get("standing")),
    }
