"""Write a tree's paragraphs, headings, lists, quotations and tables as Markdown."""

import re
from itertools import dropwhile, groupby
from typing import NamedTuple

from articles.text import lettering

from . import addresses, code, emoji, formulas, list_items, symbols, tables, word
from .inline import BREAK, inline
from .list_items import TICKS
from .styles import STRONG, Format
from .tree import CELLS, HEADINGS, LISTS, Unwieldy

SPACE = re.compile(r"[\t\n\f\r][ \t\n\f\r]*+| [ \t\n\f\r]++")  # that is no single blank already
PLAIN = Format()
RULE = "---"
MAX_INDENTED = 200_000  # lines, each as often as it is indented
BLANK = re.compile(r"\n(?=\n)")
LINE = re.compile(r"(?<=\n)(?=[^\n])")
CLOSING_HASHES = re.compile(r"(?:(?<= )|\A)(?=#+\Z)")
BACKSLASH = r"\\"
BLANKS = " \t\xa0"
# What begins a block that is no paragraph, and words that look like the letters of an item.
NO_WORDS = re.compile(r"#{1,6}\s|[|>]|```|(?:[-*]|\d{1,9}[.)])\s|---\Z")
NAME = re.compile(r"\A[A-Za-z]{1,8}(?=\) )")
LETTERED = {"decimal": "", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
            "lower-roman": "i", "upper-roman": "I", "lower-greek": lettering.GREEK}  # fmt: skip
QUOTES = {"q": ("“”", "‘’"), "rt": ("()",)}  # as browsers print them, one within another in turn


class Block(NamedTuple):
    """A block of Markdown; a list has a marker, and may follow the words of its item without a blank line."""

    text: str
    marker: str = ""
    is_close: bool = False
    after: tuple = ()  # the number and the style of a list that would go on with this one


class Writer:
    def __init__(self, sheet, first_note):
        self.sheet, self.first_note = sheet, first_note
        self.indented = 0

    def blocks(self, children, form=PLAIN):
        """Return the blocks of some nodes."""
        page = Page(self)
        page.walk(children, form)
        page.flush()
        return page.blocks

    def indent(self, text, prefix):
        """Set all lines but the first behind a prefix; many lines at many levels are too many."""
        self.indented += text.count("\n")
        if self.indented > MAX_INDENTED:
            raise Unwieldy
        return LINE.sub(prefix, text)

    def line(self, node, form, is_head):
        """Return all words of a node as one line of Markdown: of a heading, of a cell."""
        page = Page(self, in_line=True)
        page.walk(node.children, form)
        runs = _plain_if_all_bold(page.runs) if is_head else page.runs
        return inline(runs, self.first_note, in_line=True)


def _plain_if_all_bold(runs):
    """Headings and the heads of tables are bold already."""
    if any(STRONG not in form.marks for text, form in runs if text.strip()):
        return runs
    return [(text, form._replace(marks=form.marks - {STRONG})) for text, form in runs]


