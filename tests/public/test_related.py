"""What is offered at the end of a story."""

import re

import pytest
import time_machine
from django.db import connection

from articles import desk
from articles.models import Edition, Section, Topic, clock
from articles.public.related import related_stories
from articles.public.site import load_site
from tests.reading import empty_cache  # noqa: F401


@pytest.fixture
def printed(make_article, publish):
    """Publish stories of some topics, each a day after the one before, and return how to read on."""
    days = iter(range(1, 29))

    def printed(headline, *topics, **fields):
        with time_machine.travel(f"2026-01-{next(days):02}T10:00:00Z", tick=False):
            article = make_article(headline, **fields)
            article.topics.set(
                Topic.objects.get_or_create(slug=topic, defaults={"name": topic})[0] for topic in topics
            )
            publish(article)
        return Edition.objects.get(article=article)

    return printed


def headlines(edition):
    return [row.headline for row in related_stories(edition, clock.now(), load_site())]


def test_stories_of_its_topics_come_first_then_its_sections(printed):
    printed("River", "water", section=Section.objects.create(name="Home", slug="home"))
    printed("Bridge", "roads", "water")
    printed("Theatre", "plays")
    printed("Football")
    story = printed("Dam", "water", "roads")

    assert headlines(story) == ["Bridge", "River", "Football", "Theatre"]


def test_a_story_without_topics_goes_on_with_its_section(printed):
    printed("Elsewhere", "water", section=Section.objects.create(name="Home", slug="home"))
    story = printed("Dam")
    printed("Football", "water")

    assert headlines(story) == ["Football"]


def test_a_retracted_story_is_offered_only_where_an_editor_chose_it(printed, chief_editor):
    wrong, story = printed("Wrong", "water"), printed("Dam", "water")
    printed("River", "water")
    desk.correct(wrong.article, by=chief_editor, kind="retraction", note="Nothing of it is true.", changes={})

    assert headlines(story) == ["River"]
    desk.relate(story.article, by=chief_editor, stories=[wrong.article])
    assert headlines(story) == ["Wrong", "River"]


def test_what_was_merged_goes_on_as_one(printed, chief_editor):
    home = Section.objects.create(name="Home", slug="home")
    printed("Of another", "plays", section=Section.objects.create(name="Else", slug="else"))
    printed("Of the old section", section=home)
    printed("Of the old topic", "rivers", section=Section.objects.get(slug="else"))
    printed("Of both", "rivers", "water", "roads", section=Section.objects.get(slug="else"))
    story = printed("Dam", "water", "roads")
    desk.merge_topics(Topic.objects.get(slug="rivers"), Topic.objects.get(slug="water"), by=chief_editor)
    desk.merge_sections(home, story.section, by=chief_editor)

    assert headlines(story) == ["Of both", "Of the old topic", "Of the old section"]
    old = Edition.objects.get(headline="Of the old topic")
    assert headlines(old)[:2] == ["Dam", "Of both"]


def test_the_newest_of_a_topic_are_enough(printed):
    for number in range(5):
        printed(f"Story {number}", "water")
    story = printed("Dam", "water")

    assert headlines(story) == ["Story 4", "Story 3", "Story 2", "Story 1"]


@pytest.mark.only_on("sqlite")  # PostgreSQL reads a small table whole, whatever its indexes
def test_a_topic_is_entered_at_its_newest_story(printed, django_assert_num_queries):
    story, at = printed("Dam", "water", "roads"), clock.now()

    site = load_site()

    with django_assert_num_queries(1) as captured:
        related_stories(story, at, site)

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {captured[0]['sql']}")
        steps = [row[3] for row in cursor.fetchall()]
    assert len([step for step in steps if "INDEX edition_topic_newest (topic_id=?" in step]) == 2
    assert len([step for step in steps if "INDEX edition_section_newest (section_id=?" in step]) == 1
    assert not [step for step in steps if re.match(r"SCAN articles_|USE TEMP B-TREE FOR ORDER", step)]


def test_each_story_says_why_it_is_there(printed, make_source):
    office = make_source("Office")
    printed("Older", "water", section=Section.objects.create(name="Home", slug="home"))
    printed("Before", "water")
    printed("Cites", sources=[office], section=Section.objects.create(name="Away", slug="away"))
    story = printed("Dam", "water", sources=[office])
    printed("Elsewhere")

    reasons = {row.headline: row.reason for row in related_stories(story, clock.now(), load_site())}

    assert reasons == {
        "Before": "The story before",
        "Older": "Same topic: water",
        "Cites": "Same source",
        "Elsewhere": "World",
    }
