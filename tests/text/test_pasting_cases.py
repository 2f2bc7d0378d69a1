"""Pastes of which other systems made something else: each comes back as it was."""

from pathlib import Path

import pytest

from articles.text import rendering
from articles.text.pasting import to_markdown

CASES = sorted((Path(__file__).parents[1] / "data" / "paste").glob("*.html"))


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_a_paste_that_failed_elsewhere_comes_as_it_was(case):
    assert to_markdown(case.read_text()) + "\n" == case.with_suffix(".md").read_text()


def printed(html):
    return rendering.render(to_markdown(html))


MATHML = (
    "<math><semantics><mrow><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac></mrow>"
    "<annotation encoding='application/x-tex'>SECRET</annotation></semantics></math>"
)
FORMULAS = [  # of Wikipedia, KaTeX, MathJax 2 and 3, Word
    f"<span class=x><span class='mwe-math-mathml-inline' style='display: none;'>{MATHML}</span>"
    "<img class='mwe-math-fallback-image-inline' aria-hidden=true alt='{\\displaystyle SECRET}'></span>",
    f"<span class=katex><span class=katex-mathml>{MATHML}</span><span class=katex-html aria-hidden=true>"
    "SECRET</span></span>",
    "<span class=MathJax><nobr aria-hidden=true>SECRET</nobr>"
    f"<span class=MJX_Assistive_MathML>{MATHML}</span></span>",
    "<mjx-container><mjx-math aria-hidden=true>SECRET</mjx-math>"
    "<mjx-assistive-mml style='clip:rect(1px,1px,1px,1px)'>"
    f"{MATHML}</mjx-assistive-mml></mjx-container>",
    "<!--[if gte msEquation 12]><m:oMath><m:sSup><m:sSupPr><m:ctrlPr></m:ctrlPr></m:sSupPr>"
    "<m:e><m:r>x</m:r></m:e><m:sup><m:r>2</m:r></m:sup></m:sSup><m:r>=</m:r><m:f><m:num><m:r>1</m:r></m:num>"
    "<m:den><m:r>2</m:r></m:den></m:f></m:oMath><![endif]--><![if !msEquation]><img src='file:///C:/x.png'><![endif]>",
]


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("<m:rad><m:radPr></m:radPr><m:deg></m:deg><m:e><m:r>x</m:r></m:e></m:rad>", "√x"),
        ("<m:rad><m:deg><m:r>3</m:r></m:deg><m:e><m:r>x</m:r></m:e></m:rad>", "³√x"),
        (
            "<m:d><m:dPr><m:begChr m:val='|'/><m:endChr m:val='|'/></m:dPr><m:e><m:r>x</m:r></m:e></m:d>",
            "|x|",
        ),
        ("<m:d><m:e><m:r>x</m:r></m:e></m:d>", "(x)"),
        (
            "<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub><m:r>1</m:r></m:sub>"
            "<m:sup><m:r>n</m:r></m:sup><m:e><m:r>x</m:r></m:e></m:nary>",
            "∑₁ⁿx",
        ),
    ],
)
def test_a_formula_of_word_says_the_same_on_one_line(formula, words):
    html = f"<p><!--[if gte msEquation 12]><m:oMath>{formula}</m:oMath><![endif]--></p>"

    assert printed(html) == f"<p>{words}</p>\n"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("1<sup>st</sup>, 2<sup>nd</sup>, XIX<sup>e</sup>", "1st, 2nd, XIXe"),
        ("10<sup>-6</sup> m<sup>2</sup>", "10⁻⁶ m²"),
        ("CO<sub>2</sub>, x<sub>i</sub>, e<sup>n</sup>", "CO₂, xᵢ, eⁿ"),
        ("10<sup>0.5</sup>", "10^(0.5)"),
        ("Brand<sup>TM</sup>, said <sup>[citation needed]</sup>", "Brand™, said [citation needed]"),
        ("said<sup>[<i><a>citation needed</a></i>]</sup>", "said[<em>citation needed</em>]"),
        (
            "A <i style='font-style:normal;font-family:Wingdings'><span style='mso-x:y'>à</span></i> B",
            "A → B",
        ),
        (
            "<font face=Wingdings>J</font> <font face=Symbol>\uf061 \uf0b3</font> <font face=Arial>J</font>",
            "☺ α ≥ J",
        ),
        (
            "<span style='font-family:Symbol'>a<span style='font-family:Calibri'>a</span></span>\uf061",
            "αa",
        ),
        (
            "10<span style='position:relative;top:-4.0pt;mso-text-raise:4.0pt'>6</span>, "
            "H<span style='position:relative;top:3.0pt;mso-text-raise:-3.0pt'>2</span>O",
            "10⁶, H₂O",
        ),
        (
            "<math><msup><mi>x</mi><mn>2</mn></msup><mo>+</mo><mfrac><mrow><mn>1</mn><mo>+</mo><mi>y</mi></mrow>"
            "<mn>2</mn></mfrac></math> <math><msqrt><mn>3</mn></msqrt><msubsup><mi>a</mi><mi>i</mi><mn>2</mn>"
            "</msubsup><mroot><mi>b</mi><mn>3</mn></mroot></math>",
            "x²+(1+y)/2 √3aᵢ²³√b",
        ),
        *[(f"So {shown}.", "So x²=1/2.") for shown in FORMULAS],
        ("<img class=mwe-math-fallback-image-inline alt='{\\displaystyle E=mc^{2}}'>", "E=mc²"),
        ("<img class=mwe-math-fallback-image-display alt='\\frac{1}{2}'>", "<code>\\frac{1}{2}</code>"),
        ("<u>under</u> <span style='font-variant:small-caps'>Nato</span>", "under Nato"),
        ("<q>He said <q>She said <q>yes</q></q></q> <q>No</q>", "“He said ‘She said “yes”’” “No”"),
        ("<q>Yes</q>, <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "“Yes”, 漢(kan)"),
        ("« mot&nbsp;»&nbsp;! a &nbsp;b", "« mot&nbsp;»&nbsp;! a b"),
        ("One<img src=x alt='😀'> <img src=pixel.gif width=1 alt='open.gif'>two", "One😀 two"),
    ],
)
def test_what_markdown_has_not_keeps_its_meaning(html, words):
    assert printed(f"<p>{html}</p>") == f"<p>{words}</p>\n"


