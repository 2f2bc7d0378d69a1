"""Lists of programs that write the levels of a list in other ways than one list in another's item."""

import re
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.text.pasting import to_markdown

# How each writes the items of one list, of which it is given (level from 0 on, words).
FLAT = {
    "Slack": lambda kind, items: "".join(
        f"<{kind} data-indent={level}><li data-stringify-indent={level}>{words}</li></{kind}>"
        for level, words in items
    ),
    "Dropbox Paper": lambda kind, items: "".join(
        f'<{kind} class="listtype listindent{level + 1}"><li>{words}</li></{kind}>' for level, words in items
    ),
    "Quill": lambda kind, items: (
        f"<{kind}>"
        + "".join(f'<li class="ql-indent-{level}">{words}</li>\n' for level, words in items).replace(
            ' class="ql-indent-0"', ""
        )
        + f"</{kind}>"
    ),
    "Word for the web": lambda kind, items: "".join(
        f"<{kind}><li data-aria-level={level + 1}><p>{words}</p></li></{kind}>" for level, words in items
    ),
}


def nested(kind, items):
    """Write the items as a web page does, each list in the item above it."""
    first = items[0][0]  # what is copied from within a list has the lists around it, too
    written, opened = [f"<{kind}><li>"] * first, [*range(first)]
    for level, words in items:
        while opened and opened[-1] > level:
            written.append(f"</li></{kind}>")
            opened.pop()
        deeper = not opened or opened[-1] < level
        written.append(f"<{kind}>" if deeper else "</li>")
        opened += [level] * deeper
        written.append(f"<li>{words}")
    return "".join([*written, *(f"</li></{kind}>" for _level in opened)])


# What Quill's second version calls an item, and what of a web page says the same.
QUILL = {"bullet": ("ul", ""), "ordered": ("ol", ""), "checked": ("ul", "☑ "), "unchecked": ("ul", "☐ ")}


# A list goes down by one.
ANY_LEVELS = st.lists(st.integers(0, 3), min_size=1, max_size=8).map(
    lambda levels: [*accumulate(levels, lambda before, level: min(level, before + 1))]
)
LEVELS = ANY_LEVELS.map(lambda levels: [0, *(max(0, level - levels[0] + 1) for level in levels)])


FLAT["a web page"] = nested


@pytest.mark.parametrize("program", FLAT)
@given(kind=st.sampled_from(["ul", "ol"]), levels=ANY_LEVELS)
def test_what_is_copied_from_within_a_list_begins_with_its_first_level(program, kind, levels):
    items = [(level, f"words{place}") for place, level in enumerate(levels)]
    clean = [(level - min(levels[: place + 1]), words) for place, (level, words) in enumerate(items)]

    assert to_markdown(FLAT[program](kind, items)) == to_markdown(nested(kind, clean))


@pytest.mark.parametrize("program", FLAT)
@given(kind=st.sampled_from(["ul", "ol"]), levels=LEVELS)
def test_levels_that_a_program_only_names_are_those_of_the_list(program, kind, levels):
    items = [(level, f"words{place}") for place, level in enumerate(levels)]

    assert to_markdown(FLAT[program](kind, items)) == to_markdown(nested(kind, items))


@given(
    levels=LEVELS,
    kinds=st.lists(st.sampled_from([*QUILL]), min_size=5, max_size=5),
)
def test_an_item_of_quill_is_what_it_says(levels, kinds):
    """Each level has a kind of its own."""
    html = "".join(
        f'<li data-list={kinds[level]} class="ql-indent-{level}"><span class="ql-ui"></span>words</li>'
        for level in levels
    ).replace(' class="ql-indent-0"', "")

    lines = to_markdown(f"<ol>{html}</ol>").split("\n")

    assert [re.sub(r"^\s*(?:\d+[.)]|[-*]) ", "", line) for line in lines] == [
        f"{QUILL[kinds[level]][1]}words" for level in levels
    ]
    assert [re.search(r"\d|[-*]", line)[0].isdigit() for line in lines] == [
        QUILL[kinds[level]][0] == "ol" for level in levels
    ]