class Page:
    """What is written so far: whole blocks, and the runs of a paragraph that has not ended."""

    def __init__(self, writer, in_line=False):
        self.writer, self.sheet, self.in_line = writer, writer.sheet, in_line
        self.blocks, self.runs = [], []

    def flush(self):
        """End a paragraph."""
        if self.in_line:
            self.runs.append((BREAK, PLAIN))
            return
        if "".join(text for text, _form in self.runs).strip() in (TICKS[0].strip(), TICKS[1].strip()):
            return  # Google Docs writes what it belongs to as a paragraph
        is_said = any(text.strip() or form.call for text, form in self.runs)
        text = inline(self.runs, self.writer.first_note) if is_said else ""
        self.runs = []
        self.add(text)

    def add(self, text, marker="", is_close=False):
        if text:
            self.blocks.append(Block(text, marker, is_close))

    def walk(self, children, form):
        for child in word.grouped(children, self.sheet):
            if isinstance(child, str):
                self.say(_spaced(child, form), form)
            elif child.call:
                self.runs.append(("", Format(call=child.call)))
            elif not child.is_gone:
                self.visit(child, self.sheet.format(child, form))

    def say(self, text, form):
        text = symbols.as_signs(text, form.symbols)
        form = form._replace(symbols="") if form.symbols else form
        words, *others = text.split(BREAK) if form.is_pre else [text]
        self.runs.append((words, form))
        for line in others:
            self.write_break(None, form)
            self.runs.append((line, form))

    def visit(self, node, form):
        is_block = self.sheet.is_block(node)
        if is_block:
            self.flush()
        write = (IN_LINE if self.in_line else WRITTEN).get(node.name, Page.write_inside)
        write(self, node, form)
        if is_block:
            self.flush()

    def write_inside(self, node, form):
        if node.attributes.get("data-stringify-type") == "paragraph-break":
            self.flush()  # as Slack says it
        self.runs += [(words, form) for words in list_items.tick(node)]
        self.walk(node.children, form)

    def write_link(self, node, form):
        """Write a link; where its words are its address, they lose what the address loses."""
        href, words = addresses.direct(node.attributes.get("href", "")), node.text().strip()
        is_address = words.startswith("http") and words != href and addresses.direct(words) == href
        self.walk([href] if is_address else node.children, form._replace(href=href))

    def write_break(self, _node, form):
        """End a line, or at the second break in a row the paragraph."""
        said = next((text for text, one in reversed(self.runs) if text.strip(BLANKS) or one.call), "")
        if said.endswith(BREAK) and not self.in_line:
            self.flush()
        else:
            self.runs.append((BREAK, form))

    def write_quoted(self, node, form):
        marks = QUOTES[node.name]
        around = sum(outer.name == node.name for outer in node.ancestors())
        before, after = marks[around % len(marks)]
        self.runs.append((before, form))
        self.walk(node.children, form)
        self.runs.append((after, form))

    def write_emoji(self, node, form):
        """Keep of pictures those that stand for a letter, or for a tick."""
        if node.attributes.get("aria-roledescription") == "checkbox":
            self.runs.append((TICKS[node.attributes.get("alt") == "checked"], form))
        else:
            self.runs.append((emoji.letters(node), form))

    def write_input(self, node, form):
        """Keep of fields whether a box is ticked."""
        if node.attributes.get("type", "").lower() == "checkbox":
            self.runs.append((TICKS["checked" in node.attributes], form))

    def write_rule(self, _node, _form):
        self.add(RULE)

    def write_heading(self, node, form):
        words = self.writer.line(node, form, is_head=True)
        if words:
            self.add(f"{'#' * int(node.name[1])} {CLOSING_HASHES.sub(BACKSLASH, words)}")

    def write_quotation(self, node, form):
        words = join(self.writer.blocks(node.children, form))
        if words:
            self.add("> " + BLANK.sub("\n>", self.writer.indent(words, "> ")))

    def write_code(self, node, form):
        if "wrap" in node.attributes:  # by which Thunderbird shows a mail in plain text
            self.walk(node.children, form)
            return
        words = code.lines(node, self.sheet)
        if words.strip():
            fence = "`" * max(3, 1 + max(map(len, re.findall("`+", words)), default=0))
            self.add(f"{fence}\n{words}\n{fence}")

    def write_table(self, node, form):
        if _is_layout(node):
            self.walk(node.children, form)
            return
        for caption in _inside(node, {"caption"}):
            self.visit(caption, self.sheet.format(caption, form))
        # Some write the foot before the bodies; it is shown behind them.
        rows = sorted(_inside(node, {"tr"}), key=lambda row: row.parent.name == "tfoot")
        titles = _titles(rows)
        for title in titles:
            self.walk(title.children, self.sheet.format(title, form))
            self.flush()
        rows = rows[len(titles) :]
        left, heads = tables.left_in_part(rows), tables.heads(rows)
        cells = (
            [
                (
                    self.writer.line(
                        cell, self.sheet.format(cell, self.sheet.format(row, form)), is_head=place < heads
                    ),
                    tables.columns(cell.attributes.get("colspan", "")),
                    tables.rows(cell.attributes.get("rowspan", ""), left[place]),
                )
                for cell in _inside(row, CELLS)
            ]
            for place, row in enumerate(rows)
        )
        self.add(tables.table(list(cells), heads))

    def write_list(self, node, form):
        """Write a list, or several where the numbers leap."""
        entries, style = [], self.style(node)
        for number, children, entry in list_items.numbered(node):
            if list_items.is_list(children):  # the first ones, of another kind
                self.walk(children, form)
                continue
            if node.name == "ol" and entries and number != entries[-1][0] + 1:
                self.add_list(node.name, entries, style)
                entries = []
            held = self._held(children, entry, form)
            # Behind a mark, a rule would be all of the line.
            said = list(dropwhile(lambda block: block.text == RULE, held))
            entries.append((number, join(said, is_tight=True)))
        self.add_list(node.name, entries, style)

    def _held(self, children, entry, form):
        """Return the blocks of an item; a list that another item holds alone looks as that one does."""
        blocks = []
        for inner, group in groupby(children, lambda child: _item_of(child) or entry):
            is_item = inner is not None and inner.name == "li"
            blocks += self.writer.blocks(group, self.sheet.format(inner, form) if is_item else form)
        return blocks

    def style(self, node):
        """Return the `type` of a list whose items have letters for numbers, or an empty string."""
        if node.name != "ol":
            return ""
        first = next((entry for _children, entry in list_items.entries(node) if entry), node)
        css = self.sheet.css(node) | self.sheet.css(first)
        shown = css.get("list-style-type") or css.get("list-style", "").partition(" ")[0]
        style = LETTERED.get(shown, node.attributes.get("type", ""))
        return style if style in (*lettering.STYLES, lettering.GREEK) else ""

    def add_list(self, name, entries, style):
        name, entries = _named(name, entries, style)
        before = self.blocks[-1] if self.blocks else Block("")
        goes_on = bool(name == "ol" and entries and before.after == (entries[0][0], style))
        marks = ".)" if name == "ol" else "-*"
        # Of two lists without words between, the second has another mark.
        mark = before.marker if goes_on else marks[before.marker == marks[0]]
        items = []
        for number, words in entries:
            head = f"{min(number, 999_999_999)}{mark} " if name == "ol" else f"{mark} "
            if words or name == "ol":
                items.append((head + self.writer.indent(words, " " * len(head))).rstrip())
        if any(words for _number, words in entries):
            is_close = goes_on or bool(entries[0][1] and (name != "ol" or entries[0][0] == 1))
            gap = "\n\n" if any("\n\n" in item for item in items) else "\n"
            after = (entries[-1][0] + 1, style) if name == "ol" else ()
            self.blocks.append(Block(gap.join(items), mark, is_close, after))

    def write_list_in_line(self, node, form):
        style = self.style(node)
        for number, children, entry in list_items.numbered(node):
            self.flush()
            letters = lettering.letters(number, style) if style else ""
            mark = f"{letters})" if letters else f"{number}." if node.name == "ol" else "•"
            self.runs.append(("" if list_items.is_list(children) else f"{mark} ", form))
            self.walk(children, self.sheet.format(entry, form) if entry else form)


