"""Write the cells of a table as Markdown, whose tables have no cells over several rows or columns."""

import re
from itertools import zip_longest

from articles.text import commonmark

from .tree import CELLS

MAX_SPAN = 1000  # as HTML has it
MAX_HEAD = 4  # rows of a table's head
BETWEEN = " – "  # what stands above each other in a head
SPAN = re.compile(r"[ \t\n\f\r]*\+?([0-9]{1,9})")


def table(rows, heads=1):
    """Return a table of rows of (text, columns, rows) as Markdown; its first `heads` rows become one.

    What is merged stands in the first of its cells, and in a head of several rows above each of its columns.
    A table of more cells than a text may have is paragraphs.
    """
    placed = _placed(rows, heads)
    if placed is None:
        said = (" | ".join(text for text, *_spans in row if text) for row in rows)
        return "\n\n".join(filter(None, said))
    width = max(map(len, placed), default=0)
    lines = [
        "| " + " | ".join(text.replace("|", "\\|") for text in row + [""] * (width - len(row))) + " |"
        for row in placed
    ]
    return "\n".join([*lines[:1], "| " + " | ".join(["---"] * width) + " |", *lines[1:]])


def _placed(rows, heads):
    """Put each cell's text under its own heading; leave out what has no text at all."""
    placed, below, count = [], {}, 0  # below: how many rows more a column is taken
    for place, row in enumerate(rows):
        line, taken = [], {}
        for text, across, down in row:
            _skip(line, below)
            taken |= dict.fromkeys(range(len(line), len(line) + across), down - 1)
            line += [text] + [text if place < heads and heads > 1 else ""] * (across - 1)
            if count + len(line) > commonmark.CELLS:
                return None
        _skip(line, below)
        count += len(line)
        if count > commonmark.CELLS:
            return None
        below = {column: left - 1 for column, left in below.items() if left > 1}
        below |= {column: max(left, below.get(column, 0)) for column, left in taken.items() if left}
        placed.append(line)
    if heads > 1:
        above = zip_longest(*placed[:heads], fillvalue="")
        placed[:heads] = [[BETWEEN.join(dict.fromkeys(filter(None, column))) for column in above]]
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


def heads(rows):
    """Return how many rows the head of a table has, by its parts or names, or as Word and Sheets show it.

    Those know no head: there, a cell over several rows stands beside one over several columns.
    """
    declared = next((place for place, row in enumerate(rows) if not _is_head(row)), len(rows))
    first = [cell for cell in rows[0].children if getattr(cell, "name", "") in CELLS] if rows else []
    tall = max((_number(cell.attributes.get("rowspan", "")) for cell in first), default=1)
    is_wide = any(columns(cell.attributes.get("colspan", "")) > 1 for cell in first)
    count = max(declared, tall if is_wide else 1)
    return count if count <= min(MAX_HEAD, len(rows) - 1) else 1


def _is_head(row):
    if row.parent.name == "thead":
        return True
    cells = [child for child in row.children if getattr(child, "name", "") in CELLS]
    return bool(cells) and all(cell.name == "th" for cell in cells)