@pytest.mark.parametrize(
    ("kinds", "markdown"),
    [
        (["bullet", "bullet"], "- words\n- words"),
        (["checked", "unchecked", "bullet"], "- ☑ words\n- ☐ words\n- words"),
        (["bullet", "ordered", "ordered"], "- words\n\n1. words\n2. words"),
        (["ordered", "bullet", "ordered"], "1. words\n\n- words\n\n2. words"),
    ],
)
def test_dots_ticks_and_numbers_of_quill_stay_apart(kinds, markdown):
    html = "".join(f"<li data-list={kind}>words</li>" for kind in kinds)

    assert to_markdown(f"<ol>{html}</ol>") == markdown


def test_numbers_of_quill_begin_anew_below_each_item():
    kinds = [("ordered", 0), ("ordered", 1), ("checked", 1), ("ordered", 1), ("ordered", 0), ("ordered", 1)]
    items = (f'<li data-list={kind} class="ql-indent-{level}">words</li>' for kind, level in kinds)

    numbers = re.findall(r"(\d)\.", to_markdown(f"<ol>{''.join(items)}</ol>"))

    assert numbers == ["1", "1", "2", "2", "1"]


@pytest.mark.parametrize(
    "html",
    [
        "<ul data-checked=true><li>one</ul><ul data-checked=false><li>two</ul>",
        "<ul><li data-checked=true><p>one</p><li data-checked=false><p>two</p></ul>",
        "<ul class=tox-checklist><li class=tox-checklist--checked>one<li>two</ul>",
        "<ul class=joplin-checklist><li class=checked>one<li>two</ul>",
        "<ul class=inline-task-list><li class=checked>one<li>two</ul>",
        "<ul><li style='--en-checked:true;'>one<li style='--en-checked:false;'>two</ul>",
    ],
    ids=["Quill 1", "ProseMirror", "TinyMCE", "Joplin", "Confluence", "Evernote"],
)
def test_ticks_of_each_program_stay(html):
    assert to_markdown(html) == "- ☑ one\n- ☐ two"


def test_a_task_of_jira_keeps_its_tick():
    html = "<div data-task-state=DONE>one</div><div data-task-state=TODO>two</div>"

    assert to_markdown(html) == "☑ one\n\n☐ two"


def test_a_list_of_levels_keeps_its_first_number_its_letters_and_what_is_hidden():
    html = (
        "<ol start=5><li data-stringify-indent=0>five<li data-stringify-indent=0>six</ol>"
        "<ol style='list-style-type: lower-alpha'><li data-stringify-indent=1>sub</ol>"
        "<ol style='display: none'><li data-stringify-indent=1>hidden</ol>"
    )

    assert to_markdown(html) == "5. five\n6. six\n   1. a) sub"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<ul><li>one<li><ul><li>sub</ul><li>two</ul>", "- one\n  - sub\n- two"),
        ("<ul><li>one<li style='list-style: none'>\n<ul><li>sub</ul>\n<li>two</ul>", "- one\n  - sub\n- two"),
        ("<ol><li value=1>one<li value=2><ol><li value=1>sub</ol><li value=2>two</ol>",
         "1. one\n   1. sub\n2. two"),
        ("<ol><li>one<li><ul><li>sub</ul><li>two<li>three</ol>", "1. one\n   - sub\n2. two\n3. three"),
    ],
    ids=["Joplin", "TinyMCE", "Lexical", "a web page"],
)  # fmt: skip
def test_an_item_that_is_a_list_alone_belongs_to_the_item_before(html, markdown):
    assert to_markdown(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<ul><li><ul><li>sub</ul><li>two</ul>", "- sub\n- two"),
        ("<ul><li>one<ul><li><ul><li>deep</ul></ul></ul>", "- one\n  - deep"),
        ("<ol><li><ul><li>sub</ul><li>one</ol>", "- sub\n\n1. one"),
        ("<ol start=4><li><ol><li>sub</ol><li>five</ol>", "4. sub\n5. five"),
        ("<ol><li value=3><ol><li value=1>sub</ol><li value=3>three</ol>", "3. sub\n4. three"),
    ],
)
def test_a_level_that_holds_nothing_before_is_none(html, markdown):
    assert to_markdown(html) == markdown