@pytest.mark.parametrize(
    "html",
    [
        "<del cite='mailto:x' datetime=2026-01-01>SECRET</del>",
        "<span class=msoDel>SECRET</span>",
        "<span class='TrackedChange TrackChangeTextDeletion'>SECRET</span>",
        "<span style='font-size:0px'>SECRET</span>",
        "<span style='visibility: hidden'>SECRET</span>",
        "<div style='max-height:0;overflow:hidden'>SECRET</div>",
        "<style>.x{display:none}</style><b class=x>SECRET</b>",
        "<b hidden>SECRET</b>",
        "<span style='color:transparent'>SECRET</span><span style='color:rgba(0, 0, 0, 0)'>SECRET</span>",
        "<span style='color:#fff;background:#fff'>SECRET</span>",
        "<span style='clip-path:inset(50%)'>SECRET</span><b style='transform:scale(0)'>SECRET</b>",
        "<span style='position:absolute;width:1px;height:1px;overflow:hidden'>SECRET</span>",
        "<meter>SECRET</meter><progress>SECRET</progress><comment>SECRET</comment>",
        "<span class=sr-only>SECRET</span><span class='katex-mathml'>SECRET</span>",
        "<h2>x<a class=header-anchor href='#x'>SECRET</a></h2>",
        "<sup class='noprint Template-Fact'>[<i>SECRET</i>]</sup>",
        "<sup><a href='#cmnt1' id=cmnt_ref1>[a]</a></sup>"
        "<div><p><a href='#cmnt_ref1' id=cmnt1>[a]</a> SECRET</p><p>SECRET</p></div>",
        "<!--[if mso]>SECRET<![endif]-->",
        "<div style='mso-element:header'>SECRET</div><p style='mso-element:footer'>SECRET</p>",
        "<p class=MsoTocHeading>SECRET</p><p class=MsoToc1><a href='#_Toc1'>SECRET..... 3</a></p>",
        "<p class=MsoTof>SECRET 3</p><p class=MsoIndexHeading>SECRET</p><p class=MsoIndex1>SECRET, 3</p>",
        "<a href='https://e.org/?email=SECRET%40e.org&utm_source=SECRET&fbclid=SECRET'>link</a>",
        "<a href='https://www.facebook.com/flx/warn/?u=https%3A%2F%2Fe.org%2F&h=SECRET'>link</a>",
        "<a href='https://l.facebook.com/l.php?u=https%3A%2F%2Fe.org%2F&h=SECRET'>link</a>",
        "<a href='https://urldefense.com/v3/__https://e.org/__;!!SECRET$'>link</a>",
    ],
)
def test_what_belongs_to_the_document_is_left_behind(html):
    markdown = to_markdown(f"<p>One</p>{html}<p>Two</p>")

    assert "SECRET" not in markdown
    assert markdown.startswith("One")
    assert markdown.endswith("Two")
    assert ">link<" not in html or "[link](https://e.org/" in markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<ol reversed><li>c<li>b<li>a</ol>", "3. c\n\n2) b\n\n1. a"),
        ("<ol reversed start=9><li>x<li>y</ol>", "9. x\n\n8) y"),
        ("<ol start=3><li>a<li value=7>b<li>c</ol>", "3. a\n\n7) b\n8) c"),
        ("<table><tr><th>A<th>B<tr><td><ol start=3><li>a<li value=7>b</ol><td>x</table>",
         "| A | B |\n| --- | --- |\n| 3. a 7. b | x |"),
    ],
)  # fmt: skip
def test_a_list_keeps_its_numbers(html, markdown):
    assert to_markdown(html) == markdown


