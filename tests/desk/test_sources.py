"""The card index of sources at the desk: merges, withdrawals, rings, and what stays in print."""

import pytest
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from articles import desk
from articles.desk.sources import stories_citing, without_note
from articles.models import Act, Edition, Source, clock

from .conftest import published

pytestmark = pytest.mark.django_db

NOTE = "This story rests on a source that we have withdrawn."


@pytest.fixture
def ministry(make_source):
    return make_source("Ministry")


@pytest.fixture
def spokeswoman(make_source, ministry):
    return make_source("Spokeswoman", represents=ministry)


# Merging


def test_a_merge_gives_the_copies_the_heir_and_leaves_the_records_as_printed(
    publish, make_source, editor, ministry
):
    twin = make_source("The Ministry")
    article = publish(sources=[twin], body="A statement. [@the-ministry]")

    desk.merge_sources(twin, ministry, by=editor)

    assert [row.source for row in article.citations.all()] == [ministry]
    assert [row["source"] for row in published(article).citations] == ["the-ministry"]
    assert twin.merged_into == ministry
    assert Act.objects.filter(verb="merge_sources", subject="source:the-ministry", by=editor).exists()


def test_an_old_address_leads_to_the_heir_in_one_step(client, publish, make_source, editor, ministry):
    oldest, older = make_source("Oldest"), make_source("Older")
    publish(sources=[oldest], body="A statement. [@oldest]")
    desk.merge_sources(oldest, older, by=editor)
    desk.merge_sources(older, ministry, by=editor)

    response = client.get("/sources/oldest/")

    assert (response.status_code, response["Location"]) == (301, "/sources/ministry/")


def test_who_spoke_for_a_merged_source_speaks_for_its_heir(make_source, editor, ministry, spokeswoman):
    heir = make_source("Foreign Ministry")

    desk.merge_sources(ministry, heir, by=editor)

    spokeswoman.refresh_from_db()
    assert spokeswoman.represents == heir


def test_a_merge_that_would_close_a_ring_is_refused(editor, ministry, spokeswoman):
    with pytest.raises(desk.Refused, match="ring"):
        desk.merge_sources(ministry, spokeswoman, by=editor)


def test_a_confidential_source_is_not_merged_with_a_named_one(make_source, editor, ministry):
    hidden = make_source("Mole", is_confidential=True, public_description="a person in the ministry")

    with pytest.raises(desk.Refused, match="tell who it is"):
        desk.merge_sources(hidden, ministry, by=editor)


def test_sources_that_speak_for_each_other_in_a_ring_are_refused(make_source, ministry, spokeswoman):
    third = make_source("Third", represents=spokeswoman)
    ministry.represents = third

    with pytest.raises(ValidationError, match="ring"):
        ministry.full_clean()


def test_a_ring_made_behind_the_forms_still_prints(publish, ministry, spokeswoman):
    Source.objects.filter(pk=ministry.pk).update(represents=spokeswoman)

    article = publish(sources=[spokeswoman], body="A statement. [@spokeswoman]")

    assert [voice["slug"] for voice in published(article).citations[0]["represents"]] == ["ministry"]


def test_a_source_in_use_is_never_deleted(publish, ministry):
    publish(sources=[ministry], body="A statement. [@ministry]")

    with pytest.raises(ProtectedError):
        ministry.delete()


# Withdrawing


def test_a_reporter_neither_merges_nor_withdraws(reporter, ministry, spokeswoman):
    with pytest.raises(desk.Refused):
        desk.withdraw_source(ministry, by=reporter, reason="It made things up.")
    with pytest.raises(desk.Refused):
        desk.merge_sources(spokeswoman, ministry, by=reporter)


def test_a_source_is_withdrawn_with_a_reason(editor, ministry):
    with pytest.raises(desk.Refused, match="Say why"):
        desk.withdraw_source(ministry, by=editor, reason=" ")

    desk.withdraw_source(ministry, by=editor, reason="It made things up.")

    assert ministry.withdrawn_at
    with pytest.raises(desk.Refused, match="already"):
        desk.withdraw_source(ministry, by=editor, reason="Again.")


def test_every_live_story_that_rests_on_it_is_listed(publish, chief_editor, ministry, spokeswoman):
    direct = publish(sources=[ministry], body="A statement. [@ministry]")
    through_her = publish(sources=[spokeswoman], body="A statement. [@spokeswoman]")
    gone = publish(sources=[ministry], body="A statement. [@ministry]")
    desk.withdraw(gone, by=chief_editor, note="It was wrong.")
    publish()

    found = stories_citing(ministry, clock.now())

    assert [row.article for row in found] == [direct, through_her]


def test_one_act_puts_a_note_on_all_of_them(client, publish, chief_editor, ministry):
    stories = [publish(sources=[ministry], body=f"Statement {n}. [@ministry]") for n in range(3)]
    desk.withdraw_source(ministry, by=chief_editor, reason="It made things up.")

    done = list(desk.note_on_stories(ministry, NOTE, by=chief_editor))

    assert [why for _edition, why in done] == ["", "", ""]
    for story in stories:
        assert (published(story).kind, published(story).note) == ("clarification", NOTE)
        assert NOTE in client.get(published(story).get_absolute_url()).text


def test_an_interrupted_act_goes_on_where_it_stopped(publish, chief_editor, ministry):
    for n in range(3):
        publish(sources=[ministry], body=f"Statement {n}. [@ministry]")
    desk.withdraw_source(ministry, by=chief_editor, reason="It made things up.")

    next(desk.note_on_stories(ministry, NOTE, by=chief_editor))
    waiting = without_note(ministry, NOTE, clock.now()).count()
    list(desk.note_on_stories(ministry, NOTE, by=chief_editor))

    assert waiting == 2
    assert Edition.objects.filter(kind="clarification", note=NOTE).count() == 3


def test_a_story_of_another_desk_keeps_its_text_and_is_named(publish, editor, reporter, ministry, section):
    article = publish(sources=[ministry], body="A statement. [@ministry]")
    desk.withdraw_source(ministry, by=editor, reason="It made things up.")
    section.editors.add(reporter)

    ((edition, why),) = desk.note_on_stories(ministry, NOTE, by=editor)

    assert edition.article == article
    assert "another desk" in why
    assert published(article).number == 1
