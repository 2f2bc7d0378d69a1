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