LETTERED = "1. a) One\n2. b) Two"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<ol type=a><li>One<li>Two</ol>", LETTERED),
        ("<ol><li style='list-style-type:lower-alpha'>One<li>Two</ol>", LETTERED),
        ("<ol style='list-style:lower-latin inside'><li>One<li>Two</ol>", LETTERED),
        ("<style>ol.x {list-style-type: upper-roman}</style><ol class=x start=3><li>One<li>Two</ol>",
         "3. III) One\n4. IV) Two"),
        ("<ol type=A start=27><li>One</ol>", "27. AA) One"),
        ("<ol type=1><li>One<ol type=i><li>Two</ol></ol>", "1. One\n   1. i) Two"),
        ("<ol type=a><li><h2>One</h2></ol>", "1. ## One"),
        ("<ol type=a start=0><li>One</ol>", "0. One"),
        ("<ol><li>a) One</ol>", "1. a\\) One"),
        ("<table><tr><td>A<td>B<tr><td><ol type=a><li>One<li>Two</ol><td>x</table>",
         "| A | B |\n| --- | --- |\n| a) One b) Two | x |"),
    ],
)  # fmt: skip
def test_a_list_keeps_its_letters(html, markdown):
    assert to_markdown(html) == markdown


ITEM_OF_WORD = (
    "<p style='mso-list:l0 level{1} lfo1'><span style='mso-list:Ignore'>{0}<span>&nbsp; </span></span>{2}</p>"
)


KEPT_MARKERS = [("§ 1", "§ 2"), ("№ 1", "№ 2"), ("#1", "#2"), ("一、", "二、"), ("（一）", "（二）"),
                ("①", "②"), ("أ-", "ب-"), ("A-", "B-"), ("Q:", "A:"), ("Ⅰ", "Ⅱ"), ("-1-", "-2-")]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "markdown"),
    [
        ("a)", "b)", LETTERED),
        ("(a)", "(b)", LETTERED),
        ("A.", "B.", "1. A) One\n2. B) Two"),
        ("iv.", "v.", "4. iv) One\n5. v) Two"),
        ("а)", "б)", "а) One\n\nб) Two"),
        ("α.", "β.", "α. One\n\nβ. Two"),
        ("٤.", "٥.", "4. One\n5. Two"),
        ("o", "o", "- One\n- Two"),
        ("Ø", "Ø", "- One\n- Two"),
        ("§", "§", "- One\n- Two"),
        ("\u200f1.", "\u200f2.", "1. One\n2. Two"),
        *[(one, two, f"{one} One\n\n{two} Two") for one, two in KEPT_MARKERS],
    ],
)
def test_a_list_of_word_keeps_its_letters_in_every_script(first, second, markdown):
    html = ITEM_OF_WORD.format(first, 1, "One") + ITEM_OF_WORD.format(second, 1, "Two")

    assert to_markdown(html) == markdown


def test_a_paragraph_of_law_keeps_its_sign_where_word_does_not_name_the_marker():
    html = "<p style='mso-list:l0 level1 lfo1'>§ 1 One</p><p style='mso-list:l0 level1 lfo1'>§&nbsp; Two</p>"

    assert to_markdown(html) == "- § 1 One\n- Two"


def test_what_a_table_says_over_all_its_columns_stands_before_it():
    html = "<table><tr><th colspan=2>Votes<tr><td colspan=2><b>in May</b><tr><th>A<th>B<tr><td>1<td>2</table>"

    assert to_markdown(html) == "Votes\n\n**in May**\n\n| A | B |\n| --- | --- |\n| 1 | 2 |"


