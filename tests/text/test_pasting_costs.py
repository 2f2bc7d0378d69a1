"""What a paste costs grows as it does, and no further than its bounds."""

import sys

import pytest

from articles.text.pasting import PlainWords, to_markdown
from articles.text.pasting.tree import MAX_DEPTH, MAX_TAGS

UNITS = [
    "<b>x</b> y ",
    "<b>!</b>x",
    "x<br>",
    "<i> </i><br>",
    "<ul><li>x</ul>",
    "<li>x",
    "<p style='mso-list:l0 level1 lfo1'>x</p>",
    "<table><tr><td>x<td>y</table>",
    "<tr><td rowspan=9>x",
    "<a href='#fn1' id=x>1</a>",
    "<div><p id=fn1>x</p>",
    "<a href='https://e.org/?a=b&c=d'>x</a> ",
    "<b><p></b>",
    "</div>",
    "&amp;<",
    "<style>.a{b:c}</style>",
]


def calls(html):
    """Count the functions that a paste calls."""
    count = 0

    def profile(_frame, event, _function):
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(profile)
    try:
        to_markdown(html)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("frame", ["{}", "<table>{}", "<div><a href=#fn1>1</a>{}<p id=fn1>x"])
def test_twice_as_much_costs_twice_as_much(unit, frame):
    to_markdown(frame.format(unit))

    assert calls(frame.format(unit * 800)) < 2.3 * calls(frame.format(unit * 400)) + 1000


@pytest.mark.parametrize(
    "tag", ["div", "b", "blockquote", "ul><li", "table><tr><td", "a href=x", "span style='a:b'"]
)
def test_what_is_nested_deeper_than_a_text_is_comes_as_plain_words(tag):
    text = to_markdown(f"<{tag}>" * 50_000 + "1. *Words*" + "<p hidden>SECRET</p>")

    assert isinstance(text, PlainWords)
    assert text == r"1\. \*Words\*"


def test_as_deep_as_is_allowed_is_laid_out():
    assert to_markdown("<div>" * (MAX_DEPTH - 2) + "<b>x</b>") == "**x**"


@pytest.mark.parametrize("tag", ["<br>", "<p>x</p>", "<b>x</b>"])
def test_more_tags_than_a_text_has_come_as_plain_words(tag):
    text = to_markdown(tag * (MAX_TAGS + 1) + "<b>Words</b>")

    assert isinstance(text, PlainWords)
    assert text.endswith("Words")


def test_many_lines_in_many_quotations_come_as_plain_words():
    text = to_markdown("<blockquote>" * 50 + "<pre>" + "x\n" * 100_000)

    assert isinstance(text, PlainWords)
    assert text.count("x") == 100_000
