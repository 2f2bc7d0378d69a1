"""The three questions, and what must hold of rows however they are written."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from articles import desk
from articles.archive.filling import fill_edition
from articles.models import Article, Edition, Person, Section, Topic, clock

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_an_edition_is_asked_what_it_is(publish):
    at = clock.now() + HOUR
    edition = publish(at=at).editions.get()

    assert edition.is_plan(at - HOUR)
    assert not edition.is_live(at - timedelta(milliseconds=1))
    assert edition.is_live(at)
    assert not edition.is_plan(at)


def test_a_past_view_leaves_out_what_is_withdrawn_or_redacted_today(publish, chief_editor):
    kept, withdrawn, redacted = publish(), publish(), publish(standfirst="Jane Roe.")
    at = clock.now()
    assert set(Edition.objects.as_of(at, at).values_list("article", flat=True)) == {
        kept.pk,
        withdrawn.pk,
        redacted.pk,
    }

    desk.withdraw(withdrawn, by=chief_editor, note="Wrong.")
    desk.redact(redacted, by=chief_editor, fields=["standfirst"], order="A court's")

    assert Edition.objects.as_of(at, clock.now()).get().article == kept


def test_a_refused_edition_says_why(publish):
    first = publish().editions.get()

    for field, value, sentence in (
        ("number", 1, "an edition of that number"),
        ("live_from", first.live_from, "goes live at that moment"),
        ("live_until", None, "none has followed yet"),
        ("live_until", first.live_from, "ends after it starts"),
    ):
        second = Edition(
            article=first.article, number=2, kind="minor", headline="H", live_from=first.live_from + HOUR
        )
        second.live_until = second.live_from + HOUR
        fill_edition(second)
        setattr(second, field, value)
        with pytest.raises(ValidationError, match=sentence):
            second.validate_constraints()


def test_a_story_is_no_translation_of_itself(make_article):
    story = make_article()
    story.translation_of = story

    with pytest.raises(ValidationError, match="no translation of itself"):
        story.clean()


def test_an_article_with_records_is_never_deleted(publish):
    story = publish()

    with pytest.raises(IntegrityError):
        story.delete()

    assert Article.objects.filter(pk=story.pk).exists()


@pytest.fixture
def named(publish, change, make_source, chief_editor):
    """A published story's section, person, source and topic."""
    topic, person, source = Topic.objects.create(name="T"), Person.objects.create(name="P"), make_source()
    story = publish(sources=[source], body="So. [@ministry]")
    story.topics.add(topic)
    story.bylines.create(person=person)
    desk.publish(change(story, headline="New"), by=chief_editor)
    return {"section": story.section, "person": person, "source": source, "topic": topic}


def test_a_slug_in_print_is_fixed(named):
    assert set(named) == {"section", "person", "source", "topic"}

    for thing in named.values():
        old, thing.slug = thing.slug, "another"
        with pytest.raises(ValidationError, match="stays as it is"):
            thing.full_clean()
        with pytest.raises(ValidationError, match="stays as it is"):
            thing.save()

        thing.slug, thing.name = old, "Another name"
        thing.full_clean()
        thing.save()


@pytest.mark.parametrize("model", [Section, Person, Topic])
def test_a_slug_that_no_story_names_can_change(model):
    thing = model.objects.create(name="One")

    thing.slug = "two"
    thing.full_clean()
    thing.save()

    assert model.objects.get(slug="two") == thing


def test_filling_a_row_touches_no_other(publish, django_assert_num_queries):
    edition = publish().editions.get()

    # Nothing is asked or written where everything is there.
    with django_assert_num_queries(0):
        fill_edition(edition)


def test_a_digest_that_is_there_is_never_computed_again(publish):
    edition = publish().editions.get()
    edition.headline, digest = "Tampered", edition.digest

    fill_edition(edition)

    assert edition.digest == digest


def test_text_with_marks_is_the_standfirst_and_the_body():
    assert Edition(standfirst="A", body="B").text_with_marks == "A\n\nB"
    assert Edition(body="B").text_with_marks == "B"
