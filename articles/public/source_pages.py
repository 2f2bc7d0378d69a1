"""The sources of the paper: all of them by kind, and what each one said here."""

from django.db.models import Count, IntegerField, Q, Subquery
from django.http import Http404, HttpResponsePermanentRedirect
from django.utils.translation import gettext as _

from articles.archive import voices
from articles.models import Citation, Edition, EditionSource, Source

from .compiled_queries import CompiledQuery
from .lists import links_of_each, links_to, named_in_print, newest_linked
from .pagination import PAGE_LENGTH, after, first_page, parse_position, with_card_fields
from .site import public_page, render
from .story_sources import choice_label

PAGE = 100  # sources on a page of the list
COUNTED = 100  # stories counted of one source; beyond, it is “more than”


@public_page("before", "kind")
def sources(request):
    """List the sources that a record names, by key, with their kinds and how many stories rest on each."""
    named = named_in_print(EditionSource, request.moment)
    kinds = dict(named.order_by().values_list("kind").annotate(Count("pk")))
    kind, last = request.GET.get("kind"), request.GET.get("before")
    if kind is not None and kind not in kinds:
        raise Http404
    rows = named.filter(kind=kind) if kind else named
    rows = rows.filter(slug__gt=last) if last is not None else rows
    found = list(rows.annotate(stories=stories_of(request.moment)).order_by("slug")[: PAGE + 1])
    context = {
        "heading": _("Sources"),
        "listed": [each.get_absolute_url() for each in found[:PAGE]],
        "sources": found[:PAGE],
        "older": found[PAGE - 1].slug if len(found) > PAGE else "",
        "kinds": [
            (key, choice_label(Source.Kind, key), kinds[key]) for key in Source.Kind.values if key in kinds
        ],
        "kind": kind,
        "counted": COUNTED,
        "is_paged": last is not None,
    }
    return render(request, "articles/sources.html", context)


class Bounded(Subquery):
    """How many rows a sliced queryset has: a count that never reads on behind the slice."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def stories_of(at):
    links = links_of_each(EditionSource).in_force(at)
    return Bounded(links.order_by().values("edition").distinct()[: COUNTED + 1])


@public_page("before")
def source(request, slug):
    """Show a source: what it said here, in which stories, alone or with others, and what was corrected."""
    heir = successor_of(slug)
    keys, slugs = zip(*merged_keys(heir.pk), strict=True)
    links = links_to(EditionSource, keys).printed(request.moment)
    edge = parse_position(request.GET["before"]) if "before" in request.GET else (None, None)
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
        return source.merged_into or source
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
    links = links_to(EditionSource, sources)
    if edge_at is not None:
        links = after(links, edge_at, edge_pk, key="edition")
    editions = newest_linked(links, at, (PAGE_LENGTH + 1) * len(sources)).newest_first()[: PAGE_LENGTH + 1]
    return with_card_fields(editions, "citations")


def add_corrections(rows, at):
    """Tell of each story what was corrected since."""
    corrected = {}
    for change in amendments_of.rows(at, tuple(row.article_id for row in rows)):
        corrected.setdefault(change.article_id, []).append(change)
    for row in rows:
        row.corrections = tuple(corrected.get(row.article_id, ()))


@CompiledQuery
def amendments_of(at, articles):
    editions = Edition.objects.printed(at).filter(article__in=articles).on_corrections_page()
    return editions.only("article_id", "kind", "note", "live_from", "redacted", "is_unconfirmed").order_by(
        "live_from"
    )


def citations_shown(citations, slugs):
    """Return what the sources of some slugs said in a story, and how many other voices speak there."""
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
