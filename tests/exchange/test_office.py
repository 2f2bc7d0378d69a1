"""Documents of Word and OpenDocument: hidden words stay there, and lists, tables and formulas come whole."""

import io
import zipfile

import pytest

from articles.text.pasting import to_markdown
from exchange.models import Arrival
from exchange.readers.fields import BadDocument
from exchange.readers.office import of_open_document, of_word

from .test_formats import ODT, W, docx, odt


def of_docx(body, numbering="", styles=""):
    more = {}
    if numbering:
        more["numbering"] = f"<w:numbering {W}>{numbering}</w:numbering>"
    if styles:
        more["styles"] = f"<w:styles {W}>{styles}</w:styles>"
    *_pictures, found = of_word(docx(body, **more), "story.docx")
    return to_markdown(found.body)


def run(text, properties=""):
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(runs, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def item(text, level=0, number=1):
    return paragraph(run(text), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def level(place, form="decimal", start=1):
    return f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/></w:lvl>'


def numbering(*levels, override=""):
    return (
        f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="0"/>{override}</w:num>'
    )


HIDDEN = '<w:style w:type="character" w:styleId="Off"><w:rPr><w:vanish/></w:rPr></w:style>'


@pytest.mark.parametrize(
    ("properties", "is_seen"),
    [
        ("<w:vanish/>", False),
        ('<w:vanish w:val="1"/>', False),
        ('<w:vanish w:val="0"/>', True),
        ('<w:rStyle w:val="Off"/>', False),
        ('<w:rStyle w:val="Off"/><w:vanish w:val="false"/>', True),
        ("<w:webHidden/>", True),
    ],
)
def test_hidden_words_of_word_stay_there(properties, is_seen):
    text = of_docx(paragraph(run("Open ") + run("SECRET", properties)), styles=HIDDEN)

    assert text == ("Open SECRET" if is_seen else "Open")


BASED = "".join(
    f'<w:style w:type="{kind}" w:styleId="{name}"><w:basedOn w:val="{other}"/><w:rPr>{said}</w:rPr></w:style>'
    for kind, name, other, said in [
        ("character", "Below", "Off", ""), ("character", "Shown", "Off", '<w:vanish w:val="0"/>'),
        ("paragraph", "Note", "Round", "<w:vanish/>"), ("paragraph", "Deep", "Note", "<w:b/>"),
        ("paragraph", "Round", "Round", ""),
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    ("of_paragraph", "of_run", "is_seen"),
    [
        ("", '<w:rStyle w:val="Below"/>', False),
        ("", '<w:rStyle w:val="Shown"/>', True),
        ('<w:pStyle w:val="Note"/>', "", False),
        ('<w:pStyle w:val="Deep"/>', "", False),
        ('<w:pStyle w:val="Deep"/>', '<w:vanish w:val="0"/>', True),
        ('<w:pStyle w:val="Round"/>', "", True),
    ],
)
def test_words_that_a_style_of_word_hides_stay_there(of_paragraph, of_run, is_seen):
    text = of_docx(
        paragraph(run("SECRET", of_run), of_paragraph) + paragraph(run("Open")), styles=HIDDEN + BASED
    )

    assert ("SECRET" in text, "Open" in text) == (is_seen, True)


@pytest.mark.parametrize(
    "around",
    ['<w:fldSimple w:instr=" DATE ">{}</w:fldSimple>', '<w:dir w:val="rtl">{}</w:dir>',
     '<w:bdo w:val="rtl">{}</w:bdo>', "<w:smartTag>{}</w:smartTag>"],
)  # fmt: skip
def test_what_stands_around_words_of_word_takes_none_away(around):
    assert of_docx(paragraph(run("One ") + around.format(run("two")))) == "One two"


def test_letters_of_a_font_of_signs_are_the_signs_that_word_shows():
    font = '<w:rFonts w:ascii="{0}" w:hAnsi="{0}"/>'.format
    body = (
        run("\uf061 a \uf0b3", font("Symbol")) + run(" \uf0e0", font("Wingdings")) + run(" a", font("Arial"))
    )

    assert of_docx(paragraph(body)) == "α α ≥ → a"


ADDRESS = "https://x.example.org/a"


@pytest.mark.parametrize("said", ['"{}"', '"{}" \\o "A tip" \\t "_blank"', "{}"])
@pytest.mark.parametrize("is_simple", [True, False])
def test_a_link_that_is_a_field_of_word_keeps_its_address(said, is_simple):
    said = f" HYPERLINK {said.format(ADDRESS)} "
    part = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
    field = f"<w:fldSimple w:instr='{said}'>{run('there')}</w:fldSimple>" if is_simple else (
        f"{part('begin')}<w:r><w:instrText>{said}</w:instrText></w:r>{part('separate')}{run('there')}{part('end')}"
    )  # fmt: skip

    assert of_docx(paragraph(run("See ") + field + run("."))) == f"See [there]({ADDRESS})."


def test_breaks_and_readings_of_word_are_kept():
    ruby = f"<w:r><w:ruby><w:rt>{run('kan')}</w:rt><w:rubyBase>{run('漢')}</w:rubyBase></w:ruby></w:r>"

    assert of_docx(paragraph(run("One") + "<w:r><w:cr/></w:r>" + ruby)) == "One\\\n漢(kan)"


MATHS = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("<m:sSup><m:e><m:r><m:t>c</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>", "c²"),
        (
            "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>",
            "(a+b)/2",
        ),
        ("<m:rad><m:e><m:r><m:t>x</m:t></m:r></m:e></m:rad>", "√x"),
    ],
)
def test_a_formula_of_word_comes_as_words(formula, words):
    assert of_docx(paragraph(run("So ") + f"<m:oMath {MATHS}>{formula}</m:oMath>")) == f"So {words}"


@pytest.mark.parametrize(
    ("body", "there"),
    [
        (item("One") + item("two"), "4. One\n5. two"),
        (item("One") + paragraph(run("Between.")) + item("two"), "4. One\n\nBetween.\n\n5. two"),
        (item("One") + item("sub", 1) + item("sub", 1) + item("two") + item("sub", 1),
         "4. One\n   1. a) sub\n   2. b) sub\n5. two\n   1. a) sub"),
        (item("One") + item("", 0) + item("three"), "4. One\n\n6) three"),
        (item("One") + item("other", 0, 2) + item("two", 0, 2), "4. One\n\n9) other\n10) two"),
        (paragraph(run("One"), '<w:pStyle w:val="Sub"/>'), "4. One"),
    ],
)  # fmt: skip
def test_the_numbers_of_a_list_of_word_are_kept(body, there):
    styles = (
        '<w:style w:type="paragraph" w:styleId="List"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Sub"><w:basedOn w:val="List"/></w:style>'
    )
    override = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride>'
    levels = numbering(level(0, start=4), level(1, "lowerLetter"), override=override)

    assert of_docx(body, levels, styles) == there


@pytest.mark.parametrize("part", ["document", "footnotes"])
def test_a_small_file_of_word_that_holds_more_than_any_story_is_refused(part):
    many = f"<w:p>{run('a')}</w:p>" * 40_000
    file = docx(many) if part == "document" else docx("", footnotes=f"<w:footnotes {W}>{many}</w:footnotes>")

    with pytest.raises(BadDocument, match="more than any story"):
        list(of_word(file, "story.docx"))


def test_a_heading_of_word_has_no_number_in_its_words():
    properties = '<w:pStyle w:val="Heading2"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    styles = '<w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/></w:style>'

    assert of_docx(paragraph(run("Scope"), properties), numbering(level(0)), styles) == "## Scope"


def style_of_paragraphs(key, name="", based="", outline=""):
    said = f'<w:pPr><w:outlineLvl w:val="{outline}"/></w:pPr>' if outline else ""
    return (f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name or key}"/>'
            f'<w:basedOn w:val="{based}"/>{said}</w:style>')  # fmt: skip


