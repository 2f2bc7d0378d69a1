"""Texts of archives and feeds that are made to be slow: what reads them is no slower for each start without an end."""

import time

import pytest
from lxml import etree

from articles.text import passages
from articles.text.reading import PICTURE, readable
from exchange import conversion, markdown_addresses, shortcodes
from exchange.readers import feeds, fields, ghost, texts
from exchange.records import MARKDOWN

LENGTH = 200_000
UNITS = ["<pre>", "<pre ", "<h1>", "<title>", "<body>", "<article ", "<img ", "<div ", "<p", "<!-- wp:a {", "<!-- wp:a --></a><a ",
         "<!-- wp:a -->", "[abc] ", "[caption]<img ", "[gallery]", "[/x]", "<code>[a_b] ", "[ab" + " " * 1000, "[ab " + "c" * 10_000 + "]",
         "<!--kg-gated-block:begin-->", "<!--kg-gated-block:begin ", "<iframe ", "<a\n", "<br \n", "<br> ", "\n \n", "<", "&"]  # fmt: skip


def convert(html):
    return conversion.Conversion("https://x.org/", lambda *_of: None, lambda *_of: None).convert(html)


READERS = {
    "WordPress": lambda html: shortcodes.expanded(html, [f"post:{number}" for number in range(10_000)]),
    "a page": lambda html: list(texts._of_html(html, "a.html")),
    "Ghost": lambda html: ghost._public(html, []),
    "Markdown of it": convert,
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("unit", UNITS)
def test_a_text_of_starts_without_ends_is_read_in_seconds(reader, unit, limit):
    html = unit * (LENGTH // len(unit))
    start = time.process_time()

    READERS[reader](html)

    assert time.process_time() - start < 2 * limit


def test_a_table_beside_deep_quotations_is_looked_for_in_seconds(limit):
    """Each `> ` could be read in two ways: thirty of them took a minute."""
    html = "<table><tr><td>1</td></tr></table>" + "<blockquote>" * 30 + "So." + "</blockquote>" * 30
    start = time.process_time()

    convert(html)

    assert time.process_time() - start < limit


@pytest.mark.parametrize("unit", ["![", "![](", "![a](image:", "![a](b ", "![["])
def test_markdown_of_pictures_without_ends_is_read_in_seconds(unit, limit):
    start = time.process_time()

    markdown_addresses.PICTURE.sub("", unit * (LENGTH // len(unit)))

    assert time.process_time() - start < 2 * limit


@pytest.mark.parametrize("text", ["# a{}x\n", "# {}\n", "# {}", "{}# a", "# a{}#x\n", "# a{}# #\n"])
def test_a_heading_with_blanks_without_end_is_read_at_once(text, limit):
    start = time.process_time()

    list(texts._of_markdown(text.format(" " * 100_000), "a.md"))

    assert time.process_time() - start < limit


@pytest.mark.parametrize(
    ("line", "words"),
    [("# a", "a"), ("#\ta ## b \t##\t", "a ## b"), ("\n # a\r", "a"), ("# C# #", "C#"), ("# #", "#")],
)
def test_the_signs_that_close_a_heading_are_no_words_of_it(line, words):
    (found,) = fields.apply(fields.story("a.md", "", f"{line}\nText", MARKDOWN), {})

    assert (found.headline, found.body) == (words, "Text")


def test_words_behind_a_frame_stay_whatever_letters_stand_before_it():
    """In lower case “İ” is two letters: places found there are none of the text."""
    told = convert(
        f"<p>{'İ' * 50}</p><iframe src='https://x.org/a'></iframe><p>One</p><p>Two</p><p>Three</p>"
    )

    assert [word in told.body for word in ("One", "Two", "Three")] == [True] * 3


def test_an_element_with_an_end_is_found_behind_one_without():
    (found,) = texts._of_html("<h1>Whole</h1><article><p>One</p><article>Two</article>", "a.html")

    assert found.headline == "Whole"
    assert "One" in found.body
    assert "Two" in found.body


def test_what_is_laid_out_already_keeps_its_lines_and_an_end_that_is_missing_hides_nothing():
    assert "<pre>a\n\nb</pre>" in shortcodes.paragraphs("One\n\n<pre>a\n\nb</pre>\n\nTwo")
    assert "<p>Two</p>" in shortcodes.paragraphs("One\n\n<pre>a\n\nTwo")


@pytest.mark.parametrize(
    "read",
    [
        lambda blanks: fields.parse_moment(f"x{blanks}y"),
        lambda blanks: list(texts._of_html(f'<meta name="keywords" content="x{blanks}y"><p>a', "a.html")),
        lambda blanks: convert(f'<p><span style="white-space:pre-wrap">a{blanks}b</span></p>'),
        lambda blanks: convert(f"<style>{blanks.replace(' ', '@')}}}</style><p>a</p>"),
        lambda blanks: feeds._html(
            etree.fromstring(f'<a xmlns="{feeds.ATOM[1:-1]}">a\n{blanks}\n\n{blanks}b</a>')
        ),
        lambda blanks: readable(f"# a{blanks}b"),
        lambda blanks: PICTURE.sub("", blanks.replace(" ", "![](image:a '")),
        lambda blanks: passages.passages(f"He said so [@a] {blanks.replace(' ', '.')}x"),
    ],
    ids=["moment", "keywords", "span", "style", "Atom", "heading", "picture", "sentence"],
)
def test_a_run_of_one_sign_is_read_in_seconds(read, limit):
    start = time.process_time()

    read(" " * LENGTH)

    assert time.process_time() - start < 2 * limit


@pytest.mark.parametrize(
    ("read", "written"),
    [(ghost._moment, "9999-12-31T23:59:59-05:00"), (fields.parse_moment, "Fri, 31 Dec 9999 23:59:59 -0500")],
)
def test_a_moment_behind_the_last_year_is_none(read, written):
    assert read(written) is None
