"""The words of a redaction are found in each table and in other spellings."""

import pytest

from articles import desk
from articles.desk import words_found
from articles.models import (
    SavedView,
    Snippet,
)
from exchange.models import Arrival, Feed, Import

from .conftest import redact

pytestmark = pytest.mark.django_db


def test_every_column_of_text_is_looked_through_or_said_to_hold_none():
    looked_through = {column for model in words_found.tables() for column in words_found.text_columns(model)}

    assert {"headline", "body", "private", "rows", "caption", "transcript", "reason", "data", "passage",
            "arguments", "printed", "query", "bio", "object_repr", "house_words",
            } <= looked_through  # fmt: skip
    assert looked_through.isdisjoint(words_found.NO_TEXT)


WRITINGS = [
    "J&uuml;rgen M&uuml;ller",
    "J&#252;rgen M&#xfc;ller",
    "J%C3%BCrgen M%C3%BCller",
    "Jürgen M**ü**ller",
]


@pytest.mark.parametrize("written", WRITINGS)
def test_words_in_another_writing_go_from_the_page_that_shows_them(written, publish, chief_editor, client):
    story = publish(body=f"They saw {written}, and left.", slug="seen")

    redact(story, chief_editor, "Jürgen Müller")

    assert "They saw █████, and left." in client.get("/articles/seen/").text


@pytest.mark.parametrize("written", [*WRITINGS[:3], "JÜRGEN MÜLLER"])
def test_words_in_another_writing_are_found_in_other_stories_and_saved_views(
    written, publish, chief_editor, reporter
):
    story, other = publish(body="Jürgen Müller left."), publish(body=f"They saw {written}.")
    view = SavedView.objects.create(user=reporter, name="Mine", query="q=J%C3%BCrgen+M%C3%BCller")

    redact(story, chief_editor, "Jürgen Müller")

    assert other.editions.get().body == "They saw █████."
    view.refresh_from_db()
    assert view.query == "q=█████"


@pytest.mark.parametrize(
    "written",
    [
        "Jurgen Mueller",
        "Jürgen M**ü**ller",
        "J&#117;rgen M&uuml;ller",
        "Ju\u0308rgen Mül\u00adler",
        "Jürgen M\u200büller",
    ],
)
def test_other_spellings_are_found_in_other_stories_notes_and_json(
    written, publish, make_source, chief_editor, editor
):
    story = publish(body="Jürgen Müller left.")
    other = publish(body=f"They saw {written}.")
    asked = desk.note(other, by=editor, text=f"Is it {written}?")
    source = make_source(written, role="A clerk")
    third = publish(sources=[source], body=f"So. [@{source.slug}]")

    redact(story, chief_editor, "Jürgen Müller")

    assert other.editions.get().body == "They saw █████."
    asked.refresh_from_db()
    assert asked.text == "Is it █████?"
    assert third.editions.get().citations[0]["name"] == "█████"


def test_rows_whose_names_have_to_differ_still_do(publish, reporter, editor, chief_editor, make_source):
    story, source = publish(body="Anna Roe met Ben Roe."), make_source("Agency")
    for name in ("█████", "Anna Roe", "Ben Roe"):
        Snippet.objects.create(name=name)
        Feed.objects.create(name=name, address="https://feeds.example.org/", source=source)
        for user in (reporter, editor, None):
            SavedView.objects.create(user=user, name=f"{name} seen")
        came = Import.objects.create(
            origin=name, form="ghost", mapping={"people": {name: 1, name.lower(): 2}}
        )
        Arrival.objects.create(origin=name, key="post:1", brought_by=came, source_digest="d")

    redact(story, chief_editor, "Anna Roe", "Ben Roe")

    for model in (Snippet, Feed):
        assert sorted(model.objects.values_list("name", flat=True)) == ["█████", "█████ 2", "█████ 3"]
    views = SavedView.objects.filter(user=reporter).order_by("pk")
    assert views[0].name == "█████ seen"
    assert len({view.name for view in views}) == 3
    assert [len(row.mapping["people"]) for row in Import.objects.order_by("pk")] == [1, 2, 2]
    assert Arrival.objects.filter(origin__in=Import.objects.values("origin")).count() == 3
