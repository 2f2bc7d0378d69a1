"""Lists of stories by topic, person, source and month, and the ledger of corrections."""

import json
from collections import Counter
from datetime import UTC, datetime
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from articles.models import Edition, EditionPerson, EditionTopic
from articles.models.named import address

from . import archive_days
from .amendments import add_corrections
from .compiled_queries import CompiledQuery
from .current_names import portrait
from .pagination import (
    PAGE_LENGTH,
    after,
    first_page,
    newest_page,
    parse_position,
    with_card_fields,
)
from .series import parts_of
from .site import public_page, render, site_of
from .spans import with_stories

KEY_SOURCES = 5  # named beside a topic
BEAT = 3  # topics named beside a person


@public_page("before")
def topic(request, slug):
    return list_page(request, EditionTopic, slug)


@public_page("before")
def person(request, slug):
    return list_page(request, EditionPerson, slug)


def list_page(request, link, slug):
    """Show the stories about a topic, by a person or citing a source that a record names."""
    thing, keys = in_print(link, slug, request.moment)
    if thing.slug != slug:
        return HttpResponsePermanentRedirect(thing.get_absolute_url())
    is_series = link is EditionTopic and thing.is_series and "before" not in request.GET
    parts = parts_of(thing, keys, request.moment) if is_series else None
    context = {
        "thing": thing,
        "is_series": parts is not None,
        "river": parts or linked_editions(link, keys, request),
        "is_paged": "before" in request.GET,
    }
    add_corrections(context["river"].rows, request.moment)
    if link is EditionPerson:
        context |= {"portrait": portrait(thing), "beat": beat(context["river"].rows, site_of(request))}
    elif not context["is_paged"]:
        context["key_sources"] = key_sources(context["river"].rows, site_of(request))
    return render(request, f"articles/{link.NAMES}.html", context)


def key_sources(rows, site):
    """Return {slug: name} of the sources on which most of some stories rest, each at least on two."""
    cited = (site.heirs.citations(json.loads(row.stored("citations"))) for row in rows)
    return _most_named(cited, "source", KEY_SOURCES)


def beat(rows, site):
    """Return {slug: name} of the topics of most of a person's newest stories, each of at least two."""
    topics = (site.heirs.rows("topic", json.loads(row.stored("topics"))) for row in rows)
    return _most_named(topics, "slug", BEAT)


def _most_named(stories, key, most):
    """Return {slug: name} of what most stories name, at least two of them; a slug stands under `key`."""
    found = Counter()
    for named in stories:
        # Each once a story, and no set: its order differs from process to process.
        found.update(dict.fromkeys((each[key], each["name"]) for each in named).keys())
    return {slug: name for (slug, name), times in found.most_common(most) if times > 1}


def in_print(link, slug, at):
    """Return what has a slug, or its successor, and the keys of this and of all that was merged into it.

    Unknown is what no record names.
    """
    thing = next(iter(of_slug(slug, link=link)), None)
    if thing is None:
        raise Http404
    heir = thing.today
    keys = (heir.pk, *merged_into(heir.pk, link=link))
    # A person or source that only a draft names has no page: it would reveal what is being written.
    if not is_printed(at, keys, link=link):
        raise Http404
    return heir, keys


@CompiledQuery
def of_slug(slug, *, link):
    # select_related saves the query for the successor, which whoever asks needs.
    return link.target().objects.filter(slug=slug).select_related("merged_into").order_by()


@CompiledQuery
def merged_into(key, *, link):
    return link.target().objects.filter(merged_into=key).order_by().values_list("pk", flat=True)


@CompiledQuery
def is_printed(at, keys, *, link):
    return links_to(link, keys).printed(at).order_by().values_list("pk")[:1]


def links_to(link, keys):
    return link.objects.filter(**{f"{link.NAMES}__in": keys})


