"""Kinds of pastes, each with its whole range: detours, merged cells, notes of several blocks, plain words."""

from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles.text.commonmark import parse
from articles.text.pasting import PlainWords, to_markdown
from articles.text.pasting.addresses import direct
from articles.text.pasting.detours import LENGTHS
from articles.text.pasting.tree import MAX_DEPTH

ME = "me@example.org"
SECRET = f"&data=05%7C01%7C{quote(ME)}%7Csecret"


def first(address):
    return f"https://urldefense.proofpoint.com/v1/url?u={quote(address, safe='')}&k=secret%3D&r={quote(ME)}"


def second(address):
    hidden = (
        quote(address, safe="-_")
        .replace("-", "-2D")
        .replace("_", "-5F")
        .replace("%2F", "_")
        .replace("%", "-")
    )
    return f"https://urldefense.proofpoint.com/v2/url?u={hidden}&d=DwMF&r=secret&m=secret&s=secret&e="


def third(address, host="com"):
    """Hide each sign that Proofpoint can't show behind stars, runs of them with their length."""
    shown, lost, run = "", "", ""
    for sign in f"{address}\0":
        if sign != "\0" and not (sign.isascii() and (sign.isalnum() or sign in ":/.?&=-_%")):
            run += sign
            continue
        shown += "*" if len(run) == 1 else f"**{LENGTHS[len(run) - 2]}" if run else ""
        lost, run = lost + run, ""
        shown += "" if sign == "\0" else sign
    letters = urlsafe_b64encode(lost.encode()).decode().rstrip("=")
    return f"https://urldefense.{host}/v3/__{shown}__;{letters}!!secret!secret$"


def safe(address):
    return f"https://eur01.safelinks.protection.outlook.com/?url={quote(address, safe='')}{SECRET}"


def sophos(address):
    hidden = quote(b64encode(address.encode()).decode(), safe="")
    return f"https://eu-central-1.protection.sophos.com/?d=example.com&u={hidden}&i=secret&t=secret"


def bing(address):
    hidden = urlsafe_b64encode(address.encode()).decode().rstrip("=")
    return f"https://www.bing.com/ck/a?!&&p=secret&u=a1{hidden}&ntb=1"


def cisco(address):
    return f"https://secure-web.cisco.com/1secret-secret/{quote(address, safe='')}"


def avanan(address):
    return f"https://url.avanan.click/v2/r01/___{address}___.YXAzOnNlY3JldA"


def vade(address):
    return f"https://antiphishing.vadesecure.com/v4?f=secret&i=secret&u={quote(address, safe='')}&k=s"


DETOURS = [first, sophos, bing, cisco, avanan, vade, second, third,
           lambda address: third(address, "us"), safe,
           lambda address: third(address).replace("https://example", "https:/example"),
           lambda address: f"https://www.google.com/url?q={quote(address, safe='')}&sa=secret"]  # fmt: skip
parts = st.text(st.sampled_from("abz09-_.~!*+,;@éяш東"), min_size=1, max_size=12)


@given(
    path=parts,
    value=parts.filter(lambda part: "@" not in part),
    detours=st.lists(st.sampled_from(DETOURS), max_size=2),
)
@example(path="a", value="a", detours=[avanan, avanan])
@example(path="a", value="a", detours=[avanan, DETOURS[10]])
def test_behind_each_detour_stands_the_address_alone(path, value, detours):
    address = f"https://example.com/{path}?q={quote(value)}&b=2"
    written = address
    for detour in detours:
        written = detour(written)

    assert direct(written) == direct(address)


@pytest.mark.parametrize(
    "tracker",
    [
        "msclkid",
        "srsltid",
        "elqTrackId",
        "sfmc_id",
        "guce_referrer_sig",
        "wt.mc_id",
        "fb_action_ids",
        "utm_id",
    ],
)
def test_a_tracker_leaves_the_address(tracker):
    assert direct(f"https://example.com/a?b=1&{tracker}=secret&c=2") == "https://example.com/a?b=1&c=2"


@pytest.mark.parametrize(
    "address",
    [
        "https://eu-central-1.protection.sophos.com/?d=example.com&u=aHR0%&i=secret",
        "https://urldefense.com/v3/broken?r=secret",
        "https://urldefense.com/v3/__https://example.com/**A__;____!!secret$",
        "https://urldefense.proofpoint.com/v2/url?d=DwMF&r=secret",
        "https://urldefense.proofpoint.com/v1/url",
        f"https://eur01.safelinks.protection.outlook.com/?x=1{SECRET}",
    ],
)
def test_of_a_detour_that_cant_be_read_the_words_stay(address):
    assert to_markdown(f'<p><a href="{address}">Words</a></p>') == "Words"


# TABLES

spans = st.sampled_from([0, 1, 1, 1, 2, 3])
cells = st.lists(st.tuples(spans, spans), max_size=3)
grids = st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=3)  # heads and bodies of rows


