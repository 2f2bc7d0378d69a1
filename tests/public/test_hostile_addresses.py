"""What anyone can write into a public address: no value in any place of any address is an error of ours."""

import re
from urllib.parse import quote

import pytest
from django.urls import get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Publication, Topic, clock
from tests.crawl.addresses import patterns

VALUES = ["x", "0", "-1", "1", "12", "31", "32", "99", "2026", "9999", "10000", "0001", "9" * 30, "9" * 5000,
          "٣", "²", "\0", "%", "%00", "..", ".", "a b", "мост", "水" * 300, "é", "e\u0301", "A-B_c", "nan",
          "1e9", "null", "[]", "2026-02-30", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1-1",
          "000000", "ffffff", "fffffg", "FFFFFF", "water", "live", "world", "latest", "rss"]  # fmt: skip
NAMES = ["at", "before", "after", "page", "day", "old", "new", "q", "sort", "section", "topic", "person",
         "source", "kind", "since", "until", "language", "page_size", "part", "format", "from"]  # fmt: skip
PLACE = re.compile(r"<(?:\w+:)?\w+>|\((?:\?P<\w+>)?[^()]*\)")


def routes():
    """Return the routes of all public addresses, with a mark in each place where a value stands."""
    crawled = [str(each.pattern) for each in patterns(get_resolver())]
    return sorted({_marked(route).strip("^$").replace("\\", "") for route in [*crawled, "state"]})


def _marked(route):
    while (marked := PLACE.sub("\0", route)) != route:
        route = marked
    return route


ROUTES = routes()


@pytest.fixture(scope="module")
def paper(publish_kept):
    """A paper with a story of a series, which a day of this month's archive has."""
    Publication.objects.create(name="The Paper")
    topic = Topic.objects.create(name="Water", is_series=True)
    story = publish_kept(slug="live")
    story.topics.add(topic)


@pytest.fixture
def status(client, paper, db):
    client.raise_request_exception = False
    return lambda path, query: client.get(path, query).status_code


def test_colours_state_series_and_archive_days_are_among_them():
    assert {"state", "colours/\0-\0.css", "topics/\0/", "archive/\0/\0/"} <= set(ROUTES)


anything = st.sampled_from(VALUES) | st.text(max_size=40)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=400)
@given(st.sampled_from(ROUTES), st.lists(anything, min_size=4, max_size=4),
       st.dictionaries(st.sampled_from(NAMES), anything, max_size=2))  # fmt: skip
def test_no_value_in_a_public_address_is_an_error(status, route, values, query):
    values = iter(values)
    path = "/" + re.sub("\0", lambda _place: quote(next(values), safe=""), route)

    assert status(path, query) < 500


@pytest.mark.parametrize("value", VALUES)
def test_no_day_of_the_archive_and_no_place_in_a_series_is_an_error(status, value):
    now = clock.now()

    assert status(f"/archive/{now.year}/{now.month}/", {"day": value}) in (200, 404)
    assert status(f"/archive/{quote(value, safe='')}/{quote(value, safe='')}/", {"day": value}) in (
        200,
        301,
        404,
    )
    assert status("/topics/water/", {"before": value, "page": value, "at": value}) in (200, 404)
