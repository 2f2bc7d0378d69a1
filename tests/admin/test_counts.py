"""What the desks did, week by week."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import desk
from articles.admin import counts
from articles.models import Act, Section

pytestmark = pytest.mark.django_db

COUNTS = reverse("counts")
MONDAY = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def weeks(publish, chief_editor):
    """Two weeks of two desks."""
    world, home = (Section.objects.create(name=name, slug=name.strip("=")) for name in ("Abroad", "=Home"))
    with time_machine.travel(MONDAY - timedelta(days=1), tick=False):
        first = publish(headline="One", section=home, body="It rained agin.")
    with time_machine.travel(MONDAY, tick=False):
        publish(headline="Two", section=world)
        gone = publish(headline="Three", section=world)
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        desk.correct(first, by=chief_editor, kind="correction", note="It snowed.", changes={"body": "Snow."})
        desk.withdraw(gone, by=chief_editor, note="It was not so.")
    with time_machine.travel(MONDAY + timedelta(days=2), tick=False):
        yield


def test_first_editions_corrections_and_withdrawals_count_in_their_week_and_desk(weeks, chief_editor):
    found = counts.by_week(chief_editor, MONDAY + timedelta(days=2), 8)

    assert [(str(week), total, desks) for week, total, desks in found] == [
        ("2026-05-04", [2, 0, 1, 1], [("=Home", [0, 0, 1, 0]), ("Abroad", [2, 0, 0, 1])]),
        ("2026-04-27", [1, 0, 0, 0], [("=Home", [1, 0, 0, 0])]),
    ]


def test_the_page_and_the_csv_say_the_same(weeks, at_desk, chief_editor):
    client = at_desk(chief_editor)

    page, table = client.get(COUNTS), client.get(f"{COUNTS}?weeks=1&format=csv")

    assert "Abroad" in page.text
    assert table.getvalue().decode("utf-8-sig").splitlines() == [
        "Week from,section,published,updated,corrected,withdrawn",
        "2026-05-04,'=Home,0,0,1,0",
        "2026-05-04,Abroad,2,0,0,1",
    ]
    sent = Act.objects.get(verb="export_list")
    assert (sent.subject, sent.data["query"]) == ("newsroom:counts", "weeks=1&format=csv")


def test_a_closed_section_counts_for_those_alone_who_see_it(weeks, at_desk, chief_editor, editor):
    Section.objects.filter(slug="Abroad").update(is_closed=True)
    Section.objects.get(slug="Abroad").editors.add(chief_editor)

    assert "Abroad" in at_desk(chief_editor).get(COUNTS).text
    assert "Abroad" not in at_desk(editor).get(COUNTS).text


@pytest.mark.parametrize("weeks_asked", ["0", "-1", "53", "x", "9" * 40])
def test_a_span_that_is_none_is_eight_weeks(weeks_asked, at_desk, editor):
    page = at_desk(editor).get(f"{COUNTS}?weeks={weeks_asked}")

    assert page.context["weeks"] == 8


def test_a_reporter_has_no_use_for_it(at_desk, reporter):
    assert at_desk(reporter).get(COUNTS).status_code == 403


def test_it_costs_two_queries_and_enters_at_the_moments(weeks, chief_editor):
    chief_editor.has_perm("articles.view_article")

    with CaptureQueriesContext(connection) as asked:
        counts.by_week(chief_editor, MONDAY + timedelta(days=2), 8)

    assert len(asked) <= 3
