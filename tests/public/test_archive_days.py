"""The calendar of a month: its days with their stories."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import desk
from articles.models import Publication
from tests.reading import main

pytestmark = pytest.mark.django_db


@pytest.fixture
def stories(publish):
    """Publish stories at moments of February and March 2026."""
    made = {}
    for headline, at in (
        ("One", "2026-02-03T10:00:00Z"),
        ("Two", "2026-02-03T21:30:00Z"),
        ("Three", "2026-02-28T12:00:00Z"),
        ("Four", "2026-03-01T12:00:00Z"),
    ):
        with time_machine.travel(at, tick=False):
            made[headline] = publish(headline=headline)
    return made


def days(page):
    found = re.findall(r'href="\?day=(\d+)".*?<small>(\d+)</small>', page)
    return {int(day): int(count) for day, count in found}


def test_a_month_has_a_calendar_with_the_stories_of_each_day(client, stories):
    page = main(client.get("/archive/2026/2/"))

    assert days(page) == {3: 2, 28: 1}
    assert "3 February: 2 stories" in page


def test_a_day_lists_its_own_stories(client, stories):
    page = main(client.get("/archive/2026/2/?day=3"))

    assert ("One" in page, "Two" in page, "Three" in page) == (True, True, False)
    assert days(page) == {3: 2, 28: 1}


@pytest.mark.parametrize(
    ("language", "month", "day"),
    [("en", "February 2026", "3 February 2026"), ("ru", "Февраль 2026", "3 февраля 2026")],
)
def test_a_days_list_is_called_by_its_day(client, stories, language, month, day):
    Publication.objects.update_or_create(pk=1, defaults={"language": language})

    page = client.get("/archive/2026/2/?day=3").text

    assert f"<title>{day} – " in page
    assert f'<h1 class="rubric">{day}</h1>' in page
    assert f'<a href="/archive/2026/2/">{month}</a>' in page
    assert f'<h1 class="rubric">{month}</h1>' in client.get("/archive/2026/2/").text


def test_a_day_is_one_of_the_papers_time_zone(client, stories):
    Publication.objects.update_or_create(pk=1, defaults={"time_zone": "Asia/Yerevan"})

    assert days(main(client.get("/archive/2026/2/"))) == {3: 1, 4: 1, 28: 1}


def test_a_story_that_is_taken_back_is_not_counted(client, stories, editor):
    desk.withdraw(stories["One"], by=editor, note="Wrong.")

    assert days(main(client.get("/archive/2026/2/"))) == {3: 1, 28: 1}


@pytest.mark.parametrize("day", ["0", "29", "03", "x", "", "-1", "٣", "99999999999999999999", "4"])
def test_a_day_without_stories_or_that_is_none_is_unknown(client, stories, day):
    assert client.get("/archive/2026/2/", {"day": day}).status_code == 404


def test_a_calendar_costs_one_query_whatever_the_archive_holds(client, stories, publish_many):
    client.get("/corrections/")
    with CaptureQueriesContext(connection) as few:
        client.get("/archive/2026/2/")
    publish_many(30)
    client.get("/corrections/")

    with CaptureQueriesContext(connection) as many:
        client.get("/archive/2026/2/")

    assert len(many) == len(few) == 3
