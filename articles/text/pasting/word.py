"""Make lists of the paragraphs that Word says are items of one, and of items that only name their level."""

import re
from collections import Counter

from articles.text import lettering

from .tree import LISTS, Node

PLACE = re.compile(r"(.*?)\blevel([1-9])(.*)")
BEFORE = r"[\s(\[（\u200e\u200f\u202a-\u202e]*"  # a number; § and № say what is numbered
FIGURE = re.compile(
    rf"{BEFORE}(?P<above>(?:\d+\.)*)(?P<figure>\d{{1,9}})[.)]?\W*|{BEFORE}(?P<letters>[a-z]{{1,5}})[.)]\W*",
    re.IGNORECASE,
)
# A letter alone is a bullet: an o of Courier, and a q, Ø or ü of Wingdings.
WORDS = re.compile(r"(?=.*[^\W_])..+|(?![\0-ÿ])[^\W_]", re.DOTALL)
QUOTATIONS = {"msoquote", "msointensequote"}
# How Word for the web and Dropbox Paper name a level, from 1 on; Slack and Quill, from 0 on.
LEVEL = re.compile(r"(?:aria-level-|listindent)([1-9])|(?:stringify-indent-|ql-indent-)([0-8])")
# What Quill's second version calls its items; all stand in one <ol>.
QUILL = {"ordered": "ol", **dict.fromkeys(("bullet", "checked", "unchecked"), "ul")}
MARKER = re.compile(r"\s*([·•o▪●○■–-]|§(?!\s*\d)|(?:\d{1,9}|[a-z]{1,3})[.)])[\s\xa0]+", re.IGNORECASE)

GAP = re.compile(r"7(?:\.0)?pt\s")  # what Word puts between the sign of an item and its words
INDENT = re.compile(r"(\d{0,3}(?:\.\d{1,3}|(?<=\d)))\d*(pt|in|cm|px)")
LEVEL_WIDTH = {"pt": 36, "in": 0.5, "cm": 1.27, "px": 48}


def join_initials(root, sheet):
    """Let a dropped capital, which Word holds in a frame of its own, begin the words beside it again."""
    for holder in root:
        initial = None
        for child in holder.children:
            if isinstance(child, str):
                initial = None if child.strip() else initial
            elif sheet.css(child).get("mso-element", "").startswith("dropcap"):
                initial = child
            elif initial and child.name == "p":
                child.children.insert(0, initial.text().strip())
                initial.is_gone, initial = True, None


class Item:
    """A paragraph of a list: its level, the list's name in Word, and what stands before its words."""

    def __init__(self, node, name, level, marker=None, text=""):
        self.node, self.name, self.level = node, name, level
        self.marker, self.text = marker, text  # a node, or the string that begins with the text
        self.figure = FIGURE.fullmatch(text)
        self.kind = "ol" if self.figure else "ul"

    def is_words(self, is_first):
        """Say whether the marker says what no list of ours would: "Article 1.", § 1, б), 1.2 below no 1."""
        return bool(self.figure["above"] and is_first if self.figure else WORDS.fullmatch(self.text))

    def value(self, is_first):
        if not self.figure:
            return {}
        figure = self.figure["figure"] or (is_first and self._named()[0])
        return {"value": str(int(figure))} if figure else {}

    def style(self):
        """Return the `type` of a list that begins with this item, or how its own list looks."""
        if self.node.name == "li":
            return {key: self.node.parent.attributes.get(key, "") for key in ("class", "style", "type")}
        style = self._named()[1]
        return {"type": style} if style else {}

    def is_like(self, other):
        return (self.name, self.kind) == (other.name, other.kind)

    def _named(self):
        return lettering.number(self.figure["letters"] or "") if self.figure else (0, "")


def read(node, sheet):
    """Return a node as an item of a list, or None."""
    if node.name == "li":
        return _online_item(node)
    place = PLACE.match(sheet.css(node).get("mso-list", "")) if node.name == "p" else None
    if not place:
        return _spaced_item(node, sheet) if node.name == "p" else None
    name, level = place[1] + place[3], int(place[2])
    for inner in node:
        if sheet.css(inner).get("mso-list") == "ignore":
            return Item(node, name, level, inner, inner.text().strip())
    text = _first_words(node)
    found = MARKER.match(text[0].children[text[1]]) if text else None
    return Item(node, name, level, text, found[1] if found else "")


def _spaced_item(node, sheet):
    """Return an item of filtered HTML or of a webmail, which leave of it a sign and a small gap."""
    text = _first_words(node)
    if not text:
        return None
    holder, at = text
    gap = holder.children[at + 1] if at + 1 < len(holder.children) else ""
    if isinstance(gap, str) or not GAP.match(sheet.css(gap).get("font", "")) or gap.text().strip():
        return None
    indent = INDENT.fullmatch(sheet.css(node).get("margin-left", ""))
    level = max(1, round(float(indent[1]) / LEVEL_WIDTH[indent[2]])) if indent else 1
    return Item(node, "", level, text, holder.children[at].strip())


