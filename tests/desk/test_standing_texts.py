"""A standing text gets another wording in every story that has it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import desk
from articles.models import Act, Article, Proposal, Publication, Snippet

pytestmark = pytest.mark.django_db

OLD, NEW = "::: facts Help\n- 112\n:::", "::: facts Help\n- 112\n- 113\n:::"


@pytest.fixture
def box(db):
    return Snippet.objects.create(name="Who to call", body=OLD)


def reword(box, by, **said):
    return desk.reword(box, by=by, body=NEW, **{"kind": "update", "note": "A second number."} | said)


def corrected(box, by):
    return reword(box, by, kind="clarification")


def test_live_stories_are_corrected_and_their_copies_follow(box, publish, chief_editor):
    story = publish(body=f"It rained.\n\n{OLD}\n\nEnd.")

    outcome = corrected(box, chief_editor)

    story.refresh_from_db()
    edition = story.editions.last()
    assert (outcome.corrected, outcome.refused) == ([story], [])
    assert edition.body == story.body == f"It rained.\n\n{NEW}\n\nEnd."
    assert (edition.kind, edition.note) == ("clarification", "A second number.")
    assert Snippet.objects.get().body == NEW
    assert Act.objects.filter(verb="change_row", subject=f"snippet:{box.pk}").exists()


def test_a_draft_is_changed_in_its_copy_alone(box, make_article, chief_editor):
    draft = make_article(body=f"{OLD}\n\nEnd.")

    corrected(box, chief_editor)

    draft.refresh_from_db()
    assert (draft.body, draft.editions.count()) == (f"{NEW}\n\nEnd.", 0)


def test_what_a_writer_changed_and_words_within_a_line_stay(box, make_article, publish, chief_editor):
    box.body = "Call 112."
    box.save()
    theirs, within = make_article(body="Call 112!"), publish(body="We say: Call 112. Do it.")

    outcome = desk.reword(box, by=chief_editor, body="Call 113.", kind="minor")

    assert outcome.corrected == []
    theirs.refresh_from_db()
    assert (theirs.body, within.editions.count()) == ("Call 112!", 1)


@pytest.mark.parametrize("is_taken_out", [True, False])
def test_of_a_story_whose_plan_has_it_the_editor_is_told(
    box, make_article, change, chief_editor, is_taken_out
):
    story = make_article(body=f"{OLD}\n\nEnd.")
    desk.publish(story, by=chief_editor, at=timezone.now() + timedelta(hours=2))
    story.refresh_from_db()
    if is_taken_out:
        change(story, body="End.")

    outcome = corrected(box, chief_editor)

    assert [why for _story, why in outcome.refused] == ["Its plan has this text: plan it anew."]
    assert Article.objects.get(pk=story.pk).stage == ("draft" if is_taken_out else "approved")


def test_a_refusal_of_one_story_stops_no_other(box, publish, chief_editor):
    stories = [publish(body=f"{number}\n\n{OLD}") for number in range(2)]

    outcome = reword(box, chief_editor, kind="correction", note="")

    assert [story for story, _why in outcome.refused] == stories
    assert outcome.corrected == []


def test_with_four_eyes_the_corrections_are_proposed(box, publish, chief_editor):
    story = publish(body=f"It rained.\n\n{OLD}")
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})

    outcome = corrected(box, chief_editor)

    assert (outcome.proposed, Proposal.objects.count(), story.editions.count()) == ([story], 1, 1)


def test_a_story_of_a_closed_section_is_not_named(box, publish, editor, section):
    story = publish(body=f"It rained.\n\n{OLD}")
    section.is_closed = True
    section.save()

    assert desk.stories_with(box, editor) == ([] if not story.is_visible_to(editor) else [story])


@pytest.mark.parametrize("body", ["", "  \n", OLD, f"\n{OLD}\n"])
def test_no_words_and_the_same_words_are_refused(body, box, chief_editor):
    with pytest.raises(desk.Refused):
        desk.reword(box, by=chief_editor, body=body)

    assert Snippet.objects.get().body == OLD


def test_a_story_behind_many_that_have_the_words_within_a_line_is_found(
    box, make_article, publish, chief_editor, monkeypatch
):
    monkeypatch.setattr(desk.standing_texts, "MOST", 2)
    for _number in range(3):
        make_article(body=f"See: {OLD}")
    stories = [make_article(body=OLD), publish(body=f"It rained.\n\n{OLD}")]

    assert desk.stories_with(box, chief_editor) == stories
    assert corrected(box, chief_editor).refused == []


def test_too_many_stories_are_refused(box, make_article, chief_editor, monkeypatch):
    monkeypatch.setattr(desk.standing_texts, "MOST", 1)
    for _number in range(2):
        make_article(body=OLD)

    with pytest.raises(desk.Refused):
        corrected(box, chief_editor)
