"""Draw a chart as SVG: lengths across in per cent, down in em, so that its words are as large as the page's.

Its colours and dashes are the style sheet's; the table below it says the same.
"""

from itertools import groupby, takewhile
from math import floor, log10
from textwrap import wrap
from unicodedata import category, east_asian_width

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from markdown_it.common.utils import escapeHtml

from . import charts

BAR, NAME, GAP = 1.3, 1.5, 0.8  # em: a bar, the line of its name, what parts two rows
LINE = 32  # signs of a name beside each other, at 320 px; a wide one counts twice
HALF = LINE // 2 - 1  # of each of two names
ROOM, MOST_ROOM = 18, 45  # per cent beside the longest bar, for its figure
A_SIGN = 3  # per cent of a figure's sign, at 320 px
PIECE = 10  # rows
PLOT, AXIS = 16, 2  # em: the field of the lines, and the line of their names
STEPS = 4  # of the scale, about
FILLER = "\u2060"  # stands behind a wide sign while lines are counted; nobody sees one
TINIEST = 1e-300  # figures that differ by less are one figure


def figure(chart):
    """Return the figure: title, names of the columns, drawing, and the table behind a disclosure."""
    draw = _bars if chart.kind == charts.BARS else _lines
    said = {charts.BARS: _("Bar chart: %(title)s"), charts.LINES: _("Line chart: %(title)s")}[chart.kind]
    spoken = f'role="img" aria-label="{escapeHtml(said % {"title": chart.title})}"'
    first, *others = draw(chart)
    drawings = _svg(spoken, *first) + "".join(_svg('aria-hidden="true"', *each) for each in others)
    summary = escapeHtml(_("The figures"))
    return (
        f'<figure class="chart"><figcaption>{escapeHtml(chart.title)}</figcaption>{_legend(chart)}'
        f"{drawings}<details><summary>{summary}</summary>{table(chart)}</details></figure>"
    )


def _svg(said, height, drawn):
    return f'<svg class="drawing" width="100%" height="{height:.4g}em" direction="ltr" {said}>{drawn}</svg>'


def titled_table(chart):
    """Return the chart's figures below its title, for what shows no drawings."""
    return f"<p><strong>{escapeHtml(chart.title)}</strong></p>\n{table(chart)}"


