import threading
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import copydesk, desk
from articles.archive import verifying
from articles.models import Act, Address, Article, Edition, Publication, clock

from .conftest import published

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_a_published_story_is_live_at_once(publish):
    story = publish(headline="Peace")

    edition = published(story)

    assert (edition.number, edition.kind, edition.headline, edition.slug) == (1, "first", "Peace", "peace")


def test_a_plan_goes_live_at_its_moment_to_the_millisecond(publish):
    at = clock.now() + HOUR

    story = publish(at=at + timedelta(microseconds=999))

    assert not story.editions.published(at - timedelta(milliseconds=1)).exists()
    assert story.editions.published(at).exists()


def test_a_moment_that_is_past_is_refused(make_article, chief_editor):
    with pytest.raises(desk.Refused, match="past"):
        desk.publish(make_article(), by=chief_editor, at=clock.now())


def test_what_is_live_already_is_not_published_again(publish, chief_editor):
    with pytest.raises(desk.Refused, match="nothing has changed"):
        desk.publish(publish(), by=chief_editor)


def test_a_live_story_goes_out_as_an_update_or_minor(publish, change, chief_editor):
    story = change(publish(), body="New.")

    for kind in ("correction", "restoration", "first", "withdrawal"):
        with pytest.raises(desk.Refused, match="minor change, update"):
            desk.publish(story, by=chief_editor, kind=kind)


def test_an_embargo_holds_a_story_and_its_plan(make_article, change, chief_editor):
    story = change(make_article(), embargo_until=clock.now() + 2 * HOUR)

    with pytest.raises(desk.Refused, match="embargo"):
        desk.publish(story, by=chief_editor)
    with pytest.raises(desk.Refused, match="embargo"):
        desk.publish(story, by=chief_editor, at=clock.now() + HOUR)

    desk.publish(story, by=chief_editor, at=clock.now() + 3 * HOUR)


def test_an_embargo_can_not_end_behind_the_plan(publish, change):
    story = publish(at=clock.now() + HOUR)

    with pytest.raises(desk.Refused, match="before that embargo ends"):
        change(story, embargo_until=clock.now() + 2 * HOUR)


def test_a_lifted_embargo_lets_the_story_out(make_article, change, chief_editor):
    story = change(make_article(), embargo_until=clock.now() + HOUR)

    desk.lift_embargo(story, by=chief_editor)

    desk.publish(story, by=chief_editor)


def test_a_legal_flag_stops_the_story_and_drops_its_plan(publish, chief_editor):
    story = publish(at=clock.now() + HOUR, body="Libel.")

    desk.flag(story, by=chief_editor, reason="Libel?")

    assert not story.editions.exists()
    assert story.history.filter(body="Libel.").exists()
    with pytest.raises(desk.Refused, match="Libel?"):
        desk.publish(story, by=chief_editor)
    assert list(verifying.archive_faults()) == []


def test_a_spiked_story_is_not_published(make_article, chief_editor):
    story = make_article()
    desk.spike(story, by=chief_editor)

    with pytest.raises(desk.Refused, match="spiked"):
        desk.publish(story, by=chief_editor)


@pytest.mark.parametrize("field", ["headline", "body", "section"])
def test_an_error_of_the_copy_desk_blocks_whatever_the_reason(field, make_article, change, chief_editor):
    story = change(make_article(), **{field: None if field == "section" else ""})

    with pytest.raises(desk.Refused):
        desk.publish(story, by=chief_editor, despite="It is urgent.")


def test_a_mark_without_a_citation_blocks_in_the_standfirst_too(make_article, chief_editor):
    story = make_article(standfirst="So they say. [@nobody]")

    with pytest.raises(desk.Refused, match="@nobody"):
        desk.publish(story, by=chief_editor)


def test_citations_are_printed_in_the_order_of_the_page(publish, make_source):
    second, first = make_source(name="Second"), make_source(name="First")

    story = publish(sources=[second, first], standfirst="A. [@first]", body="B. [@second]")

    assert [citation["mark"] for citation in published(story).citations] == ["first", "second"]


@pytest.fixture
def a_warning(monkeypatch):
    def long_headline(article):
        yield copydesk.Finding(copydesk.WARNING, "long", "headline", "The headline is long.", "Cut it.")

    monkeypatch.setattr(copydesk, "RULES", (long_headline,))


def test_a_warning_needs_a_reason_which_is_kept(a_warning, make_article, chief_editor):
    story = make_article()
    with pytest.raises(desk.Refused, match=r"The headline is long\. Cut it\."):
        desk.publish(story, by=chief_editor)

    edition = desk.publish(story, by=chief_editor, despite="It has to be.")

    assert edition.private["reason"] == "It has to be."
    assert [finding["code"] for finding in edition.private["findings"]] == ["long"]


