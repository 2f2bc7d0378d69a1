"""Words keep their place in a text that changes around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import anchors

OLD = "The trains left before noon.\n\nThe quay was closed at noon.\n\nNobody was hurt."
QUAY = "The quay was closed"


def span_of(words, text=OLD):
    return text.index(words), text.index(words) + len(words)


def words_at(text, span):
    return span and text[slice(*span)]


@pytest.mark.parametrize(("new", "is_now"), [
    ("Rain.\n\n" + OLD, QUAY),
    (OLD.replace("The trains left before noon.\n\n", ""), QUAY),
    (OLD.replace("The trains", "All trains but one"), QUAY),
    (OLD.replace("quay was", "quay and pier was"), "The quay and pier was closed"),
    (OLD + "\n\nMore follows.", QUAY),
    (OLD.replace("The quay was closed at noon.\n\n", ""), None),
    ("", None),
])  # fmt: skip
def test_words_are_found_again_where_they_stand(new, is_now):
    (span,) = anchors.moved(OLD, new, [span_of(QUAY)])

    assert words_at(new, span) == is_now


def test_what_took_the_place_of_all_the_words_is_their_place():
    (span,) = anchors.moved("It was red.", "It was blue.", [(7, 11)])

    assert words_at("It was blue.", span) == "blue."


@pytest.mark.parametrize(("old", "new", "words", "now"), [
    ("The mayor lied.", "The mayor, lied.", "mayor", "mayor"),
    ("The mayor, he lied.", "The mayor he lied.", "mayor,", "mayor"),
    ("So the mayor lied.", "So the Mayor lied.", "the mayor", "the Mayor"),
    ("So the mayor lied.", "So the Mayor lied.", "mayor", "Mayor"),
    ("The mayor lied.", "The minister lied.", "mayor", "minister"),
    ("The mayor lied.", "The chief lied.", "mayor", "chief"),
    ("The mayor lied.", "The chief lied.", "mayor lied", "chief lied"),
    ("The mayor lied.", "The mayor has lied.", "mayor", "mayor"),
    ("The “mayor” lied.", "The “chief” lied.", "mayor", "chief"),
    ("One.\n\nTwo.\n\nThree.", "One.\n\nDos.\n\nThree.", "Two.", "Dos."),
    ("It was red.", "It was red.\n\nMore follows.", "red.", "red."),
    ("The mayor lied.", "The minister spoke.", "mayor", None),
    ("The mayor lied.", "The lied.", "mayor", None),
])  # fmt: skip
def test_an_edit_beside_words_or_of_them_alone_leaves_them_their_place(old, new, words, now):
    (span,) = anchors.moved(old, new, [span_of(words, old)])

    assert words_at(new, span) == now


def test_of_several_places_the_nearest_is_meant():
    text = "noon and noon and noon"

    assert [anchors.find(text, "noon", near) for near in (0, 8, 22)] == [(0, 4), (9, 13), (18, 22)]
    assert anchors.find(text, "one o'clock") is None
    assert anchors.find(text, "") is None


TEXTS = st.text(alphabet="ab 😀\n.", max_size=60)


@given(TEXTS, TEXTS, st.integers(0, 60), st.integers(1, 60))
def test_a_moved_place_lies_in_the_text(old, new, start, length):
    start = min(start, len(old))
    end = min(start + length, len(old))
    (span,) = anchors.moved(old, new, [(start, end)])

    assert span is None or 0 <= span[0] <= span[1] <= len(new)


@given(TEXTS, TEXTS)
def test_what_is_put_before_a_text_moves_its_places_by_its_length(old, before):
    old, before = f"said {old}", f"{before}\n\n"
    (span,) = anchors.moved(old, before + old, [(0, 4)])

    assert words_at(before + old, span) in ("said", None) or "said" in words_at(before + old, span)
