"""Versions of copies, by verify: what was changed in them past the acts is found."""

from datetime import timedelta

import pytest
from django.urls import reverse

from articles import desk
from articles.archive import logged_versions
from articles.models import Act, Article, Image, Publication, Section, clock

from .conftest import faults

pytestmark = pytest.mark.django_db
SAYS = "its versions do not say what the log knows of them"
WHO = "who saved a version is not who the log names"
GONE = "versions of it are gone, and no act says so"
COPY = "its copy does not say what its newest version says"


@pytest.fixture
def written(make_article, editor, reporter):
    """A story of three versions, the first two by a reporter, that an act sealed; a fourth that none did."""
    story = make_article("Dam", body="The dam is old.", created_by=reporter, by=reporter)
    story.body = "The dam is very old."
    desk.save(story, by=reporter, base=1, has_other_rows=True)
    story.body = "The dam is the oldest."
    desk.save(story, by=editor, base=2)
    desk.submit(story, by=reporter)
    story.body = "The dam was the oldest."
    desk.save(story, by=reporter, base=3)
    return story


def versions(story, number):
    return story.history.filter(version=number)


def test_versions_that_were_saved_are_no_fault_and_no_word_of_them_is_in_the_log(written):
    assert faults() == []
    said = str(list(Act.objects.values_list("data", flat=True)))
    assert "oldest" not in said
    assert "reporter" in said


CHANGES = {
    "body": ({"body": "The mayor is a thief."}, SAYS),
    "date": ({"history_date": "2001-01-01T00:00Z"}, SAYS),
    "reason": ({"history_change_reason": "published"}, SAYS),
    "rows": ({"rows": {"byline": [], "citations": [], "topics": ["theft"]}}, SAYS),
    "embargo": ({"embargo_until": "2031-01-01T00:00Z"}, SAYS),
    "by": ({"history_user": None}, WHO),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_version_that_was_changed_past_the_acts_is_found(written, change):
    values, fault = CHANGES[change]
    versions(written, 2).update(**values)

    assert faults() == [fault]


@pytest.mark.parametrize("name", ["section", "lead_image", "translation_of"])
def test_what_a_version_names_is_found_where_it_was_changed_past_the_acts(written, name, make_article):
    other = {
        "section": lambda: Section.objects.create(name="Else"),
        "lead_image": lambda: Image.objects.create(alt_text="A thief"),
        "translation_of": lambda: make_article("Damm", language="de"),
    }
    versions(written, 2).update(**{name: other[name]()})

    assert faults() == [SAYS]


def test_an_act_that_held_less_of_versions_is_compared_with_that(written, reporter, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(logged_versions._hashed, "__defaults__", (logged_versions.HASHED,))
        desk.note(written, by=reporter, text="Who says so?")
    assert faults() == []

    versions(written, 3).update(body="The mayor is a thief.")
    assert faults() == [SAYS]


def test_who_wrote_can_t_be_hidden_from_four_eyes(written, editor, chief_editor):
    """The editor is a writer of the third version: as another's, he could approve it."""
    versions(written, 3).update(history_user=chief_editor)

    assert faults() == [WHO]


def test_a_version_that_is_gone_is_found(written):
    versions(written, 2).delete()

    assert GONE in faults() or SAYS in faults()

    written.history.all().delete()
    assert faults() == [GONE]


def test_what_no_act_sealed_yet_is_sealed_by_the_next(written, editor, chief_editor):
    versions(written, 4).update(history_user=chief_editor)
    assert faults() == []

    versions(written, 4).update(history_user=editor)
    desk.approve(written, by=chief_editor)
    assert faults() == []
    versions(written, 4).update(history_user=chief_editor)
    assert faults() == [WHO]


def test_a_copy_that_was_changed_past_its_versions_is_found(written):
    for values in ({"body": "The mayor is a thief."}, {"version": 3}, {"headline": "Thief"}):
        before = Article.objects.filter(pk=written.pk).values(*values).get()
        Article.objects.filter(pk=written.pk).update(**values)
        assert COPY in faults(), values
        Article.objects.filter(pk=written.pk).update(**before)

    assert faults() == []


@pytest.mark.parametrize("order", ["fields", "words"])
def test_after_a_redaction_its_act_holds_the_versions_that_are_left(written, editor, chief_editor, order):
    desk.publish(written, by=chief_editor)
    salts = set(Act.objects.values_list("salt", flat=True))
    if order == "fields":
        desk.redact(written, by=chief_editor, fields=["body"], order="A court's")
    else:
        desk.redact_words(written, by=chief_editor, words=["oldest"], order="A court's")

    assert faults() == []
    assert not Act.objects.filter(data__has_key="versions_hash", salt__in=salts).exists()

    desk.assign(written, by=editor, assignee=editor)
    assert faults() == []
    versions(written, 1).update(body="The mayor is a thief.")
    assert faults() == [SAYS]


@pytest.mark.parametrize("way", ["correct", "plan", "drop", "withdraw", "restore", "settle", "emergency"])
def test_whatever_acts_did_is_no_fault(written, change, editor, chief_editor, reporter, way):
    if way == "plan":
        desk.publish(written, by=chief_editor, at=clock.now() + timedelta(hours=1))
        change(written, headline="Dams")
        desk.drop_plan(written, by=chief_editor)
        assert faults() == []
        return
    desk.publish(written, by=chief_editor)
    if way in ("correct", "settle"):
        change(written, body="The dam was the oldest, they say.")
        if way == "settle":
            change(written, body="The mill was here.")
        desk.correct(
            written, by=editor, kind="correction", note="New.", changes={"body": "The dam was the newest."}
        )
        if written.unmerged:
            desk.settle(written, by=editor, values={"body": "The mill was the newest."})
    elif way == "emergency":
        Publication.objects.update_or_create(pk=1, defaults={"four_eyes": True})
        desk.emergency_correct(
            written, by=editor, kind="correction", note="So.", reason="Night.",
            changes={"body": "It was."},
        )  # fmt: skip
    else:
        desk.withdraw(written, by=chief_editor, note="Wrong.")
        if way == "restore":
            desk.restore(written, by=chief_editor, note="Right.")

    assert faults() == []


def test_a_story_that_an_act_deleted_is_no_fault_and_one_that_is_gone_is(
    written, editor, chief_editor, at_desk, make_article
):
    other = make_article()
    for story in (written, other):
        desk.note(story, by=editor, text="Who says so?")
        desk.flag(story, by=editor, reason="Libel?")
    address = reverse("admin:articles_article_delete", args=[written.pk])
    at_desk(chief_editor).post(address, {"post": "yes"})
    assert not Article.objects.filter(pk=written.pk).exists()
    assert faults() == []

    other.delete()

    assert "it is gone, and no act says so" in faults()
