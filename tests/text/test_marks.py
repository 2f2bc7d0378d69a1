"""Citation marks: from the text to the source, and back."""

import pytest

from articles.text.reading import marks, numbers, without_marks
from articles.text.rendering import render
from tests.text.test_rendering import MINISTRY, ZAKHAROVA, Tags


def test_a_mark_leads_to_its_source_and_can_be_led_back_to():
    html = render("Said. [@zakharova] Confirmed [@ministry, p. 3].", [MINISTRY, ZAKHAROVA])

    assert html == (
        '<p>Said.<sup class="citation"><a id="cite-zakharova-1" href="#source-zakharova" role="doc-noteref" '
        'aria-label="Source 1: Maria Zakharova" title="Maria Zakharova">1</a></sup> Confirmed'
        '<sup class="citation"><a id="cite-ministry-1" href="#source-ministry" role="doc-noteref" '
        'aria-label="Source 2: Russian Foreign Ministry, p. 3" title="Russian Foreign Ministry, p. 3">2</a>'
        "</sup>.</p>\n"
    )


def test_numbers_go_on_from_the_standfirst():
    html = render("Said [@zakharova].", [MINISTRY, ZAKHAROVA], behind="Confirmed. [@ministry]")

    assert 'aria-label="Source 2: Maria Zakharova"' in html


def test_a_source_keeps_its_number_and_each_mark_has_its_own_id():
    links = Tags(render("A [@ministry]. B [@zakharova]. C [@ministry].", [ZAKHAROVA, MINISTRY])).tags

    assert [attributes["id"] for tag, attributes in links if tag == "a"] == [
        "cite-ministry-1",
        "cite-zakharova-1",
        "cite-ministry-2",
    ]
    assert numbers("A [@ministry]. B [@zakharova].", {"zakharova", "ministry"}) == {
        "ministry": 1,
        "zakharova": 2,
    }


def test_an_unknown_mark_stays_as_it_was_typed():
    html = render("A [@nobody, <b>]. B [@ministry].", [MINISTRY])

    assert "A [@nobody, &lt;b&gt;]." in html
    assert '">1</a>' in html


@pytest.mark.parametrize(
    "text",
    [
        "`[@ministry]`",
        "    [@ministry]",
        "```\n[@ministry]\n```",
        "\\[@ministry]",
        "[@Ministry]",
        "[@ministry](https://a.org)",
        "[@ministry]: https://a.org",
        "[@-ministry]",
        "[@]",
        "![[@ministry]](https://a.org/a.png)",
    ],
)
def test_what_only_looks_like_a_mark_is_none(text):
    assert marks(text) == []
    assert "citation" not in render(text, [MINISTRY])
    assert without_marks(text) == text


def test_a_locator_full_of_markup_stays_text():
    html = render('A [@ministry, "><img src=x onerror=y> **b**  `c`].', [MINISTRY])

    [(_tag, attributes)] = [one for one in Tags(html).tags if one[0] == "a"]
    assert attributes["title"] == 'Russian Foreign Ministry, "><img src=x onerror=y> **b** `c`'


def test_marks_count_on_whatever_line_of_the_story_they_stand():
    text = (
        "# A [@a]\n\n- b [@b]\n\n> c *d [@c]*\n\n|e|\n|-|\n|f [@d]|\n\ng[^1] [@e][@a]\n\n[^1]: h [@f, p. 3]"
    )

    assert marks(text) == ["a", "b", "c", "d", "e", "a", "f"]


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("A [@a]. B [@b, p. 3] c.", "A. B c."),
        ("A. [@a][@b] B. [@c] [@d]", "A. B."),
        ("[@a] A.\n[@b] B.\n\n- [@c] C", "A.\nB.\n\n- C"),
        ("- A\n\n  [@a] B", "- A\n\n  B"),
        ("`[@a]` A [@a] `[@a]`", "`[@a]` A `[@a]`"),
        ("A  b", "A  b"),
    ],
)
def test_a_mark_goes_with_the_space_before_it(text, stripped):
    assert without_marks(text) == stripped
