"""Charts in a text: a fence of CSV that says “chart bars” or “chart lines” and a title, read as numbers.

The first row names the columns, the first column names the rows. Commas, semicolons or tabs part the values.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

BARS, LINES = KINDS = ("bars", "lines")
ROWS = {BARS: 40, LINES: 200}
SERIES = 4  # more can't be told apart
CHARTS = 20  # in one text
LABEL = 80  # characters
SPACES = dict.fromkeys(map(ord, "\u0020\u00a0\u2009\u202f'’٬"))
SIGNS = str.maketrans({"\u2212": "-", "–": "-", "٫": ".", "٪": "%"})
PLAIN = re.compile(r"[-+]?(?:\d{1,15}(?:\.\d{1,10})?|\.\d{1,10})%?", re.ASCII)
GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?%?", re.ASCII)  # 1,234.5; in India 12,34,567
GROUPED_TWICE = re.compile(r"[-+]?\d{1,3}(?:(?:,\d{2,3})+,\d{3}|,\d{3}(?=\.))(?:\.\d+)?%?", re.ASCII)
GROUPED_BY_DOTS = re.compile(
    r"[-+]?\d{1,3}(?:(?:\.\d{3}){2,}|(?:\.\d{3})+(?=,))(?:,\d+)?%?", re.ASCII
)  # 1.234,5
# 1,234 beside which nothing says whether it is a thousand or a little more than one, and what would say it.
DOUBTFUL = re.compile(r"[-+]?[1-9]\d{0,2}([.,])\d{3}%?", re.ASCII)
DECIMAL = re.compile(
    r"[-+]?(?:(?:\d{1,3}(?:[.,]\d{3})*|\d+)([.,])(?:\d\d?|\d{4,})|(?:0|\d{4,})([.,])\d{3})%?", re.ASCII
)
YEAR, MONTH, DAY = (
    re.compile(pattern, re.ASCII) for pattern in (r"\d{4}", r"\d{4}-\d\d", r"\d{4}-\d\d-\d\d")
)


class Unreadable(Exception):
    """The fence holds no chart; the message is the reason."""


@dataclass(frozen=True)
class Chart:
    kind: str
    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]  # as typed, the row's name first
    values: tuple[tuple[float | None, ...], ...]

    @property
    def text(self):
        """Return its words and figures, a row on a line."""
        return "\n".join([self.title, *(", ".join(filter(None, row)) for row in (self.head, *self.rows))])

    @property
    def places(self):
        """Return where its rows stand beside each other, from 0 to 1: years and days to scale."""
        moments = _moments([row[0] for row in self.rows])
        first, last = moments[0], moments[-1]
        return [(moment - first) / (last - first) for moment in moments]


def is_chart(token):
    return token.type == "fence" and token.info.split(maxsplit=1)[:1] == ["chart"]


def read(token):
    """Return the chart of a fence. Raises Unreadable."""
    _chart, kind, title = [*token.info.split(maxsplit=2), "", ""][:3]
    if kind not in KINDS:
        raise Unreadable(_("Its first line says neither “chart bars” nor “chart lines”."))
    if not title:
        raise Unreadable(_("It has no title: write one behind “%(kind)s”.") % {"kind": kind})
    lines = [line for line in token.content.split("\n") if line.strip()]
    _check_size(kind, lines)
    head, *rows = cells = _cells(lines)
    _check_size(kind, cells)  # between quotation marks a name may go over several lines
    _check_shape(head, rows)
    separator = "," if _delimiter(lines[0]) == "," else ""
    values = tuple(
        tuple(_number(cell, place, separator) for cell in row[1:]) for place, row in enumerate(rows, 2)
    )
    if all(value is None for row in values for value in row):
        raise Unreadable(_("It holds no figures."))
    return Chart(kind, title.strip(), head, tuple(rows), values)


def chart_of(token):
    """Return the chart of a fence, or None where it is no chart."""
    try:
        return read(token)
    except Unreadable:
        return None


def doubtful(token):
    """Return (row, figure) where a chart may draw a thousandth of what was meant, or None."""
    lines = [line for line in token.content.split("\n") if line.strip()]
    if _delimiter(lines[0]) == ",":
        return None
    rows = enumerate(_cells(lines)[1:], 2)
    figures = [(place, cell.translate(SPACES)) for place, row in rows for cell in row[1:]]
    decimal = _decimal_signs(cell for _place, cell in figures)
    for place, cell in figures:
        found = DOUBTFUL.fullmatch(cell)
        if found and found[1] not in decimal:
            return place, cell
    return None


def _decimal_signs(cells):
    """Return the signs that stand before decimals for certain."""
    return {sign for cell in cells if (found := DECIMAL.fullmatch(cell)) for sign in found.groups()}


def _check_size(kind, lines):
    if len(lines) < (3 if kind == LINES else 2):
        raise Unreadable(
            _("It has too few rows: the first names the columns, and those below hold the figures.")
        )
    if len(lines) - 1 > ROWS[kind]:
        said = {"rows": len(lines) - 1, "most": ROWS[kind]}
        raise Unreadable(_("It has %(rows)d rows; %(most)d can be read on a page. Take fewer.") % said)


def _delimiter(line):
    return next((sign for sign in "\t;" if sign in line), ",")


def _cells(lines):
    try:
        rows = list(csv.reader(lines, delimiter=_delimiter(lines[0]), skipinitialspace=True, strict=True))
    except csv.Error as error:
        raise Unreadable(
            _("A quotation mark is open, or words stand behind one: between two stands one value.")
        ) from error
    return [tuple(" ".join(cell.split()) for cell in row) for row in rows]


def _check_shape(head, rows):
    if not 2 <= len(head) <= SERIES + 1:
        why = _("It has %(columns)d columns: one names the rows, and one to four hold the figures.")
        raise Unreadable(why % {"columns": len(head)})
    for place, row in enumerate(rows, 2):
        if len(row) != len(head):
            said = {"row": place, "found": len(row), "wanted": len(head)}
            raise Unreadable(_("Row %(row)d has %(found)d values, and the first has %(wanted)d.") % said)
    if any(len(cell) > LABEL for row in (head, *rows) for cell in row):
        raise Unreadable(_("A name in it is longer than %(most)d characters.") % {"most": LABEL})


def _number(cell, row, separator):
    """Return what a cell says: a comma groups digits where commas part the values, else it is decimal."""
    typed = _in_ascii(cell.translate(SPACES).translate(SIGNS))
    if not typed:
        return None
    if (GROUPED if separator else GROUPED_TWICE).fullmatch(typed):
        typed = typed.replace(",", "")
    elif GROUPED_BY_DOTS.fullmatch(typed):
        typed = typed.replace(".", "")
    typed = typed.replace(",", ".")
    if not PLAIN.fullmatch(typed):
        raise Unreadable(_("Row %(row)d: “%(cell)s” is not a number.") % {"row": row, "cell": cell})
    return float(typed.removesuffix("%"))


def _in_ascii(figure):
    """Return a figure with the digits of any script as those of ASCII."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in figure)


def _moments(labels):
    """Return the years, months or days that all labels are, where they go on; else one step for each row."""
    for pattern, rest in ((YEAR, "-01-01"), (MONTH, "-01"), (DAY, "")):
        if all(map(pattern.fullmatch, labels)):
            try:
                days = [date.fromisoformat(label + rest).toordinal() for label in labels]
            except ValueError:
                break
            if all(before < after for before, after in zip(days, days[1:], strict=False)):
                return days
    return list(range(len(labels)))
