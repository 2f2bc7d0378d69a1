"""What outsiders may not notice: that the desk planned, moved or dropped something."""

from datetime import UTC, datetime, timedelta

import pytest

from articles import desk
from articles.models import clock
from tests.crawl import records

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def told():
    """Return {path: status, headers and body} of every public answer."""
    return {path: answer for path, _status, answer in records.answers(AT)}


def changed(before):
    """Return the paths whose answers are no longer what they were; the crawl knows plans' addresses."""
    after = told()
    return [path for path in before if after.get(path) != before[path]]


def test_a_plan_made_moved_and_dropped_changes_no_byte_of_any_public_answer(
    publish, chief_editor, make_article, section, settings, time_machine
):
    settings.SIGNING_KEY = "b25seSBmb3IgdGhlIHRlc3RzLCBhbmQgMzIgYnl0ZXM="
    time_machine.move_to(datetime(2026, 3, 1, 12, tzinfo=UTC), tick=False)
    live = publish(headline="Live")
    time_machine.move_to(AT, tick=False)
    before, later = told(), clock.now() + timedelta(hours=3)
    assert {"/", "/feeds/latest.atom", "/.well-known/newsroom.json"} <= set(before)

    planned = publish(headline="A secret plan", at=later)
    assert changed(before) == []
    desk.move_plan(planned, by=chief_editor, at=later + timedelta(hours=1))
    assert changed(before) == []
    desk.expire(live, by=chief_editor, at=later)
    desk.place(planned, by=chief_editor, slot=0, at=later + timedelta(hours=2))
    assert changed(before) == []
    desk.drop_plan(planned, by=chief_editor)
    desk.note(live, by=chief_editor, text="A secret note")
    assert changed(before) == []