def test_words_cut_out_of_their_background_and_colours_that_are_inherited_are_seen():
    html = (
        "<b style='color:transparent;-webkit-background-clip:text'>A</b> "
        "<i style='color:inherit;background:inherit'>b</i>"
    )

    assert to_markdown(html) == "**A** *b*"


@pytest.mark.parametrize("mark", ["**", "*"])
@pytest.mark.parametrize(
    ("before", "struck", "after"), [("not", "able", ""), ("请", "求", "你"), ("a", "b", " c")]
)
def test_words_struck_in_the_middle_of_emphasis_stay_struck(mark, before, struck, after):
    tag = {"**": "b", "*": "i"}[mark]
    markdown = to_markdown(f"<p><{tag}>{before}<s>{struck}</s>{after}</{tag}></p>")

    assert markdown == f"{mark}{before}~~{struck}~~{after}{mark}"
    assert f"{before}<s>{struck}</s>{after}</" in rendering.render(markdown)


@pytest.mark.parametrize(
    ("font", "marks"),
    [("12px Times", ""), ("bold 12px Times", "**"), ("italic 12px Times", "*"), ("inherit", "**"),
     ("700 12px/1.2 Times", "**")],
)  # fmt: skip
def test_a_whole_font_takes_back_what_it_does_not_say(font, marks):
    html = f'<p>x <b>a <span style="font: {font}">word</span></b></p>'

    assert to_markdown(html) == {"": "x **a** word", "**": "x **a word**", "*": "x **a** *word*"}[marks]


@pytest.mark.parametrize("tag", ["s", "del", "strike"])
def test_what_a_style_takes_the_line_from_is_not_struck(tag):
    assert to_markdown(f"A <{tag} style='text-decoration: none'>b</{tag}> c") == "A b c"
    assert to_markdown(f"A <{tag} style='text-decoration-line:none'>b</{tag}> c") == "A b c"
    assert to_markdown(f"A <{tag} style='text-decoration:underline dotted'>b</{tag}> c") == "A b c"
    assert to_markdown(f"A <{tag} style='text-decoration:var(--x)'>b</{tag}> c") == "A ~~b~~ c"
    assert to_markdown(f"A <{tag} style='text-decoration:line-through'>b</{tag}> c") == "A ~~b~~ c"
    assert to_markdown(f"<s>A <{tag} style='text-decoration:none'>b</{tag}> c</s>") == "~~A b c~~"


def test_cells_of_a_table_of_spans_are_not_joined():
    cells = '<span role="cell">x</span><span role="cell">y</span>'

    assert to_markdown(f'<div role="table"><div role="row">{cells}</div></div>') == "x\n\ny"


@pytest.mark.parametrize("display", ["block", "list-item", "table-cell", "flex"])
def test_what_a_style_makes_a_block_stands_apart(display):
    style = f"<style>.x{{display:{display}}}</style>"
    html = f"<span style='display:{display}'>Line <b>one</b></span>{style}<span class=x>Line two</span>"

    assert to_markdown(html) == "Line **one**\n\nLine two"
    assert to_markdown(f"<h2>{html}</h2>") == "## Line **one** Line two"
    assert to_markdown(f"<pre>{html}</pre>") == "```\nLine one\nLine two\n```"
    assert to_markdown(html.replace(f"display:{display}", "display:inline-block")) == "Line **one**Line two"
    assert to_markdown(f"a<br style='display:{display}'>b") == "a\\\nb"


def test_a_break_of_slack_ends_a_paragraph():
    html = "One<span class=c-mrkdwn__br data-stringify-type=paragraph-break></span><b>two</b>"

    assert to_markdown(html) == "One\n\n**two**"


def test_a_heading_behind_bare_words_begins_a_line():
    assert to_markdown("Before.<h2>Budget</h2>After.") == "Before.\n\n## Budget\n\nAfter."


def test_a_break_at_the_end_leaves_no_backslash():
    assert "\\" not in to_markdown("<b style='font-weight:normal'><p>One<br></p><br><p><br>Two</p><br></b>")


def test_emphasis_that_crosses_paragraphs_goes_on():
    assert to_markdown("<p>A <b>bold</p><p>more</b> plain</p>") == "A **bold**\n\n**more** plain"


def test_tags_that_html_lets_out_are_known():
    html = (
        "<p>One<p>Two<ul><li>a<li>b<ol><li>in</ol></ul><dl><dt>T<dd>D</dl>"
        "<table><tr><td>1<td>2<tr><td>3<td>4</table>"
    )

    assert to_markdown(html) == (
        "One\n\nTwo\n\n- a\n- b\n  1. in\n\nT\n\nD\n\n| 1 | 2 |\n| --- | --- |\n| 3 | 4 |"
    )


