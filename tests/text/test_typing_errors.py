from itertools import product

import pytest

from articles.text.typing_errors import FEWEST, MOST, is_within

WORDS = ["".join(letters) for letters in product("abcdefghi", repeat=3)]
TEXT = " ".join(WORDS)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Teh mayor spoke.", "The mayor spoke."),
        ("He went to Mosocw.", "He went to Moscow."),
        ("the the mayor", "the mayor"),
        ("He spoke , then left.", "He spoke, then left."),
        (
            " ".join(WORDS[:600]),
            " ".join(word[::-1] if place % 50 == 1 else word for place, word in enumerate(WORDS[:600])),
        ),
    ],
)
def test_typing_errors_are(before, after):
    assert is_within([(before, after)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("5 people died.", "50 people died."),
        ("5 people died.", "Some people died."),
        ("Ivanov stole it.", "Petrov stole it."),
        ("It was stolen.", "It was stolen by Petrov."),
        ("See [it](https://a.example).", "See [it](https://b.example)."),
        ("It was so. [@ministry]", "It was so. [@mayor]"),
        ("It was so.", "It was so. [@mayor]"),
        (TEXT, " ".join(["x"] * (MOST + 1) + WORDS[MOST + 1 :])),
        ("a b c d e f g", " ".join("uvwxyz"[: FEWEST + 1])),
        ("我" * 100, "你" * 100),
    ],
)
def test_other_words_figures_names_and_links_are_not(before, after):
    assert not is_within([(before, after)])


def test_the_bound_is_that_of_the_edition_and_not_of_each_field():
    pair = ("one two three", "uno due tre")

    assert is_within([pair])
    assert not is_within([pair, pair])
