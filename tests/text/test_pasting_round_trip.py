"""Whatever program words come from, they are read back as they were pasted."""

from html import escape

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from articles.text import rendering
from articles.text.pasting import to_markdown

from . import clipboards
from .clipboards import PROGRAMS

NASTY = ["#", "- ", "+ ", "1986. ", "2024) ", "*", "**", "_", "__", "`", "```", "[@x]", "[^1]", "[x](y)",
         "![", "<b>", "<!--", "&copy;", "&", "|", "~", "~~", "===", "---", "> ", "\\", "!", "“", "”", "：",
         "（", "«", "é", "e\u0301", "ا", "ש", "👩\u200d👧", "🇺🇦", "$", "€", "^", ":", ": ", "|-",
         "請", "が", "ก็", "x"]  # fmt: skip
words = st.lists(st.sampled_from([*NASTY, *"abcdefg", " ", " "]), min_size=1, max_size=8).map("".join)
plain = st.text(st.sampled_from("abcdeé 請ا.!”$"), min_size=1, max_size=8)
marks = st.frozensets(st.sampled_from("bisc"))


def runs(text, notes=None):
    run = st.tuples(
        text, marks, st.sampled_from(["", "", "https://e.org/a"]), notes if notes is not None else st.none()
    )
    return st.lists(run, min_size=1, max_size=5).filter(
        lambda found: any(text.strip() for text, *_rest in found)
    )


def spaced(found):
    """Set runs apart by spaces, where every mark can stand."""
    return [(f"x{text.strip()}x ", *rest) for text, *rest in found]


clean = runs(plain, st.none() | runs(plain).map(spaced)).map(spaced)
items = st.recursive(
    st.tuples(clean, st.none()),
    lambda inner: st.tuples(
        clean,
        st.none()
        | st.tuples(
            st.sampled_from(["ul", "ol"]), st.integers(1, 9), st.lists(inner, min_size=1, max_size=3)
        ),
    ),
    max_leaves=4,
)
lists = st.tuples(
    st.just("list"),
    st.sampled_from(["ul", "ol"]),
    st.integers(0, 40),
    st.lists(items, min_size=1, max_size=4),
)
tables = st.integers(2, 4).flatmap(
    lambda width: st.tuples(
        st.just("table"), st.lists(st.lists(clean, min_size=width, max_size=width), min_size=2, max_size=3)
    )
)
heading = st.tuples(st.just("h"), st.integers(1, 6), clean)
documents = st.lists(st.tuples(st.just("p"), clean) | heading | lists | tables, min_size=1, max_size=5)


STRUCK = [("xax ", frozenset(marks), "", None) for marks in ("bci", "b", "bcis", "bs")]


@settings(max_examples=80, deadline=None)
@given(program=st.sampled_from(PROGRAMS), document=documents)
@example(program=PROGRAMS[0], document=[("p", STRUCK)])  # stars in a strike in stars
def test_a_document_of_any_program_is_read_back_as_it_was(program, document):
    markdown = to_markdown(clipboards.clipboard(program, document))

    assert "Secret" not in markdown
    assert clipboards.read(markdown) == expected(document)


def expected(document):
    """Headings and heads of tables are bold by themselves."""
    heads, found = {"th", *(f"h{level}" for level in range(1, 7))}, []
    for kind, letters in clipboards.said(document):
        marked = [marks for _letter, marks, _address in letters if marks is not None]
        bold = frozenset("b") if kind in heads and all("b" in marks for marks in marked) else frozenset()
        letters = [(one, None if marks is None else marks - bold, address) for one, marks, address in letters]
        found.append((kind, letters))
    return found


@settings(max_examples=200, deadline=None)
@given(text=words, before=words)
def test_what_was_text_stays_text_letter_for_letter(text, before):
    html = f"<p>{escape(before)}<br>{escape(text)}</p><ul><li>{escape(text)}</li></ul><h2>{escape(text)}</h2>"

    markdown = to_markdown(html)

    found = ["".join(letter for letter, *_rest in letters) for _kind, letters in clipboards.read(markdown)]
    one, two = ("".join(part.split()) for part in (before, text))
    assert "".join(found) == one + two * 3
    assert [kind for kind, _letters in clipboards.read(markdown)] == expected_kinds(one + two, two, two)


def expected_kinds(paragraph, item, heading):
    return ["p"] * bool(paragraph) + [("item", (("ul", 0),))] * bool(item) + ["h2"] * bool(heading)


def struck(letters):
    return [place for place, (_letter, marks, _address) in enumerate(letters) if "s" in (marks or ())]


@settings(max_examples=200, deadline=None)
@given(parts=st.lists(st.tuples(words, marks), min_size=1, max_size=6))
@example(parts=[("&copy;", frozenset("bi")), ("#", frozenset("b"))])  # the semicolon leaves the italics
@example(parts=[("a ", frozenset("b")), ("b", frozenset("bs")), (", c,", frozenset("s"))])
@example(parts=[("a.", frozenset("i")), ("b", frozenset("bis"))])
@example(parts=[("a", frozenset()), ("b", frozenset("cs"))])
def test_marks_stand_around_the_same_words_and_never_in_print(parts):
    document = [("p", [(text, found, "", None) for text, found in parts])]
    markdown = to_markdown(clipboards.clipboard(PROGRAMS[0], document))

    html = MarkdownIt("commonmark").render(markdown)
    (_kind, said), (_kind, found) = clipboards.said(document)[0], [*clipboards.read(markdown), ("p", [])][0]

    assert [letter for letter, *_rest in found] == [letter for letter, *_rest in said]
    assert struck(found) == struck(said)
    assert rendering.render(markdown).count("<strong>") == html.count("<strong>")
