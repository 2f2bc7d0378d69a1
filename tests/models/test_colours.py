import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Publication, colours

SHEET = Path("articles/static/articles/paper.css").read_text()
COLOUR = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def test_contrast_is_what_wcag_says_of_known_pairs():
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert colours.contrast("#123456", "#123456") == 1


@pytest.mark.parametrize(("token", "place"), [("paper", 0), ("tint", 1)])
def test_the_grounds_are_those_of_the_style_sheet(token, place):
    found = re.search(rf"--{token}: light-dark\((#\w{{6}}), (#\w{{6}})\)", SHEET)

    assert found.groups() == (colours.GROUNDS["light"][place], colours.GROUNDS["dark"][place])


def test_the_houses_accent_is_that_of_the_style_sheet_and_legible():
    found = re.search(r"--accent: light-dark\((#\w{6}), (#\w{6})\)", SHEET)

    assert found.groups() == tuple(colours.ACCENTS.values())
    assert all(colours.weakest(colours.ACCENTS[scheme], scheme) >= colours.AA for scheme in colours.GROUNDS)


@given(COLOUR)
def test_each_colour_is_taken_or_a_legible_one_is_offered(colour):
    for scheme, check in (("light", colours.check_light), ("dark", colours.check_dark)):
        near = colours.nearest(colour, scheme)
        check(near)
        if near != colour:
            with pytest.raises(ValidationError, match=near):
                check(colour)


@given(COLOUR)
def test_a_paper_with_one_colour_is_legible_on_dark_pages_too(colour):
    light, dark = Publication(accent=colours.nearest(colour, "light")).accents

    assert colours.weakest(light, "light") >= colours.AA
    assert colours.weakest(dark, "dark") >= colours.AA


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "#1234567", "rgb(1,2,3)", "}body{"])
def test_what_is_no_colour_is_refused_with_a_sentence(colour):
    with pytest.raises(ValidationError, match="six digits"):
        colours.check_light(colour)


def test_a_refusal_names_the_measured_ratio():
    with pytest.raises(
        ValidationError, match=r"contrast of 1\.01 to 1 on light pages; small text needs 4\.5"
    ):
        colours.check_light("#ffff00")
