"""The log, as who looks something up reads it: what was done, on what, in words."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import desk
from articles.desk import fronts
from articles.models import Act

pytestmark = pytest.mark.django_db
LOG = reverse("admin:articles_act_changelist")


@pytest.fixture
def lines(at_desk, chief_editor):
    """Return the lines of the log as [what was done, on what], the newest first."""

    def lines(**query):
        page = at_desk(chief_editor).get(LOG, query)
        return [
            [page.context["cl"].model_admin.said(act), page.context["cl"].model_admin.done_on(act)]
            for act in page.context["cl"].result_list
        ]

    return lines


def of(name, *args):
    return reverse(name, args=args)


def test_each_act_names_what_it_was_done_on_and_leads_there(
    lines, publish, make_source, chief_editor, section
):
    story, source = publish(headline="Rain"), make_source("Ministry")
    desk.withdraw_source(source, by=chief_editor, reason="It made things up.")
    fronts.place(story, by=chief_editor, slot=0, section=section)
    fronts.place(story, by=chief_editor, slot=0)

    assert [[str(said), on] for said, on in lines()] == [
        ["Placed on a front", f'<a href="{of("home_desk")}">Front: the paper&#x27;s own</a>'],
        ["Placed on a front", f'<a href="{of("front_desk", section.slug)}">Front: {section}</a>'],
        ["Source withdrawn", f'<a href="{of("admin:articles_source_change", source.pk)}">Ministry</a>'],
        ["Published", f'<a href="{of("admin:articles_article_change", story.pk)}">Rain</a>'],
    ]


def test_the_log_counts_acts(at_desk, publish, chief_editor):
    desk.withdraw(publish(), by=chief_editor, note="Wrong.")

    page = at_desk(chief_editor).get(LOG).content.decode()

    assert "2 acts of the log" in page


def test_a_moment_is_told_by_the_24_hours_as_on_the_time_lines(at_desk, publish, chief_editor):
    at = datetime(2026, 3, 4, 16, 44, tzinfo=UTC)
    Act.objects.create(at=at, verb="publish", subject=f"article:{publish().uid}")

    page = at_desk(chief_editor).get(LOG).content.decode()

    assert "4 Mar 2026, 16:44" in page
    assert "p.m." not in page


def test_what_is_gone_goes_by_what_the_act_kept_of_it(lines):
    gone = f"article:{uuid4()}"
    Act.objects.create(at="2026-01-01T00:00Z", verb="import", subject=gone, data={"headline": "Old"})
    Act.objects.create(at="2026-01-01T00:00Z", verb="share", subject=gone)

    assert [on for _said, on in lines()] == [gone, "Old"]


def test_the_log_is_filtered_by_act_and_asks_no_more_for_more(lines, make_article, chief_editor):
    def queries(**query):
        lines(**query)
        with CaptureQueriesContext(connection) as seen:
            lines(**query)
        return len(seen)

    desk.submit(make_article(), by=chief_editor)
    few = queries()
    for _each in range(3):
        desk.spike(make_article(), by=chief_editor)

    assert queries() == few
    assert [str(said) for said, _on in lines(verb="submit")] == ["Submitted"]
