from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from articles import desk
from articles.archive import verifying
from articles.desk import auditing
from articles.models import (
    Act,
    Address,
    Article,
    Autosave,
    Byline,
    Citation,
    Edition,
    Publication,
    Topic,
    clock,
)
from tests.article_form import typed

pytestmark = pytest.mark.django_db


def redact(story, by, *fields, **kwargs):
    return desk.redact(story, by=by, fields=fields, order="The court of X, 1 March", **kwargs)


def test_a_redacted_text_is_nowhere_and_the_chain_verifies(publish, change, chief_editor):
    story = publish(body="Jane Roe.", standfirst="On Jane Roe.")
    change(story, body="Jane Roe, and more.")
    desk.publish(story, by=chief_editor)
    Autosave.objects.create(
        user=chief_editor, article=story, fields={"body": "Jane Roe."}, saved_at=clock.now()
    )
    desk.note(story, by=chief_editor, passage="Jane Roe", text="Sure?")

    redact(story, chief_editor, "body", "standfirst")

    for rows in (Edition.objects, story.history, story.autosaves, story.notes, type(story).objects):
        assert "Jane Roe" not in str(list(rows.values()))
    assert list(verifying.archive_faults()) == []


def test_a_copy_that_says_nothing_of_it_stays_approved(publish, change, chief_editor):
    story = publish(body="Jane Roe.")
    change(story, body="A neighbour.")
    desk.approve(story, by=chief_editor)

    redact(story, chief_editor, "body")

    assert (story.stage, story.approved_version, story.body) == ("approved", story.version, "A neighbour.")


def test_a_redacted_headline_goes_from_the_admins_log_too(client, publish, section, chief_editor):
    client.force_login(chief_editor)
    client.post(reverse("admin:articles_article_add"), typed(headline="Jane Roe", section=section.pk))
    story = Article.objects.get()
    other = publish(headline="Jane Roe's neighbour")
    LogEntry.objects.create(
        user=chief_editor,
        content_type=ContentType.objects.get_for_model(Article),
        object_id=other.pk,
        object_repr=other.headline,
        action_flag=1,
    )
    publish(story)

    redact(story, chief_editor, "headline")

    assert set(LogEntry.objects.values_list("object_repr", flat=True)) == {"[redacted]", other.headline}


def test_a_redacted_headline_goes_from_older_acts_that_kept_it(publish, chief_editor):
    story, other = publish(headline="Jane Roe"), publish(headline="Jane Roe's neighbour")
    for each in (story, other):
        auditing.log("export_story", "article", each.uid, by=chief_editor, headline=each.headline)

    redact(story, chief_editor, "headline")

    told = Act.objects.filter(verb="export_story").order_by("number").values_list("data", flat=True)
    assert list(told) == [{}, {"headline": "Jane Roe's neighbour"}]
    assert list(verifying.archive_faults()) == []


def test_a_copy_that_says_something_else_is_the_editors(publish, change, chief_editor):
    story = publish(body="Jane Roe.")
    change(story, body="A woman.")

    redact(story, chief_editor, "body")

    story.refresh_from_db()
    assert story.body == "A woman."
    assert not story.history.filter(body__contains="Jane").exists()
    assert story.history.first().body == "A woman."


def test_only_the_records_named_lose_their_text(publish, change, chief_editor):
    story = publish(body="Jane Roe.")
    desk.publish(change(story, body="A woman."), by=chief_editor)

    done = redact(story, chief_editor, "body", numbers=[1])

    assert done == {1: ["body"]}
    assert list(story.editions.values_list("body", flat=True)) == ["", "A woman."]


def test_a_redacted_name_goes_from_rows_and_lists(publish, make_source, chief_editor):
    source, topic = make_source(), Topic.objects.create(name="Roe")
    story = publish(sources=[source], body="Text. [@ministry]")
    Byline.objects.create(article=story, name="Roe")
    story.topics.add(topic)
    desk.publish(story, by=chief_editor)

    redact(story, chief_editor, "byline", "citations", "topics")

    assert not source.edition_links.exists()
    assert not topic.edition_links.exists()
    assert not Citation.objects.exists()
    assert not story.bylines.exists()
    assert list(verifying.archive_faults()) == []


def test_an_address_goes_with_its_slug(publish, change, chief_editor):
    story = publish(slug="jane-roe")
    desk.publish(change(story, slug="a-case"), by=chief_editor)

    redact(story, chief_editor, "slug", numbers=[1])

    assert list(Address.objects.values_list("slug", flat=True)) == ["a-case"]
    assert not story.history.filter(slug="jane-roe").exists()


def test_the_live_address_stays(publish, chief_editor):
    story = publish(slug="jane-roe")

    with pytest.raises(desk.Refused, match="address"):
        redact(story, chief_editor, "slug")

    assert Address.objects.filter(slug="jane-roe").exists()


def test_a_withdrawn_storys_address_can_go(publish, chief_editor):
    story = publish(slug="jane-roe")
    desk.withdraw(story, by=chief_editor, note="By order.")

    redact(story, chief_editor, "slug")

    assert not Address.objects.exists()
    with pytest.raises(desk.Refused, match="redacted"):
        desk.restore(story, by=chief_editor)


def test_the_ledger_stands_without_the_redacted_address_of_a_withdrawn_story(client, publish, chief_editor):
    Publication.objects.create(name="The Paper", front_box="corrections")
    story, other = publish(slug="jane-roe"), publish(slug="rain")
    for each in (story, other):
        desk.withdraw(each, by=chief_editor, note="By order.")
    redact(story, chief_editor, "slug")

    for path in (
        "/",
        "/corrections/",
        "/feeds/corrections.atom",
        "/feeds/corrections.rss",
        "/api/v1/corrections/",
    ):
        page = client.get(path)
        assert (page.status_code, "jane-roe" in page.text) == (200, False)
    assert 'href="/articles/rain/history/"' in client.get("/corrections/").text


@pytest.mark.parametrize(
    ("fields", "order", "sentence"),
    [(["body"], " ", "order"), ([], "Court", "Choose"), (["kind"], "Court", "Choose")],
)  # fmt: skip
def test_a_redaction_needs_an_order_and_a_field(fields, order, sentence, publish, chief_editor):
    with pytest.raises(desk.Refused, match=sentence):
        desk.redact(publish(), by=chief_editor, fields=fields, order=order)


def test_what_is_not_there_is_not_redacted(publish, chief_editor):
    with pytest.raises(desk.Refused, match="nothing of that"):
        redact(publish(), chief_editor, "backstory")


def test_a_planned_text_is_dropped_before_a_redaction(publish, change, chief_editor):
    story = publish()
    desk.publish(change(story, body="Next."), by=chief_editor, at=clock.now() + timedelta(hours=1))

    with pytest.raises(desk.Refused, match="planned"):
        redact(story, chief_editor, "body")


def test_no_later_edition_quotes_what_an_earlier_one_lost(publish, make_source, chief_editor):
    story = publish(sources=[make_source()], body="They saw Jane Roe. [@ministry]", backstory="A tip.")
    changes = {"body": "They saw a woman. [@ministry]", "backstory": "A call."}
    desk.correct(story, by=chief_editor, kind="correction", note="No name.", changes=changes)
    assert "Jane Roe" in str(story.editions.get(number=2).derived)

    redact(story, chief_editor, "body", numbers=[1])

    assert "Jane Roe" not in str(list(Edition.objects.values()))
    assert [each["field"] for each in story.editions.get(number=2).derived["changes"]] == ["backstory"]
    assert list(verifying.archive_faults()) == []
