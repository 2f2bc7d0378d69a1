"""A story as a PDF for print, in the paper's own fonts; at its head stands which signs they lack."""

import logging
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from fpdf import FPDF
from fpdf.enums import MethodReturnValue
from fpdf.errors import FPDFException
from fpdf.fonts import FontFace

from articles.text.reading import printable

OWN = settings.BASE_DIR / "articles" / "static" / "articles" / "fonts"
BOLD_ONES = Path(__file__).resolve().parent.parent / "pictures" / "fonts"  # those of social cards
SCRIPTS = ("latin", "latin-ext", "cyrillic", "greek")
MORE = ("NotoSerif-Bold.ttf", "NotoSerifArmenian-Bold.woff2", "NotoSerifGeorgian-Bold.woff2")
# {style of fpdf2: (file's beginning, weight)}
FACES = {"": ("serif", 400), "B": ("serif", 600), "I": ("serif-italic", 400), "BI": ("serif-italic", 400)}
SIZE, LINE, INDENT = 11, 5.2, 7  # points; millimetres
HEADINGS = {1: 22, 2: 15, 3: 13}
WIDE, HIGH = 170, 150  # mm, the most of a picture
LISTED = 20  # missing signs that are named
MOST_LINES = 30  # of a cell: a row stands on one page

_cutting = Lock()

logging.getLogger("fpdf").setLevel(logging.ERROR)  # missing letters are told in the document
logging.getLogger("fontTools").setLevel(logging.ERROR)  # it tells each step of a cut


@cache
def _folder():
    """Return this process's folder for cut fonts; it goes with the process."""
    return TemporaryDirectory(prefix="newsroom-fonts-")


def cut(path, weight):
    """Return the file of a font in one weight: a cut takes half a second, so it is made once."""
    with _cutting:  # a cache is no lock: another thread would read a file that is half written
        return _cut(path, weight)


@cache
def _cut(path, weight):
    font = TTFont(path)
    if "fvar" in font:
        font = instantiateVariableFont(font, {"wght": weight})
    font.flavor = None
    file = Path(_folder().name) / f"{path.stem}-{weight}.ttf"
    font.save(file)
    return file


def source_of(family, face):
    """Return the file that a font comes in; those of social cards have one face."""
    return OWN / f"{face}-{family}.woff2" if family in SCRIPTS else BOLD_ONES / family


def files(family):
    """Yield (style, file) of a font."""
    for style, (face, weight) in FACES.items():
        source = source_of(family, face)
        yield style, cut(source, weight) if family in SCRIPTS else source


@cache
def letters(family):
    """Return the codes of all signs that a font has."""
    return frozenset(TTFont(source_of(family, "serif")).getBestCmap())


def needed(text):
    """Return the fonts that a text needs, the paper's own first, and the signs that none has."""
    signs, found = {ord(sign) for sign in text if not sign.isspace()}, ["latin"]
    signs -= letters("latin")
    for family in (*SCRIPTS[1:], *MORE):
        if signs & letters(family):
            found.append(family)
            signs -= letters(family)
    return found, sorted(signs)


def as_pdf(story):
    """Return the bytes of a PDF."""
    with translation.override(story.language):
        return Sheet(story).written()


