"""What a taken-out newsroom withdrew, retracted or redacted comes back so."""

import json
import re

import pytest

from articles import desk
from articles.archive import verifying
from articles.models import Article, Edition
from exchange import rollback
from exchange.models import Import

pytestmark = pytest.mark.django_db


def told_of_the_story(client):
    return [client.get(path).text for path in ("/articles/rain/", "/articles/rain/history/", "/corrections/")]


def without_keys(pages):
    return [re.sub(r"\b[0-9a-f]{16,64}\b|[0-9a-f]{8}-[0-9a-f-]{27}", "", page) for page in pages]


def test_a_retracted_story_stays_retracted(publish, change, again, chief_editor, client):
    """It came back as live as ever, and said nothing of it."""
    story = publish(headline="Rain", slug="rain", body="It rained.")
    desk.correct(
        story, by=chief_editor, kind="retraction", note="It never rained.", changes={"body": "It did not."}
    )
    before = without_keys(told_of_the_story(client))
    assert Edition.objects.last().is_retracted

    again()

    assert [(row.kind, row.is_retracted) for row in Edition.objects.order_by("number")] == [
        ("first", False), ("retraction", True),
    ]  # fmt: skip
    assert without_keys(told_of_the_story(client)) == before


def test_a_story_that_was_withdrawn_and_restored_tells_that_it_was(
    publish, change, again, chief_editor, client
):
    story = publish(headline="Rain", slug="rain", body="It rained.", standfirst="Wet.", dateline="QUAY")
    desk.withdraw(story, by=chief_editor, note="In doubt.")
    desk.restore(Article.objects.get(), by=chief_editor, note="It stands.")
    before = without_keys(told_of_the_story(client))
    said = ("kind", "note", "live_from", "headline", "body", "standfirst", "dateline", "slug", "type_of_work")
    rows = list(Edition.objects.order_by("number").values(*said))

    again()

    assert list(Edition.objects.order_by("number").values(*said)) == rows
    assert without_keys(told_of_the_story(client)) == before


@pytest.mark.parametrize(
    "rows",
    [
        "[{kind: retraction, date: 2020-01-02T00:00:00Z, title: x}, {kind: update, date: 2020-01-03}]",
        "[{kind: first, date: 2020-01-02T00:00:00Z, title: x}, {kind: withdrawal, date: 2020-01-03}]",
        "[{kind: first, date: 2020-01-02T00:00:00Z, title: x}, {kind: withdrawal, date: 2020-01-03, title: x},"
        " {kind: restoration, date: 2020-01-04}]",
    ],
)
def test_a_withdrawal_with_words_and_a_retraction_of_nothing_are_no_editions(archive, tmp_path, rows):
    (tmp_path / "a.md").write_text(
        f"---\ntitle: Rain\ndate: 2020-01-02T00:00:00Z\neditions: {rows}\n---\nIt rained."
    )

    archive.bring(file=tmp_path / "a.md")

    assert [(row.kind, row.body) for row in Edition.objects.all()] == [("first", "It rained.")]


def test_what_was_redacted_comes_back_marked_and_without_the_words(
    publish, change, again, chief_editor, client, archive, tmp_path
):
    story = publish(headline="Rain", slug="rain", body="It rained on Ann Lee.", standfirst="Wet.")
    story = publish(change(story, body="It snowed on Ann Lee.", standfirst="White."))
    publish(change(story, body="It snowed on Ann Lee, and stopped."))
    story = Article.objects.get()
    fields = ["headline", "body", "byline", "citations"]
    desk.redact(story, by=chief_editor, fields=fields, order="A court, today.", numbers=[1])
    desk.redact(Article.objects.get(), by=chief_editor, fields=["standfirst"], order="A court.")
    desk.redact_words(Article.objects.get(), by=chief_editor, words=["Ann Lee"], order="A court.")
    told = [sorted(row.redacted) for row in Edition.objects.order_by("number")]
    before = {path: client.get(path).text for path in ("/articles/rain/", "/articles/rain/history/")}

    again()

    assert [sorted(row.redacted) for row in Edition.objects.order_by("number")] == told
    for path, text in before.items():
        after = client.get(path).text
        assert "Ann Lee" not in after
        assert "It rained" not in after
        assert after.count("edacted") == text.count("edacted")
    assert after.count("edacted") > 2
    assert list(verifying.archive_faults()) == []
    archive.bring(file=tmp_path / "out", origin="again")
    assert Edition.objects.count() == 3
    rollback.take_back(Import.objects.earliest("pk"))
    assert not Edition.objects.exists()
    assert list(verifying.archive_faults()) == []


@pytest.mark.parametrize(
    "mark",
    [
        {"body": "gone"},
        {"body": {"hash": "x"}},
        {"slug": {"hash": "0" * 64}},
        {"body": {"hash": "0" * 64}},
        [1],
    ],
)
def test_a_mark_of_redaction_that_can_not_be_is_left(archive, tmp_path, mark):
    said = {"title": "Rain", "date": "2020-01-02T00:00:00Z", "newsroom": {"redacted": mark}}
    (tmp_path / "a.md").write_text(f"---json\n{json.dumps(said)}\n---\nIt rained.")

    archive.bring(file=tmp_path / "a.md")

    assert Edition.objects.get().redacted == {}
    assert list(verifying.archive_faults()) == []