def test_cells_over_several_rows_and_columns_leave_each_value_below_its_heading():
    html = (
        "<table><tr><th rowspan=2>A<th colspan=2>B<tr><th>b1<th>b2"
        "<tr><td>1<td><ul><li>x<li>y</ul><td><p>p<p>q</table>"
    )

    assert to_markdown(html) == "| A | B – b1 | B – b2 |\n| --- | --- | --- |\n| 1 | • x • y | p q |"


def test_the_foot_of_a_table_stands_below_wherever_it_is_written():
    html = "<table><thead><tr><th>A<th>B<tfoot><tr><td>Total<td>3<tbody><tr><td>x<td>1<tr><td>y<td>2</table>"

    assert to_markdown(html) == "| A | B |\n| --- | --- |\n| x | 1 |\n| y | 2 |\n| Total | 3 |"


def test_the_notes_of_a_web_page_leave_their_numbers_and_ways_back():
    html = (
        "<p>Text<sup>[<a href='#fn:1' id=r1>1</a>]</sup>, <a href='https://e.org/p#note-2'><sup>2</sup></a>.</p>"
        "<ol><li id='fn:1'><p>One <a href='#r1'>↩</a></p><p>more</p></ol>"
        "<p id=note-2><sup>2</sup> October</p>"
    )

    assert to_markdown(html, 5) == "Text[^5], [^6].\n\n[^5]: One\n\n    more\n\n[^6]: October"


def test_paragraphs_of_a_quotation_in_word_are_one_quotation_without_the_italics_of_its_style():
    html = (
        "<style>p.MsoQuote {font-style: italic}</style><p class=MsoNormal>Before</p>\n"
        "<p class=MsoQuote>One <b>two</b></p>\n<p class=MsoQuote>Three</p>\n<p class=MsoNormal>After</p>"
        "<p class=x_MsoIntenseQuote>Four</p><blockquote>Five</blockquote>"
    )

    assert to_markdown(html) == "Before\n\n> One **two**\n>\n> Three\n\nAfter\n\n> Four\n\n> Five"


def test_a_reference_of_wikipedia_is_not_italic_and_the_titles_in_it_are():
    html = "<p><cite class='citation web cs1'>Smith. <i>Title</i>.</cite> <cite>A book</cite></p>"

    assert to_markdown(html) == "Smith. *Title*. *A book*"


@pytest.mark.parametrize(
    "html",
    [
        "<p style='white-space: pre-wrap'>One\n\nTwo\nthree</p>",
        "<div style='white-space-collapse: preserve'><span>One\n</span><span>\nTwo\nthree</span></div>",
        "<pre wrap>One\n\nTwo\nthree\n</pre>",
        "<p>One<br>&nbsp;<br>Two<br>three</p>",
    ],
    ids=["a post", "a post in spans", "Thunderbird", "a mail"],
)
def test_a_line_without_words_ends_a_paragraph(html):
    assert to_markdown(html) == "One\n\nTwo\\\nthree"


@pytest.mark.parametrize(
    "items",
    [
        "<li><input type=checkbox checked>done<li><input type='checkbox'>open",
        "<li role=checkbox><img alt=checked aria-roledescription=checkbox><p>done</p>"
        "<li role=checkbox><img alt=unchecked aria-roledescription=checkbox><p>open</p>",
        "<li role=checkbox aria-checked=true><img alt=checked aria-roledescription=checkbox><p>done</p>"
        "<li role=checkbox aria-checked=false><img alt=unchecked aria-roledescription=checkbox><p>open</p>",
        "<li role=checkbox aria-checked=true>done<li role=checkbox aria-checked=false>open",
        "<li role=checkbox aria-checked=true><p>done</p><li role=checkbox aria-checked=false><p>open</p>",
        "<li><u role=checkbox aria-checked=true></u>done<li><u role=checkbox aria-checked=false></u>open",
        "<li><div class='checkbox checkbox-on'></div> <span>done</span>"
        "<li><div class='checkbox checkbox-off'></div> <span>open</span>",
    ],
    ids=["the web", "Google Docs", "Google Docs with roles", "roles", "paragraphs", "roles inside", "Notion"],
)
def test_a_box_keeps_its_tick(items):
    assert to_markdown(f"<ul>{items}</ul>") == "- ☑ done\n- ☐ open"