def table(chart):
    """Return the chart's figures as a table."""
    head = "".join(f'<th scope="col">{escapeHtml(cell)}</th>' for cell in chart.head)
    rows = "".join(map(_row, chart.rows))
    return (
        f'<section class="table" tabindex="0" aria-label="{escapeHtml(chart.title)}">'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _row(row):
    name, *cells = map(escapeHtml, row)
    return f'<tr><th scope="row">{name}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>'


def _legend(chart):
    names = chart.head[1:]
    if len(names) < 2:
        return ""
    drawn = '<rect width="24" height="10"' if chart.kind == charts.BARS else '<path d="M1 5h22"'
    end = "</rect>" if chart.kind == charts.BARS else "</path>"
    items = (
        f'<li><svg class="key" viewBox="0 0 24 10">{drawn} class="of-{number}">{end}</svg>'
        f"{escapeHtml(name)}</li>"
        for number, name in enumerate(names, 1)
    )
    return f'<ul class="legend" aria-hidden="true">{"".join(items)}</ul>'


def _text(words, across, down, anchor="start", shift=0):
    moved = f' dx="{shift}em"' if shift else ""
    return (
        f'<text x="{across:.5g}%" y="{down:.4g}em" text-anchor="{anchor}"{moved}>{escapeHtml(words)}</text>'
    )


def _wrapped(name, width):
    """Return the lines of a name, each of so many signs at most."""
    filled = _filled(name)
    room = width - (FILLER in filled)  # a line may end between a wide sign and its filler
    return _with_marks(line.replace(FILLER, "") for line in wrap(filled, room))


def _with_marks(lines):
    """Move the marks at the start of a line to their letter before it, where a long word was cut."""
    kept = [""]
    for line in lines:
        marks = "".join(takewhile(lambda sign: category(sign).startswith("M"), line))
        kept[-1] += marks
        kept.append(line[len(marks) :])
    return [line for line in kept if line]


def _filled(name):
    """Return a name that is as long as it is wide."""
    return "".join(sign + FILLER if east_asian_width(sign) in "WF" else sign for sign in name)


def _bars(chart):
    """Draw a bar from zero for each figure, under the name of its row, in pieces."""
    known = [value for row in chart.values for value in row if value is not None]
    low, high = min(0, *known, 0), max(0, *known, 0)
    room = max(ROOM, min(MOST_ROOM, A_SIGN * max(len(typed) for row in chart.rows for typed in row[1:])))
    left, right = (room if low else 0), 100 - (room if high or not low else 0)
    scale = (right - left) / ((high - low) or 1)
    rows = list(zip(chart.rows, chart.values, strict=True))
    zero, pieces = left - low * scale, [rows[at : at + PIECE] for at in range(0, len(rows), PIECE)]
    return [_piece(piece, zero, scale) for piece in pieces]


def _piece(rows, zero, scale):
    """Draw some rows: a sheet of paper can end between two pieces, and within none."""
    down, drawn = 0, []
    for (name, *cells), values in rows:
        for line in _wrapped(name, LINE) or [""]:
            drawn.append(_text(line, 0, down + 1.1))
            down += NAME
        for number, (typed, value) in enumerate(zip(cells, values, strict=True), 1):
            drawn.append(_bar(number, typed, value, zero, scale, down))
            down += BAR
        down += GAP
    drawn.append(f'<line x1="{zero:.5g}%" x2="{zero:.5g}%" y1="0" y2="100%"></line>')
    return down, "".join(drawn)


def _bar(number, typed, value, zero, scale, down):
    if value is None:
        return _text("–", zero, down + 0.9, *(("end", -0.4) if zero > 100 - ROOM else ("start", 0.4)))
    width, is_below = abs(value) * scale, value < 0
    start = zero - width if is_below else zero
    end, anchor, shift = (start, "end", -0.4) if is_below else (start + width, "start", 0.4)
    return (
        f'<rect class="of-{number}" x="{start:.5g}%" y="{down:.4g}em" width="{width:.5g}%" '
        f'height="{BAR - 0.2:.4g}em"></rect>'
        f"{_text(typed, end, down + 0.9, anchor, shift)}"
    )


def _lines(chart):
    """Draw a line for each column over a scale; the field is stretched to the page's width."""
    known = [value for row in chart.values for value in row if value is not None]
    ticks = scale(min(known), max(known))
    low, high = ticks[0], ticks[-1]

    def down(value):
        return (high - value) / (high - low) * 100

    drawn, labels = [], []
    for tick in ticks:
        at = 1.2 + down(tick) / 100 * PLOT
        drawn.append(f'<line x1="0" x2="100%" y1="{at:.4g}em" y2="{at:.4g}em"></line>')
        labels.append(_text(_tick(tick, ticks[1] - ticks[0]), 0, at - 0.25))
    places = chart.places
    columns = enumerate(_columns(chart), 1)
    paths = (_drawn_path(number, places, list(map(down, column))) for number, column in columns)
    drawn.append(
        f'<svg y="1.2em" width="100%" height="{PLOT}em" viewBox="0 0 100 100" preserveAspectRatio="none">'
        f"{''.join(paths)}</svg>"
    )
    drawn += labels  # above the lines, which would cross them out
    below = _names_below(chart, places)
    for place, lines in below.items():
        anchor = {0: "start", len(places) - 1: "end"}.get(place, "middle")
        top = 1.2 + PLOT + 1.3
        drawn += (_text(line, places[place] * 100, top + n * NAME, anchor) for n, line in enumerate(lines))
    return [(1.2 + PLOT + AXIS + NAME * (max(map(len, below.values())) - 1), "".join(drawn))]


def _columns(chart):
    """Yield the figures of each column, NaN where there is none."""
    for column in zip(*chart.values, strict=True):
        yield [float("nan") if value is None else value for value in column]


def _drawn_path(number, places, downs):
    """Draw a column: the lines through its figures, and those between two gaps as dots."""
    lines, dots = [], []
    for has_figure, run in groupby(zip(places, downs, strict=True), lambda point: point[1] == point[1]):
        points = [f"{place * 100:.4g} {down:.4g}" for place, down in run]
        if has_figure:
            (lines if len(points) > 1 else dots).append(f"M{'L'.join(points)}")
    return _stroke(f"of-{number}", lines) + _stroke(f"of-{number} is-dot", [f"{each}h0" for each in dots])


def _stroke(name, path):
    if not path:
        return ""
    return f'<path class="{name}" d="{"".join(path)}" vector-effect="non-scaling-stroke"></path>'


def _names_below(chart, places):
    """Return {place: its name's lines}: of the first row, the last, and one between where there is room."""
    names, last = [row[0] for row in chart.rows], len(places) - 1
    middle = min(range(len(places)), key=lambda place: abs(places[place] - 0.5))
    chosen = {0, last} | ({middle} if _fits(names, places, middle) else set())
    return {place: _wrapped(names[place], HALF) for place in sorted(chosen)}


def _fits(names, places, middle):
    """Ask whether a name has room on one line between the first and the last."""
    half, at = len(_filled(names[middle])) / 2 + 1, places[middle] * LINE
    first, last = (min(len(_filled(name)), HALF) for name in (names[0], names[-1]))
    return first + half <= at <= LINE - last - half


def scale(low, high):
    """Return round numbers that hold some figures between them: steps of 1, 2 or 5 times a power of ten."""
    if high - low < TINIEST:
        room = abs(low) / 2 if abs(low) > TINIEST else 0.5
        low, high = low - room, high + room
    rough = (high - low) / STEPS
    power = 10.0 ** floor(log10(rough))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough * 0.999)
    first = floor(low / step + 1e-9)
    count = 1
    while (first + count) * step < high - step * 1e-9:
        count += 1
    return [(first + number) * step for number in range(count + 1)]


def _tick(value, step):
    decimals = max(0, -floor(log10(step) + 1e-9))
    return number_format(round(value, decimals) + 0.0, decimals, force_grouping=abs(value) >= 10_000)
