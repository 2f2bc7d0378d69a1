"""What is set higher or lower in a paste, by a tag or a style, says the same on one line."""

import re

import pytest

from articles.text.pasting import to_markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("۱۰<sup>۶</sup>, १०<sup>६</sup>, ١٠<sup>٦</sup>", "۱۰⁶, १०⁶, ١٠⁶"),
        ("2<sup>π</sup>, 10<sup>½</sup>, m<sup>²</sup>", "2^(π), 10^(½), m²"),
        ("10<sup>6−α</sup>", "10^(6−α)"),
        ("10<sup>6−<i>α</i></sup>", "10^(6−*α*)"),
        ("x<sup>y/z</sup>, a<sup>q</sup>", "x^(y/z), a^(q)"),
        ("T<sub>c</sub>, E<sub>F</sub>, V<sub>max</sub>", "T\\_(c), E\\_(F), Vₘₐₓ"),
        ("Lee<sup><a href=http://e.org/a>a</a>,b</sup>", "Lee^([a](http://e.org/a),b)"),
    ],
)
def test_an_exponent_stays_one_in_every_script(html, markdown):
    assert to_markdown(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("10<sup>10<sup>6</sup></sup>", "10^(10⁶)"),
        ("x<sub>i<sup>2</sup></sub>", "x\\_(i²)"),
        ("2<sup>3<sup>4<sup>5</sup></sup></sup>", "2^(3^(4⁵))"),
        ("m<sup><span style='vertical-align:super'>2</span></sup>", "m²"),
        ("x<sub>i</sub><sup>2</sup>", "xᵢ²"),
    ],
)
def test_an_exponent_of_an_exponent_is_no_longer_number(html, markdown):
    assert to_markdown(html) == markdown


@pytest.mark.parametrize(
    "words",
    ["5<sup>й</sup>", "1<sup>ος</sup>", "S<sup>té</sup>", "N.<sup>ª</sup>", "(<sup>®</sup>)",
     "1<sup>er,</sup>", "21<sup>st,</sup>", "2<sup>ème,</sup>",
     "Read <sup>F+</sup>", "x <sub>AP</sub>", "<sub>Foto</sub>", "<sub>(dpa)</sub>"],
)  # fmt: skip
def test_the_end_of_an_ordinal_or_an_abbreviation_is_only_set_higher(words):
    assert to_markdown(words) == re.sub("<[^>]*>", "", words)


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("vertical-align:4px;font-size:70%", "10⁶"),
        ("vertical-align:30%;font-size:smaller", "10⁶"),
        ("vertical-align:.4em;font-size:.6em", "10⁶"),
        ("vertical-align:-25%;font-size:8pt", "10₆"),
        ("font: 8.0px Helvetica; vertical-align: 4.0px", "10⁶"),
        ("font: 14.0px Helvetica; vertical-align: 4.0px", "106"),
        ("position:relative;top:-4pt;font-size:8pt", "10⁶"),
        ("position:relative;top:.3em;font-size:70%", "10₆"),
        ("vertical-align:baseline;font-variant-position:super", "10⁶"),
        ("vertical-align:0", "106"),
        ("vertical-align:-0.125em", "106"),
        ("vertical-align:1px", "106"),
        ("position:relative;top:-1px", "106"),
        ("vertical-align:middle", "106"),
    ],
)
def test_a_style_that_lifts_a_figure_makes_an_exponent_of_it(style, written):
    assert to_markdown(f"10<span style='{style}'>6</span>") == written


@pytest.mark.parametrize(
    "html",
    [
        "<span style='vertical-align:-3px'>5 stars</span>",
        "<span style='vertical-align:-2px'>2024</span>",
        "<span style='vertical-align:3px;font-size:9px'>1 min read</span>",
        "<span style='vertical-align:-2px;font-size:14px'>4.5</span>",
        "<span style='position:relative;top:3px;font-size:13px'>12:30</span>",
        "<p style='vertical-align:15%;font-size:70%'>2024</p>",
        "<table><tr><td style='vertical-align:2px;font-size:8pt'>12</td></tr></table>",
    ],
)
def test_words_that_a_page_sets_in_its_line_are_no_exponent(html):
    words = re.sub("<[^>]*>", "", html)
    assert to_markdown(html).strip("| -\n") == words


@pytest.mark.parametrize(
    "style", ["vertical-align:2px;font-size:10px", "position:relative;top:-3px;font-size:9px"]
)
def test_words_of_a_badge_are_no_exponent(style):
    assert to_markdown(f"It is <span style='{style}'>new</span>.") == "It is new."
    assert to_markdown(f"x<span style='{style}'>n</span>.") == "xⁿ."


@pytest.mark.parametrize("height", ["super", "sub"])
def test_the_height_of_a_block_or_of_a_cell_raises_no_figure(height):
    style = f"style='vertical-align:{height}'"
    html = f"<p {style}>2024</p><table><tr><td>a<td {style}>12</table>"

    assert to_markdown(html) == "2024\n\n| a | 12 |\n| --- | --- |"
