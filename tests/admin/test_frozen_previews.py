"""What a preview link shows, and when it ends."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import desk
from articles.models import Byline, Citation, Image, Person, PreviewLink, Source, Topic, clock

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def story(make_article, make_source, reporter):
    image = Image.objects.create(alt_text="A man", caption="The old caption", credit="Ann")
    sources = [make_source("The old ministry")]
    story = make_article(
        by=reporter, lead_image=image, sources=sources, body="The old text. [@the-old-ministry]"
    )
    Byline.objects.create(article=story, person=Person.objects.create(name="The old name"))
    return story


def shown(client, link):
    return client.get(reverse("outside_preview", args=[link.secret]))


def test_a_frozen_version_is_frozen_whole(story, reporter, client):
    link = desk.share(story, by=reporter, until=clock.now() + HOUR, version=story.version)
    before = shown(client, link).content.decode()
    story.body = "The new text."
    desk.save(story, by=reporter)
    for row in (Person, Source):
        row.objects.update(name="The new name")
    Image.objects.update(caption="The new caption")
    story.bylines.all().delete()
    story.citations.all().delete()

    after = shown(client, link).content.decode()

    for words in ("The old text", "The old name", "The old ministry"):
        assert words in before
        assert words in after
    assert "The new" not in after
    link.refresh_from_db()
    assert [row["caption"] for row in link.printed["pictures"]] == ["The old caption"]


def test_a_version_that_was_saved_over_is_frozen_with_its_own_byline_sources_and_topics(
    story, reporter, client
):
    story.topics.add(Topic.objects.create(name="The old topic"))
    Citation.objects.update(seen_on="2026-01-02")
    version = story.version
    whole = desk.share(story, by=reporter, until=clock.now() + HOUR, version=version)
    story.body = "The new text."
    desk.save(story, by=reporter)
    story.bylines.update(person=Person.objects.create(name="The new name"))
    story.citations.all().delete()
    story.topics.clear()

    link = desk.share(story, by=reporter, until=clock.now() + HOUR, version=version)

    assert link.printed == whole.printed
    assert "The old name" in shown(client, link).content.decode()


def test_a_link_to_the_newest_shows_the_newest(story, reporter, client):
    link = desk.share(story, by=reporter, until=clock.now() + HOUR)
    story.body = "The new text."
    desk.save(story, by=reporter)

    assert "The new text" in shown(client, link).content.decode()


@pytest.mark.parametrize("end", ["is_active", "groups", "story"])
def test_a_link_ends_with_its_makers_account(end, story, reporter, editor, client, at_desk):
    link = desk.share(story, by=reporter, until=clock.now() + HOUR)
    if end == "is_active":
        reporter.is_active = False
        reporter.save()
    elif end == "groups":
        reporter.groups.clear()
    else:
        story.__class__.objects.update(created_by=editor)

    assert shown(client, link).status_code == 410


def test_a_preview_says_that_an_embargo_holds(story, reporter, client):
    link = desk.share(story, by=reporter, until=clock.now() + HOUR, version=story.version)
    assert "embargo" not in shown(client, link).content.decode()
    story.embargo_until = clock.now() + HOUR
    desk.save(story, by=reporter)

    assert "An embargo holds it until" in shown(client, link).content.decode()


def test_a_redaction_ends_frozen_previews(story, publish, reporter, chief_editor, client):
    link = desk.share(story, by=reporter, until=clock.now() + HOUR, version=story.version)
    publish(story)

    desk.redact(story, by=chief_editor, fields=["pictures"], order="A court's")

    assert shown(client, link).status_code == 410
    assert PreviewLink.objects.get().printed is None


def test_a_version_whose_rows_a_redaction_took_is_shown_with_no_others(story, reporter, editor, chief_editor):
    desk.publish(story, by=editor)
    story.body = "The new text. [@the-old-ministry]"
    desk.save(story, by=reporter, base=story.version)
    desk.redact(story, by=chief_editor, fields=["byline"], order="A court's")
    Byline.objects.create(article=story, person=Person.objects.create(name="Today's name"))

    with pytest.raises(desk.Refused, match="not kept"):
        desk.share(story, by=reporter, until=clock.now() + HOUR, version=1)
    desk.share(story, by=reporter, until=clock.now() + HOUR, version=story.version)


def test_a_frozen_version_asks_as_often_for_six_sources_as_for_one(make_article, make_source, reporter):
    def frozen(count):
        voices = [speaking(make_source, f"Speaker {count} {number}") for number in range(count)]
        story = make_article(by=reporter, sources=voices)
        version = story.version
        story.body = "The new text."
        desk.save(story, by=reporter)
        with CaptureQueriesContext(connection) as asked:
            link = desk.share(story, by=reporter, until=clock.now() + HOUR, version=version)
        assert [len(row["represents"]) for row in link.printed["citations"]] == [2] * count
        return len(asked)

    frozen(1)  # what is read once in a process

    assert frozen(6) == frozen(1)


def speaking(make_source, name):
    owner = make_source(f"Owner of {name}")
    return make_source(name, represents=make_source(f"House of {name}", represents=owner))
