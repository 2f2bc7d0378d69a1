"""The letters of a list's items."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text import lettering


@pytest.mark.parametrize(
    ("number", "style", "named"),
    [(1, "a", "a"), (26, "a", "z"), (27, "A", "AA"), (52, "a", "az"), (53, "a", "ba"), (4, "i", "iv"),
     (1994, "I", "MCMXCIV"), (0, "a", ""), (-1, "i", ""), (4000, "I", ""), (1, "", "")],
)  # fmt: skip
def test_a_number_has_its_letters(number, style, named):
    assert lettering.letters(number, style) == named


@given(number=st.integers(1, lettering.MOST), style=st.sampled_from("iI"))
def test_a_roman_number_is_read_back(number, style):
    named = lettering.letters(number, style)

    assert lettering.number(named) == (number, style) or len(named) == 1


@pytest.mark.parametrize(
    ("named", "found"),
    [("a", (1, "a")), ("C", (3, "A")), ("i", (1, "i")), ("v", (22, "a")), ("iv", (4, "i")), ("iix", (0, "")),
     ("ab", (0, "")), ("", (0, "")), ("é", (0, ""))],
)  # fmt: skip
def test_letters_at_the_beginning_of_a_list_say_its_number(named, found):
    assert lettering.number(named) == found
