"""Turn what people paste from Word, Google Docs or a web page into clean Markdown."""

import re

from articles.text.reading import printable

from . import fields, formulas, notes, plain, scripts, word
from .blocks import RULE, Writer, join
from .inline import escape
from .styles import Sheet
from .tree import Unwieldy, parse

MAX_BYTES = 5_000_000
LEFT_OF_LABEL = r"(?:\\\[\\\]|[.):])\s+"  # around and behind a way back


class TooLarge(Exception):
    """A paste beyond the limit."""


class PlainWords(str):
    """The words alone, of a paste with more tags, or deeper ones, than can be laid out."""


def to_markdown(html, first_note=1, adapt=None):
    """Return the Markdown of some pasted HTML; its footnotes are numbered from `first_note`.

    `adapt(root)` may change the tree before it is written: an import keeps pictures so.
    """
    if len(html) > MAX_BYTES:
        raise TooLarge
    html = printable(html)
    try:
        return _laid_out(html, first_note, adapt)
    except Unwieldy:
        return PlainWords(plain.words(html))


def _laid_out(html, first_note, adapt):
    root, rules = parse(html)
    if adapt:
        adapt(root)
    formulas.uncover(root)
    sheet = Sheet(rules)
    sheet.prune(root)
    if "field-begin" in html:
        fields.read(root, sheet)
    if "dropcap" in html:
        word.join_initials(root, sheet)
    found, writer = notes.lift(root, sheet), Writer(sheet, first_note)
    blocks = writer.blocks(root.children)
    while found and blocks and blocks[-1].text == RULE:
        blocks.pop()
    definitions = [
        _definition(number, label, join(writer.blocks(note.children)))
        for number, (note, label) in enumerate(found, first_note)
    ]
    return "\n\n".join(filter(None, [join(blocks), *definitions]))


def _definition(number, label, text):
    """Write a note without its own number; a figure that its words begin with is none."""
    name = re.escape(escape(label.strip("[]().")))
    raised = re.escape(scripts.raised(label.strip("[]()."), "sup"))
    own = rf"(?:\\\[{name}\\\]|{name}\\?[.):](?!\d)|{raised}(?![\d⁄⁰-⁹¹²³]))\s*|\^\s*"
    words = re.sub(rf"\A(?:{own if name else LEFT_OF_LABEL})", "", text)
    return f"[^{number}]: " + re.sub(r"(?<=\n)(?=[^\n])", "    ", words)
