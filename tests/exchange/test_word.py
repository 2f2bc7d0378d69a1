"""Documents of Word: hidden words stay there, and lists, headings, links and formulas come whole."""

import io
import zipfile

import pytest

from articles.text.pasting import to_markdown
from exchange.readers.fields import BadDocument
from exchange.readers.office import of_word

from .test_office import W, docx


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

    text = of_docx(body, styles="<w:style/>" + "".join(style_of_paragraphs(*each) for each in styles))

    assert text == f"Before.\n\n{there}"


def test_a_title_of_word_is_the_headline():
    body = paragraph(run("Boats"), '<w:pStyle w:val="Titel"/>') + paragraph(run("Words."))
    file = docx(body, styles=f"<w:styles {W}>{style_of_paragraphs('Titel', 'Title')}</w:styles>")

    [found] = of_word(file, "story.docx")

    assert (found.headline, to_markdown(found.body)) == ("Boats", "Words.")


@pytest.mark.parametrize(
    ("name", "many"),
    [
        ("word/styles.xml", f"<w:styles {W}>{'<w:style/>' * 200_000}</w:styles>"),
        ("word/_rels/document.xml.rels", f"<Relationships>{'<a/>' * 200_000}</Relationships>"),
    ],
)
def test_more_beside_the_text_than_any_document_has_is_refused(name, many):
    file = io.BytesIO(docx(paragraph(run("Words."))))
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, many)

    with pytest.raises(BadDocument, match="more than any story"):
        list(of_word(file.getvalue(), "story.docx"))


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


def test_a_document_names_where_its_parts_stand():
    data, out = (
        docx(
            paragraph(run("Boats")) + item("Two"),
            numbering=f"<w:numbering {W}>{numbering(level(0, start=2))}</w:numbering>",
        ),
        io.BytesIO(),
    )
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            moved = name.replace("document.xml", "document2.xml").replace("numbering.xml", "numbering2.xml")
            new.writestr(moved, old.read(name).replace(b"word/document.xml", b"/word/document2.xml"))
        new.writestr(
            "word/_rels/document2.xml.rels",
            old.read("_rels/.rels").replace(
                b'officeDocument" Target="word/document', b'numbering" Target="numbering2'
            ),
        )

    *_pictures, found = of_word(out.getvalue(), "story.docx")

    assert to_markdown(found.body) == "Boats\n\n2. Two"


def test_a_remark_beside_where_the_parts_stand_is_passed_over():
    data, out = docx(paragraph(run("Boats"))), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(
                name, old.read(name).replace(b"</Relationships>", b"<!-- x --><?x?></Relationships>")
            )

    *_pictures, found = of_word(out.getvalue(), "story.docx")

    assert to_markdown(found.body) == "Boats"


def test_the_text_that_is_counted_is_the_one_that_is_read():
    data, out = docx(paragraph(run("Boats"))), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"word/document.xml", b"word/large.xml"))
        new.writestr(
            "word/large.xml", old.read("word/document.xml").replace(b"<w:p>", b"<w:p>" + b"<w:r/>" * 200_000)
        )

    with pytest.raises(BadDocument, match="divide"):
        of_word(out.getvalue(), "story.docx").__next__()
