"""Pastes of which other systems made something else: each comes back as it was."""

from pathlib import Path

import pytest

from articles.text import rendering
from articles.text.pasting import to_markdown

CASES = sorted((Path(__file__).parents[1] / "data" / "paste").glob("*.html"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_paste_that_failed_elsewhere_comes_as_it_was(case):
    assert to_markdown(case.read_text()) + "\n" == case.with_suffix(".md").read_text()


def printed(html):
    return rendering.render(to_markdown(html))


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("1<sup>st</sup>, 2<sup>nd</sup>, XIX<sup>e</sup>", "1st, 2nd, XIXe"),
        ("10<sup>-6</sup> m<sup>2</sup>", "10⁻⁶ m²"),
        ("CO<sub>2</sub>, x<sub>i</sub>, e<sup>n</sup>", "CO₂, xᵢ, eⁿ"),
        ("10<sup>0.5</sup>", "10^(0.5)"),
        ("Brand<sup>TM</sup>, said <sup>[citation needed]</sup>", "Brand™, said [citation needed]"),
        ("<u>under</u> <span style='font-variant:small-caps'>Nato</span>", "under Nato"),
        ("<q>Yes</q>, <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "“Yes”, 漢(kan)"),
        ("« mot&nbsp;»&nbsp;! a &nbsp;b", "« mot&nbsp;»&nbsp;! a b"),
        ("One<img src=x alt='😀'> <img src=pixel.gif width=1 alt='open.gif'>two", "One😀 two"),
    ],
)
def test_what_markdown_has_not_keeps_its_meaning(html, words):
    assert printed(f"<p>{html}</p>") == f"<p>{words}</p>\n"


@pytest.mark.parametrize(
    "html",
    [
        "<del cite='mailto:x' datetime=2026-01-01>SECRET</del>",
        "<span class=msoDel>SECRET</span>",
        "<span style='font-size:0px'>SECRET</span>",
        "<span style='visibility: hidden'>SECRET</span>",
        "<div style='max-height:0;overflow:hidden'>SECRET</div>",
        "<style>.x{display:none}</style><b class=x>SECRET</b>",
        "<b hidden>SECRET</b>",
        "<sup><a href='#cmnt1' id=cmnt_ref1>[a]</a></sup>"
        "<div><p><a href='#cmnt_ref1' id=cmnt1>[a]</a> SECRET</p><p>SECRET</p></div>",
        "<!--[if mso]>SECRET<![endif]-->",
        "<a href='https://e.org/?email=SECRET%40e.org&utm_source=SECRET&fbclid=SECRET'>link</a>",
        "<a href='https://l.facebook.com/l.php?u=https%3A%2F%2Fe.org%2F&h=SECRET'>link</a>",
        "<a href='https://urldefense.com/v3/__https://e.org/__;!!SECRET$'>link</a>",
    ],
)
def test_what_belongs_to_the_document_is_left_behind(html):
    markdown = to_markdown(f"<p>One</p>{html}<p>Two</p>")

    assert "SECRET" not in markdown
    assert markdown.startswith("One")
    assert markdown.endswith("Two")
    assert "link" not in html or "[link](https://e.org/" in markdown


def test_a_heading_behind_bare_words_begins_a_line():
    assert to_markdown("Before.<h2>Budget</h2>After.") == "Before.\n\n## Budget\n\nAfter."


def test_a_break_at_the_end_leaves_no_backslash():
    assert "\\" not in to_markdown("<b style='font-weight:normal'><p>One<br></p><br><p><br>Two</p><br></b>")


def test_emphasis_that_crosses_paragraphs_goes_on():
    assert to_markdown("<p>A <b>bold</p><p>more</b> plain</p>") == "A **bold**\n\n**more** plain"


def test_tags_that_html_lets_out_are_known():
    html = (
        "<p>One<p>Two<ul><li>a<li>b<ol><li>in</ol></ul><dl><dt>T<dd>D</dl>"
        "<table><tr><td>1<td>2<tr><td>3<td>4</table>"
    )

    assert to_markdown(html) == (
        "One\n\nTwo\n\n- a\n- b\n  1. in\n\nT\n\nD\n\n| 1 | 2 |\n| --- | --- |\n| 3 | 4 |"
    )


def test_cells_over_several_rows_and_columns_leave_each_value_below_its_heading():
    html = (
        "<table><tr><th rowspan=2>A<th colspan=2>B<tr><th>b1<th>b2"
        "<tr><td>1<td><ul><li>x<li>y</ul><td><p>p<p>q</table>"
    )

    assert to_markdown(html) == ("| A | B |  |\n| --- | --- | --- |\n|  | b1 | b2 |\n| 1 | • x • y | p q |")


def test_the_notes_of_a_web_page_leave_their_numbers_and_ways_back():
    html = (
        "<p>Text<sup>[<a href='#fn:1' id=r1>1</a>]</sup>, <a href='https://e.org/p#note-2'><sup>2</sup></a>.</p>"
        "<ol><li id='fn:1'><p>One <a href='#r1'>↩</a></p><p>more</p></ol>"
        "<p id=note-2><sup>2</sup> October</p>"
    )

    assert to_markdown(html, 5) == "Text[^5], [^6].\n\n[^5]: One\n\n    more\n\n[^6]: October"
