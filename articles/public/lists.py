"""Lists of stories by topic, person, source and month, and the ledger of corrections."""

from datetime import UTC, datetime
from itertools import groupby

from django.db import connection
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Edition, EditionPerson, EditionTopic
from articles.models.named import address

from . import compiled_queries
from .compiled_queries import CompiledQuery
from .current_names import portrait
from .pagination import (
    PAGE_LENGTH,
    after,
    after_position,
    first_page,
    newest_page,
    parse_position,
    with_card_fields,
)
from .site import public_page, render, site_of


@public_page("before")
def topic(request, slug):
    return list_page(request, EditionTopic, slug)


@public_page("before")
def person(request, slug):
    return list_page(request, EditionPerson, slug)


def list_page(request, link, slug):
    """Show what is published about, by or on something that a record names."""
    thing, keys = in_print(link, slug, request.moment)
    if thing.slug != slug:
        return HttpResponsePermanentRedirect(thing.get_absolute_url())
    context = {
        "thing": thing,
        "river": linked_editions(link, keys, request),
        "is_paged": "before" in request.GET,
    }
    if link is EditionPerson:
        context["portrait"] = portrait(thing)
    return render(request, f"articles/{link.NAMES}.html", context)


def in_print(link, slug, at):
    """Return what has a slug, or its successor, and the keys of this and of all that was merged into it.

    Unknown is what no record names.
    """
    # select_related saves the query for the successor, which the next lines need.
    thing = link.named().objects.filter(slug=slug).select_related("merged_into").first()
    if thing is None:
        raise Http404
    heir = thing.merged_into or thing
    keys = heir.with_merged()
    # A person or source that only a draft names has no page: it would reveal what is being written.
    if not links_to(link, keys).printed(at).exists():
        raise Http404
    return heir, keys


def links_to(link, keys):
    return link.objects.filter(**{f"{link.NAMES}__in": keys})


def named_in_print(link, at):
    """Return the people, topics or sources that a record names; one that only a draft cites is not public."""
    return link.named().objects.filter(Exists(links_of_each(link).printed(at)), merged_into=None)


def links_of_each(link):
    """Return, for a query of people, topics or sources, the links of each and of those merged into it."""
    outer = OuterRef(OuterRef("pk"))
    kin = link.named().objects.filter(Q(pk=outer) | Q(merged_into=outer)).order_by()
    return links_to(link, kin.values("pk"))


def linked_editions(link, keys, request):
    """Return a page of the stories that name something of some keys."""
    links = after_position(links_to(link, keys), request.GET.get("before"), key="edition")
    editions = newest_linked(links, request.moment, (PAGE_LENGTH + 1) * len(keys)).newest_first()
    return first_page(compiled_queries.rows(with_card_fields(editions)[: PAGE_LENGTH + 1]))


def newest_linked(links, at, length):
    """Return the published editions behind the newest of some links, whose own index finds them.

    After a merge an edition may have a link to each of those that were merged.
    """
    # The link's own columns repeat the edition's moments, so that one index finds and sorts them
    # without a join.
    links = links.in_force(at).order_by("-first_published_at", "-edition")
    return Edition.objects.published(at).filter(pk__in=links.values("edition")[:length])


@public_page()
def archive(request):
    """List the months that have a story, by year."""
    firsts = [first for (first,) in months(request.moment, site_of(request).zone)]
    years = [(year, list(firsts)) for year, firsts in groupby(firsts, key=lambda first: first.year)]
    context = {"years": years, "heading": _("Archive"), "listed": [month_address(first) for first in firsts]}
    return render(request, "articles/archive.html", context)


def month_address(first):
    return reverse("archive_month", args=[first.year, first.month])


