import json
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.utils import translation
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from articles.text import commonmark, rendering
from articles.text.reading import marks, numbers, plain_text, without_marks
from articles.text.rendering import render

EXAMPLES = json.loads(
    (Path(__file__).parents[1] / "data" / "commonmark-0.31.2.json").read_text(encoding="utf-8")
)
WITH_HTML = MarkdownIt("commonmark")
MINISTRY = {"mark": "ministry", "name": "Russian Foreign Ministry"}
ZAKHAROVA = SimpleNamespace(mark="zakharova", name="Maria Zakharova")


def to_html(text):
    """Render Markdown as CommonMark says, unsanitised."""
    return commonmark.PARSER.render(commonmark.whole(text))


class Tags(HTMLParser):
    """Take HTML apart as a browser does: tags, attributes in any order, text with its entities read."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags, self.parts, self.words = [], [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.parts.append((tag, sorted(attrs)))

    def handle_endtag(self, tag):
        if tag not in ("br", "hr", "img"):
            self.parts.append(f"/{tag}")

    def handle_data(self, data):
        self.words += data
        if self.parts and isinstance(self.parts[-1], SimpleNamespace):
            self.parts[-1].text += data
        else:
            self.parts.append(SimpleNamespace(text=data))


def parts(html):
    """List what a browser sees, white space between blocks aside."""
    return [part for part in Tags(html).parts if not isinstance(part, SimpleNamespace) or part.text.strip()]


def takes_html(text):
    """Say whether CommonMark reads raw HTML in a text."""
    tokens = WITH_HTML.parse(text)
    every = [*tokens, *(child for token in tokens for child in token.children or ())]
    return any(token.type in ("html_block", "html_inline") for token in every)


# CommonMark


def test_every_example_of_commonmark_renders_as_the_specification_says():
    examples = [one for one in EXAMPLES if not takes_html(one["markdown"])]

    wrong = [one["example"] for one in examples if to_html(one["markdown"]) != one["html"]]

    assert wrong == []


def test_only_examples_of_raw_html_are_left_out():
    left_out = [one for one in EXAMPLES if takes_html(one["markdown"])]

    assert len(EXAMPLES) == 652
    assert len(left_out) == 72
    assert all("<" in to_html(one["markdown"]) for one in left_out)


def test_raw_html_is_shown_as_it_was_typed():
    assert render("<b onclick=x>a</b>") == "<p>&lt;b onclick=x&gt;a&lt;/b&gt;</p>\n"
    assert "<script" not in render("<script>\nalert(1)\n</script>")


# Safe HTML

CHANGES = {
    "headings start at h2 and leave no level out": {
        *(10, 62, 66, 67, 68, 72, 73, 74, 75, 76, 78, 79, 80, 81, 82, 83, 84, 115, 141),
        *(214, 215, 227, 228, 229, 230, 232, 300, 646, 647),
    },
    "an image from elsewhere becomes a link, or within a link its words": {
        *(517, 520, 531, *range(572, 590), 591),
    },
    "a link without words shows its address": {484},
    "a code block loses the name of its language": {24, 34, 142, 143, 144, 146},
    "an address of another scheme leaves its words without a link": {596, 598, 599, 601},
}


def test_what_the_page_changes_of_commonmark_is_listed():
    examples = [one for one in EXAMPLES if not takes_html(one["markdown"])]

    changed = {
        one["example"]
        for one in examples
        if parts(to_html(one["markdown"])) != parts(render(one["markdown"]))
    }

    assert changed == set().union(*CHANGES.values())


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<p onclick=x>a</p>",
        '<a href="javascript:alert(1)">a</a>',
        '<a href=" java\nscript:alert(1)">a</a>',
        '<a href="data:text/html,x">a</a>',
        '<p style="position:fixed">a</p>',
        '<p id="content" class="headline">a</p>',
        "<svg onload=x></svg><math></math><iframe src=x></iframe><form><input></form>",
        '<a id="logo" role="button" target="_blank">a</a>',
        "<h1>a</h1>",
        "<style>p {}</style><!-- a -->",
    ],
)
def test_only_what_is_allowed_passes_the_sanitiser(html):
    passed = Tags(rendering.sanitise(html)).tags

    assert all(attributes == {} for _tag, attributes in passed)
    assert {tag for tag, _attributes in passed} <= {"p", "a"}


def test_addresses_of_the_web_mail_and_ours_are_links():
    text = """[a](https://a.org/?b=1&c=2) [b](mailto:desk@a.org) [c](/articles/c/) [d](#source-d)
        [e](http://a.org "E")"""

    links = [attributes for tag, attributes in Tags(render(text)).tags if tag == "a"]

    assert links == [
        {"href": "https://a.org/?b=1&c=2"},
        {"href": "mailto:desk@a.org"},
        {"href": "/articles/c/"},
        {"href": "#source-d"},
        {"href": "http://a.org", "title": "E"},
    ]


HOSTILE = ["![", "[@", "*", ">", "`"]  # each again and again
PIECES = st.sampled_from(
    [
        *("<script>", "</script>", "<img src=x onerror=alert(1)>", '<a href="', "[a](javascript:alert(1))"),
        *("[a]: ", "[a]", "![a](image:b)", "![a](https://b)", "data:text/html", "java", "script:", "&#106;"),
        *("[@ministry]", "[@ministry, p. 3]", '[@ministry, "onload=x]', "[@x]", "[^1]", "[^1]: ", "[^2]: "),
        *(
            "|",
            "-|-",
            "\n",
            "\n\n",
            "\n    ",
            "> ",
            "- ",
            "1. ",
            "# ",
            "## ",
            "```",
            "`",
            "*",
            "**",
            "_",
            "~~",
        ),
        *(
            "[",
            "]",
            "(",
            ")",
            "<",
            ">",
            "&",
            '"',
            "'",
            "\\",
            "!",
            "\x00",
            "\ud800",
            "\udfff",
            "\u202e",
            "😀",
            "مر",
        ),
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(st.characters(), max_size=5), st.sampled_from(" \n"))).map("".join)


def is_harmless(html):
    """Say whether nothing in some HTML can run, or call a third party by itself."""
    for tag, attributes in Tags(html).tags:
        assert tag in rendering.TAGS - {"img", "source"}
        assert not {
            name for name in attributes if name.startswith("on") or name in ("style", "src", "srcset")
        }
        address = "".join((attributes.get("href") or "").split()).lower()
        assert not address.startswith(("javascript:", "data:", "vbscript:", "file:"))
    return True


@given(TEXTS)
@example("[a](&#106;avascript:alert(1))")
@example("[a](java\nscript:alert(1))")
@example("<javascript:alert(1)>")
@example("![a](javascript:alert(1))")
@example("[^1]\n\n[^1]: [^1] [^2]\n\n    [^2]: a")
@example("\ud800 [@ministry, \udfff]")
def test_nothing_that_is_typed_can_run(text):
    assert is_harmless(render(text, [MINISTRY]))


@given(TEXTS)
def test_whatever_is_typed_can_be_read_and_stripped(text):
    plain_text(text)

    assert marks(without_marks(text)) == []
    assert set(numbers(text, {"ministry"})) <= {"ministry"}


def test_what_no_encoder_takes_is_replaced():
    assert render("a\x00b \ud800c \ud83d\ude00 😀 مرحبا") == "<p>a\ufffdb \ufffdc 😀 😀 مرحبا</p>\n"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_text_is_harmless(name, monkeypatch):
    """A tenth of the longest; tests/hostile.py takes the longest, and measures it."""
    monkeypatch.setattr(commonmark, "LABELS", commonmark.LABELS // 10)

    assert is_harmless(render(name * (rendering.MAX_LENGTH // len(name) // 10)))


def test_a_text_has_no_more_links_and_brackets_than_a_story_needs(monkeypatch):
    monkeypatch.setattr(commonmark, "LABELS", 10)
    deepest, deeper = (
        "[" * depth + "a" + "]" * depth for depth in (commonmark.BRACKETS, commonmark.BRACKETS + 1)
    )

    assert render("[a](/b) " * 20).count("<a ") == 10
    assert "<a " in render(f"{deepest}(/b)")
    assert render(f"{deeper}(/b)") == f"<p>{deeper}(/b)</p>\n"


def test_tables_have_no_more_cells_than_a_story_needs(monkeypatch):
    wide = "|a" * 200 + "\n" + "|-" * 200 + "\n" + "|\n" * 50 + "\n"
    monkeypatch.setattr(commonmark, "CELLS", 2000)

    html = to_html(wide * 4)

    assert 1000 < html.count("<td") + html.count("<th>") <= 2000


def test_the_same_text_gives_the_same_html():
    text = (
        "# A [@zakharova, p. 3]\n\n|a|b|\n|-|:-:|\n|c|d|\n\n[^1] ![x](https://a.org)\n\n[^1]: d [@ministry]"
    )

    assert len({render(text, [MINISTRY, ZAKHAROVA]) for _ in range(5)}) == 1


def test_labels_speak_the_storys_language_not_the_visitors(monkeypatch):
    monkeypatch.setattr(rendering, "_", lambda text: f"{translation.get_language()}: {text}")

    with translation.override("de"):
        russian = render("|a|\n|-|", language="ru")
        english = render("|a|\n|-|")

    assert 'aria-label="ru: Table"' in russian
    assert 'aria-label="None: Table"' in english


# Headings


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("## a\n### b", ["h2", "h3"]),
        ("# a\n## b\n# c", ["h2", "h3", "h2"]),
        ("#### a\n###### b\n#### c", ["h2", "h3", "h2"]),
        ("# ![a](image:k)\n\n## b", ["h2"]),
        ("# 1\n## 2\n### 3\n#### 4\n##### 5\n###### 6", ["h2", "h3", "h4", "h5", "h6", "h6"]),
    ],
)
def test_headings_start_below_the_headline(text, levels):
    assert [tag for tag, _attributes in Tags(render(text)).tags] == levels


# Tables, footnotes, strikethrough


def test_a_table_can_be_scrolled_and_its_cells_are_aligned_without_styles():
    html = render("|a|b|\n|-|-:|\n|c|~~d~~|\n\n|e|\n|-|\n")

    assert html.startswith(
        '<section class="table" tabindex="0" aria-label="Table"><table>\n<thead>\n<tr>\n'
        '<th>a</th>\n<th class="align-right">b</th>\n'
    )
    assert '<td class="align-right"><s>d</s></td>' in html
    assert 'aria-label="Table 2"' in html
    assert "style" not in html


def test_footnotes_lead_there_and_back():
    html = render("A[^x] b[^x].\n\n[^x]: Note.")

    assert html == (
        '<p>A<sup class="note"><a id="fnref-1" href="#fn-1" role="doc-noteref" '
        'aria-label="Footnote 1">[1]</a></sup> b<sup class="note"><a id="fnref-1-2" href="#fn-1" '
        'role="doc-noteref" aria-label="Footnote 1">[1]</a></sup>.</p>\n'
        '<section class="notes" role="doc-endnotes" aria-label="Footnotes">\n<ol>\n<li id="fn-1">'
        '<p>Note. <a href="#fnref-1" role="doc-backlink" aria-label="Back to footnote 1 in the text">'
        '\u21a9\ufe0e</a> <a href="#fnref-1-2" role="doc-backlink" '
        'aria-label="Back to footnote 1-2 in the text">\u21a9\ufe0e</a></p>\n</li>\n</ol>\n</section>\n'
    )


# Pictures


def test_a_picture_stands_behind_its_paragraph():
    def picture(key, alt, caption, place):
        image = f'<img src="/media/{key}.webp" alt="{alt}">'
        return f'<figure class="picture">{image}<figcaption>{caption}</figcaption></figure>'

    html = render('![A bridge](image:bridge-1 "The *old* bridge")\n\nB ![c](image:d) e', picture=picture)

    assert html == (
        '<figure class="picture"><img src="/media/bridge-1.webp" alt="A bridge">'
        "<figcaption>The *old* bridge</figcaption></figure><p>B  e</p>\n"
        '<figure class="picture"><img src="/media/d.webp" alt="c"><figcaption></figcaption></figure>'
    )


def test_a_picture_is_left_out_where_there_are_none():
    assert render("![a](image:b)") == ""


def test_what_a_picture_prints_is_sanitised_too():
    html = render("![a](image:b)", picture=lambda *args: '<img src="/a.png" onerror="x"><script>y</script>')

    assert html == '<img src="/a.png">'


def test_an_image_from_elsewhere_is_a_link():
    html = render("![A *bridge*](https://a.org/b.png) ![](https://a.org/c.png)")

    assert html == (
        '<p><a href="https://a.org/b.png">A bridge</a> <a href="https://a.org/c.png">https://a.org/c.png</a></p>\n'
    )


def test_an_image_within_a_link_leaves_its_words():
    assert (
        render("[![a](https://a.org/b.png)](/c) ![d](/e)") == '<p><a href="/c">a</a> <a href="/e">d</a></p>\n'
    )


@pytest.mark.parametrize("words", ["", "\u200b", "&nbsp;", "![](https://a.org/b.png)", "![a](image:b)"])
def test_a_link_without_words_shows_its_address(words):
    assert '<a href="/c">/c' in render(f"[{words}](/c) d")


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("1. a) one\n2. b) two", '<ol type="a">\n<li>one</li>\n<li>two</li>'),
        ("3. III) one\n4. IV) two", '<ol start="3" type="I">\n<li>one</li>\n<li>two</li>'),
        ("9. i) one", '<ol start="9" type="a">\n<li>one</li>'),
        ("1. i) one", '<ol type="i">\n<li>one</li>'),
        ("1. a) one\n2. c) two", "<ol>\n<li>a) one</li>\n<li>c) two</li>"),
        ("1. a) one\n2. two", "<ol>\n<li>a) one</li>\n<li>two</li>"),
        ("1. a\\) one", "<ol>\n<li>a) one</li>"),
        ("- a) one", "<ul>\n<li>a) one</li>"),
        ("0. a) one", '<ol start="0">\n<li>a) one</li>'),
    ],
)
def test_a_list_whose_items_begin_with_their_letters_has_letters(text, head):
    assert rendering.render(text).startswith(head)
