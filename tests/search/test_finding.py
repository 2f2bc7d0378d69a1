"""What readers find, on whichever database the suite runs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import desk, search
from articles.models import Person, Topic, clock
from articles.models.byline import Byline
from articles.search import finding


def test_every_word_must_be_there(publish, found):
    publish(headline="Council approves the budget")
    publish(headline="Council delays the vote")

    assert found("council budget") == ["Council approves the budget"]


def test_a_phrase_stands_in_its_order(publish, found):
    publish(headline="One", body="The fire brigade came late.")
    publish(headline="Two", body="The brigade saw a fire.")

    assert found('"fire brigade"') == ["One"]
    assert set(found("fire brigade")) == {"One", "Two"}


def test_a_phrase_does_not_reach_from_field_to_field(publish, found):
    publish(headline="Minister resigns", standfirst="Today she left", body="Nothing more.")

    assert found('"resigns today"') == []
    assert found('"today she"') == ["Minister resigns"]


def test_a_word_can_be_left_out(publish, found):
    publish(headline="Rain in the north")
    publish(headline="Rain in the south")

    assert found("rain -south") == ["Rain in the north"]
    assert found('rain -"the north"') == ["Rain in the south"]


def test_the_last_word_may_be_a_beginning(publish, found):
    publish(headline="Reconstruction begins")

    assert found("reconstr") == ["Reconstruction begins"]
    assert found("begins reconstr") == ["Reconstruction begins"]


def test_inflections_are_found_behind_the_word_as_typed(publish, found):
    publish(headline="Elections", body="Nothing else.")
    publish(headline="An election", body="Nothing else.")

    assert found("election") == ["An election", "Elections"]


def test_a_typing_error_finds_what_was_meant(publish, found):
    publish(headline="Parliament dissolved")

    assert found("parlaiment") == ["Parliament dissolved"]
    assert search.find("parlaiment", clock.now())[1].corrections == {"parlaiment": "parliament"}


def test_nonsense_finds_nothing(publish, found):
    publish(headline="Parliament dissolved")

    assert found("qwxzv") == []
    assert found("parliament qwxzv") == []


@pytest.mark.parametrize(
    "asked",
    [
        {
            "erdogan": "Erdoğan travels",
            "athina": "Αθήνα σήμερα",
            "erevan": "Երևան today",
            "lodz": "Łódź votes",
        },
        {"Эрдоган": "Erdogan travels", "putin": "Путин в Москве", "moskva": "Путин в Москве"},
    ],
)
def test_marks_and_alphabets_are_no_hurdle(publish, found, asked):
    for headline in set(asked.values()):
        publish(headline=headline, language="ru" if "Москве" in headline else "en")

    assert {typed: found(typed) for typed in asked} == {typed: [line] for typed, line in asked.items()}


def test_headline_stands_before_standfirst_before_body(publish, found):
    publish(headline="Third", body="A bridge was closed.")
    publish(headline="Second", standfirst="A bridge was closed.")
    publish(headline="A bridge was closed", body="Nothing else.")

    assert found("bridge") == ["A bridge was closed", "Second", "Third"]


def test_fresh_stands_before_old_for_equal_words(publish, found, time_machine):
    time_machine.move_to("2020-05-01T12:00:00Z")
    publish(headline="Flood in the valley", body="Same.")
    time_machine.move_to("2024-05-01T12:00:00Z")
    publish(headline="Flood in the valley", body="Same.", slug="newer")
    editions = search.find("flood", clock.now())[1].editions

    assert [edition.first_published_at.year for edition in editions] == [2024, 2020]


def test_names_in_bylines_sources_and_topics_count(make_article, publish, make_source, found):
    article = make_article(headline="Named", sources=[make_source("Harbour Authority")])
    Byline.objects.create(article=article, person=Person.objects.create(name="Ada Quill"))
    article.topics.add(Topic.objects.create(name="Dredging"))
    publish(article)

    assert found("ada quill") == found("harbour authority") == found("dredging") == ["Named"]


def test_filters_narrow_and_count(make_article, publish, make_source):
    make = {"body": "Same words."}
    publish(make_article(headline="First", sources=[make_source("Harbour")], **make))
    publish(make_article(headline="Second", type_of_work="analysis", **make))
    at = clock.now()

    def headlines(**options):
        return {edition.headline for edition in search.find("same", at, **options)[1].editions}

    assert headlines(marks=[("q", ["harbour"])]) == {"First"}
    assert headlines(marks=[("k", ["analysis"])]) == {"Second"}
    assert headlines(marks=[("s", ["world"])]) == {"First", "Second"}
    assert headlines(marks=[("s", ["sport"])]) == set()
    assert headlines(until=at - timedelta(days=1)) == set()
    assert headlines(since=at - timedelta(days=1)) == {"First", "Second"}
    holders = search.find("same", at)[1].holders
    assert [len(holders[mark]) for mark in ("s_world", "q_harbour", "k_analysis")] == [2, 1, 1]


@pytest.mark.parametrize("by_time", [False, True])
def test_pages_show_every_story_once(publish_many, make_article, by_time):
    publish_many(7, last=make_article("Story 6", body="Common words."))
    at, after, seen = clock.now(), "", []

    while True:
        found = search.find("common", at, by_time=by_time, after=after, size=3)[1]
        seen += [edition.headline for edition in found.editions]
        after = found.next
        if not after:
            break

    assert len(seen) == 7
    assert len(set(seen)) == 7


def test_what_lies_behind_the_ranked_stories_is_reached(publish, publish_many, make_article, monkeypatch):
    monkeypatch.setattr("articles.search.finding.POOL", 4)
    monkeypatch.setattr("articles.search.finding.IN_HEADLINE", 1)
    publish(headline="Common in the headline", body="Old.")
    publish_many(9, last=make_article("Story 8", body="Common words."))
    at, after, seen = clock.now(), "", []

    while True:
        found = search.find("common", at, after=after, size=3)[1]
        assert found.total is None
        seen += [edition.headline for edition in found.editions]
        after = found.next
        if not after:
            break

    assert seen[0] == "Common in the headline"
    assert sorted(seen) == sorted(["Common in the headline", *(f"Story {number}" for number in range(9))])


def test_each_page_by_time_takes_the_words_as_the_first_one_does(publish, monkeypatch):
    """With few hits left, the rest of a list took beginnings of words that its first page had not."""
    monkeypatch.setattr("articles.search.finding.FEW", 3)
    publish(headline="Old", body="A stormy day.")
    for number in range(6):
        publish(headline=f"New {number}", body="The storm came.")
    at, after, seen = clock.now(), "", []

    for _page in range(4):
        found = search.find("storm", at, by_time=True, after=after, size=2)[1]
        seen += [edition.headline for edition in found.editions]
        after = found.next
        if not after:
            break

    whole = search.find("storm", at, by_time=True, size=20)[1]
    assert seen == [edition.headline for edition in whole.editions]


def test_newest_first_when_sorted_by_time(publish, found):
    publish(headline="Storm", body="Storm storm storm.")
    publish(headline="Calm", body="After the storm.")

    assert found("storm") == ["Storm", "Calm"]
    assert found("storm", by_time=True) == ["Calm", "Storm"]


def test_stories_of_one_second_all_have_a_place(publish_many, make_article, found, time_machine):
    time_machine.move_to("2026-01-01T12:00:00Z", tick=False)
    publish_many(20, last=make_article("Story 19", body="Crowded."))

    assert len(found("crowded", size=50)) == 20


def test_suggestions_complete_the_last_word_with_what_goes_along(publish, suggested):
    publish(headline="Digital government grows")
    publish(headline="Gothic churches fall")

    assert suggested("digital go") == ["digital government"]
    assert set(suggested("go")) == {"government", "gothic"}
    assert suggested("") == suggested(" ") == suggested("xq") == []


def test_suggestions_show_words_as_they_are_printed(publish, suggested):
    publish(headline="Visit to Российский museum, Erdoğan")

    assert suggested("erdo") == ["erdoğan"]
    assert suggested("росс") == ["российский"]


def test_a_correction_replaces_what_is_found(publish, found, chief_editor):
    article = publish(headline="Wrong name", body="It was Miller.")
    desk.correct(
        article, by=chief_editor, kind="correction", note="The name.", changes={"body": "It was Smith."}
    )

    assert found("smith") == ["Wrong name"]
    assert found("miller") == []


@pytest.mark.only_on("postgresql")  # SQLite's index knows the order of words
def test_a_phrase_of_common_words_is_looked_for_in_the_newest_stories_alone(publish, found, monkeypatch):
    publish(headline="One", body="The end of it, and the of.")
    publish(headline="Two", body="Of the end.")
    monkeypatch.setattr(finding, "BROAD", 1)  # as if each word stood in thousands of stories

    with CaptureQueriesContext(connection) as asked:
        assert found('"the of"') == ["One"]
        assert found('"of the" end') == ["Two"]
        assert found('"the end" -"of it"') == ["Two"]

    by_index = [row["sql"] for row in asked if "search_words_of" in row["sql"] and "EXISTS" not in row["sql"]]
    assert by_index == []
