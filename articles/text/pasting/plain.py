"""The words alone of a paste that is too large or too deep to be laid out, with its paragraphs and lines."""

import re
from collections import Counter

from .inline import as_text, escape
from .styles import COMMENT, Sheet
from .tree import BLOCKS, FORMATTING, IMPLIED, TOKEN, VOID, Node, decoded, read_attributes

PARAGRAPH, LINE = "\n\n", "\n"
SPACE = re.compile(r"\s+")


def words(html):
    """Return the words of any number of tags as Markdown, without those that are hidden."""
    rules = [token["content"] for token in TOKEN.finditer(html) if (token["raw"] or "").lower() == "style"]
    walk = Walk(Sheet("\n".join(rules)))
    for token in TOKEN.finditer(html):
        text, _raw, _content, end, name, attributes = token.groups()
        if text:
            walk.text(text)
        elif name and end:
            walk.end(name.lower())
        elif name:
            walk.open(name.lower(), attributes)
    paragraphs = re.split(r"\n[^\S\n]*\n", "".join(walk.parts))
    return PARAGRAPH.join(filter(None, map(_written, paragraphs)))


def _written(paragraph):
    lines = (" ".join(line.split()) for line in paragraph.split(LINE))
    return "\\\n".join(as_text(escape(line)) for line in lines if line)


class Walk:
    """Words as they come; of what is around them, how often each tag is open, and which one is hidden."""

    def __init__(self, sheet):
        self.sheet, self.parts, self.opened = sheet, [], Counter()
        self.gone, self.inside = "", Counter()  # the hidden tag, and what is open inside of it
        self.is_comment = False  # as far as the paragraph goes

    def text(self, text):
        if not (self.gone or self.is_comment):
            text = decoded(text)
            self.parts.append(text if self.opened["pre"] else SPACE.sub(" ", text))

    def open(self, name, attributes):
        if self.gone:
            closed, barriers = IMPLIED.get(name, ((), ()))
            if self.gone not in closed or any(self.inside[barrier] for barrier in barriers):
                self.inside[name] += name not in VOID
                return
            self.gone = ""
        self.part(name)
        if name in VOID:
            return
        node = Node(name, read_attributes(attributes))
        comment = name == "a" and COMMENT.fullmatch(node.attributes.get("id", ""))
        if comment and not comment[1]:
            self.leave_out_paragraph()
        if comment or self.sheet.is_gone(node) or self.sheet.hides(node):
            self.gone, self.inside = name, Counter()
        else:
            self.opened[name] += 1

    def end(self, name):
        if self.inside[name] and self.gone:
            self.inside[name] -= 1
            return
        is_around = name in BLOCKS and self.opened[name] and self.gone not in FORMATTING
        if name == self.gone or is_around:
            self.opened[name] += name == self.gone
            self.gone = ""
        if not self.gone:
            self.part(name)
            self.opened[name] -= self.opened[name] > 0

    def part(self, name):
        """End a paragraph at a block, a line at a break."""
        if name in BLOCKS:
            self.parts.append(PARAGRAPH)
            self.is_comment = False
        elif name == "br":
            self.parts.append(LINE)

    def leave_out_paragraph(self):
        while self.parts and self.parts[-1] != PARAGRAPH:
            self.parts.pop()
        self.is_comment = True
