"""OpenDocument texts: hidden words stay there, and lists, tables and formulas come whole."""

import io
import zipfile

import pytest

from articles.text.pasting import to_markdown
from exchange.models import Arrival
from exchange.readers.fields import BadDocument
from exchange.readers.office import of_open_document

from .test_office import ODT, odt


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
