"""Fronts and related stories, by verify: what was put there past the acts is found."""

from datetime import UTC, datetime, timedelta

import pytest

from articles import desk
from articles.archive import logged_fronts, verifying
from articles.models import Placement, Relation, Section, clock

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LONG_AGO, FAR = datetime(2001, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)


def faults():
    return list(verifying.archive_faults())


@pytest.fixture
def fronts(publish, section, editor, chief_editor, time_machine):
    """Stories that acts put on fronts in each way: now, for a while, ahead, over others, and off again."""
    start, (dam, quay, ferry) = clock.now(), [publish(headline=name) for name in ("Dam", "Quay", "Ferry")]
    time_machine.move_to(start + 1 * HOUR, tick=False)
    desk.place(dam, by=editor, slot=0)
    desk.place(quay, by=editor, slot=1, until=start + 9 * HOUR)
    desk.place(ferry, by=editor, slot=0, section=section, at=start + 4 * HOUR)
    time_machine.move_to(start + 2 * HOUR, tick=False)
    desk.place(ferry, by=editor, slot=0, at=start + 5 * HOUR)
    desk.place(dam, by=editor, slot=3)
    desk.place(quay, by=editor, slot=2, section=section)
    desk.place(dam, by=editor, slot=2, section=section)
    time_machine.move_to(start + 3 * HOUR, tick=False)
    desk.clear(Placement.objects.get(article=quay, section=None), by=editor)
    desk.place(quay, by=editor, slot=4, at=start + 8 * HOUR)
    desk.place(quay, by=editor, slot=4, at=start + 7 * HOUR)
    desk.relate(dam, by=editor, stories=[quay, ferry, quay])
    desk.relate(dam, by=editor, stories=[ferry])
    desk.relate(quay, by=editor, stories=[dam])
    desk.relate(quay, by=editor, stories=[])
    return dam, quay, ferry


def test_what_acts_put_there_is_no_fault(fronts, section, chief_editor):
    assert faults() == []

    desk.merge_sections(section, Section.objects.create(name="Globe"), by=chief_editor)

    assert Placement.objects.filter(section__name="Globe").count() == 2
    assert faults() == []


CHANGES = {
    "another story": lambda row, story: Placement.objects.filter(pk=row.pk).update(article=story),
    "another slot": lambda row, story: Placement.objects.filter(pk=row.pk).update(slot=1),
    "another moment": lambda row, story: Placement.objects.filter(pk=row.pk).update(
        placed_from=row.placed_from - HOUR
    ),
    "another end": lambda row, story: Placement.objects.filter(pk=row.pk).update(placed_until=FAR),
    "gone": lambda row, story: Placement.objects.filter(pk=row.pk).delete(),
    "one more": lambda row, story: Placement.objects.create(article=story, slot=1, placed_from=clock.now()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_put_on_a_front_past_the_acts_is_found(fronts, change):
    _dam, quay, ferry = fronts
    CHANGES[change](Placement.objects.get(section=None, slot=0, article=ferry), quay)

    assert faults() == [("front of the paper", "what stands on it, or stood, is not as the log says")]


@pytest.mark.parametrize("values", [{"place": 3}, {"related_until": FAR}, {"related_from": LONG_AGO}])
def test_what_was_set_beside_a_story_past_the_acts_is_found(fronts, values):
    dam, _quay, ferry = fronts
    Relation.objects.filter(article=dam, other=ferry, related_until=None).update(**values)

    assert faults() == [
        (f"article {dam.uid}", "which stories stand beside it, or stood, is not as the log says")
    ]


def test_a_relation_that_is_gone_or_that_no_act_made_is_found(fronts):
    dam, _quay, ferry = fronts
    Relation.objects.filter(article=dam).delete()
    Relation.objects.create(article=ferry, other=dam, place=0, related_from=clock.now())

    assert sorted(what for what, _fault in faults()) == sorted(
        f"article {uid}" for uid in (dam.uid, ferry.uid)
    )


def test_an_act_is_compared_with_what_still_stands_there_alone(publish, editor, time_machine, monkeypatch):
    """Else the years of a front would cost their square."""
    stories, looked_at, ended = [publish(), publish()], [], logged_fronts._ended
    for number in range(12):
        time_machine.move_to(clock.now() + HOUR, tick=False)
        desk.place(stories[number % 2], by=editor, slot=0)
    monkeypatch.setattr(
        logged_fronts, "_ended", lambda rows, *asked: looked_at.append(len(rows)) or ended(rows, *asked)
    )

    assert list(logged_fronts.faults()) == []
    assert max(looked_at) <= 2


def test_a_front_whose_name_is_redacted_elsewhere_is_no_fault(fronts, publish, chief_editor, section):
    story = publish(body=f"{section.name} is a section.")

    desk.redact_words(story, by=chief_editor, words=[section.name], order="A court's")

    assert faults() == []
