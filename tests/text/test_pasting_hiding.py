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
    "color:#fff;background:#ffffff",
    "color:#fff;background:white",
    "color:rgb(255, 255, 255);background:#FFF none repeat scroll 0% 0%",
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
    "text-indent:-18pt",
    "position:absolute;top:9999px;left:950px;bottom:1200px",
    "left:-100%",
    "transform:translate3d(-1200px,0,0)",
    "transform:scale(0.5)",
    "clip-path:circle(0.5px)",
    "clip-path:inset(0 10% 0 0)",
    "filter:opacity(0.5)",
    "max-height:none",
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
