"""What an editor puts where on a front, and how it leaves again."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import caches

from articles import desk
from articles.desk import fronts
from articles.models import Act, Placement, clock
from tests.cast import make_user

pytestmark = pytest.mark.django_db


def later(hours=1):
    return clock.now().replace(microsecond=0) + timedelta(hours=hours)


@pytest.fixture(scope="module")
def story(publish_kept):
    return publish_kept(headline="A")


@pytest.fixture(scope="module")
def other(publish_kept):
    return publish_kept(headline="B")


def standing(at=None, section=None):
    """Return {slot: headline} of what is placed at a moment."""
    rows = Placement.objects.in_force(at or clock.now()).filter(section=section)
    return {row.slot: row.article.headline for row in rows}


def test_a_story_stands_in_its_slot_from_then_until_then(story, editor):
    fronts.place(story, by=editor, slot=2, at=later(1), until=later(3))

    assert [standing(later(hour)) for hour in (0, 1, 2, 3)] == [{}, {2: "A"}, {2: "A"}, {}]


def test_what_was_in_the_slot_ends_and_keeps_its_beginning(story, other, editor):
    first = fronts.place(story, by=editor, slot=0)
    began = first.placed_from

    second = fronts.place(other, by=editor, slot=0)

    first.refresh_from_db()
    assert (first.placed_from, first.placed_until) == (began, second.placed_from)
    assert standing() == {0: "B"}


def test_a_story_that_is_moved_leaves_its_other_slot(story, editor):
    fronts.place(story, by=editor, slot=0)

    fronts.place(story, by=editor, slot=3)

    assert standing() == {3: "A"}


def test_each_front_has_slots_of_its_own(story, editor, section):
    fronts.place(story, by=editor, slot=0)
    fronts.place(story, by=editor, slot=1, section=section)

    assert (standing(), standing(section=section)) == ({0: "A"}, {1: "A"})


def test_a_placement_gives_way_to_the_one_planned_next(story, other, editor):
    fronts.place(story, by=editor, slot=0, at=later(2))

    fronts.place(other, by=editor, slot=0)

    assert [standing(), standing(later(3))] == [{0: "B"}, {0: "A"}]


def test_a_placement_that_would_run_into_the_next_one_is_refused(story, other, editor):
    fronts.place(story, by=editor, slot=0, at=later(2))

    with pytest.raises(desk.Refused, match="before this one would end"):
        fronts.place(other, by=editor, slot=0, until=later(5))

    assert standing() == {}


def test_a_story_cleared_now_ends_and_a_planned_one_is_dropped(story, other, editor):
    there = fronts.place(story, by=editor, slot=0)
    planned = fronts.place(other, by=editor, slot=1, at=later())

    fronts.clear(there, by=editor)
    fronts.clear(planned, by=editor)

    assert standing() == standing(later(2)) == {}
    assert list(Placement.objects.all()) == [there]


def test_of_two_who_clear_a_slot_the_second_is_told(story, editor):
    placement = fronts.place(story, by=editor, slot=0)
    fronts.clear(placement, by=editor)

    with pytest.raises(desk.Refused, match="meanwhile"):
        fronts.clear(placement, by=editor)


@pytest.mark.parametrize("slot", [-1, fronts.SLOTS])
def test_there_are_so_many_slots_and_no_more(story, editor, slot):
    with pytest.raises(desk.Refused, match="no such slot"):
        fronts.place(story, by=editor, slot=slot)


@pytest.mark.parametrize(("hours", "until"), [(-1, None), (2, 1), (2, 2)])
def test_a_moment_that_makes_no_sense_is_refused(story, editor, hours, until):
    with pytest.raises(desk.Refused):
        fronts.place(story, by=editor, slot=0, at=later(hours), until=until and later(until))

    assert not Placement.objects.exists()


def test_a_story_that_nobody_can_read_then_is_not_placed(publish, make_article, editor):
    with pytest.raises(desk.Refused, match="can't read"):
        fronts.place(make_article(), by=editor, slot=0)
    planned = publish(at=later(2))
    with pytest.raises(desk.Refused, match="can't read"):
        fronts.place(planned, by=editor, slot=0, at=later(1))

    fronts.place(planned, by=editor, slot=0, at=later(2))


def test_a_retracted_story_is_not_placed(publish, editor):
    wrong = publish()
    desk.correct(wrong, by=editor, kind="retraction", note="Nothing of it is true.", changes={})

    with pytest.raises(desk.Refused, match="retracted"):
        fronts.place(wrong, by=editor, slot=0)


def test_a_reporter_places_nothing(story, reporter):
    with pytest.raises(desk.Refused, match="no permission"):
        fronts.place(story, by=reporter, slot=0)


def test_a_sections_front_is_its_own_desks(story, editor, section):
    section.editors.add(make_user("other", "Editor"))

    with pytest.raises(desk.Refused, match="another desk"):
        fronts.place(story, by=editor, slot=0, section=section)


def test_placing_is_in_the_log(story, editor):
    fronts.clear(fronts.place(story, by=editor, slot=4), by=editor)

    acts = Act.objects.filter(subject="front:").order_by("pk")
    assert [(act.verb, act.by, act.data["slot"], act.data["article"]) for act in acts] == [
        ("place", editor, 4, str(story.uid)),
        ("clear", editor, 4, str(story.uid)),
    ]


# What readers see of it


def headlines(client, path="/"):
    caches["pages"].clear()
    page = client.get(path).content.decode()
    return lambda *names: sorted(names, key=page.index)


def test_a_slot_that_nobody_filled_fills_by_time(client, publish, editor):
    for name in ("Oldest", "Older", "Newer", "Newest"):
        article = publish(headline=name)
        if name == "Oldest":
            placed = article
    fronts.place(placed, by=editor, slot=1)

    order = headlines(client)

    names = ("Newest", "Oldest", "Newer", "Older")
    assert order(*names) == list(names)


def test_a_sections_slots_fill_by_time_too(client, publish, editor, section):
    placed = publish(headline="Oldest")
    publish(headline="Newer")
    publish(headline="Newest")
    fronts.place(placed, by=editor, slot=1, section=section)

    names = ("Newest", "Oldest", "Newer")
    assert headlines(client, "/sections/world/")(*names) == list(names)


def test_a_withdrawn_story_leaves_its_slot_by_itself(client, publish, editor):
    article = publish(headline="Withdrawn soon")
    publish(headline="Next")
    fronts.place(article, by=editor, slot=0)

    desk.withdraw(article, by=editor, note="Wrong.")

    page = client.get("/").content.decode()
    assert "Withdrawn soon" not in page
    assert "Next" in page


def test_a_front_changes_at_a_placements_moment_without_an_act(client, publish, editor):
    placed = publish(headline="Tonight")
    publish(headline="Newest")
    fronts.place(placed, by=editor, slot=0, at=later())

    assert headlines(client)("Newest", "Tonight") == ["Newest", "Tonight"]
    with time_machine.travel(later(2), tick=False):
        assert headlines(client)("Newest", "Tonight") == ["Tonight", "Newest"]