@pytest.mark.parametrize(
    ("style", "there"),
    [
        ("Titel", "# Words"), ("Headline", "# Words"), ("Second", "## Words"), ("Outlined", "### Words"),
        ("Deepest", "###### Words"), ("Contents", "Words"), ("Round", "Words"), ("Plain", "Words"),
    ],
)  # fmt: skip
def test_a_style_of_word_that_is_a_heading_by_name_outline_or_base_makes_one(style, there):
    styles = [("Titel", "Title"), ("Headline", "", "Titel"), ("berschrift2", "heading 2"),
              ("Second", "", "berschrift2"), ("Outlined", "", "Second", "2"), ("Deepest", "", "", "8"),
              ("Contents", "", "berschrift2", "9"), ("Round", "", "Round"), ("Plain",)]  # fmt: skip
    body = paragraph(run("Before.")) + paragraph(run("Words"), f'<w:pStyle w:val="{style}"/>')

    text = of_docx(body, styles="".join(style_of_paragraphs(*each) for each in styles))

    assert text == f"Before.\n\n{there}"


def test_a_title_of_word_is_the_headline():
    body = paragraph(run("Boats"), '<w:pStyle w:val="Titel"/>') + paragraph(run("Words."))
    file = docx(body, styles=f"<w:styles {W}>{style_of_paragraphs('Titel', 'Title')}</w:styles>")

    [found] = of_word(file, "story.docx")

    assert (found.headline, to_markdown(found.body)) == ("Boats", "Words.")


RELATIONS = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="p1" Type="'
             'http://schemas.openxmlformats.org/officeDocument/2006/relationships/image" Target="{}"/></Relationships>')  # fmt: skip
