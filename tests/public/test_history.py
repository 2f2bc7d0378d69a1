"""A story's public history: every edition with its note, any two compared, and nothing that is gone."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from articles import desk
from articles.models import Image, clock
from tests.reading import main, seen, words


def test_a_story_of_one_edition_leads_to_its_history(client, publish):
    publish(slug="a-story")

    assert '<a href="/articles/a-story/history/">History</a>' in main(client.get("/articles/a-story/"))


def test_a_draft_leads_to_no_history_that_readers_have_not(client, make_article, chief_editor):
    client.force_login(chief_editor)
    article = make_article(slug="a-story")

    page = client.get(reverse("admin:articles_article_preview", args=[article.pk])).text

    assert "/articles/a-story/history/" not in page


@pytest.fixture
def corrected(publish, chief_editor):
    article = publish(headline="Nine dead", slug="a-story", body="Nine people died.")
    desk.correct(
        article,
        by=chief_editor,
        kind="correction",
        note="There were ten.",
        changes={"headline": "Ten dead", "body": "Ten people died."},
    )
    return article


def test_the_history_lists_every_edition_with_its_note(client, corrected):
    page = main(client.get("/articles/a-story/history/"))

    assert "First edition" in page
    assert "Correction" in page
    assert "There were ten." in page
    assert "<q>Nine dead</q>" in page


def test_any_two_editions_can_be_compared_by_words(client, corrected):
    page = main(client.get("/articles/a-story/history/", {"old": 1, "new": 2}))

    assert "<del>Nine </del>dead" in seen(page)
    assert "<ins>Ten </ins>dead" in seen(page)
    assert '<del><span class="unseen" lang="en">gone: </span>Nine' in page
    assert '<ins><span class="unseen" lang="en">new: </span>Ten' in page


def test_a_paragraph_that_stays_stands_once_between_those_that_changed(client, publish, chief_editor):
    story = publish(slug="a-story", body="One *two*.\n\nThree.\n\nFour.\n\nFive.")
    body = "One 2.\n\nThree.\n\nFive.\n\nSix."
    desk.correct(story, by=chief_editor, kind="correction", note="Anew.", changes={"body": body})

    page = seen(main(client.get("/articles/a-story/history/", {"old": 1, "new": 2})))

    assert page.count("Three.") == 1
    assert page.index("<del>*two*.") < page.index("<ins>2.") < page.index("Three.") < page.index("<del>Four.")
    assert page.count("Edition 1") == page.count("Edition 2") == 2


@pytest.fixture
def pictured(publish, chief_editor):
    """Publish a story with headings and pictures, and correct it."""
    fog, sun = (Image.objects.create(alt_text=alt, credit="GSA") for alt in ("Boats in fog", "At noon"))
    story = publish(slug="a-story", body=f"## What it costs ##\n\n![](image:{fog.key})\n\nNine.")
    changes = {"body": f"## What it will cost\n\n![](image:{sun.key})\n\nTen."}
    desk.correct(story, by=chief_editor, kind="correction", note="There were ten.", changes=changes)
    return story


@pytest.mark.parametrize("query", [{}, {"old": 1, "new": 2}])
def test_a_comparison_speaks_a_readers_language(client, pictured, query):
    path = "/articles/a-story/history/" if query else "/articles/a-story/"

    page = main(client.get(path, query))

    said = page[page.index("Text</h3>" if query else '<p class="label">Text') :].partition("</section>")[0]
    said = re.sub("<[^>]*>", "", said.partition("</aside>")[0])
    for words_ in ("What it", "costs", "will cost", "Picture: ", "Boats in fog", "At noon", "Nine.", "Ten."):
        assert words_ in said
    for typed in ("#", "image:", "!["):
        assert typed not in said


def test_what_only_the_markup_tells_apart_is_told_as_typed(client, publish, chief_editor):
    story = publish(slug="a-story", body="## Costs\n\nNine.")
    desk.correct(story, by=chief_editor, kind="minor", changes={"body": "### Costs\n\nNine."})

    page = main(client.get("/articles/a-story/history/", {"old": 1, "new": 2}))

    assert "<del>## </del>" in seen(page)


def test_a_comparison_of_what_is_not_there_is_unknown(client, corrected):
    for query in ({"old": 1}, {"old": 1, "new": 9}, {"old": "x", "new": 2}):
        assert client.get("/articles/a-story/history/", query).status_code == 404, query


def test_the_history_of_a_withdrawn_story_shows_no_text(client, corrected, chief_editor):
    desk.withdraw(corrected, by=chief_editor, note="Taken back.")

    response = client.get("/articles/a-story/history/")

    assert response.status_code == 200
    assert "Taken back." in main(response)
    assert "There were ten." in main(response)
    assert "dead" not in response.content.decode()
    assert client.get("/articles/a-story/history/", {"old": 1, "new": 2}).status_code == 404


def test_a_redacted_field_says_so(client, corrected, chief_editor):
    desk.redact(corrected, by=chief_editor, fields=["body"], order="Court of X", numbers=[1])

    page = main(client.get("/articles/a-story/history/", {"old": 1, "new": 2}))

    assert "Redacted: text" in words(page, "editions")
    assert "Nine people" not in page
    assert "Redacted: there is nothing to compare." in page


def test_a_plan_is_not_in_the_history(client, corrected, change, chief_editor):
    desk.publish(change(corrected, headline="Planned"), by=chief_editor, at=clock.now() + timedelta(hours=1))

    assert b"Planned" not in client.get("/articles/a-story/history/").content


def test_no_page_says_that_nothing_was_rewritten_above_what_was_redacted(client, publish, chief_editor):
    story = publish(headline="A story", slug="redacted-in-part", standfirst="A name.")
    assert "None was rewritten" in client.get("/articles/redacted-in-part/history/").text

    desk.redact(story, by=chief_editor, fields=["standfirst"], order="A court's")

    page = client.get("/articles/redacted-in-part/history/").text
    assert "Redacted:" in page
    assert "None was rewritten" not in page
    assert "Parts were redacted; nothing else was rewritten." in page


@pytest.mark.parametrize("is_unconfirmed", [True, False])
def test_the_history_names_an_emergency_correction_that_nobody_confirmed(client, corrected, is_unconfirmed):
    corrected.editions.filter(number=2).update(is_unconfirmed=is_unconfirmed)

    page = main(client.get("/articles/a-story/history/"))

    assert page.count("nobody else has confirmed it yet") == is_unconfirmed


def test_of_a_story_in_another_language_its_own_words_are_marked_alone(client, publish, chief_editor):
    article = publish(headline="ישן", slug="a-story", language="he")
    desk.correct(article, by=chief_editor, kind="correction", note="תוקן", changes={"headline": "חדש"})
    page = client.get("/articles/a-story/history/").text
    desk.withdraw(article, by=chief_editor, note="תוקן")

    assert '<h1 class="headline" lang="he" dir="rtl"><a' in page
    assert 'Headline then: <q lang="he" dir="rtl">ישן</q>' in page
    assert '<h1 class="headline">A story that was taken back' in client.get("/articles/a-story/history/").text
    assert '<p class="headline"><a href="/articles/a-story/history/">' in client.get("/corrections/").text
