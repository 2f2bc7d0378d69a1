"""Fields of Word: what a field says of itself is no part of the text, and what it shows is."""

import re

from .tree import Node

LINK = re.compile(
    r"""\s*HYPERLINK\s+(?!\\)["“”]?([^"“”\s]+)["“”]?(?:.*?\\l\s+["“”]?([^"“”\s]+))?""", re.DOTALL
)


class Field:
    """Where the strings of a field's code stand, and those of what it shows: (node, place in it)."""

    def __init__(self):
        self.code, self.shown, self.is_shown = [], [], False

    def add(self, places):
        (self.shown if self.is_shown else self.code).extend(places)

    def apply(self):
        """Empty the code; of a link, let what is shown lead there."""
        link = LINK.match("".join(_text(node.children[at]) for node, at in self.code))
        for node, at in self.code:
            node.children[at] = ""
        for node, at in self.shown if link else ():
            if isinstance(node.children[at], str) and not _is_linked(node):
                href = "#".join(filter(None, link.groups()))
                node.children[at] = _link(node, node.children[at], href)


def read(root, sheet):
    """Take the codes of fields out of a tree; one that shows nothing, and never ends, is left as it is."""
    opened = []
    for node, at in list(_walk(root)):
        child = node.children[at]
        mark = "" if isinstance(child, str) else sheet.css(child).get("mso-element", "")
        if mark == "field-begin":
            opened.append(Field())
        elif mark == "field-separator" and opened:
            opened[-1].is_shown = True
        elif mark == "field-end" and opened:
            field = opened.pop()
            field.apply()
            if opened:
                opened[-1].add(field.shown)
        elif opened and isinstance(child, str):
            opened[-1].add([(node, at)])
    for field in opened:
        if field.is_shown:
            field.apply()


def _walk(node):
    """Yield (node, place) of each child within a node, in the order of the document."""
    for at, child in enumerate(node.children):
        yield node, at
        if not isinstance(child, str):
            yield from _walk(child)


def _text(child):
    return child if isinstance(child, str) else child.text()


def _is_linked(node):
    return any("href" in each.attributes for each in (node, *node.ancestors()))


def _link(parent, words, href):
    link = Node("a", {"href": href}, parent, parent.order)
    link.children.append(words)
    return link