def greek(start):
    items = "<li>one</li><li>two<ul><li>a</li></ul></li>"
    return f'<ol style="list-style-type: lower-greek" start="{start}">{items}</ol>'


def test_the_items_of_a_greek_list_keep_their_letters():
    assert to_markdown(greek(2)) == "- β) one\n- γ) two\n  - a"
    assert to_markdown(greek(24)) == "24. one\n25. two\n    - a"
    assert "| β) one γ) two • a |" in to_markdown(f"<table><tr><td>x<td>{greek(2)}</table>")


def test_an_item_that_is_a_list_alone_has_not_the_look_of_the_item_before():
    html = "<ul><li style='font-weight:bold'>one</li><li><ul><li>two</li></ul></li></ul>"

    assert to_markdown(html) == "- **one**\n  - two"


def test_words_between_the_items_of_a_list_are_one_paragraph():
    assert to_markdown("<ul><li>One</li> and <b>two</b> three</ul>") == "- One and **two** three"


ITEM = "<div class='ListContainerWrapper SCXW1'><{0}><li data-listid=1 data-aria-level={1}><p>{2}</{3}></div>"


def test_the_items_of_word_for_the_web_are_one_list_with_its_levels_and_numbers():
    html = "".join(
        [
            ITEM.format("ul", 1, "one", "ul"),
            ITEM.format("ul", 2, "two", "ul"),
            ITEM.format("ul", 1, "three", "ul"),
            ITEM.format("ol start=4", 1, "four", "ol"),
            ITEM.format("ol start=5", 1, "five", "ol"),
        ]
    )

    assert to_markdown(f"{html}<p>End</p>") == "- one\n  - two\n- three\n\n4. four\n5. five\n\nEnd"


def bare(sign, indent, words):
    """Write an item as Word's filtered HTML and webmail have it, without a word of Word's own."""
    gap = "<span style=\"font:7.0pt 'Times New Roman'\">&nbsp;&nbsp; </span>"
    return f"<p style='margin-left:{indent};text-indent:-18pt'><span>{sign}{gap}</span>{words}</p>"


@pytest.mark.parametrize(
    "indents", [("36pt", "72.0pt"), (".5in", "1.0in"), ("1.27cm", "2.54cm"), ("48px", "96px")]
)
def test_items_that_only_their_signs_show_are_a_list(indents):
    one, two = indents
    dots = bare("·", one, "One <b>bold</b>") + bare("o", two, "Sub") + bare("·", one, "Two")
    figures = bare("1.", one, "First") + bare("a)", two, "Sub") + bare("2.", one, "Second")

    assert to_markdown(dots) == "- One **bold**\n  - Sub\n- Two"
    assert to_markdown(f"<p>Then:</p>{figures}") == "Then:\n\n1. First\n   1. a) Sub\n2. Second"


def test_a_small_gap_behind_words_begins_no_item():
    assert to_markdown(bare("Article 1.", "36pt", "Words")) == "Article 1. Words"


@pytest.mark.parametrize("style", ["", " type=a"])
def test_a_list_that_is_cut_up_item_by_item_is_one(style):
    html = "".join(f"<ol start={number}{style}><li>w{number}</ol>" for number in (1, 2, 3))
    whole = f"<ol{style}><li>w1<li>w2<li>w3</ol>"

    assert to_markdown(html) == to_markdown(whole)
    assert to_markdown(f"<ul><li>x{html}</ul>") == to_markdown(f"<ul><li>x{whole}</ul>")


def test_a_list_that_begins_anew_or_looks_otherwise_goes_on_with_no_other():
    assert to_markdown("<ol><li>a</ol><ol><li>b</ol>") == "1. a\n\n1) b"
    assert to_markdown("<ol><li>a</ol><ol start=2 type=a><li>b</ol>") == "1. a\n\n2) b) b"
    assert to_markdown("<ol><li>a</ol><p>x</p><ol start=2><li>b</ol>") == "1. a\n\nx\n\n2. b"


def test_a_rule_at_the_head_of_an_item_is_left_out():
    assert to_markdown("<ul><li>a<li><hr><li><hr>b</ul>") == "- a\n- b"
