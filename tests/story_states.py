"""A story in each state that an act may need, for the tests of every act."""

from datetime import timedelta

import pytest

from articles import desk
from articles.desk.registry import ACTS
from articles.desk.rules import FROM_A_STORY
from articles.models import Article, Publication, clock


def _save(story, chief, **fields):
    for field, value in fields.items():
        setattr(story, field, value)
    desk.save(story, by=chief, base=story.version)


def _clash(story, chief):
    desk.publish(story, by=chief)
    _save(story, chief, body="It was twelve.")
    desk.correct(story, by=chief, kind="correction", note="Nine.", changes={"body": "It was nine."})


def _withdraw(story, chief):
    desk.publish(story, by=chief)
    desk.withdraw(story, by=chief, note="Wrong.")


def later(hours=1):
    return clock.now() + timedelta(hours=hours)


# What only a paper with four eyes has.
WITH_FOUR_EYES = {"emergency_correct"}

# What brings a draft into each state. An act gets the first story whose state its declaration allows.
STEPS = {
    "draft": lambda story, chief: None,
    "assigned": lambda story, chief: desk.assign(story, by=chief, assignee=chief),
    "submitted": lambda story, chief: desk.submit(story, by=chief),
    "spiked": lambda story, chief: desk.spike(story, by=chief),
    "flagged": lambda story, chief: desk.flag(story, by=chief, reason="A libel."),
    "embargoed": lambda story, chief: _save(story, chief, embargo_until=later()),
    "live": lambda story, chief: desk.publish(story, by=chief),
    "planned": lambda story, chief: desk.publish(story, by=chief, at=later()),
    "clashing": _clash,
    "withdrawn": _withdraw,
}


@pytest.fixture(scope="module")
def ready_stories(make_kept, kept_chief):
    """Return {verb: the key of a story on which it can be done}."""
    timelines = []
    for step in STEPS.values():
        story = make_kept(body="It was ten.")
        step(story, kept_chief)
        timelines.append(desk.Timeline(Article.objects.get(pk=story.pk), clock.now()))

    def can_be_done(verb, timeline):
        state = ACTS[verb].state
        timeline.publication.four_eyes = verb in WITH_FOUR_EYES
        return state is None or not state(timeline.article, timeline, kept_chief)

    return {
        verb: next((each.article.pk for each in timelines if can_be_done(verb, each)), None)
        for verb in FROM_A_STORY
    }


@pytest.fixture
def ready(ready_stories):
    """Return a story on which an act can be done, given to `assignee`."""

    def ready(verb, assignee=None):
        assert ready_stories[verb], f"Add a step to tests/story_states.py: no story is ready for {verb}."
        if verb in WITH_FOUR_EYES:
            Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
        stories = Article.objects.filter(pk=ready_stories[verb])
        if assignee:
            stories.update(assignee=assignee)
        return stories.get()

    return ready