def laid_out(grid):
    """Return {(row, column): name} as the HTML standard puts the cells of a table."""
    taken, found, top = set(), {}, 0
    for part in grid:
        for place, row in enumerate(part):
            column = 0
            for number, (across, down) in enumerate(row):
                while (top + place, column) in taken:
                    column += 1
                left = len(part) - place
                found[top + place, column] = f"c{top + place}x{number}"
                for below in range(min(down or left, left)):
                    taken |= {(top + place + below, column + step) for step in range(across or 1)}
                column += across or 1
        top += len(part)
    return found


def titles(grid):
    """Return the names of the cells that stand above a table, as rows of their own over several columns."""
    names = []
    for place, row in enumerate(row for part in grid for row in part):
        if len(row) > 1:
            return names
        for across, down in row:
            if across < 2 or min(down or 2, 2) > 1:
                return []
            names.append(f"c{place}x0")
    return []


def written(grid):
    html, top = "", 0
    for number, part in enumerate(grid):
        rows = ""
        for place, row in enumerate(part):
            made = (
                f'<td colspan="{across}" rowspan="{down}">c{top + place}x{cell}</td>'
                for cell, (across, down) in enumerate(row)
            )
            rows += f"<tr>{''.join(made)}</tr>"
        top += len(part)
        name = "tbody" if number else "thead"
        html += f"<{name}>{rows}</{name}>"
    return f"<table>{html}</table>"


@given(grids.filter(lambda grid: sum(len(row) for part in grid for row in part) > 1))
def test_each_value_stands_in_its_column_whatever_cells_are_merged(grid):
    tokens = parse(to_markdown(written(grid)))

    columns, column = {}, 0
    for token in tokens:
        column = 0 if token.type in ("tr_open", "paragraph_open") else column
        if token.type == "inline":
            for name in token.content.split(" – "):  # of a head of several rows
                columns.setdefault(name, column)
            column += 1
    columns.pop("", None)
    wanted = {name: column for (_row, column), name in laid_out(grid).items()}
    assert columns == dict.fromkeys(titles(grid), 0) | {
        name: column for name, column in wanted.items() if name not in titles(grid)
    }


@pytest.mark.parametrize(
    ("value", "columns"), [("2.5", 2), (" 2", 2), ("+2", 2), ("2px", 2), ("-2", 1), ("x", 1)]
)
def test_a_span_is_read_as_browsers_read_it(value, columns):
    text = to_markdown(f'<table><tr><td colspan="{value}">A<td>B<tr><td>1<td>2<td>3</table>')

    assert text.splitlines()[0].split("|").index(" B ") - 1 == columns


QUARTERS = "| Region | 2026 – Q1 | 2026 – Q2 |\n| --- | --- | --- |\n| North | 1 | 2 |"


@pytest.mark.parametrize(
    "head",
    [
        "<thead><tr><th rowspan=2>Region<th colspan=2>2026<tr><th>Q1<th>Q2</thead>",
        "<tr><th rowspan=2>Region<th colspan=2>2026<tr><th>Q1<th>Q2",
        "<tr><td rowspan=2><b>Region</b><td colspan=2><b>2026</b><tr><td><b>Q1</b><td><b>Q2</b>",
        "<thead><tr><td>Region<td colspan=2>2026<tr><td><td>Q1<td>Q2</thead>",
        "<thead><tr><th colspan=3>Sales</thead><tr><th>Region<th colspan=2>2026<tr><th><th>Q1<th>Q2",
    ],
)
def test_a_head_of_several_rows_stands_whole_above_each_column(head):
    text = to_markdown(f"<table>{head}<tbody><tr><td>North<td>1<td>2</table>")

    assert text.removeprefix("Sales\n\n") == QUARTERS


def test_a_table_that_is_all_head_keeps_its_rows():
    assert to_markdown("<table><tr><th>A<th>B<tr><th>1<th>2</table>").count("\n") == 2


# NOTES


@pytest.mark.parametrize(
    "block",
    [
        "<ul><li>one</li></ul>",
        "<blockquote>one</blockquote>",
        "<pre>one</pre>",
        "<div>one</div>",
        "<ol><li>one</ol>",
    ],
)
def test_a_note_keeps_blocks_of_every_kind(block):
    text = to_markdown(
        '<p>Words<a href="#fn1" id="r1">1</a>.</p><p>More.</p>'
        f'<div><p id="fn1">1. Note <a href="#r1">↩</a></p>{block}</div>'
    )

    body, _mark, note = text.partition("[^1]: ")
    assert body == "Words[^1].\n\nMore.\n\n"
    assert note.startswith("Note")
    assert "one" in note