def named_in_print(link, at):
    """Return the people, topics or sources that a record names; one that only a draft cites is not public."""
    return link.target().objects.filter(Exists(links_of_each(link).printed(at)), merged_into=None)


def links_of_each(link):
    """Return, for a query of people, topics or sources, the links of each and of those merged into it."""
    outer = OuterRef(OuterRef("pk"))
    kin = link.target().objects.filter(Q(pk=outer) | Q(merged_into=outer)).order_by()
    return links_to(link, kin.values("pk"))


def linked_editions(link, keys, request):
    """Return a page of the stories that name something of some keys."""
    edge = parse_position(request.GET.get("before"))
    return first_page(linked.rows(request.moment, keys, *edge, link=link))


@CompiledQuery
def linked(at, keys, edge_at, edge_pk, *, link):
    links = after(links_to(link, keys).news(at), edge_at, edge_pk, key="edition")
    read = "topics" if link is EditionPerson else "citations"
    editions = newest_linked(links, at, (PAGE_LENGTH + 1) * len(keys)).newest_first()
    return with_card_fields(editions, read)[: PAGE_LENGTH + 1]


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


def months(at, zone, columns=""):
    """Return [(first moment, *columns)] of each month with a story, newest first: three queries.

    Each month is a seek of its own within one statement, so that the archive's length costs little.
    `columns` is further columns in SQL, such as CHANGED.
    """
    # Min and Max in one query read every edition: 2 s at 100,000 stories.
    moments = Edition.objects.published(at).values_list("first_published_at", flat=True)
    first, last = moments.order_by("first_published_at").first(), moments.newest_first().first()
    if first is None:
        return []
    spans = list(_spans(first.astimezone(zone), last.astimezone(zone), zone))
    return with_stories(spans, at, columns)


def _spans(first, last, zone):
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return (month_of(month // 12, month % 12 + 1, zone) for month in months)


@public_page("before", "day")
def archive_month(request, year, month):
    """List the stories of a month, or of one of its days, beside a calendar of it."""
    zone = site_of(request).zone
    first, past = month_of(year, month, zone)
    day = archive_days.asked_day(request.GET.get("day"), first)
    since, until = archive_days.day_span(day, zone) if day else (first, past)
    river = newest_page(request.moment, request.GET.get("before"), since=since, until=until)
    if not river.rows:
        raise Http404
    context = {
        "month": first,
        "day": day,
        "weeks": archive_days.weeks(first, request.moment, zone),
        "weekdays": archive_days.weekdays(),
        "heading": date_format(first, "F Y"),
        "river": river,
        "is_paged": bool({"before", "day"} & set(request.GET)),
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
    edge = parse_position(request.GET.get("before"))
    river = first_page(ledger(request.moment, *edge), column="live_from")
    context = {
        "river": river,
        "is_paged": "before" in request.GET,
        "heading": _("Corrections"),
        "listed": list(
            dict.fromkeys(address("article", row.slug_today) for row in river.rows if row.slug_today)
        ),
    }
    return render(request, "articles/corrections.html", context)


@CompiledQuery
def ledger(at, edge_at, edge_pk):
    """Find a page of the ledger, behind a place in it."""
    rows = after(corrections_ledger(at), edge_at, edge_pk, column="live_from")
    return rows.order_by("-live_from", "-pk")[: PAGE_LENGTH + 1]


def corrections_ledger(at):
    """Return the corrections page's records up to `at`, each with what its story is called and is today."""
    today = Edition.objects.in_force(at).filter(article_id=OuterRef("article_id"))
    return (
        Edition.objects.printed(at)
        .on_corrections_page()
        .only("kind", "note", "live_from", "slug", "language", "redacted", "digest", "is_unconfirmed")
        .annotate(
            headline_today=Subquery(today.values("headline")[:1]),
            slug_today=Subquery(today.values("slug")[:1]),
            kind_today=Subquery(today.values("kind")[:1]),
        )
    )
