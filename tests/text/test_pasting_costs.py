"""What a paste costs grows as it does, and no further than its bounds."""

import sys
import time

import pytest

from articles.text.pasting import PlainWords, styles, to_markdown
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
    "<span class=katex-mathml><math><mi>x</mi></math></span>",
    "<img class=mwe-math-fallback-image alt='^{x'>",
    "<m:f><m:num>x</m:num></m:f>",
    "<msup><mfrac>x</mfrac><mi>y</mi></msup>",
    "<pre><div>x</div>",
    "<pre><table><tr><td>1<td>x<sup>2</sup></table></pre>",
    "<tr><td colspan=2>x",
    "<ol type=a><li>x</ol>",
    "<sup>x<sup>2</sup></sup>",
    "<sup>q</sup><i>x</i>",
    "<i style=vertical-align:4px>x</i>",
    "<code>x<sub>2</sub></code>",
    "<style>.a.b{top:0}#c{top:0}/*</style><i class='a b d' id=c>x</i>",
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
    "unit", ["<!--[if gte msEquation 12", "<!--[if ", "<b style='color:rgba(,", "<style>/*", "<b style='/*"]
)
def test_what_nobody_closes_is_read_once(unit, limit):
    began = time.process_time()
    to_markdown(unit * 20_000)

    assert time.process_time() - began < 5 * limit  # it took two minutes


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


def notes_in_one_block(count):
    """Many anchors in the first paragraph of a block with many others, each called before it."""
    calls = "".join(f"<a href='#fn{number}'>{number}</a> " for number in range(count))
    anchors = "".join(f"<a id=fn{number}>x</a>" for number in range(count))
    return f"<p>{calls}</p><div><p>{anchors}</p>{'<p>y</p>' * count}</div>"


def test_many_notes_in_one_block_cost_twice_as_much_where_there_are_twice_as_many():
    assert calls(notes_in_one_block(400)) < 2.6 * calls(notes_in_one_block(200))


def test_code_in_many_parts_and_many_notes_in_one_raised_span_are_read_once(limit):
    """Each part and each link cost as much as all before, in functions that count as one call."""
    code = f"<code>{('x' * 300 + '<sub>2</sub>') * 3_000}</code>"
    links = "".join(f"<a href='#footnote-{number}'>z{number}</a> " for number in range(3_000))
    notes = "".join(f"<p id='footnote-{number}'>x</p>" for number in range(3_000))

    began = time.process_time()
    to_markdown(code)
    to_markdown(f"<span style='font-size:8pt;vertical-align:3pt'>{links}</span>{notes}")

    assert time.process_time() - began < limit


def test_styles_are_read_from_brace_to_brace_and_not_from_each_letter():
    """Each try of the pattern begins behind a brace, so a text without one is read once."""
    assert [styles.RULE.match("ab{c:d}", place) is not None for place in range(3)] == [True, False, False]
    assert styles.RULE.findall(".a{b:c}.d{e:f} .g{h{i:j}") == [(".a", "b:c"), (".d", "e:f"), ("h", "i:j")]
