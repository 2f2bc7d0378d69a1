"""Write the cells of a table as Markdown, whose tables have no cells over several rows or columns."""

from articles.text import commonmark

MAX_SPAN = 1000  # as HTML has it


def table(rows):
    """Return a table of rows of (text, columns, rows) as Markdown.

    What is merged stands in the first of its cells. A table of more cells than a text may have is paragraphs.
    """
    filled = [row for row in rows if any(text for text, _across, _down in row)]
    placed = _placed(filled)
    if placed is None:
        return "\n\n".join(" | ".join(text for text, *_spans in row if text) for row in filled)
    width = max(map(len, placed), default=0)
    lines = [
        "| " + " | ".join(text.replace("|", "\\|") for text in row + [""] * (width - len(row))) + " |"
        for row in placed
    ]
    return "\n".join([*lines[:1], "| " + " | ".join(["---"] * width) + " |", *lines[1:]])


def _placed(rows):
    """Put each cell's text under its own heading."""
    placed, below, count = [], {}, 0  # below: how many rows more a column is taken
    for row in rows:
        line = []
        for text, across, down in row:
            _skip(line, below)
            for column in range(len(line), len(line) + across):
                below[column] = down - 1
            line += [text] + [""] * (across - 1)
            count += across
            if count > commonmark.CELLS:
                return None
        _skip(line, below)
        count += len(line)
        placed.append(line)
    width = max(map(len, placed), default=0)
    return placed if width * (len(placed) + 1) <= commonmark.CELLS else None


def _skip(line, below):
    while below.get(len(line), 0) > 0:
        below[len(line)] -= 1
        line.append("")


def span(value):
    return (
        max(1, min(int(value), MAX_SPAN))
        if value.isascii() and value[:9].isdecimal() and len(value) < 9
        else 1
    )
