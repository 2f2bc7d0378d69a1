"""Lists by position: twenty stories, and the address of the older ones."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.http import Http404

from articles.models import Edition

from .compiled_queries import CompiledQuery

PAGE_LENGTH = 20
# re.ASCII: \d matches the digits of every script, which int() would accept too.
# Milliseconds from the year 68 to 8307, which every database holds, and a key.
POSITION = re.compile(r"(-[0-5]?\d{1,13}|[01]?\d{1,14})-(\d{1,18})", re.ASCII)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ListPage:
    """A page of a list, and the position behind its last row (empty where nothing is older)."""

    rows: list
    older: str = ""


def position(moment, pk):
    """Name a place in a list that the next story on top won't shift: milliseconds and a key."""
    return f"{(moment - EPOCH) // timedelta(milliseconds=1)}-{pk}"


def parse_position(text):
    """Return the moment and the key that a position names; of the list's beginning, None and None."""
    if text is None:
        return None, None
    found = POSITION.fullmatch(text)
    if found is None:
        raise Http404
    return EPOCH + timedelta(milliseconds=int(found[1])), int(found[2])


def after(rows, at, pk, column="first_published_at", key="pk"):
    """Leave of some rows, newest first, those behind a position, which parse_position() returns."""
    if at is None:
        return rows
    # The first condition alone enters the index; the second settles what was published together.
    return rows.filter(Q(**{f"{column}__lte": at})).filter(
        Q(**{f"{column}__lt": at}) | Q(**{column: at, f"{key}__lt": pk})
    )


def first_page(rows, column="first_published_at", length=PAGE_LENGTH):
    """Return the first of some rows as a ListPage; one more is looked at, to know whether any is older."""
    found = list(rows[: length + 1])
    if len(found) <= length:
        return ListPage(found)
    # A position and not a page number: with OFFSET, page 500 reads all the rows before it, and a new
    # story shifts every page.
    last = found[length - 1]
    return ListPage(found[:length], position(getattr(last, column), last.pk))


def newest_page(at, before=None, now=None, sections=None, since=None, until=None):
    """Return a page of what is published at `at`, newest first; of a past moment where `now` is given.

    `sections` are keys, `since` and `until` moments of the first publication.
    """
    edge = parse_position(before)
    return first_page(newest.rows(at, now, sections, since, until, *edge, length=PAGE_LENGTH + 1))


@CompiledQuery
def newest(at, now, sections, since, until, edge_at, edge_pk, *, length):
    editions = visible(at, now)
    if sections is not None:
        editions = editions.filter(section__in=sections)
    # One form of the query for each combination: the planner then sees only the conditions that
    # apply.
    if since is None:
        editions = editions.news()
    else:
        editions = editions.filter(first_published_at__gte=since, first_published_at__lt=until)
    editions = after(editions, edge_at, edge_pk)
    return with_card_fields(editions.newest_first())[:length]


def visible(at, now):
    """Return what readers see at `at`: the present, or, where `now` is given, the past."""
    return Edition.objects.published(at) if now is None else Edition.objects.as_of(at, now)


def with_card_fields(editions, *more):
    """Read of editions what a card shows, and `more`: half a list's time went into columns nobody saw."""
    return editions.select_related(SECTION).only(*CARD_FIELDS, *more)


SECTION = "section__merged_into"
CARD_FIELDS = (
    *(field for field in Edition.fields_with(on_card=True) if field != "section"),
    *(f"{section}__{column}" for section in ("section", SECTION) for column in ("name", "slug")),
    *("section__merged_into", "article", "is_retracted", "first_published_at", "live_from"),
)
