"""What a sheet of paper says, as `pdftotext` reads it, beside the runs of a text that went in.

What a sheet can't carry, and why:

- Joiners, selectors, marks of direction and tags have no glyph. Of `ﬁ`, `™` or `10⁶` the glyphs of plain
  letters may stand there, so both sides are compared in their compatible form.
- A letter whose fonts lack it is a box. The desk's PDF is set in the paper's own fonts, and names those that
  they lack. A browser takes the machine's besides: its print is compared in languages that those can write,
  and its letters and figures alone, since emoji are newer than many a font.
- A PDF holds glyphs in their places. Those of a script from right to left are read as they lie, so its
  letters are counted, whatever their order.
- Where one glyph stands for several letters, or before the letter that it is spoken behind, a browser's PDF
  names one of them alone: such scripts are not compared there.
"""

import re
import subprocess
import unicodedata
from collections import Counter

from articles.admin import as_pdf
from articles.text.romanising import INVISIBLE

PAGE_END = re.compile(r"\d+\s*\f")
UNSEEN = re.compile(rf"[{INVISIBLE}\s]")
RIGHT_TO_LEFT = {"he", "ar", "fa", "dv"}
SHAPED = {"ur", "hi", "bn", "ta", "ml", "si", "km", "my", "bo", "mn"}
RARE = "ꙮ"


def read(pdf):
    """Return the letters of a PDF, without the numbers of its pages."""
    return plain(PAGE_END.sub("", _output("pdftotext", "-raw", "-enc", "UTF-8", "-", "-", given=pdf)))


def plain(text):
    return UNSEEN.sub("", unicodedata.normalize("NFKC", UNSEEN.sub("", text)))


def runs(written):
    """Return the texts of a document of clipboards.py in the order of a sheet, those of its notes last."""
    texts, notes = [], []

    def walk(part):
        if isinstance(part, tuple) and len(part) == 4 and isinstance(part[1], frozenset):
            texts.append(part[0])
            notes.append(part[3])
        elif isinstance(part, list | tuple):
            for each in part:
                walk(each)

    walk(written)
    return texts + (runs(notes) if any(notes) else [])


def lost_of_pdf(texts, sheet):
    """Return the first text that the desk's PDF lost or moved, without the letters that its fonts lack."""
    _fonts, missing = as_pdf.needed("".join(texts))
    lacking = dict.fromkeys(missing)
    return _lost([plain(text.translate(lacking)) for text in texts], sheet)


def lost_of_print(language, texts, sheet):
    """Return what a browser's print lost: the first text, or of scripts from right to left the letters."""
    if language in SHAPED or not _output("fc-list", f":lang={language}", "family"):
        return ""
    texts, sheet = [_letters(plain(text)) for text in texts], _letters(sheet)
    if language in RIGHT_TO_LEFT:
        return "".join((Counter("".join(texts)) - Counter(sheet)).elements())
    return _lost(texts, sheet)


def _letters(text):
    return "".join(sign for sign in text if sign.isalnum() and sign not in RARE)


def _lost(texts, sheet):
    place = 0
    for text in texts:
        found = sheet.find(text, place)
        if found < 0:
            return text
        place = found + len(text)
    return ""


def _output(*command, given=b""):
    return subprocess.run(command, input=given, capture_output=True, check=True).stdout.decode()
