"""A story as a document of Word."""

from io import BytesIO

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm

from articles.text.reading import printable

ACROSS, INDENT = Cm(15), Cm(0.75)
LONGEST = 255  # characters of a property, in Word


def as_word(story):
    """Return the bytes of a .docx."""
    document = Document()
    about = document.core_properties
    about.title, about.author = printable(story.headline)[:LONGEST], printable(story.byline)[:LONGEST]
    about.language, about.comments = story.language, ""
    document.add_heading(printable(story.headline), 0)
    for text, style in ((story.standfirst, "Subtitle"), (story.byline, "Normal")):
        if text:
            document.add_paragraph(printable(text), style)
    for part in story.parts:
        _add(document, part)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _add(document, part):
    if part.kind == "table":
        _add_table(document, part)
    elif part.kind == "picture":
        document.add_picture(BytesIO(part.picture), width=ACROSS)
    else:
        _add_words(document, part)


def _add_words(document, part):
    if part.kind == "heading":
        paragraph = document.add_heading(level=part.level - 1)
    else:
        paragraph = document.add_paragraph(style=_style(part))
    if part.kind == "item":
        paragraph.paragraph_format.left_indent = INDENT * (part.level + part.indent)
        paragraph.paragraph_format.first_line_indent = -INDENT if part.mark else 0
        if part.mark:
            paragraph.add_run(f"{part.mark}\t")
    elif part.indent:
        paragraph.paragraph_format.left_indent = INDENT * part.indent
    for run in part.runs:
        _add_run(paragraph, run)


def _style(part):
    """Return a style of Word; a list's marks stand as words, which no other list's numbers follow."""
    return "Quote" if part.indent and part.kind == "text" else "Normal"


def _add_run(paragraph, run):
    said = paragraph.add_run(printable(run.text))
    said.bold, said.italic = "bold" in run.styles or None, "italic" in run.styles or None
    said.font.strike, said.font.superscript = "struck" in run.styles or None, "raised" in run.styles or None
    if "code" in run.styles:
        said.font.name = "Courier New"
    if run.link:
        _link(paragraph, said, run.link)


def _link(paragraph, said, address):
    """Put a run into a link, for which python-docx has no method."""
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    said.font.underline = True
    paragraph._p.append(link)
    link.append(said._r)


def _add_table(document, part):
    if not part.columns:
        return
    table = document.add_table(len(part.rows), part.columns, "Table Grid")
    for row, cells in zip(part.rows, table._tbl.tr_lst, strict=True):
        for text, cell in zip(row, cells.tc_lst, strict=False):
            cell.p_lst[0].add_r().text = printable(text)
