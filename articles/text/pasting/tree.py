"""Read the HTML of a clipboard as a tree, in one pass.

It knows the rules of the HTML standard that clipboards need: void elements, implied ends, what is inside of
scripts, emphasis that crosses other tags. Parsers of the whole standard take quadratic time for nested tags.
"""

import re
from collections import Counter
from html import unescape

# Each tag costs up to 40 µs, and each level four calls of functions in one another.
MAX_TAGS = 30_000
MAX_DEPTH = 100

TOKEN = re.compile(
    r"(?P<text>(?:[^<]++|<(?![a-z!?/]))++)"
    r"|<!--\[if (?:[^\]<>]{0,40}msEquation[^\]<>]{0,20}|supportFields)\]>"  # a formula, a field of Word
    r"|<!--(?:-?>|.*?-->|.*)"
    r"|<(?P<raw>script|style|title|textarea|xmp|iframe|noembed|noframes)(?=[\s>/])[^>]*>?"
    r"(?P<content>.*?(?=</(?P=raw)[\s>/])|.*)"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/>]*)"
    r"""(?P<attributes>(?:[^>=]++|=\s*"[^"]*(?:"|\Z)|=\s*'[^']*(?:'|\Z)|=)*+)>?"""
    r"|<[!?/][^>]*>?",
    re.DOTALL | re.IGNORECASE,
)
ATTRIBUTE = re.compile(r"""([^\s=/"'>]+)(?:\s*=\s*(?:"([^"]*)"?|'([^']*)'?|([^\s"'>][^\s>]*)))?""")
ENTITY = re.compile(r"&(?:#\w{1,10}|\w{1,32});")  # in an address "&copy=1" is none
LONG_NUMBER = re.compile(r"&#[0-9]{8,};?")

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
        "track", "wbr"}  # fmt: skip
CELLS = {"td", "th"}
LISTS = {"ul", "ol", "menu", "dir"}
HEADINGS = {f"h{level}" for level in range(1, 7)}
TABLE = {"table", "caption", "thead", "tbody", "tfoot", "tr", "colgroup", *CELLS}
BLOCKS = {"address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt",
          "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "legend", "li",
          "main", "nav", "p", "pre", "section", "summary", *HEADINGS, *LISTS, *TABLE}  # fmt: skip
FORMATTING = {"a", "b", "big", "code", "em", "font", "i", "s", "small", "strike", "strong", "tt", "u"}
# A tag that opens ends these, as far as none of those stands between.
ROWS = {"caption", "colgroup", "tr"}
IMPLIED = {
    **dict.fromkeys(BLOCKS - TABLE | {"table"}, ({"p"}, CELLS)),
    "a": ({"a"}, CELLS),
    "li": ({"li"}, LISTS),
    **dict.fromkeys(("dt", "dd"), ({"dt", "dd"}, {"dl"})),
    **dict.fromkeys(CELLS, (CELLS, {"table"})),
    "tr": (ROWS, {"table"}),
    **dict.fromkeys(("thead", "tbody", "tfoot"), (ROWS | {"thead", "tbody", "tfoot"}, {"table"})),
}
BARRIERS = {"td", "th", "caption", "table"}


class Unwieldy(Exception):
    """More tags, or more levels of them, than a text has."""


class Node:
    """An element; its children are nodes and strings."""

    __slots__ = ("name", "attributes", "children", "parent", "order", "call", "is_gone")

    def __init__(self, name, attributes, parent=None, order=0):
        self.name, self.attributes, self.parent, self.order = name, attributes, parent, order
        self.children = []
        self.call = 0  # the number of the note that is called here
        self.is_gone = False  # no part of the text

    def __iter__(self):
        """Walk all nodes inside that belong to the text, in the order of the document."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            if not node.is_gone:
                waiting += [child for child in node.children[::-1] if isinstance(child, Node)]

    def ancestors(self):
        node = self
        while node.parent is not None:
            node = node.parent
            yield node

    def text(self):
        if self.is_gone or self.name == "br":
            return "" if self.is_gone else "\n"
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def classes(self):
        if "class" not in self.attributes:
            return []
        # Outlook on the web puts an x_ before each name of a mail that it shows.
        return [name.removeprefix("x_") for name in self.attributes["class"].lower().split()]


class Builder:
    def __init__(self):
        self.root = Node("body", {})
        self.stack, self.opened, self.count = [self.root], Counter(), 0
        self.cut = []  # emphasis that goes on with the next words
        self.rules = []  # of style sheets

    def open(self, name, attributes):
        closed, barriers = IMPLIED.get(name, ((), ()))
        if closed and any(self.opened[one] for one in closed):
            self.close(closed, barriers)
        if self.cut and name not in BLOCKS:
            self.resume()
        self.spend()
        parent = self.stack[-1]
        node = Node(name, attributes, parent, self.count)
        parent.children.append(node)
        if name in VOID:
            return
        self.stack.append(node)
        self.opened[name] += 1

    def resume(self):
        cut, self.cut = self.cut, []
        for node in cut:
            attributes = {key: value for key, value in node.attributes.items() if key not in ("id", "name")}
            self.open(node.name, attributes)

    def text(self, text):
        if self.cut and text.strip():
            self.resume()
        self.stack[-1].children.append(text)

    def end(self, name):
        going_on = next((node for node in reversed(self.cut) if node.name == name), None)
        if going_on:
            self.cut.remove(going_on)
        elif self.opened[name]:
            self.close({name}, () if name in TABLE else BARRIERS)

    def spend(self):
        self.count += 1
        if self.count > MAX_TAGS or len(self.stack) > MAX_DEPTH:
            raise Unwieldy

    def close(self, names, barriers):
        """Close an open element, and keep the emphasis that it cuts off."""
        found = None
        for at in range(len(self.stack) - 1, 0, -1):
            if self.stack[at].name in names:
                found = at
                break
            if self.stack[at].name in barriers:
                break
        if found is None:
            self.spend()
            return
        target, cut = self.stack[found], self.stack[found + 1 :]
        del self.stack[found:]
        for node in (target, *cut):
            self.opened[node.name] -= 1
        if target.name not in TABLE:
            known = {(node.name, str(node.attributes)): node for node in (*cut, *self.cut)}
            self.cut = [node for node in known.values() if node.name in FORMATTING]


def parse(html):
    """Return the tree and the text of its style sheets; raise Unwieldy beyond the bounds."""
    builder = Builder()
    for token in TOKEN.finditer(html):
        text, raw, content, end, name, attributes = token.groups()
        if text:
            builder.text(decoded(text))
        elif name is None:
            if raw and raw.lower() == "style":
                builder.rules.append(content)
        elif not end:
            name = name.lower()
            builder.open(name, read_attributes(attributes))
            if attributes.endswith("/") and ":" in name:
                builder.close({name}, ())
        else:
            builder.end(name.lower())
    return builder.root, "\n".join(builder.rules)


def read_attributes(text):
    found = {}
    for name, *values in ATTRIBUTE.findall(text) if text.strip() else ():
        value = "".join(values)
        found.setdefault(name.lower(), ENTITY.sub(lambda match: unescape(match[0]), value))
    return found


def decoded(text):
    return unescape(LONG_NUMBER.sub("\ufffd", text)) if "&" in text else text
