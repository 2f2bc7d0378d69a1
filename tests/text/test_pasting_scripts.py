"""What is set higher or lower in a paste, by a tag or a style, says the same on one line."""

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
    "words", ["5<sup>й</sup>", "1<sup>ος</sup>", "S<sup>té</sup>", "N.<sup>ª</sup>", "(<sup>®</sup>)"]
)
def test_the_end_of_an_ordinal_or_an_abbreviation_is_only_set_higher(words):
    assert to_markdown(words) == words.replace("<sup>", "").replace("</sup>", "")


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("vertical-align:4px", "10⁶"),
        ("vertical-align:30%", "10⁶"),
        ("vertical-align:.4em", "10⁶"),
        ("vertical-align:-25%", "10₆"),
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


@pytest.mark.parametrize("style", ["vertical-align:2px", "position:relative;top:-3px;font-size:9px"])
def test_words_of_a_badge_are_no_exponent(style):
    assert to_markdown(f"It is <span style='{style}'>new</span>.") == "It is new."
    assert to_markdown(f"x<span style='{style}'>n</span>.") == "xⁿ."
