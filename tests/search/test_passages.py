"""Passages of a text show whole words of any script, and what was meant."""

import unicodedata
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search import passages

pytestmark = pytest.mark.django_db


def test_a_passage_of_a_text_without_spaces_shows_what_was_meant():
    story = SimpleNamespace(body="ก" * 900 + "ไทย" + "ข" * 900, standfirst="")

    passage = passages.Marker({"ไทย"}).passage(story)

    assert "<mark>ไทย</mark>" in passage
    assert len(passage) < 2 * passages.LENGTH


def test_a_passage_shows_what_was_meant_behind_letters_that_grow_in_lower_case():
    story = SimpleNamespace(body="İzmir " * 400 + "needle" + " word" * 400, standfirst="")

    assert "<mark>needle</mark>" in passages.Marker({"needle"}).passage(story)
    assert "<mark>İzmir</mark>" in passages.Marker({"izmir"}).passage(story)


WORDS = [
    "word",
    "слово",
    "ကျွန်ုပ်",
    "**bold**",
    "[link](https://example.org/a/very/long/path)",
    "“quoted,”",
    "x",
]


@given(st.lists(st.sampled_from(WORDS), min_size=60, max_size=300), st.integers(0, 299))
def test_a_passage_shows_whole_words_and_says_where_it_is_cut(words, place):
    words = [*words[:place], "needle", *words[place:]]
    shown = {passages.readable(word) for word in words}

    passage = passages.Marker({"needle"}).passage(SimpleNamespace(body=" ".join(words), standfirst=""))

    text = passage.replace("<mark>", "").replace("</mark>", "")
    assert set(text.split()) <= {*shown, "…"}
    assert "needle" in text
    assert text.endswith("…") == (text.split()[-1] == "…")


@pytest.mark.parametrize("letters", ["กำ", "ก็", "ကျွန်ုပ်", "ក្រុ", "ກຳ"])
def test_a_passage_parts_no_letter_from_its_marks(letters):
    for shift in range(7):
        body = "ข" * shift + letters * 400 + "ไทย" + letters * 400
        text = passages.Marker({"ไทย"}).passage(SimpleNamespace(body=body, standfirst=""))

        cut = text.strip("… ")
        assert "<mark>ไทย</mark>" in text
        assert not unicodedata.category(cut[0]).startswith("M")