def test_a_warning_that_was_overridden_is_not_asked_again_for_the_same_words(
    a_warning, make_article, change, chief_editor
):
    story = make_article()
    desk.publish(story, by=chief_editor, despite="It has to be.")

    update = desk.publish(change(story, body="More is known."), by=chief_editor)
    last = desk.publish(change(story, body="All is known."), by=chief_editor)

    assert [edition.private["reason"] for edition in (update, last)] == ["It has to be."] * 2
    assert [row["code"] for row in last.private["findings"]] == ["long"]


def test_a_warning_about_other_words_is_asked_again(make_article, change, chief_editor):
    story = make_article(headline="A long headline " * 10)
    desk.publish(story, by=chief_editor, despite="It has to be.")

    with pytest.raises(desk.Refused, match="headline"):
        desk.publish(change(story, headline="Another long headline " * 8), by=chief_editor)


def test_a_story_has_one_planned_text(publish, change, chief_editor):
    story = publish(at=clock.now() + HOUR)

    with pytest.raises(desk.Refused, match="planned already"):
        desk.publish(change(story, body="New."), by=chief_editor)


# --- addresses ---


def test_an_old_slug_stays_the_articles(publish, change, chief_editor):
    story = publish(slug="old")

    desk.publish(change(story, slug="new"), by=chief_editor)

    assert set(Address.objects.values_list("slug", "article")) == {("old", story.pk), ("new", story.pk)}
    assert Edition.objects.at_address("old", clock.now()).count() == 2


def test_a_plan_reserves_its_slug_and_frees_it(publish, make_article, chief_editor):
    story = publish(slug="scoop", at=clock.now() + HOUR)
    other = make_article(slug="scoop")
    assert not Edition.objects.at_address("scoop", clock.now()).exists()
    with pytest.raises(desk.Refused, match="belongs to another story"):
        desk.publish(other, by=chief_editor)

    desk.drop_plan(story, by=chief_editor)

    desk.publish(other, by=chief_editor)
    with pytest.raises(desk.Refused, match="belongs to another story"):
        desk.publish(story, by=chief_editor)


def test_a_slug_without_a_choice_is_numbered(publish):
    slugs = [published(publish(headline="Peace")).slug for _ in range(2)]

    assert slugs == ["peace", "peace-2"]


def test_a_slug_is_written_as_readers_of_the_storys_language_do(publish):
    Publication.objects.create(language="de")

    slugs = [
        published(publish(headline=headline, language=language)).slug
        for headline, language in (("Übermut", ""), ("Övertid", "sv"), ("Мир", "ru"))
    ]

    assert slugs == ["uebermut", "overtid", "mir"]


# --- four eyes ---


def test_four_eyes_publish_what_another_approved(four_eyes, make_article, editor, chief_editor):
    story = make_article(by=editor)
    with pytest.raises(desk.Refused, match="Four eyes"):
        desk.publish(story, by=chief_editor)
    with pytest.raises(desk.Refused, match="you wrote"):
        desk.approve(story, by=editor)

    desk.approve(story, by=chief_editor)

    desk.publish(story, by=editor)


def test_who_wrote_before_the_last_publication_may_approve_again(
    four_eyes, make_article, editor, chief_editor
):
    story = make_article(by=editor)
    desk.approve(story, by=chief_editor)
    desk.publish(story, by=editor)
    story.body = "By the chief."
    desk.save(story, by=chief_editor)

    desk.approve(story, by=editor)

    with pytest.raises(desk.Refused):
        desk.approve(story, by=chief_editor)


def test_who_only_assigned_a_copy_may_approve_it(four_eyes, make_article, reporter, editor):
    article = make_article(by=reporter)
    desk.assign(article, by=editor, assignee=reporter)

    desk.approve(article, by=editor)

    assert article.approved_by == editor


def test_a_save_takes_an_approval_back(four_eyes, make_article, change, editor, chief_editor):
    story = make_article(by=editor)
    desk.approve(story, by=chief_editor)

    change(story, body="Slipped in.")

    assert (story.stage, story.approved_version) == ("draft", None)
    with pytest.raises(desk.Refused, match="Four eyes"):
        desk.publish(story, by=editor)


def test_publication_asks_at_most_54_queries(publish, make_article, chief_editor):
    publish()  # the first act of a newsroom makes its state
    story = make_article()

    with CaptureQueriesContext(connection) as asked:
        desk.publish(story, by=chief_editor)

    assert len(asked) <= 54


# --- at once ---


@pytest.mark.django_db(transaction=True)
def test_of_two_who_act_at_once_the_second_is_told(make_article, chief_editor):
    story, told, start = make_article(), [], threading.Barrier(2)

    def act():
        try:
            mine, by = Article.objects.get(pk=story.pk), User.objects.get(pk=chief_editor.pk)
            start.wait(10)
            desk.publish(mine, by=by)
            told.append("published")
        except desk.Refused as refused:
            told.append(str(refused))
        finally:
            connection.close()

    people = [threading.Thread(target=act) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join(30)

    assert sorted(told) == ["This is what is live already: nothing has changed.", "published"]
    assert story.editions.count() == 1
    assert Act.objects.count() == 1
