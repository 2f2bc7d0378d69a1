"""The correction's page: it starts from the live text, and says before the act what it will change."""

import html
import re

import pytest
from django.urls import reverse

from articles import desk
from articles.models import Publication
from tests.admin.test_acts import bare, later, page_of
from tests.pictures.conftest import make_picture, storage  # noqa: F401

pytestmark = pytest.mark.django_db


def test_a_correction_starts_from_the_live_text(editor_client, publish, change):
    article = change(publish(body="What readers see."), body="What the copy says.")

    page = editor_client.get(page_of("correct", article)).content.decode()

    assert "What readers see.</textarea>" in page
    assert "What the copy says." not in page


def test_a_correction_says_before_the_act_what_it_merges_and_what_clashes(
    editor_client, publish, change, chief_editor
):
    article = change(publish(body="It was ten."), body="It was twelve.")
    desk.publish(article, by=chief_editor, at=later())
    sent = bare(article, "correct")

    page = html.unescape(editor_client.post(page_of("correct", article), sent).content.decode())

    assert "Body: it clashes with the working copy" in page
    assert "the plan is dropped and goes back to the desk" in page
    assert article.editions.filter(kind="correction").count() == 0


def test_what_a_correction_merges_goes_by_the_fields_labels(editor_client, publish):
    article = publish(standfirst="Ten came.")
    sent = {**bare(article, "correct"), "standfirst": "Nine came."}

    page = editor_client.post(page_of("correct", article), sent).content.decode()

    assert "Standfirst: merged into the working copy." in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [({"note": ""}, "Write the note"), ({"body": "It was ten."}, "Nothing has changed")],
)
def test_a_correction_that_can_not_be_made_is_refused_before_it_is_shown(editor_client, publish, typed, said):
    article = publish(body="It was ten.")
    sent = {**bare(article, "correct"), **typed, "_look": "1"}

    page = editor_client.post(page_of("correct", article), sent).content.decode()

    assert said in page
    assert "looked_at" not in page


def test_a_correction_that_was_changed_after_it_was_shown_is_shown_again(editor_client, publish):
    article = publish(body="It was ten.")
    sent = bare(article, "correct")
    looked_at = re.search(
        r'name="looked_at" value="(\w+)"',
        editor_client.post(page_of("correct", article), sent).content.decode(),
    )[1]

    editor_client.post(
        page_of("correct", article), {**sent, "body": "Something else.", "looked_at": looked_at}
    )

    assert not article.editions.filter(kind="correction").exists()


def test_a_correction_takes_no_line_ends_for_changes(editor_client, publish):
    article = publish(body="One.\n\nTwo.")
    sent = {**bare(article, "correct"), "kind": "clarification", "body": "One.\r\n\r\nTwo."}

    page = editor_client.post(page_of("correct", article), sent).content.decode()

    assert "Nothing in the text." in page


def test_a_correction_of_what_is_withdrawn_is_refused_with_a_sentence(editor_client, publish, chief_editor):
    story = publish()
    desk.withdraw(story, by=chief_editor, note="In doubt.")

    page = editor_client.post(page_of("correct", story), bare(story, "correct") | {"kind": "minor"})

    assert page.status_code == 409
    assert "errornote" in page.text


# What stands beside the texts


def test_what_the_copy_prints_otherwise_is_offered_and_shown_before_it_is_printed_anew(
    editor_client, publish
):
    article = publish()
    assert 'name="reprint"' not in editor_client.get(page_of("correct", article)).content.decode()
    article.bylines.create(name="Anna Aram", order=1)
    sent = {**bare(article, "correct"), "reprint": ["byline"], "body": article.body}

    page = editor_client.post(page_of("correct", article), sent).content.decode()

    assert "new: </span>Anna Aram</ins>" in page
    assert not article.editions.filter(kind="correction").exists()
    looked_at = re.search(r'name="looked_at" value="(\w+)"', page)[1]
    editor_client.post(page_of("correct", article), {**sent, "looked_at": looked_at})
    assert [row["name"] for row in article.editions.get(kind="correction").byline] == ["Anna Aram"]


def test_another_picture_is_shown_by_its_words_and_by_nothing_for_machines(
    editor_client,
    publish,
    change,
    make_picture,  # noqa: F811
):
    article, picture = publish(), make_picture(alt_text="A ferry in ice")
    change(article, lead_image=picture)

    sent = {**bare(article, "correct"), "reprint": ["lead_image"], "body": article.body}
    page = editor_client.post(page_of("correct", article), sent).content.decode()

    assert "new: </span>A ferry in ice (Agency)</ins>" in page
    assert str(picture.key) not in page
    assert picture.renditions["whole"]["path"] not in page


def test_what_changed_after_it_was_shown_is_shown_again(editor_client, publish):
    article = publish()
    row = article.bylines.create(name="Anna Aram", order=1)
    sent = {**bare(article, "correct"), "reprint": ["byline"], "body": article.body}
    page = editor_client.post(page_of("correct", article), sent).content.decode()
    looked_at = re.search(r'name="looked_at" value="(\w+)"', page)[1]
    row.name = "Berta Bek"
    row.save()

    page = editor_client.post(page_of("correct", article), {**sent, "looked_at": looked_at}).content.decode()

    assert "new: </span>Berta Bek</ins>" in page
    assert not article.editions.filter(kind="correction").exists()


def test_what_is_live_as_the_copy_has_it_can_not_be_printed_anew(editor_client, publish):
    article = publish()
    sent = {**bare(article, "correct"), "reprint": ["byline"], "body": article.body}

    editor_client.post(page_of("correct", article), sent)

    assert not article.editions.filter(kind="correction").exists()


def test_four_eyes_propose_what_is_printed_anew_and_show_it(editor_client, publish, chief_editor, client):
    article = publish()
    Publication.objects.update_or_create(defaults={"four_eyes": True})
    article.bylines.create(name="Anna Aram", order=1)
    sent = {**bare(article, "correct"), "reprint": ["byline"], "body": article.body}
    page = editor_client.post(page_of("correct", article), sent).content.decode()
    looked_at = re.search(r'name="looked_at" value="(\w+)"', page)[1]
    editor_client.post(page_of("correct", article), {**sent, "looked_at": looked_at})
    proposal = article.proposals.get()
    client.force_login(chief_editor)

    page = client.get(reverse("proposal", args=[proposal.pk])).content.decode()

    assert "new: </span>Anna Aram</ins>" in page


# Where words would go


def test_a_redaction_shows_the_same_change_of_many_versions_once(client, publish, change, chief_editor):
    client.force_login(chief_editor)
    article = publish(body="Jane Roe was there.")
    for number in range(12):
        change(article, standfirst=f"Once more, {number}.")
    asked = {name: value for name, value in bare(article, "redact").items() if name in ("seen", "_do")}

    page = client.post(page_of("redact", article), {**asked, "words": "Jane Roe", "order": "A court"}).text

    assert page.count("Jane Roe </del>") == 3  # in the edition, the copy and its history
    assert re.search(r"and \d\d more, where the same changes", page)
