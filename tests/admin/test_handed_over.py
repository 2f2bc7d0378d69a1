"""A desk is a boundary: a story changes desks by two people."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from articles import desk
from articles.models import Act, Article, Section
from tests.article_form import edit, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def sport(editor):
    sport = Section.objects.create(name="Sport", slug="sport")
    sport.editors.add(editor)
    return sport


@pytest.fixture
def politics(section, insider):
    section.editors.add(insider)
    return section


def move(story, section, by):
    story.section = section
    desk.save(story, by=by)


def test_an_editor_takes_no_story_from_another_desk(make_article, politics, sport, editor):
    story = make_article(section=politics)

    with pytest.raises(desk.Refused, match="belongs to another desk"):
        move(story, sport, editor)

    assert Article.objects.get().section == politics


def test_a_story_that_is_handed_over_waits_for_the_other_desk(make_article, politics, sport, insider, editor):
    story = make_article(section=politics, by=insider)
    desk.approve(story, by=insider)

    move(story, sport, insider)

    story = Article.objects.get()
    assert (story.stage, story.approved_version, story.section) == ("submitted", None, sport)
    assert Act.objects.filter(verb="submit", by=insider).count() == 1
    with pytest.raises(desk.Refused, match="another desk"):
        desk.publish(story, by=insider)
    assert desk.publish(story, by=editor).number == 1


def test_a_story_moves_freely_between_desks_of_ones_own(make_article, politics, sport, editor):
    politics.editors.add(editor)
    politics.editors.add(User.objects.create(username="another"))
    story = make_article(section=politics)

    move(story, sport, editor)

    assert (story.stage, desk.publish(story, by=editor).number) == ("draft", 1)


def save_in(section, story, client):
    """Save a story's form with another section, and return the page behind it, as text."""
    sent = typed(story, section=section.pk)
    return client.post(edit(story), sent, follow=True).content.decode()


def test_a_reporter_makes_a_story_of_a_desk_not_one_of_no_desk(make_article, politics, reporter, at_desk):
    """Then any editor could put it on another desk, and publish it there."""
    story = make_article(section=politics, created_by=reporter, by=reporter)

    page = at_desk(reporter).post(edit(story), typed(story, section="", body="My new words.")).text

    assert "belongs to a desk" in page
    assert "My new words." in page
    assert Article.objects.get().section == politics


def test_a_reporter_who_takes_a_story_of_a_desk_to_everybodys_hands_it_over(make_article, politics, reporter):
    story = make_article(section=politics, created_by=reporter, by=reporter)

    move(story, Section.objects.create(name="Else", slug="else"), reporter)

    assert Article.objects.get().stage == "submitted"
    assert Act.objects.filter(verb="submit", by=reporter).count() == 1


def test_who_hands_a_story_over_is_told_where_it_waits(make_article, politics, sport, insider, at_desk):
    page = save_in(sport, make_article(section=politics), at_desk(insider))

    story = Article.objects.get()
    assert "Handed over to Sport: the story waits there for approval." in page
    assert "changed successfully" not in page
    assert "no longer see" not in page
    assert story.history.latest().history_change_reason == "handed over"
    assert insider in story.writers()


@pytest.mark.parametrize("has_editors", [True, False])
def test_who_hands_a_story_to_a_closed_section_is_told_that_they_no_longer_see_it(
    has_editors, make_article, section, insider, editor, at_desk
):
    closed = Section.objects.create(name="Investigations", slug="investigations", is_closed=True)
    if has_editors:
        closed.editors.add(insider)

    page = save_in(closed, make_article(section=section), at_desk(editor))

    assert "Handed over to Investigations" in page
    assert "That section is closed: you no longer see the story." in page
    assert "changed successfully" not in page
    assert "My desk" in page
    assert Article.objects.get().stage == "submitted"


def test_who_restores_a_version_of_a_closed_desk_is_told_that_it_is_handed_over_there(
    make_article, closed, insider, sport, editor, at_desk
):
    story = make_article(section=closed, by=insider)
    version = story.history.latest().pk
    Article.objects.filter(pk=story.pk).update(section=sport)
    address = reverse("admin:articles_article_restore_version", args=[story.pk, version])

    page = at_desk(editor).post(address, {"version": story.version}, follow=True).text

    assert "Restored as version 2." in page
    assert "Handed over to Investigations" in page
    assert "you no longer see the story" in page
    assert "My desk" in page
    assert Article.objects.get().stage == "submitted"


def test_a_reporter_who_gives_a_draft_its_first_section_goes_on_writing(sport, reporter, at_desk):
    story = Article(headline="Rain", body="It rained.")
    desk.save(story, by=reporter)

    page = save_in(sport, story, at_desk(reporter))

    assert (Article.objects.get().stage, "Handed over" in page) == ("draft", False)