DRAWING = (
    '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><wp:docPr/>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData><pic:pic xmlns:pic="'
    'http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip xmlns:r="http://schemas.openxmlformats.org/'
    'officeDocument/2006/relationships" r:{}="p1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
)


@pytest.mark.parametrize(
    ("how", "target"), [("embed", "media/gone.png"), ("link", "https://x.example.org/far.png")]
)
def test_a_picture_that_a_document_of_word_does_not_hold_is_listed_and_its_words_come(how, target):
    file = io.BytesIO(docx(paragraph(run("Words.") + DRAWING.format(how))))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("word/_rels/document.xml.rels", RELATIONS.format(target))

    [found] = of_word(file.getvalue(), "story.docx")

    assert to_markdown(found.body) == "Words."
    [(what, told)] = found.left_out
    assert (what, target in told) == ("pictures", True)


# OpenDocument


def of_odt(body, styles=""):
    content = odt(body)
    if styles:
        content = odt(
            body, form=ODT.replace("<office:automatic-styles>", f"<office:automatic-styles>{styles}")
        )
    *_pictures, found = of_open_document(content, "story.odt")
    return to_markdown(found.body)


def entry(text, inner="", start=""):
    said = f' text:start-value="{start}"' if start else ""
    return f"<text:list-item{said}><text:p>{text}</text:p>{inner}</text:list-item>"


def listed(*entries, said=' text:style-name="L2"'):
    return f"<text:list{said}>{''.join(entries)}</text:list>"


LETTERED = (
    '<text:list-style style:name="L2"><text:list-level-style-number text:level="1" text:start-value="3"/>'
    '<text:list-level-style-number text:level="2" style:num-format="a"/>'
    '<text:list-level-style-bullet text:level="3"/></text:list-style>'
)
GO_ON = ' text:style-name="L2" text:continue-numbering="true"'


@pytest.mark.parametrize(
    ("body", "there"),
    [
        (listed(entry("One", listed(entry("sub", listed(entry("deep"), said="")), said=""))),
         "3. One\n   1. a) sub\n      - deep"),
        (listed(entry("One"), entry("seven", start=7)), "3. One\n\n7) seven"),
        (listed(entry("One")) + "<text:p>Between.</text:p>" + listed(entry("two"), said=GO_ON),
         "3. One\n\nBetween.\n\n4. two"),
    ],
)  # fmt: skip
def test_a_list_of_open_document_keeps_kind_and_numbers(body, there):
    assert of_odt(body, LETTERED) == there


def test_words_of_open_document_keep_what_their_style_says_and_hidden_ones_stay_there():
    styles = "".join(
        f'<style:style style:name="{name}" style:family="text"><style:text-properties {said}/></style:style>'
        for name, said in (("S", 'style:text-line-through-style="solid"'), ("U", 'style:text-position="super 58%"'),
                           ("D", 'style:text-position="-33% 58%"'), ("H", 'text:display="none"'))
    )  # fmt: skip
    said = "".join(
        f'<text:span text:style-name="{name}">{words}</text:span> '
        for name, words in (("S", "gone"), ("U", "2"), ("D", "3"), ("H", "SECRET"))
    )
    hidden = '<text:hidden-text text:is-hidden="true">SECRET</text:hidden-text>'

    assert of_odt(f"<text:p>x {said}{hidden}end</text:p>", styles) == "x ~~gone~~ ² ₃ end"


def test_what_open_document_keeps_and_does_not_show_is_no_word_of_it():
    body = (
        "<text:table-of-content><text:table-of-content-source><text:index-title-template>SECRET</text:index-title-template>"
        "</text:table-of-content-source><text:index-body><text:p>One 1</text:p></text:index-body></text:table-of-content>"
        "<text:p>Words<text:script>SECRET</text:script>.</text:p>"
    )

    assert of_odt(body) == "One 1\n\nWords."


def test_merged_cells_of_open_document_leave_each_value_below_its_heading():
    cell = "<table:table-cell{1}><text:p>{0}</text:p></table:table-cell>"
    rows = [
        [cell.format("Region", ""), cell.format("City", "")],
        [cell.format("North", ' table:number-rows-spanned="2"'), cell.format("Delhi", "")],
        ["<table:covered-table-cell/>", cell.format("Lucknow", "")],
    ]
    table = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)

    assert of_odt(f"<table:table>{table}</table:table>") == (
        "| Region | City |\n| --- | --- |\n| North | Delhi |\n|  | Lucknow |"
    )