def _online_item(node):
    """Return an item of a list that holds one level, or a part of one, or that stands in no list."""
    item = Item(node, node.attributes.get("data-listid", ""), _level(node) or 1)
    if node.parent.name in LISTS:
        item.kind = QUILL.get(node.attributes.get("data-list"), node.parent.name)
        start = node.parent.attributes.get("start")
        first = next((child for child in node.parent.children if getattr(child, "name", "") == "li"), None)
        node.attributes |= {"value": start} if start and first is node and item.kind == "ol" else {}
    return item


def _level(node):
    """Return the level that an item, or its list, says it has, for Quill the first; 0 where neither does."""
    own = node.attributes
    indents = f"aria-level-{own.get('data-aria-level')} stringify-indent-{own.get('data-stringify-indent')}"
    found = LEVEL.search(f"{indents} {own.get('class')} {node.parent.attributes.get('class')}")
    return (int(found[1] or 0) or int(found[2]) + 1) if found else int(own.get("data-list") in QUILL)


def _is_part(node):
    """Ask whether a list, by the levels of its items, is a part of one or several in one."""
    inner = [child for child in node.children if not isinstance(child, str)]
    is_named = "data-checked" in node.attributes or any(map(_level, inner))
    return is_named and all(child.name == "li" for child in inner)


def _unwrapped(children):
    """Yield nodes and strings; of lists that are parts of one, the items."""
    for child in children:
        if isinstance(child, str):
            yield child
        elif "listcontainerwrapper" in child.classes():
            yield from (node for node in child if node.name == "li")
        elif child.name in LISTS and not child.is_gone and _is_part(child):
            yield from child.children
        else:
            yield child


def _quoted(children):
    """Return nodes and strings, the paragraphs of one quotation in one node: Word has a style for them."""
    found = []
    for child in children:
        if isinstance(child, str) or child.name != "p" or QUOTATIONS.isdisjoint(child.classes()):
            found.append(child)
            continue
        del child.attributes["class"]  # the style's italics are no emphasis
        last = next((one for one in reversed(found) if not isinstance(one, str) or one.strip()), None)
        if getattr(last, "name", "") != "blockquote" or last.parent is not None:
            last = Node("blockquote", {})
            found.append(last)
        last.children.append(child)
    return found


def _first_words(node):
    """Return where the first words in a node stand: what holds them, and the place in it."""
    for at, child in enumerate(node.children):
        if isinstance(child, str):
            found = (node, at) if child.strip() else None
        else:
            found = None if child.is_gone else _first_words(child)
        if found:
            return found
    return None


def grouped(children, sheet):
    """Yield nodes and strings, with lists in the place of the paragraphs and stray items that are theirs."""
    items = []
    for child in _quoted(_unwrapped(children)):
        is_space = isinstance(child, str) and not child.strip()
        item = None if isinstance(child, str) or child.is_gone else read(child, sheet)
        if item and not item.is_words(not items):
            items.append(item)
        elif not is_space or not items:
            yield from lists(items)
            items = []
            yield child
    yield from lists(items)


def lists(items):
    """Build the lists of neighbouring items, each below the last of a lower level."""
    found, opened = [], []  # opened: the lists, with the item that began each
    counts = Counter()
    for item in items:
        last = None
        _count(item, counts)
        while opened and opened[-1][0].level > item.level:
            last = opened.pop()
        if opened and opened[-1][0].level == item.level and not item.is_like(opened[-1][0]):
            opened.pop()
        is_first = not opened or opened[-1][0].level < item.level
        if is_first and last and item.is_like(last[0]) and _looks(item.style()) == _looks(last[1].attributes):
            opened.append((item, last[1]))  # it began a level too deep
            is_first = False
        elif is_first:
            new = Node(item.kind, item.style())
            (opened[-1][1].children[-1].children if opened else found).append(new)
            opened.append((item, new))
        opened[-1][1].children.append(_entry(item, is_first))
    return found


def _count(item, counts):
    """Number an item of Quill, whose numbers go on behind a dot or a tick, and begin anew below each item."""
    kind = item.node.attributes.get("data-list")
    if kind not in QUILL:
        return
    counts[item.level] += kind == "ordered"
    for level in [level for level in counts if level > item.level]:
        del counts[level]
    if kind == "ordered":
        item.node.attributes["value"] = str(counts[item.level])


def _looks(style):
    return {key: value for key, value in style.items() if key != "class"}  # which may name the level


def _entry(item, is_first):
    if isinstance(item.marker, Node):
        item.marker.is_gone = True
    elif item.marker:
        holder, at = item.marker
        words = holder.children[at]
        holder.children[at] = "" if words.strip() == item.text else MARKER.sub("", words, count=1)
    item.node.name = "li"
    item.node.attributes |= item.value(is_first)
    return item.node