def months(at, zone, told=""):
    """Return [(first moment, *told)] of each month with a story, newest first: three queries.

    Each month is a seek of its own within one statement, so that the archive's length costs little.
    `told` is further columns in SQL, such as CHANGED.
    """
    # Min and Max in one query read every edition: 2 s at 100,000 stories.
    moments = Edition.objects.published(at).values_list("first_published_at", flat=True)
    first, last = moments.order_by("first_published_at").first(), moments.newest_first().first()
    if first is None:
        return []
    spans = list(_spans(first.astimezone(zone), last.astimezone(zone), zone))
    sql = MONTHS.format(values=", ".join(["(%s, %s, %s)"] * len(spans)), told=told)
    with connection.cursor() as cursor:
        cursor.execute(sql, _parameters(spans, at, sql))
        rows = cursor.fetchall()
    return [(spans[place][0], *map(_aware, told)) for place, *told in sorted(rows, reverse=True)]


OF_MONTH = """
    FROM "articles_edition" WHERE first_published_at >= start AND first_published_at < past
    AND "articles_edition"."live_from" <= %s AND (live_until IS NULL OR live_until > %s)
"""
MONTHS = f"""
WITH month (place, start, past) AS (VALUES {{values}})
SELECT place {{told}} FROM month
WHERE EXISTS (SELECT 1 {OF_MONTH} AND kind NOT IN ('withdrawal', 'expiry'))
"""  # noqa: S608
# The last change and the number of stories: they read the whole archive's index. A change is also that a
# story was taken back, so both count those without text.
CHANGED = f""", (SELECT MAX("articles_edition"."live_from") {OF_MONTH}), (SELECT COUNT(*) {OF_MONTH})"""


def _spans(first, last, zone):
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return (month_of(month // 12, month % 12 + 1, zone) for month in months)


def _parameters(spans, at, sql):
    moments = [(place, *span) for place, span in enumerate(spans)]
    moments.append((at,) * (sql.count("%s") - 3 * len(spans)))
    flat = [value for row in moments for value in row]
    return [
        value if isinstance(value, int) else connection.ops.adapt_datetimefield_value(value) for value in flat
    ]


def _aware(value):
    """Return a moment as SQLite's MAX() gives it, text in UTC, or as PostgreSQL does; a number as it is."""
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if isinstance(value, str) else value


@public_page("before")
def archive_month(request, year, month):
    start, end = month_of(year, month, site_of(request).zone)
    river = newest_page(request.moment, request.GET.get("before"), since=start, until=end)
    if not river.rows:
        raise Http404
    context = {
        "month": start,
        "heading": date_format(start, "F Y"),
        "river": river,
        "is_paged": "before" in request.GET,
    }
    return render(request, "articles/archive_month.html", context)


def month_of(year, month, zone):
    """Return the moments at which a month begins and ends, in the paper's time zone."""
    try:
        start = datetime(year, month, 1, tzinfo=zone)
        end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
        start.astimezone(UTC), end.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    return start, end


@public_page("before")
def corrections(request):
    """The ledger: what was corrected, clarified, retracted, withdrawn and restored, each with its note."""
    edge = parse_position(request.GET["before"]) if "before" in request.GET else (None, None)
    river = first_page(_ledger(request.moment, *edge), column="live_from")
    context = {
        "river": river,
        "is_paged": "before" in request.GET,
        "heading": _("Corrections"),
        "listed": list(dict.fromkeys(address("article", row.slug_today) for row in river.rows)),
    }
    return render(request, "articles/corrections.html", context)


@CompiledQuery
def _ledger(at, edge_at, edge_pk):
    rows = corrections_ledger(at)
    if edge_at is not None:
        rows = after(rows, edge_at, edge_pk, column="live_from")
    return rows.order_by("-live_from", "-pk")[: PAGE_LENGTH + 1]


def corrections_ledger(at):
    """Return the corrections page's records up to `at`, each with its story's headline and address today."""
    today = Edition.objects.in_force(at).filter(article_id=OuterRef("article_id"))
    return (
        Edition.objects.printed(at)
        .on_corrections_page()
        .only("kind", "note", "live_from", "slug", "language", "redacted", "digest", "is_unconfirmed")
        .annotate(
            headline_today=Subquery(today.values("headline")[:1]),
            slug_today=Subquery(today.values("slug")[:1]),
        )
    )
