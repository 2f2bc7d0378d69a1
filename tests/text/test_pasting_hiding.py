"""Words that a style hides stay behind, and those that are seen come."""

import pytest

from articles.text.pasting import to_markdown

HIDING = [
    "/* seen? */display:none",
    "color:red;/*;*/display:none",
    "opacity:0 !important",
    "opacity:.0",
    "opacity:0.",
    "font-size:0px !important",
    "font:0/0 a",
    "font:italic bold 0 serif",
    "max-height:0px!important;overflow:hidden!important",
    "text-indent:-999em",
    "position:absolute;top:-9999px",
    "position:absolute;right:9999px",
    "position:absolute;bottom:-9999px",
    "position:absolute;left:99999px",
    "margin-left:-9999px",
    "transform:translateX(-9999px)",
    "transform:translate(0, -9999px)",
    "transform:rotate(1deg) scaleX(0)",
    "clip-path:polygon(0 0,0 0,0 0)",
    "clip-path:inset(0 0 100% 0)",
    "filter:opacity(0)",
    "font-size:1px",
    "font-size:1.0pt",
    "font-size:.5px",
    "content-visibility:hidden",
    "visibility:hidden",
    "visibility:collapse !important",
    "scale:0",
    "translate:-9999px",
    "color:rgb(0 0 0 / 0)",
    "color:hsla(0, 0%, 0%, 0)",
    "color:#fff0",
    "color:#00000000",
    "color:#fff;background:#ffffff",
    "color:#fff;background:white",
    "color:rgb(255, 255, 255);background:#FFF none repeat scroll 0% 0%",
    "overflow:hidden;color:transparent",
    "display:inline-block;max-width:0;overflow:hidden",
    "overflow:hidden;white-space:nowrap;text-indent:100%",
    "-webkit-text-fill-color:transparent",
    "color:#000;-webkit-text-fill-color:#fff;background:#fff",
]
SEEN = [
    "color:#000;background-color:rgba(0, 0, 0, 0)",
    "color:#fff;background:#fff url(x.png)",
    "color:#fff;background:#fff0",
    "color:#fff;background:linear-gradient(#fff, #000)",
    "color:#fff;background:#000",
    "opacity:0.5",
    "opacity:.01",
    "font:12px/0 a",
    "font-size:0.9em",
    "font-size:1em",
    "font-size:1.5pt",
    "font-size:10px",
    "scale:0.5",
    "scale:1",
    "color:rgb(255, 0, 0)",
    "color:rgba(255, 0, 0, 0.5)",
    "color:#ff0000",
    "color:#f00",
    "text-indent:-18pt",
    "position:absolute;top:9999px;left:950px;bottom:1200px",
    "left:-100%",
    "transform:translate3d(-1200px,0,0)",
    "transform:translate3d(-5940px, 0px, 0px)",
    "position:absolute;transform:translateY(5482.5px)",
    "transform:translateY(9999px)",
    "transform:scale(0.5)",
    "clip-path:circle(0.5px)",
    "clip-path:inset(0 10% 0 0)",
    "filter:opacity(0.5)",
    "max-height:none",
    "max-width:0",
    "overflow:hidden;text-indent:100%",
    "overflow:hidden;white-space:nowrap;text-indent:10%",
    "color:transparent;-webkit-text-fill-color:#000",
    "-webkit-text-fill-color:transparent;-webkit-background-clip:text",
]


@pytest.mark.parametrize("style", HIDING)
@pytest.mark.parametrize("html", ["<b style='{}'>SECRET</b>", "<style>.x{{{}}}</style><b class=x>SECRET</b>"])
def test_words_that_a_style_hides_stay_behind(html, style):
    assert to_markdown(f"<p>One {html.format(style)} two") == "One two"


@pytest.mark.parametrize("style", SEEN)
def test_words_that_can_be_seen_come(style):
    assert to_markdown(f"<p>One <u style='{style}'>and</u> two") == "One and two"


@pytest.mark.parametrize(
    "html",
    [
        "<style>#x{display:none}</style><b id=x>SECRET</b>",
        "<style>b#x{display:none}</style><b id=x>SECRET</b>",
        "<style>.a.h{display:none}</style><b class='h b a'>SECRET</b><u class=a>seen</u>",
        "<style>/* .a{ */ .h{display:none}</style><b class=h>SECRET</b>",
        "<style>.a{color:red} /* and }{ */.h{display:none /*;*/}</style><b class=h>SECRET</b>",
        "<style>.h{display:none!important}</style><b class=h>SECRET</b>",
        "<dialog>SECRET</dialog><dialog open>seen</dialog>",
    ],
)
def test_words_that_a_style_sheet_hides_stay_behind(html):
    markdown = to_markdown(f"One {html}")

    assert "SECRET" not in markdown
    assert ("seen" in markdown) == ("seen" in html)


