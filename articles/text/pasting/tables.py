"""Write the cells of a table as Markdown, whose tables have no cells over several rows or columns."""

import re

from articles.text import commonmark

MAX_SPAN = 1000  # as HTML has it
SPAN = re.compile(r"[ \t\n\f\r]*\+?([0-9]{1,9})")


def table(rows):
    """Return a table of rows of (text, columns, rows) as Markdown.

    What is merged stands in the first of its cells. A table of more cells than a text may have is paragraphs.
    """
    placed = _placed(rows)
    if placed is None:
        said = (" | ".join(text for text, *_spans in row if text) for row in rows)
        return "\n\n".join(filter(None, said))
    width = max(map(len, placed), default=0)
    lines = [
        "| " + " | ".join(text.replace("|", "\\|") for text in row + [""] * (width - len(row))) + " |"
        for row in placed
    ]
    return "\n".join([*lines[:1], "| " + " | ".join(["---"] * width) + " |", *lines[1:]])


def _placed(rows):
    """Put each cell's text under its own heading; leave out what has no text at all."""
    placed, below, count = [], {}, 0  # below: how many rows more a column is taken
    for row in rows:
        line, taken = [], {}
        for text, across, down in row:
            _skip(line, below)
            taken |= dict.fromkeys(range(len(line), len(line) + across), down - 1)
            line += [text] + [""] * (across - 1)
            if count + len(line) > commonmark.CELLS:
                return None
        _skip(line, below)
        count += len(line)
        if count > commonmark.CELLS:
            return None
        below = {column: left - 1 for column, left in below.items() if left > 1}
        below |= {column: max(left, below.get(column, 0)) for column, left in taken.items() if left}
        placed.append(line)
    placed = [row for row in placed if any(row)]
    width = max(map(len, placed), default=0)
    return placed if width * (len(placed) + 1) <= commonmark.CELLS else None


def _skip(line, below):
    while below.get(len(line), 0) > 0:
        line.append("")


def columns(value):
    """Return over how many columns a cell goes, as browsers read it."""
    return max(1, min(_number(value), MAX_SPAN))


def rows(value, left):
    """Return over how many rows a cell goes, of those `left` in its part of the table; 0 means all."""
    return min(_number(value) or left, left)


def _number(value):
    found = SPAN.match(value)
    return int(found[1]) if found else 1


def left_in_part(rows):
    """Return for each row how many follow in the same head, body or foot, and itself."""
    left = []
    for row, after in zip(reversed(rows), [None, *reversed(rows)], strict=False):
        left.append(left[-1] + 1 if after is not None and after.parent is row.parent else 1)
    return left[::-1]
