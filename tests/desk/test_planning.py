"""Plans: moved, dropped, gone out now, and followed by an expiry."""

from datetime import timedelta
from itertools import product

import pytest

from articles import desk
from articles.archive import verifying
from articles.models import Address, clock

from .conftest import planned, published

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_first_plan_that_moves_takes_its_first_moment_and_its_expiry_along(publish, chief_editor):
    story, at = publish(at=clock.now() + HOUR), clock.now() + 5 * HOUR
    desk.expire(story, by=chief_editor, at=at + HOUR)

    desk.move_plan(story, by=chief_editor, at=at)

    moments = story.editions.order_by("number").values_list("live_from", "live_until", "first_published_at")
    assert list(moments) == [(at, at + HOUR, at), (at + HOUR, None, at)]
    assert Address.objects.get().public_since == at
    assert list(verifying.archive_faults()) == []


def test_a_plan_can_go_out_now(publish, chief_editor):
    story = publish(at=clock.now() + HOUR)

    desk.move_plan(story, by=chief_editor)

    assert published(story).number == 1


def test_a_text_never_moves_behind_its_expiry(publish, chief_editor):
    story = publish(at=clock.now() + HOUR)
    desk.expire(story, by=chief_editor, at=clock.now() + 2 * HOUR)

    with pytest.raises(desk.Refused, match="expire before"):
        desk.move_plan(story, by=chief_editor, at=clock.now() + 3 * HOUR)


def test_an_expiry_moves_whatever_the_embargo(publish, change, chief_editor):
    story = publish()
    desk.expire(story, by=chief_editor, at=clock.now() + HOUR)
    change(story, embargo_until=clock.now() + 9 * HOUR)

    desk.move_plan(story, by=chief_editor, at=clock.now() + 2 * HOUR, part="expiry")

    assert planned(story).kind == "expiry"


@pytest.mark.parametrize("is_live", [False, True])
def test_an_expiry_stays_behind_a_dropped_plan_where_something_is_live(
    is_live, publish, make_article, change, chief_editor
):
    story = change(publish(), body="New.") if is_live else make_article()
    desk.publish(story, by=chief_editor, at=clock.now() + HOUR)
    desk.expire(story, by=chief_editor, at=clock.now() + 2 * HOUR)

    desk.drop_plan(story, by=chief_editor)

    kinds = ["first", "expiry"] if is_live else []
    assert list(story.editions.order_by("number").values_list("kind", flat=True)) == kinds
    assert list(verifying.archive_faults()) == []


def test_a_story_expires_after_it_is_live(publish, chief_editor):
    at = clock.now() + HOUR
    story = publish(at=at)

    with pytest.raises(desk.Refused, match="expires after"):
        desk.expire(story, by=chief_editor, at=at)
    with pytest.raises(desk.Refused, match="expires after"):
        desk.expire(story, by=chief_editor)


def test_a_dropped_plans_text_is_in_the_copys_history(publish, change, chief_editor):
    story = publish(body="One.\n\n## Mid\n\nTwo.")
    planned_body = "One.\n\n## Mid\n\n2."
    desk.publish(change(story, body=planned_body), by=chief_editor, at=clock.now() + HOUR)
    change(story, body="Something else.")
    merged = "1.\n\n## Mid\n\n2."
    desk.correct(
        story, by=chief_editor, kind="correction", note="N.", changes={"body": "1.\n\n## Mid\n\nTwo."}
    )
    assert planned(story).body == merged

    desk.drop_plan(story, by=chief_editor)

    assert story.history.filter(body=merged).exists()
    assert story.history.first().body == story.body == "Something else."


def test_what_is_only_planned_is_not_called_published_in_the_copys_history(publish, change, chief_editor):
    story = publish(at=clock.now() + HOUR)
    desk.drop_plan(story, by=chief_editor)
    desk.publish(change(story, body="New."), by=chief_editor)

    reasons = story.history.order_by("history_id").values_list("history_change_reason", flat=True)

    assert [reason for reason in reasons if reason] == ["planned", "published"]


def test_what_is_not_planned_is_neither_moved_nor_dropped(publish, chief_editor):
    story = publish()

    for act, part in product((desk.move_plan, desk.drop_plan), ("text", "expiry")):
        with pytest.raises(desk.Refused, match="planned"):
            act(story, by=chief_editor, part=part)