WRITTEN = {
    "a": Page.write_link,
    "br": Page.write_break,
    "img": Page.write_emoji,
    "input": Page.write_input,
    **dict.fromkeys(formulas.PARTS, formulas.write),
    **dict.fromkeys(QUOTES, Page.write_quoted),
    **dict.fromkeys(HEADINGS, Page.write_heading),
    **dict.fromkeys(LISTS, Page.write_list),
    "hr": Page.write_rule,
    "blockquote": Page.write_quotation,
    "pre": Page.write_code,
    "table": Page.write_table,
}
IN_LINE = {
    name: WRITTEN[name] for name in ("a", "br", "img", "input", *QUOTES, *formulas.PARTS)
} | dict.fromkeys(LISTS, Page.write_list_in_line)


def join(blocks, is_tight=False):
    """Put blocks below each other; a list stands close to its beginning, in an item to the words before."""
    parts = []
    for before, block in zip([None, *blocks], blocks, strict=False):
        is_close = (
            before and block.is_close and (is_tight and not before.marker or block.marker == before.marker)
        )
        parts += ["\n" if is_close else "\n\n"] * bool(before) + [block.text]
    return "".join(parts)


def _spaced(text, form):
    return text.replace("\r\n", "\n").replace("\r", "\n") if form.is_pre else SPACE.sub(" ", text)


def _item_of(node):
    parent = getattr(node, "parent", None)
    return parent if parent is not None and parent.name == "li" else None


def _inside(node, names):
    """Yield the nodes of some names, but for those inside of them."""
    for child in node.children:
        if isinstance(child, str) or child.is_gone:
            continue
        if child.name in names:
            yield child
        elif child.name != "table":
            yield from _inside(child, names)


def _named(name, entries, style):
    """Set its letters before the words of each item, as our Markdown has them; keep other ones as words.

    It has none of Greek: there the items have a bullet, too.
    """
    if name != "ol":
        return name, entries
    are_words = all(words and not NO_WORDS.match(words) for _number, words in entries)
    if style and are_words and all(lettering.letters(number, style) for number, _words in entries):
        named = [(number, f"{lettering.letters(number, style)}) {words}") for number, words in entries]
        return "ul" if style == lettering.GREEK else name, named
    return name, [(number, NAME.sub(r"\g<0>\\", words)) for number, words in entries]


def _titles(rows):
    """Return the cells of the first rows that say over all columns what a table shows: no heading of one."""
    found = []
    for cells in (list(_inside(row, CELLS)) for row in rows):
        if len(cells) > 1:
            return found
        for cell in cells:
            across, down = cell.attributes.get("colspan", ""), cell.attributes.get("rowspan", "")
            if tables.columns(across) == 1 or tables.rows(down, 2) > 1:
                return []
        found += cells
    return []


def _is_layout(table):
    """Say whether a table only sets others, or a single cell: Markdown has no table in a table."""
    if table.attributes.get("role") in ("presentation", "none"):
        return True
    cells = 0
    for node in table:
        cells += node.name in CELLS
        if node.name == "table" and node is not table and not node.is_gone:
            return not _holds_data(table)
    return cells < 2


def _holds_data(table):
    """Ask whether a table around another has a head, or rows of several cells with words of their own."""
    rows = [list(_inside(row, CELLS)) for row in _inside(table, {"tr"})]
    if any(cell.name == "th" for row in rows for cell in row):
        return True
    return sum(sum(map(_says_something, row)) > 1 for row in rows) > 1


def _says_something(cell):
    """Ask whether words stand in a cell outside of the tables in it."""
    return any(
        child.strip() if isinstance(child, str) else child.name != "table" and _says_something(child)
        for child in cell.children
        if isinstance(child, str) or not child.is_gone
    )
