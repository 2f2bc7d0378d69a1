"""The lines of pasted code, without what a page sets beside them."""

import re

from .scripts import raised
from .styles import Format
from .tree import CELLS

PLAIN = Format()
BREAK = object()  # where a line ends, unless it has just ended
NUMBERS = re.compile(r"\s*\d{1,6}(?:\s+\d{1,6})*\s*")
# What only holds rows or items: the blanks in it are the page's own.
HOLDERS = {"table", "thead", "tbody", "tfoot", "tr", "ul", "ol"}


def lines(node, sheet):
    """Return the text of a node that holds code."""
    inner = list(node)
    codes = [one for one in inner if one.name == "code"]
    if len(codes) == 1 and any(one.name == "button" for one in inner):
        node = codes[0]  # before it stand its language and what copies it
    numbers = {cell for table in inner if table.name == "table" for cell in _numbers(table)}
    return "".join(_parts(node, sheet, numbers)).strip("\r\n")


def _parts(node, sheet, numbers):
    """Return the words in a node, with a line break around each block."""
    written = []
    for part in _walk(node, sheet, numbers):
        if part is not BREAK:
            written.append(part)
        elif written and not written[-1].endswith("\n"):
            written.append("\n")
    return written


def _walk(node, sheet, numbers):
    is_first = True
    for child in node.children:
        if isinstance(child, str):
            if child and (node.name not in HOLDERS or child.strip()):
                yield child
        elif child.is_gone or child.name == "button" or child in numbers:
            continue
        elif child.name == "br":
            yield "\n"
        elif child.name in CELLS:
            yield from () if is_first else ("\t",)
            yield from _walk(child, sheet, numbers)
            is_first = False
        elif script := sheet.format(child, PLAIN).script:
            yield raised("".join(_parts(child, sheet, numbers)), script.split()[0])
        else:
            edge = [BREAK] if sheet.is_block(child) else []
            yield from edge
            yield from _walk(child, sheet, numbers)
            yield from edge


def _numbers(table):
    """Return the first cells of a table's rows, where they only count the lines beside them."""
    rows = [
        [cell for cell in row.children if getattr(cell, "name", "") in CELLS]
        for row in table
        if row.name == "tr"
    ]
    firsts = [row[0] for row in rows if len(row) > 1]
    words = " ".join(cell.text() for cell in firsts)
    found = list(map(int, words.split())) if NUMBERS.fullmatch(words) else []
    return firsts if found and found == list(range(found[0], found[0] + len(found))) else []
