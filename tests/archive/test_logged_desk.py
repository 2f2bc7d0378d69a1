"""Notes, approvals and proposals, by verify: what was changed past the acts is found."""

from datetime import UTC, datetime, timedelta

import pytest

from articles import desk
from articles.archive import logged_desk, old_rows
from articles.desk import proposing
from articles.models import Act, Article, Note, PreviewLink, Proposal, Publication, clock

from .conftest import faults

LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def notes(publish, editor, reporter):
    """Three notes of a story: an open one with an answer, one that is resolved, and a reader's."""
    story = publish(body="The dam is old.")
    asked = desk.note(story, by=editor, text="Who says so?", passage="old")
    desk.note(story, by=reporter, text="The office.", to=asked)
    done = desk.note(story, by=editor, text="Shorter?")
    desk.resolve(done, by=reporter)
    desk.hear(story, text="It is new.", passage="old", email="reader@example.org")
    gone = desk.note(story, by=editor, text="A mistake of mine.")
    desk.delete_note(gone, by=editor)
    return {"asked": asked, "done": done}


def test_notes_that_acts_left_are_no_fault_and_no_word_of_them_is_in_the_log(notes):
    assert faults() == []
    said = str(list(Act.objects.values_list("data", "reason")))
    assert not any(word in said for word in ("Who says", "office", "Shorter", "It is new", "mistake"))


def test_a_readers_address_may_go_and_words_may_not(notes, time_machine):
    time_machine.move_to(clock.now() + old_rows.ADDRESSES * 2)
    dict(old_rows.clear())

    assert not Note.objects.filter(text__contains="@").exists()
    assert faults() == []