NONE = "style='font-size:0px'"


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<div style='font:0/0 a'><div style='font:16px/1.2 Arial'>Words.</div></div>", "Words."),
        (f"<table><tr><td {NONE}>SECRET<div style='font-size:16px'>Words.</div></td></tr></table>", "Words."),
        (f"<div {NONE}><b>SECRET</b> <i style='font-size:small'>one</i> <i style='font:9pt a'>two</i></div>",
         "*one* two"),  # a whole `font` takes the italics back
        (f"<div {NONE}><div {NONE}><p>SECRET</p></div><p style='font-size:1em'>Words.</p></div>", "Words."),
        (f"<div {NONE}><p {NONE}><b>SECRET</b></p></div>Words.", "Words."),
    ],
)  # fmt: skip
def test_what_has_a_size_of_its_own_is_seen_in_what_has_none(html, seen):
    assert to_markdown(html).strip("| -\n") == seen


UNSEEN = "style='visibility:hidden'"


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        (f"<p {UNSEEN}>SECRET<span style='visibility:visible'>seen</span>SECRET</p>", "seen"),
        (f"<div {UNSEEN}><i style='visibility:initial'>one</i> <b>SECRET</b><br>"
         "<u style='visibility:visible'>two</u></div>", "*one*\\\ntwo"),
        ("<style>.h{visibility:hidden}.s{visibility:visible}</style>"
         "<div class=h><b>SECRET <u class=s>seen</u></b></div>", "**seen**"),
        (f"<div style='visibility:visible'><p {UNSEEN}>SECRET</p>seen</div>", "seen"),
        ("<p style='display:none'>SECRET <b style='visibility:visible;display:inline'>SECRET</b></p>", ""),
        (f"<p {UNSEEN}>SECRET <b style='font-size:16px'>SECRET</b></p>", ""),
        (f"<p {NONE}>SECRET <b style='visibility:visible'>SECRET</b></p>", ""),
    ],
)  # fmt: skip
def test_what_is_made_visible_is_seen_in_what_is_invisible(html, seen):
    assert to_markdown(html) == seen


CELL = "<table><tr><td>one<td {}>two<td>three<tr><td>1<td>2<td>3</table>"


@pytest.mark.parametrize(
    "style", ["visibility:hidden", "font-size:0", "opacity:0", "color:#fff;background:#fff"]
)
@pytest.mark.parametrize("html", ["{}", "><p {}"])
def test_a_cell_whose_words_are_hidden_keeps_its_place(style, html):
    table = CELL.format(html.format(f"style='{style}'"))

    assert to_markdown(table).startswith("| one |  | three |\n")


def test_a_row_whose_words_are_hidden_is_one_for_the_cells_beside_it():
    html = (
        "<table><tr><td>head<td>of<td>all<tr><td rowspan=2>tall<td>1<td>2"
        "<tr style='visibility:hidden'><td>SECRET<td>SECRET<tr><td>a<td>b<td>c</table>"
    )

    assert to_markdown(html).endswith("| tall | 1 | 2 |\n| a | b | c |")


@pytest.mark.parametrize("style", ["display:none", "position:absolute;left:-9999px"])
def test_a_cell_that_is_taken_out_of_its_row_leaves_no_gap(style):
    assert to_markdown(CELL.format(f"style='{style}'")).startswith("| one | three |  |\n")


@pytest.mark.parametrize("style", ["max-width:0", "width:1px", "height:0"])
def test_a_cell_is_as_large_as_its_words(style):
    table = CELL.format(f"style='{style};overflow:hidden;white-space:nowrap'")

    assert to_markdown(table).startswith("| one | two | three |\n")


def test_the_words_by_which_a_form_of_word_asks_for_others_stay_behind():
    asks = '<w:Sdt ShowingPlcHdr="t"><span class=MsoPlaceholderText>Click here to enter text.</span></w:Sdt>'

    assert to_markdown(f"<p class=MsoNormal>By: {asks} of <w:Sdt>Ann</w:Sdt></p>") == "By: of Ann"
