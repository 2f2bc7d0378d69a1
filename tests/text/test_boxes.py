"""Fact boxes, pull quotes and pictures beside the text."""

import pytest

from articles.pictures import markup
from articles.text import pasting, reading
from articles.text.passages import passages
from articles.text.rendering import render

TEXT = (
    "First [@office].\n\n::: facts In brief\n- One [@office]\n- Two\n:::\n\n::: quote\nFirst.\n:::\n\nLast."
)


def test_a_fact_box_has_a_title_and_holds_any_markdown():
    html = render("::: facts In <brief>\n- **One**\n:::")

    assert html.startswith(
        '<section class="facts" aria-label="In &lt;brief&gt;">\n<p><strong>In &lt;brief&gt;'
    )
    assert "<li><strong>One</strong></li>" in html


def test_a_box_without_a_title_is_called_what_it_is():
    assert 'aria-label="Fact box"' in render("::: facts\nWords.\n:::")


def test_a_pull_quote_is_beside_the_text_for_readers_tools():
    assert (
        render("::: quote\nWords.\n:::")
        == '<aside class="pull" aria-label="Pull quote">\n<p>Words.</p>\n</aside>\n'
    )


def test_a_mark_in_a_box_counts_as_in_the_text():
    html = render(TEXT, [{"mark": "office", "name": "Office"}])

    assert html.count('href="#source-office"') == 2


def test_a_pull_quote_says_nothing_new_to_sources_nor_to_the_time_to_read():
    said = [passage.text for passage in passages(TEXT)]

    assert said == ["First.", "One", "Two", "Last."]
    assert "First." not in markup.without_figures(render("::: quote\nFirst.\n:::"))


def test_pictures_in_a_box_stand_beside_the_text_and_form_no_gallery():
    seen = []

    html = render(
        "::: beside\n![](image:a)\n![](image:b)\n:::\n\n![](image:c)",
        picture=lambda *said: seen.append(said) or "",
    )

    assert html.startswith('<div class="beside">')
    assert [(key, place) for key, _alt, _caption, place in seen] == [
        ("a", "beside"),
        ("b", "beside"),
        ("c", "text"),
    ]


@pytest.mark.parametrize("line", ["::: aside", "::facts", ":::", "::: Facts"])
def test_colons_of_another_kind_stay_as_typed(line):
    assert line in render(f"{line}\n\nWords.")


def test_readers_see_no_colons_in_a_correction():
    assert ":::" not in reading.readable(TEXT)
    assert "In brief" in reading.readable(TEXT)
    assert reading.plain_text(TEXT).split("\n\n")[:3] == ["First.", "In brief", "One"]


def test_colons_that_are_pasted_stay_words():
    html = render(pasting.to_markdown("<p>::: facts</p><p>Words.</p>"))

    assert html == "<p>::: facts</p>\n<p>Words.</p>\n"


def test_many_boxes_take_their_time_once():
    for text in ("::: facts\n" * 20_000, "- ::: facts\n\n" * 15_000, "::: quote\na\n:::\n" * 13_000):
        assert render(text)