@pytest.mark.parametrize("block", ["<h2>Next</h2><p>one</p>", "<p>zero</p><h3>Next</h3>", "<hr><p>one</p>"])
def test_a_note_swallows_no_words_behind_a_heading_or_rule(block):
    text = to_markdown(
        '<p>Words<a href="#fn1" id="r1">1</a>.</p>'
        f'<div><p id="fn1">1. Note <a href="#r1">↩</a></p>{block}</div>'
    )

    assert "one" in text.partition("[^1]: ")[0] or "zero" in text.partition("[^1]: ")[0]
    assert text.endswith("[^1]: Note")


# PLAIN WORDS

DEEP = "<div>" * MAX_DEPTH
HIDING = [
    '<span style="display:none">SECRET</span>',
    "<span style='mso-hide:all'>SECRET<b>SECRET</b></span>",
    '<span class="Hid">SECRET</span>',
    '<span style="font-size:0">SECRET</span>',
    "<del cite='x' datetime='2026'>SECRET</del>",
    "<p hidden>SECRET<p>",
    "<p class=MsoCommentText>SECRET</p>",
    "<ul><li hidden>SECRET<ul><li>SECRET</ul><li>seen</ul>",
    "<table><tr><td style='visibility:hidden'>SECRET<td>seen</table>",
    "<div><p style='display:none'>SECRET</div>",
    "<div><span style='opacity:0'>SECRET</div>",
    "<svg><text>SECRET</text></svg><object>SECRET</object><noscript>SECRET</noscript>",
    "<div style='mso-element:comment-list'><div>SECRET</div>SECRET</div>",
    '<p><a id="cmnt1" href="#cmnt_ref1">[a]</a>SECRET</p>',
]


@pytest.mark.parametrize("html", HIDING)
def test_hidden_words_stay_hidden_where_nothing_can_be_laid_out(html):
    text = to_markdown(f"<style>.Hid {{display:none}}</style>{DEEP}<p>before</p>{html}<p>behind</p>")

    assert isinstance(text, PlainWords)
    assert "SECRET" not in text
    assert text.startswith("before")
    assert text.endswith("behind")
    assert ("seen" in text) == ("seen" in html)


def test_plain_words_keep_their_lines_and_paragraphs():
    text = to_markdown(f"{DEEP}<p>one\ntwo<br>three<p>four<br><br>five<pre>six\nseven</pre>")

    assert text == "one two\\\nthree\n\nfour\n\nfive\n\nsix\\\nseven"


# CODE


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<code>a<b>b</b>c</code>", "`a`**`b`**`c`"),
        ("<code>a <i>b</i> c</code>", "`a` *`b`* `c`"),
        ("<b>x<code>y</code></b> z", "**x`y`** z"),
        ("x<code><b>b</b></code>y", "x`b`y"),
        ("<code>a</code><tt>b</tt>", "`ab`"),
        ("<code>a<sup>2</sup></code>", "`a²`"),
        ("<code>a<br>b</code>", "`a`\\\n`b`"),
        ("<code>`<b>`</b></code>", "`` ` ``**`` ` ``**"),
        ("<code>(<s>a</s>)</code>", "`(`~~`a`~~`)`"),
    ],
)
def test_code_keeps_its_letters_and_as_much_emphasis_as_markdown_has(html, markdown):
    assert to_markdown(f"<p>{html}</p>") == markdown


@pytest.mark.parametrize(
    ("font", "letters", "signs"),
    [("Wingdings 2", "OPQR£", "✗✓☒☑□"), ("Webdings", "acgr", "✔□■✗"), ("Wingdings 3", "\uf050x\uf0e0", "x")],
)
def test_letters_of_a_font_of_signs_are_the_signs_that_it_shows(font, letters, signs):
    assert to_markdown(f"<p>A <span style='font-family:\"{font}\"'>{letters}</span></p>") == f"A {signs}"


@pytest.mark.parametrize("tag", ["div", "p", "section"])
def test_a_block_that_a_style_sets_in_line_parts_no_sentence(tag):
    assert (
        to_markdown(f"The mayor <{tag} style='display:inline'>of Kyiv</{tag}> said")
        == "The mayor of Kyiv said"
    )


INNER = "<table><tr><td>a<td>b<tr><td>c<td>d</table>"


@pytest.mark.parametrize("head", ["td", "th"])
def test_a_table_of_figures_that_holds_a_small_table_keeps_its_rows(head):
    html = f"<table><tr><{head}>Year<{head}>Detail<tr><td>2020<td>x {INNER}<tr><td>2021<td>y</table>"

    assert to_markdown(html) == "| Year | Detail |\n| --- | --- |\n| 2020 | x a b c d |\n| 2021 | y |"


@pytest.mark.parametrize(
    "html",
    [
        f"<table><tr><td>Menu<td>{INNER}</table>",
        f"<table><tr><td>{INNER}<td>{INNER}<tr><td>{INNER}<td>{INNER}</table>",
    ],
)
def test_a_table_that_sets_tables_beside_each_other_is_none(html):
    assert "| a | b |\n| --- | --- |\n| c | d |" in to_markdown(html)
