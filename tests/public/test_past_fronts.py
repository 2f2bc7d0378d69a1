"""A front can be read as it stood."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine

from articles import desk
from articles.models import Edition, Publication, clock, site_state
from tests.reading import headlines, main

FRONTS = ("/", "/sections/world/")


def test_the_front_as_it_stood(client, publish):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        publish(headline="Old news")
    with time_machine.travel("2026-01-02T10:00:00Z", tick=False):
        publish(headline="New news")

        then = client.get("/", {"at": "2026-01-01T18:00"})

    assert headlines(then) == ["Old news"]
    assert then["X-Robots-Tag"] == "noindex"
    assert then["Cache-Control"] == "no-store"
    assert headlines(client.get("/sections/world/", {"at": "2026-01-01T18:00"})) == ["Old news"]


@pytest.mark.parametrize("front", FRONTS)
def test_the_older_pages_of_a_past_front_are_of_that_past(client, publish_many, front):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        publish_many(70)
        times = Edition.objects.newest_first().values_list("first_published_at", flat=True)
    with time_machine.travel("2026-01-02T10:00:00Z", tick=False):
        pages = [client.get(front, {"at": times[10].isoformat()})]
        Edition.objects.filter(first_published_at__lt=times[60]).update(live_until=times[5])
        site_state.replace_token()
        while link := re.search(r'rel="next" href="[^?]*([^"]+)"', main(pages[-1])):
            pages.append(client.get(front + unescape(link[1])))

    assert len(pages) > 2
    assert "Story 0" in headlines(pages[-1])
    assert {page["Cache-Control"] for page in pages} == {"no-store"}
    assert {page["X-Robots-Tag"] for page in pages} == {"noindex"}


def test_a_past_front_leaves_out_what_is_withdrawn_today(client, publish, chief_editor):
    with time_machine.travel("2026-01-01T10:00:00Z", tick=False):
        article = publish(headline="Untrue")
    with time_machine.travel("2026-01-02T10:00:00Z", tick=False):
        desk.withdraw(article, by=chief_editor, note="Taken back.")

        then = client.get("/", {"at": "2026-01-01T18:00"})

    assert headlines(then) == []


def test_nobody_looks_into_the_future(client, publish):
    at = clock.now() + timedelta(hours=1)
    publish(headline="Planned", at=at)

    assert client.get("/", {"at": (at + timedelta(hours=1)).isoformat()}).status_code == 404


@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Asia/Tokyo"])
def test_an_impossible_date_is_unknown(client, publish, zone):
    publish()
    Publication.objects.create(time_zone=zone)
    dates = ["", "x", "2026-02-31T00:00", "0001-01-01T00:00", "9999-12-31T23:59:59-23:59"]
    dates += ["0001-01-01T00:00Z", "0001-01-01T00:00+14:00", "0001-01-01T00:00+23:59"]

    answers = {(front, at): client.get(front, {"at": at}).status_code for front in FRONTS for at in dates}

    assert {asked: status for asked, status in answers.items() if status not in (200, 404)} == {}
