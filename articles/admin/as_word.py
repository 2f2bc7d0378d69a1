"""A story as a document of Word."""

import re
import unicodedata
from copy import deepcopy
from io import BytesIO

from docx import Document
from docx.enum.table import WD_TABLE_DIRECTION
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm
from docx.text.font import Font

from articles.text import languages
from articles.text.reading import printable

ACROSS, HIGH, INDENT = Cm(15), Cm(20), Cm(0.75)
LONGEST = 255  # characters of a property, in Word
# Of Unicode's classes of direction the strong ones; digits behind Latin letters belong to them, as in F-16.
SIDES = {"L": "l", "EN": "1", "R": "r", "AL": "r", "AN": "r"}
FROM_LEFT = re.compile("l(?:[^r]*[l1])?")


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
    if languages.is_right_to_left(story.language):
        _turn(document)
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def _add(document, part):
    if part.kind == "table":
        _add_table(document, part)
    elif part.kind == "picture":
        _add_picture(document, part)
    else:
        _add_words(document, part)


def _add_picture(document, part):
    """Put a picture on one page, with what it shows for those who can't see it."""
    shape = document.add_picture(BytesIO(part.picture), width=ACROSS)
    if shape.height > HIGH:
        shape.width, shape.height = ACROSS * HIGH // shape.height, HIGH
    shape._inline.docPr.set("descr", printable(part.alt))


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


def _turn(document):
    """Let a document go from right to left: its paragraphs, the columns of its tables, its runs."""
    # All styles in use are based on this one.
    document.styles["Normal"].element.get_or_add_pPr().append(OxmlElement("w:bidi"))
    for table in document.tables:
        table.table_direction = WD_TABLE_DIRECTION.RTL
    side = ""
    for run in [*document.element.body.iter(qn("w:r"))]:
        sides = _sides(run.text, side)
        _turn_run(run, sides)
        side = sides[-1:] or side


def _sides(text, before):
    """Return a side for each sign; a mark has that of its letter, which may end the run `before`."""
    sides = ""
    for sign in text:
        kind = unicodedata.bidirectional(sign)
        sides += sides[-1:] or before or " " if kind == "NSM" else SIDES.get(kind, " ")
    return sides


def _turn_run(run, sides):
    """Mark of a run what goes from right to left: ISO/IEC 29500 leaves open what Latin words do there."""
    pieces = [*_by_direction(run.text, sides)]
    for text, is_right_to_left in pieces:
        piece = deepcopy(run)
        piece.text, font = text, Font(piece)
        if is_right_to_left:  # where Word has other columns for bold and italic
            font.rtl, font.cs_bold, font.cs_italic = True, font.bold, font.italic
        run.addprevious(piece)
    if pieces:
        run.getparent().remove(run)


def _by_direction(text, sides):
    """Yield (text, whether it goes from right to left) of a text that does as a whole."""
    start = 0
    for found in FROM_LEFT.finditer(sides):
        if found.start() > start:
            yield text[start : found.start()], True
        yield text[found.start() : found.end()], False
        start = found.end()
    if text[start:]:
        yield text[start:], True
