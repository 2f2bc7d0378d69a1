"""What comes from Word, Google Docs and web pages becomes clean Markdown."""

from pathlib import Path

import pytest

from articles.text import rendering
from articles.text.pasting import MAX_BYTES, TooLarge, to_markdown

DATA = Path(__file__).parents[1] / "data"
WORD = (DATA / "paste-word.html").read_text()
GOOGLE = (DATA / "paste-google.html").read_text()


def test_a_paste_from_word_is_clean_markdown():
    assert to_markdown(WORD) == (
        "# Budget\n\n"
        "The **minister** *said* so[^1], [online](https://example.org/a).\n\n"
        "- One\n  - Inner\n- Two\n\n"
        "Then:\n\n"
        "1. First\n2. Second\n\n"
        "| Year | Sum |\n| --- | --- |\n| 2026 | 3 \\| 4 |\n\n"
        "[^1]: In *parliament*."
    )


def test_a_paste_from_google_docs_is_clean_markdown():
    assert to_markdown(GOOGLE, first_note=3) == (
        "## A heading\n\n"
        "Plain, **bold** *slanted*[^3] and [a link](https://example.org/b?c=1).\n\n"
        "1. One\n2. Two\n\n"
        "[^3]: A note."
    )


def test_scripts_styles_and_pictures_are_left_behind():
    html = (
        "<p onclick=x()>Text<script>a(1)</script><style>p{}</style><img src=x onerror=y()>.</p><svg><text>S"
    )

    assert to_markdown(html) == "Text."


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "#top", "file:///etc", "//["])
def test_a_link_that_leads_nowhere_is_words(address):
    assert "](" not in to_markdown(f'<p><a href="{address}">Words</a></p>')


def test_what_looks_like_markdown_stays_what_it_was():
    text = "2 * 3 * 4, snake_case_name, [@key] and [x](y)"

    html = rendering.render(to_markdown(f"<p>{text}</p>"))

    assert "<em>" not in html
    assert "2 * 3 * 4, snake_case_name" in html


def test_a_table_for_the_layout_is_no_table():
    html = "<table><tr><td><table><tr><th>A<th>B<tr><td>1<td>2</table></table>"

    assert to_markdown(html) == "| A | B |\n| --- | --- |\n| 1 | 2 |"


@pytest.mark.parametrize("tag", ["table><tr><td", "div", "blockquote", "ul><li", "b"])
def test_what_is_nested_a_thousand_times_comes_as_plain_words(tag):
    text = to_markdown(f"<{tag}>" * 1000 + "Words")

    assert "Words" in text


def test_a_paste_beyond_the_limit_is_refused():
    with pytest.raises(TooLarge):
        to_markdown("x" * (MAX_BYTES + 1))


@pytest.mark.parametrize(
    "html",
    [
        '<ol start="' + "9" * 5000 + '"><li>Words</li></ol>',
        '<ol start="²"><li>Words</li></ol>',
        '<p style="mso-list:level' + "9" * 5000 + '">Words</p>',
    ],
)
def test_a_number_that_is_none_costs_no_words(html):
    assert "Words" in to_markdown(html)


def test_a_paste_of_very_many_parts_comes_as_its_words():
    calls = "".join(f'<p><a href="#f{i}" id="r{i}">{i % 900}</a></p>' for i in range(8000))
    notes = "".join(f'<p id="f{i}"><a href="#r{i}">x</a> words</p>' for i in range(8000))

    text = to_markdown(calls + notes)

    assert text.count("words") == 8000


@pytest.mark.parametrize(
    "html",
    [
        "<div class=OutlineElement><p role=heading aria-level=2><span>Head</span></p></div>",
        "<div role=heading>Head</div>",
        "<style>p.Zwischentitel{mso-outline-level:2}</style><p class=Zwischentitel>Head</p>",
    ],
    ids=["Word for the web", "a web page", "a style of one's own in Word"],
)
def test_what_is_called_a_heading_is_one(html):
    assert to_markdown(f"{html}<p>Words.</p>") == "## Head\n\nWords."


@pytest.mark.parametrize("style", ["mso-outline-level:body-text", "mso-outline-level:9"])
def test_a_paragraph_of_another_level_is_no_heading(style):
    assert to_markdown(f"<p style='{style}'>Words.</p>") == "Words."


@pytest.mark.parametrize("sign", ["#", "¶", "§", "🔗"])
def test_a_headings_link_to_itself_stays_behind(sign):
    html = f"<h2><a class=anchor href='#h'>{sign}</a> Head <a href='https://e.org/a#h'>{sign}</a></h2>"

    assert to_markdown(html) == "## Head"
    assert to_markdown(f"<p><a href='#h'>{sign}</a> 5").lstrip("\\") == f"{sign} 5"


FRAME = "style='mso-element-frame-hspace:7.05pt;mso-element:dropcap-dropped;mso-element-wrap:around'"


@pytest.mark.parametrize("inner", ["{}", "<table><tr><td valign=top align=left>{}</td></tr></table>"])
def test_a_dropped_capital_of_word_begins_its_word(inner):
    letter = inner.format(f"<p class=MsoNormal {FRAME}><span style='font-size:61pt'>O</span></p>")
    html = f"<p>Before</p><div {FRAME}>{letter}</div>\n\n<p class=MsoNormal><b>nce</b> upon</p>"

    assert to_markdown(html) == "Before\n\nO**nce** upon"
    assert to_markdown(f"<div {FRAME}>{letter}</div>") == "O"
