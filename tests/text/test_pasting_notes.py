"""Footnotes and endnotes of a paste: what is one, where it is called, and what its words are."""

import pytest

from articles.text.pasting import to_markdown

CALL = '<p>Said<sup><a href="#_ftn1" name="_ftnref1">[1]</a></sup>.</p>'
BACK = '<a href="#_ftnref1" name="_ftn1">[1]</a>'


def note(words):
    """Return what becomes of the words of a note that is called as 1."""
    return to_markdown(f'{CALL}<div id="_ftn1"><p>{words}</p></div>').partition("[^1]: ")[2]


FIGURES = ["1.5 million fled.", "1:30 pm", "1: 0 for Bremen", "1 Mai", "1,000", "[1] said"]


@pytest.mark.parametrize("words", [*FIGURES, "1. FC Köln won"])
def test_a_figure_that_a_note_begins_with_is_not_its_number(words):
    written = to_markdown(f"<p>{words}</p>")

    assert note(f"{BACK} {words}") == written
    assert note(f"<sup>{BACK}</sup>{words}") == written


def test_the_first_note_of_wikipedia_keeps_the_day_that_it_begins_with():
    html = (
        '<p>In.<sup id="cite_ref-1"><a href="#cite_note-1">[1]</a></sup></p><ol><li id="cite_note-1">'
        '<span class="mw-cite-backlink"><b><a href="#cite_ref-1">^</a></b></span> '
        "<span>1. Mai 2024</span></li></ol>"
    )

    assert to_markdown(html) == "In.[^1]\n\n[^1]: 1\\. Mai 2024"


@pytest.mark.parametrize("words", ["1.5 million", "1:30 pm", "<sup>1</sup>⁄<sub>2</sub> of it"])
def test_a_figure_is_not_taken_for_a_number_that_a_note_does_not_have(words):
    assert note(words)[0] in "1¹"


@pytest.mark.parametrize(
    "words",
    [
        f"{BACK} Words",
        "1. Words",
        "1) Words",
        "1.Words",
        "[1] Words",
        "<sup>1</sup>Words",
        '1. Words <a href="#_ftnref1">↩</a>',
        '[<a href="#_ftnref1">1</a>] Words',
        '<a href="#_ftnref1">1</a>. Words',
        '<a name="x"></a><b><a href="#_ftnref1">1.</a></b> Words',
    ],
)
def test_a_note_leaves_its_number_behind(words):
    assert note(words) == "Words"


@pytest.mark.parametrize(
    "html",
    [
        'In <a href="#notes2024">2024</a>.<p id="notes2024">Then</p>',
        'The <a href="#notebook-14">ThinkPad X14</a>.<p id="notebook-14">Then</p>',
        'As in <a href="#note1">Note 1</a> to the accounts.<p id="note1">Then</p>',
        '<nav><a href="#note-1">Note 1</a></nav><div><h2 id="note-1">Then</h2><p>more</p></div>',
        '<sup><a href="#note-1">1</a></sup><div id="note-1"><h2>Then</h2><p>more</p></div>',
        '<a id="t1" href="#s1">1</a><div id="s1"><h2><a href="#t1">Top</a>Then</h2><p>more</p></div>',
    ],
)
def test_a_link_to_another_part_of_the_text_is_no_note(html):
    text = to_markdown(html)

    assert "[^" not in text
    assert "Then" in text
    assert ("more" in text) == ("more" in html)


@pytest.mark.parametrize(
    "call",
    [
        '<sup><a href="#note1">1</a></sup>',
        '<a href="#note1"><sup>1</sup></a>',
        '<a href="#note1" style="vertical-align:super">1</a>',
        '<a href="#note1">[1]</a>',
        ' (<a href="#note1">Note 1</a>)',
        '<a href="#note1">1</a>',
        ' <a href="#note1" role="doc-noteref">1</a>',
        ' <a href="#note1">†</a>',
        '<sup>[<a href="#note1">a</a>]</sup>',
    ],
)
def test_a_mark_calls_a_note_that_does_not_lead_back(call):
    text = to_markdown(f'<p>Said{call}.</p><p>More.</p><p id="note1">1. Then</p>')

    assert text.count("[^1]") == 2
    assert text.partition("[^1]: ")[2].endswith("Then")


@pytest.mark.parametrize(
    "call",
    [
        "<a class='footnote' href='#footnote-1'>1</a>",
        "<a data-footnote-ref href='#fn-one1'>i</a>",
        "<a rel='footnote' href='#fn1'>one</a>",
        "<small><a href='#fn-1'>1</a></small>",
    ],
)
def test_a_figure_that_a_page_calls_a_note_is_one(call):
    name = call.partition("#")[2].partition("'")[0]
    markdown = to_markdown(f"<p>A claim {call} and.</p><ol><li id='{name}'><p>Note text.</p></li></ol>")

    assert markdown == "A claim [^1] and.\n\n[^1]: Note text."