class Sheet(FPDF):
    """A4, with its pages numbered."""

    def __init__(self, story):
        super().__init__(format="A4")
        self.story = story
        families, self.missing = needed(_all(story))
        for family in families:
            for style, file in files(family):
                self.add_font(family, style, file)
        self.set_fallback_fonts(families[1:], exact_match=False)
        self.set_margin(20)
        self.set_auto_page_break(True, 20)
        self.set_title(printable(story.headline))
        self.set_author(printable(story.byline))
        self.set_lang(story.language)

    def footer(self):
        self.set_y(-14)
        self.set_font("latin", "", 9)
        self.cell(0, 5, f"{self.page_no()}", align="C")

    def written(self):
        self.add_page()
        self._missing()
        self._line(self.story.headline, "B", HEADINGS[1])
        self._line(self.story.standfirst, "I", 13)
        self._line(self.story.byline, "", SIZE)
        for part in self.story.parts:
            getattr(self, f"_{part.kind}")(part)
        return bytes(self.output())

    def _missing(self):
        """Say what can't be printed: a box that nobody explains would be read as a mistake of the text."""
        if not self.missing:
            return
        signs = ", ".join(f"U+{sign:04X}" for sign in self.missing[:LISTED])
        sentence = _(
            "The paper’s fonts lack these signs, and a box stands for each: %(signs)s. "
            "Print it from its preview instead: a browser has more fonts."
        )
        more = ", …" if len(self.missing) > LISTED else ""
        self._line(sentence % {"signs": signs + more}, "B", SIZE)

    def _line(self, text, style, size):
        if text:
            self.set_font("latin", style, size)
            self.multi_cell(0, size * 0.47, printable(text), align="L", new_x="LMARGIN", new_y="NEXT")
            self.ln(2)

    def _heading(self, part):
        self.ln(2)
        if self.will_page_break(4 * LINE):  # no heading stands alone at the foot
            self.add_page()
        self._line(part.text, "B", HEADINGS.get(part.level, 12))

    def _text(self, part, shift=0):
        left = self.l_margin
        self.set_left_margin(left + INDENT * (part.indent + shift))
        self.set_x(self.l_margin)
        if part.mark:
            self.set_font("latin", "", SIZE)
            self.set_x(self.l_margin - INDENT)
            self.write(LINE, part.mark)
            self.set_x(max(self.l_margin, self.get_x() + 1))
        for run in part.runs:
            self._run(run)
        self.set_left_margin(left)
        self.ln(LINE + 2)

    def _item(self, part):
        self._text(part, part.level)

    def _code(self, part):
        self._text(part, 1)

    def _run(self, run):
        style = ("B" if "bold" in run.styles else "") + ("I" if "italic" in run.styles else "")
        self.set_font("latin", style, SIZE)
        self.char_vpos = "SUP" if "raised" in run.styles else "LINE"
        self.strikethrough, self.underline = "struck" in run.styles, bool(run.link)
        self.write(LINE, printable(run.text).expandtabs(4), link=run.link)  # no font has a tab
        self.char_vpos, self.strikethrough, self.underline = "LINE", False, False

    def _rule(self, _part):
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(4)

    def _picture(self, part):
        self.image(BytesIO(part.picture), x="C", w=WIDE, h=HIGH, keep_aspect_ratio=True)
        self.ln(2)

    def _table(self, part):
        if not part.columns:
            return
        if not self._fits(part.rows, part.columns):
            for cells in part.rows:
                self._line(" | ".join(cells), "", 9)
            return
        self.set_font("latin", "", 9)
        with self.table(text_align="LEFT", headings_style=FontFace(emphasis="B")) as table:
            for cells in part.rows:
                row = table.row()
                for text in [*cells, *[""] * (part.columns - len(cells))]:
                    row.cell(printable(text))
        self.ln(3)

    def _fits(self, rows, columns):
        """Ask whether a table can be drawn: fpdf2 fails on a cell that is too narrow or too high."""
        self.set_font("latin", "B", 9)
        width, ask = self.epw / columns, {"dry_run": True, "output": MethodReturnValue.LINES}
        try:
            return all(
                len(self.multi_cell(width, text=printable(text), **ask)) <= MOST_LINES
                for cells in rows
                for text in cells
            )
        except FPDFException:
            return False


def _all(story):
    """Return every sign of a document, its marks and numbers too."""
    said = [story.headline, story.standfirst, story.byline]
    for part in story.parts:
        said += [part.text, part.mark, *(cell for row in part.rows for cell in row)]
    return printable("".join(said))
