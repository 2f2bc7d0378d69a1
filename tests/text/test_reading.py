"""What is left of a text without its markup."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.text import commonmark, reading, rendering
from articles.text.passages import passages
from articles.text.reading import plain_text, readable


def test_plain_text_is_the_story_without_markup():
    text = (
        "## The *Sacrifice*\n\nA [link](/b) & `code` [@a].\nLine ![alt](https://a.org/b.png)\n\n"
        "- ~~one~~\n- two[^1] ![p](image:q)\n\n|h|\n|-|\n|c|\n\n```\nx [@a]\n```\n\n[^1]: Note \\* &amp;"
    )

    assert plain_text(text) == (
        "The Sacrifice\n\nA link & code.\nLine alt\n\none\n\ntwo \n\nh\n\nc\n\nx [@a]\n\nNote * &"
    )


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("## Costs ##\n\nNine. [@x]", "Costs\n\nNine."),
        ("> # Costs\n> Nine.", "> Costs\n> Nine."),
        ("We are #1 # of all.", "We are #1 # of all."),
        ("```\n# a comment\n![](image:a)\n```", "```\n# a comment\n![](image:a)\n```"),
        ("```chart bars Ships\nPort,2026\nBatumi,164\n```", "Ships\nPort,2026\nBatumi,164\n"),
        ("```chart bars Ships\nPort,2026\nBatumi,164", "Ships\nPort,2026\nBatumi,164"),
        ("![](image:a)", "Picture: Boats in fog"),
        ("![Our boats](image:a)", "Picture: Our boats"),
        ('![](image:b "At dawn")', "Picture: At dawn"),
        ("![](image:b)", "Picture: At noon"),
        ("![](image:c)", "Picture: —"),
        ("![A boat](https://example.org/a.jpg)", "![A boat](https://example.org/a.jpg)"),
    ],
)
def test_a_text_is_told_without_the_markup_of_headings_and_pictures(text, read):
    printed = [{"key": "a", "alt": "Boats in fog", "caption": "At sea"}, {"key": "b", "caption": "At noon"}]

    assert readable(text, printed) == read


LINES = (
    "Nine boats sank.", "Nine. [@a]", "[@a, p. 3] Ten", "See [x] and [x][1].", "Note[^1] here", "`code",
    "*so", "so*", "# Head", "- one", "1. one", "    code", "> said", "::: facts Numbers", ":::", "```",
    "|a|b|", "|-|-|", "---", "===", "[x]: /y", "[1]: /z", "[^1]: A note", "  more", "\\", "![](image:a)",
    "line\\", "<b>", "&amp;", "\r", "\t", " ", "",
)  # fmt: skip
texts = st.lists(st.sampled_from(LINES), max_size=6).map("\n".join)


@given(texts, texts)
@example("Nine. [@a]\nTen `x`", "[x]: /y\n\n|a|\n|-|\n|[@a]|")
@example("See [x].", "Nine.\n\n[x]: /y")
def test_a_text_behind_its_standfirst_is_read_as_one_text_with_it(standfirst, text):
    whole = "\n\n".join(filter(None, (standfirst, text)))

    assert reading.blocks_behind(standfirst, text) == reading.blocks(whole)


def test_a_text_that_is_printed_and_cut_into_passages_is_parsed_once(monkeypatch):
    parsed, parse, body = [], commonmark.PARSER.parse, "Nine boats sank off Batumi in a week. [@a]\n\n## Why"
    monkeypatch.setattr(commonmark.PARSER, "parse", lambda text: parsed.append(text) or parse(text))

    html = [rendering.render(body, [{"mark": "a", "name": "A harbour"}]) for _ in range(2)]
    found = passages(body, {"a"}, "Boats sank.")

    assert parsed == [body, "Boats sank."]
    assert html[0] == html[1]
    assert [passage.text for passage in found] == ["Boats sank.", "Nine boats sank off Batumi in a week."]