@pytest.mark.parametrize(
    "body",
    [
        '<text:p text:style-name="H">SECRET</text:p>',
        '<text:h text:style-name="H">SECRET</text:h>',
        '<text:section text:display="none"><text:p>SECRET</text:p></text:section>',
    ],
)
def test_hidden_paragraphs_and_sections_of_open_document_stay_there(body):
    style = '<style:style style:name="H" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'

    assert of_odt(
        f"<text:p>Seen.</text:p>{body}<text:section><text:p>Too.</text:p></text:section>", style
    ) == ("Seen.\n\nToo.")


@pytest.mark.parametrize("name", ["Title", "P1"])
def test_a_title_of_open_document_is_the_headline(name):
    style = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    form = ODT.replace("<office:automatic-styles>", f"<office:automatic-styles>{style}")

    [found] = of_open_document(
        odt(f'<text:p text:style-name="{name}">Boats</text:p><text:p>Words.</text:p>', form), "story.odt"
    )

    assert (found.headline, to_markdown(found.body)) == ("Boats", "Words.")


def test_styles_that_have_names_count_and_a_text_may_change_them():
    """As LibreOffice writes them: those with names in a part of their own, and the text's own build on them."""
    named = ODT.format("").replace(
        "<office:automatic-styles>",
        '<office:automatic-styles><style:style style:name="Strong_20_Emphasis" style:family="text">'
        '<style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="Secret" style:family="paragraph"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="Loop" style:family="text" style:parent-style-name="Loop"/>',
    )
    own = (
        '<style:style style:name="T7" style:family="text" style:parent-style-name="Strong_20_Emphasis">'
        '<style:text-properties fo:font-style="italic"/></style:style>'
        '<style:style style:name="P7" style:family="paragraph" style:parent-style-name="Secret"/>'
    )
    body = (
        '<text:p><text:span text:style-name="Strong_20_Emphasis">Bold</text:span>, '
        '<text:span text:style-name="T7">both</text:span> <text:span text:style-name="Loop">plain</text:span></text:p>'
        '<text:p text:style-name="P7">SECRET</text:p>'
    )
    form = ODT.replace("<office:automatic-styles>", f"<office:automatic-styles>{own}")

    [found] = of_open_document(odt(body, form, named), "story.odt")

    assert to_markdown(found.body) == "**Bold**, ***both*** plain"


def test_a_picture_that_a_document_shows_again_is_read_once():
    frame = '<draw:frame><draw:image xlink:href="Pictures/a.jpg"/></draw:frame>'

    *pictures, found = of_open_document(odt(f"<text:p>{frame * 200}</text:p>", a=b"x" * 1000), "story.odt")

    assert len(pictures) == 1
    assert found.body.count("held:story.odt#1") == 200


OBJECT = '<draw:frame><draw:object xlink:href="./Object 1"/><draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame>'
MATHML = (
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow><mi>E</mi><mo>=</mo><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup>'
    '</mrow><annotation encoding="StarMath 5.0">E=m c^2</annotation></semantics></math>'
)


def with_object(body, **parts):
    file = io.BytesIO(odt(body))
    with zipfile.ZipFile(file, "a") as archive:
        for name, content in parts.items():
            archive.writestr(
                {"formula": "Object 1/content.xml", "drawn": "ObjectReplacements/Object 1"}[name], content
            )
    return list(of_open_document(file.getvalue(), "story.odt"))


def test_a_formula_of_open_document_comes_as_words():
    [found] = with_object(f"<text:p>So {OBJECT}.</text:p>", formula=MATHML, drawn=b"picture")

    assert to_markdown(found.body) == "So E=mc²."


@pytest.mark.parametrize("other", ["<office/>", "<broken"])
def test_an_object_of_open_document_that_is_no_formula_comes_as_it_is_drawn(other):
    picture, found = with_object(f"<text:p>{OBJECT}</text:p>", formula=other, drawn=b"picture")

    assert (picture.data, picture.key in found.body) == (b"picture", True)


def test_a_large_formula_that_is_shown_thousands_of_times_is_written_as_often_as_there_is_room():
    formula = f"<math><mi>{'x' * 10_000}</mi></math>"

    [found] = with_object(f"<text:p>{OBJECT * 5000}</text:p>", formula=formula)

    assert len(found.body) < 2_000_000


def test_a_picture_that_an_open_document_does_not_hold_is_listed(bring):
    bring(story_DOT_odt=odt(f"<text:p>Words. {OBJECT}</text:p>"))

    assert Arrival.objects.get().missing == ["ObjectReplacements/Object 1"]


def test_a_damaged_open_document_says_so():
    whole = io.BytesIO(odt("<text:p>Words.</text:p>" * 100))
    packed = io.BytesIO()
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as other:
        other.writestr("content.xml", archive.read("content.xml"))
    data = bytearray(packed.getvalue())
    data[60:90] = b"\xff" * 30

    with pytest.raises(BadDocument, match="can be read"):
        list(of_open_document(bytes(data), "story.odt"))