CHANGES = {
    "says": ({"text": "All is well."}, "a note does not say what the log knows of it"),
    "passage": ({"passage": "new"}, "a note does not say what the log knows of it"),
    "by": ({"by": None}, "a note is there, and no act says so"),
    "at": ({"at": LONG_AGO}, "a note is there, and no act says so"),
    "resolved": ({"resolved_at": LONG_AGO}, "a note is marked as resolved, and no act says so"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_note_that_was_changed_past_the_acts_is_found(notes, change):
    values, fault = CHANGES[change]
    Note.objects.filter(pk=notes["asked"].pk).update(**values)

    assert fault in faults()


def test_a_note_that_borrows_another_ones_end_or_answers_another_is_found(notes, editor):
    asked, done = notes["asked"], notes["done"]
    done.refresh_from_db()
    ended = {"resolved_at": done.resolved_at, "resolved_by": done.resolved_by}
    Note.objects.filter(pk=asked.pk).update(**ended)
    assert faults() == ["a note is marked as resolved, and no act says so"]

    Note.objects.filter(pk=asked.pk).update(resolved_at=None, resolved_by=None)
    Note.objects.filter(to=asked).update(to=done)
    assert faults() == ["a note does not say what the log knows of it"]


def test_a_note_that_is_gone_opened_again_or_forged_is_found(notes, publish):
    Note.objects.filter(pk=notes["done"].pk).update(resolved_at=None, resolved_by=None)
    assert faults() == ["a note is open, and an act resolved it"]

    Note.objects.all().delete()
    assert faults() == ["a note is gone, and no act says so"]

    Note.objects.create(article=publish(), text="Forged.")
    assert "a note is there, and no act says so" in faults()


def test_a_redaction_leaves_no_hash_of_a_notes_words_and_is_no_fault(notes, chief_editor):
    story = notes["asked"].article
    other = story.notes.get(text__startswith="It is new")

    left = Act.objects.filter(data__note__in=[notes["asked"].pk, other.pk])
    salts = set(left.values_list("salt", flat=True))

    desk.redact_words(story, by=chief_editor, words=["Who says"], order="A court's")

    assert faults() == []
    assert not left.filter(salt__in=salts).exists()

    desk.redact(story, by=chief_editor, fields=["body"], order="A court's")
    assert faults() == []


@pytest.mark.parametrize("order", ["fields", "words"])
def test_a_reason_that_was_changed_behind_a_redaction_is_found(approved, editor, chief_editor, order):
    """The act that approved holds a salted hash: other salts come, and its reason is held by them."""
    desk.assign(approved, by=editor, assignee=editor, reason="She knows the mayor.")
    desk.publish(approved, by=editor)
    if order == "fields":
        desk.redact(approved, by=chief_editor, fields=["body"], order="A court's")
    else:
        desk.redact_words(approved, by=chief_editor, words=["old"], order="A court's")
    assert faults() == []

    for act in Act.objects.exclude(verb="redact"):
        Act.objects.filter(pk=act.pk).update(reason="The mayor paid me.")
        assert faults(), act.verb
        Act.objects.filter(pk=act.pk).update(reason=act.reason)


@pytest.fixture
def approved(make_article, editor, reporter):
    story = make_article("Dam", body="The dam is old.", created_by=reporter)
    desk.submit(story, by=reporter)
    desk.approve(story, by=editor)
    return story


@pytest.mark.parametrize(
    "act", ["none", "assign", "note", "publish", "correct", "withdraw", "redact", "send_back"]
)
def test_an_approval_by_acts_is_no_fault(approved, editor, chief_editor, act):
    if act == "assign":
        desk.assign(approved, by=editor, assignee=editor)
    elif act == "note":
        desk.note(approved, by=editor, text="Go.")
    elif act == "send_back":
        desk.send_back(approved, by=editor, reason="Ask again.")
    elif act != "none":
        desk.publish(approved, by=editor)
    if act == "correct":
        desk.correct(approved, by=editor, kind="correction", note="New.", changes={"body": "The dam is new."})
    elif act == "withdraw":
        desk.withdraw(approved, by=editor, note="Wrong.")
    elif act == "redact":
        desk.redact_words(approved, by=chief_editor, words=["old"], order="A court's")

    assert faults() == []


APPROVALS = {
    "print": {"approved_print": {}},
    "by": {"approved_by": None},
    "version": {"version": 9, "approved_version": 9},
}


@pytest.mark.parametrize("change", APPROVALS)
def test_an_approval_that_was_changed_past_the_acts_is_found(approved, change):
    Article.objects.filter(pk=approved.pk).update(**APPROVALS[change])

    assert "it is approved otherwise than the log says" in faults()


def test_an_approval_that_nobody_gave_is_found(make_article, editor, reporter):
    story = make_article("Dam", created_by=reporter)
    desk.submit(story, by=reporter)
    Article.objects.filter(pk=story.pk).update(
        stage=Article.Stage.APPROVED, approved_version=story.version, approved_by=editor
    )

    assert faults() == [
        "it is approved otherwise than the log says",
        "who approved it is not what the log says",
    ]


@pytest.mark.parametrize("stage", Article.Stage.values)
def test_an_approval_of_a_copy_on_which_nobody_acted_is_found_in_each_stage(make_article, stage):
    """Four eyes ask for the approved version alone."""
    story = make_article("Dam")
    Article.objects.filter(pk=story.pk).update(stage=stage, approved_version=story.version)

    also = ["whether it is spiked is not what the log says"] * (stage == Article.Stage.SPIKED)
    assert faults() == [*also, "it is approved otherwise than the log says"]


def test_an_approval_beside_a_redaction_of_another_story_is_no_fault(
    make_article, make_source, publish, editor, reporter, chief_editor
):
    source = make_source("Jane Roe")
    story = make_article("Dam", body="So. [@jane-roe]", sources=[source], created_by=reporter)
    desk.submit(story, by=reporter)
    desk.approve(story, by=editor)
    other = publish(body="Jane Roe was there.")

    desk.redact_words(other, by=chief_editor, words=["Jane Roe"], order="A court's")

    story.refresh_from_db()
    assert story.approved_version == story.version
    assert faults() == []


@pytest.fixture
def proposed(publish, editor):
    story = publish(body="The dam is old.")
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    said = {"kind": "correction", "note": "New.", "changes": {"body": "The dam is new."}}
    return proposing.propose("correct", story, by=editor, **said)


def test_a_proposal_by_acts_is_no_fault(proposed, editor, chief_editor):
    assert faults() == []
    proposing.decline(proposed, by=chief_editor, reason="Ask again.")
    assert faults() == []
    proposing.confirm(proposing.propose_anew(proposed, by=editor), by=chief_editor)
    assert faults() == []


def test_a_proposal_that_was_changed_past_the_acts_is_found(proposed, chief_editor):
    changed = {**proposed.arguments, "changes": {"body": "The mayor is a thief."}}
    for values in ({"arguments": changed}, {"by": chief_editor}, {"verb": "restore"}, {"at": clock.now()}):
        before = {name: getattr(proposed, name) for name in values}
        Proposal.objects.filter(pk=proposed.pk).update(**values)
        assert "what is proposed is not what the log knows of" in faults(), values
        Proposal.objects.filter(pk=proposed.pk).update(**before)

    Proposal.objects.filter(pk=proposed.pk).update(article=None)
    assert faults() == ["what is proposed is not what the log knows of"]
    Proposal.objects.filter(pk=proposed.pk).update(article=proposed.article)

    Proposal.objects.filter(pk=proposed.pk).update(declined_at=clock.now(), declined_by=chief_editor)
    assert faults() == ["a proposal is marked as declined, and no act says so"]


def test_a_declined_proposal_that_waits_again_is_found(proposed, editor, chief_editor):
    proposing.decline(proposed, by=chief_editor, reason="It is not true.")

    gone = {"declined_at": None, "declined_by": None, "declined_because": ""}
    Proposal.objects.filter(pk=proposed.pk).update(**gone)

    assert faults() == ["a proposal waits, and an act declined it"]


def test_a_proposal_that_is_gone_without_an_act_is_found(proposed, editor, chief_editor):
    anew = proposing.propose_anew(proposed, by=editor)
    proposing.decline(anew, by=chief_editor, reason="Ask again.")
    assert faults() == []

    Proposal.objects.all().delete()

    assert faults() == ["a proposal is gone, and no act says so"]


@pytest.mark.parametrize(
    "end", ["confirmed", "dropped", "redacted", "its words redacted", "its row redacted"]
)
def test_a_proposal_that_ended_by_an_act_is_no_fault(
    proposed, make_source, publish, editor, chief_editor, end
):
    story = proposed.article
    if end == "confirmed":
        proposing.confirm(proposed, by=chief_editor)
    elif end == "dropped":
        proposing.decline(proposed, by=editor)
    elif end == "redacted":
        desk.redact(story, by=chief_editor, fields=["body"], order="A court's")
    elif end == "its words redacted":
        desk.redact_words(story, by=chief_editor, words=["dam"], order="A court's")
    else:
        source = make_source("Jane Roe")
        Publication.objects.update(four_eyes=False)
        other = publish(sources=[source], body="So. [@jane-roe]")
        Publication.objects.update(four_eyes=True)
        proposing.propose("describe", source, by=editor, values={"role": "A clerk"})
        desk.redact_words(other, by=chief_editor, words=["Jane Roe"], order="A court's")
        assert Proposal.objects.get() == proposed

    assert faults() == []


def test_why_a_proposal_was_declined_can_t_be_changed_unseen(proposed, chief_editor):
    proposing.decline(proposed, by=chief_editor, reason="Ask again.")
    Proposal.objects.update(declined_because="It is true.")

    assert faults() == ["why a proposal was declined is not what the log knows of"]


def test_a_proposal_given_to_another_story_is_found(proposed, make_article):
    Proposal.objects.update(article=make_article())

    assert faults() == ["what is proposed is not what the log knows of"]


def test_who_confirms_their_own_by_another_name_is_found(proposed, editor, chief_editor):
    Proposal.objects.update(by=chief_editor)
    proposing.confirm(proposed, by=editor)

    assert faults() == ["who proposed something confirmed it"]


def test_proposals_are_read_in_batches(publish, editor, monkeypatch):
    """One question names a bounded number of subjects, whatever waits."""
    monkeypatch.setattr(logged_desk, "BATCH", 1)
    stories = [publish(body="It rained.") for _each in range(3)]
    Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
    said = {"kind": "correction", "note": "So.", "changes": {"body": "It hailed."}}
    for story in stories:
        proposing.propose("correct", story, by=editor, **said)
    assert faults() == []

    Proposal.objects.update(verb="restore")

    assert faults() == ["what is proposed is not what the log knows of"] * 3


def test_a_decline_of_before_a_proposal_declines_it_not(proposed, editor, chief_editor):
    proposing.decline(proposed, by=chief_editor, reason="Ask again.")
    proposed.refresh_from_db()
    anew = proposing.propose_anew(proposed, by=editor)
    Proposal.objects.filter(pk=anew.pk).update(declined_at=clock.now(), declined_by=chief_editor)

    assert faults() == ["a proposal is marked as declined, and no act says so"]


@pytest.fixture
def previews(publish, editor):
    """A preview of the newest copy, one of a version, and one that ended."""
    story, until = publish(), clock.now() + timedelta(days=1)
    shared = [desk.share(story, by=editor, until=until, version=version) for version in (None, 1, 1)]
    desk.revoke(shared[2], by=editor)
    return shared


def test_previews_by_acts_are_no_fault_and_no_secret_is_in_the_log(previews, chief_editor):
    assert faults() == []
    assert previews[0].secret not in str(list(Act.objects.values_list("data", flat=True)))

    desk.redact_words(previews[0].article, by=chief_editor, words=["World"], order="A court's")
    assert faults() == []
    desk.redact(previews[0].article, by=chief_editor, fields=["body"], order="A court's")
    assert faults() == []


LATER = datetime(2101, 1, 1, tzinfo=UTC)
PREVIEWS = {
    "ends later": ({"expires_at": LATER}, "a preview is not what the log knows of"),
    "shows another version": ({"version": None}, "a preview is not what the log knows of"),
    "shows other rows": ({"printed": {}}, "a preview is not what the log knows of"),
    "is of nobody who left": ({"created_by": 1}, "a preview is not what the log knows of"),
    "has a secret of its own": ({"secret": "mine"}, "a preview is shared, and no act says so"),
}


@pytest.mark.parametrize("change", PREVIEWS)
def test_a_preview_that_was_changed_past_the_acts_is_found(previews, chief_editor, change):
    values, fault = PREVIEWS[change]
    values = {name: chief_editor if name == "created_by" else value for name, value in values.items()}
    PreviewLink.objects.filter(pk=previews[1].pk).update(**values)

    assert faults() == [fault]


def test_a_version_that_somebody_outside_sees_can_t_be_changed_unseen(previews):
    previews[1].article.history.filter(version=1).update(body="The mayor is a thief.")

    assert "a preview is not what the log knows of" in faults()


def test_a_preview_of_another_story_or_that_was_opened_again_is_found(previews, make_article):
    PreviewLink.objects.filter(pk=previews[0].pk).update(article=make_article())
    assert faults() == ["a preview is not what the log knows of"]

    PreviewLink.objects.filter(pk=previews[0].pk).update(article=previews[0].article)
    PreviewLink.objects.update(revoked_at=None)
    assert faults() == ["a preview is open, and an act ended it"]


def test_what_the_log_knows_of_older_notes_without_their_words_is_no_fault(publish, editor, chief_editor):
    story = publish()
    Note.objects.create(
        article=story, by=editor, text="Old.", resolved_at=clock.now(), resolved_by=chief_editor
    )
    for verb, by in (("note", editor), ("resolve", chief_editor)):
        Act.objects.create(at=clock.now(), by=by, verb=verb, subject=f"article:{story.uid}", data={"note": 1})

    assert faults() == []

    Note.objects.create(article=story, by=editor, text="Forged.")
    assert faults() == ["a note is there, and no act says so"]
