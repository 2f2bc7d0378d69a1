"""Find the footnotes and endnotes of a pasted text, and where each is called."""

import re
from itertools import islice, pairwise, takewhile
from urllib.parse import unquote

from . import tree
from .styles import Format

LABEL = re.compile(r"\W*([^\W\d]{1,12}\s)?\w{0,5}\W*")
LONGEST_LABEL = 20
MAX_LEVELS = 3  # of what holds one note
BLOCKS = {"li", "p", "div", "dd", "aside"}
# What may be a note's second paragraph; a heading begins other words.
FOLLOWING = BLOCKS | {"blockquote", "pre", "table", "dl", "figure", "address", *tree.LISTS}
# As Word, LibreOffice, Google Docs, Wikipedia and most pages name their notes.
NAME = re.compile(
    r"_?(ftnt?|edn|fn|footnote|endnote|note|cite_note|sdfootnote|sdendnote)\D{0,40}\d+\w{0,8}", re.IGNORECASE
)
ELEMENT = re.compile(r"mso-element:\s*(foot|end)note\b(?!-)", re.IGNORECASE)
CALL = re.compile(r"\b(footnote|noteref|fnref|doc-noteref)\b", re.IGNORECASE)
OWN_NUMBER = re.compile(r"[1-9]\d{0,2}")  # 1 that leads to #footnote-1; a year leads to a part of the text
ROLES = {"doc-footnote", "doc-endnote"}


def lift(root, sheet):
    """Take the notes out of a tree; return each with the label that it may begin with, as they are called."""
    nodes, targets = list(root), {}
    for node in nodes:
        for key in (node.attributes.get("id"), node.attributes.get("name")):
            targets.setdefault(key, node)
    links = [node for node in nodes if node.name == "a" and "#" in node.attributes.get("href", "")]
    called = {_fragment(link) for link in links} & targets.keys()
    found, backs, names, known, raised, close = {}, {}, set(), {}, {}, _close(links)
    for link in links:
        target = targets.get(_fragment(link))
        if target is None or target.order < link.order or not _is_label(link) or _is_in_code(link):
            continue
        note = _holder(target, called, known)
        if note is None or note in link.ancestors():
            continue
        if note not in backs:
            backs[note] = _ways_back(note)
        if backs[note] is None:
            continue
        is_mark = NAME.fullmatch(_fragment(link)) and (link in close or _is_mark(link, sheet, raised))
        if note in found or is_mark or _is_said_to_be_one(note) or backs[note] & _names(link):
            number, _label = found.setdefault(note, (len(found) + 1, link.text().strip()))
            names |= _names(link)
            _widest(link).call = number
    return [(note, "" if _strip(note, names) else label) for note, (_number, label) in found.items()]


def _fragment(link):
    return unquote(link.attributes.get("href", "").partition("#")[2])


def _is_label(link):
    text = link.text().strip()
    return len(text) <= LONGEST_LABEL and LABEL.fullmatch(text)


def _is_in_code(link):
    """Say whether a link stands where no note can be called."""
    return any(node.name == "pre" for node in link.ancestors())


def _names(link):
    """Return the names to which a note may lead back."""
    near = [link, *link, *[node for node, _step in zip(link.ancestors(), range(4), strict=False)]]
    return {node.attributes.get(key) for node in near for key in ("id", "name")} - {None}


def _ways_back(note):
    """Return where the links in a note lead, or None of what has a heading: it is a part of the text."""
    nodes = list(note)
    if any(node.name in tree.HEADINGS for node in nodes):
        return None
    return {_fragment(node) for node in nodes if node.name == "a"}


def _close(links):
    """Return the nodes that stand close to the words before, or in brackets: no words of a sentence."""
    parents = dict.fromkeys(link.parent for link in links)
    pairs = (pair for parent in parents for pair in pairwise(parent.children))
    return {node for before, node in pairs if isinstance(before, str) and before[-1:].strip()}


def _is_mark(link, sheet, raised):
    """Say whether a link is raised, in brackets, or a sign: "2024" or "Note 1" may lead anywhere."""
    text = link.text().strip()
    if text[:1] in "[(" or not any(map(str.isalnum, text)) or _is_said_to_call(link):
        return True
    if OWN_NUMBER.fullmatch(text) and _fragment(link).rstrip("0123456789") + text == _fragment(link):
        return True
    return any(_is_raised(node, sheet, raised) for node in (*link, *islice(link.ancestors(), 3)))


def _is_raised(node, sheet, known):
    """Say whether a node raises its words; `known` keeps what was found: many links may stand in one."""
    if node not in known:
        known[node] = "sup" in sheet.format(node, Format()).script
    return known[node]


def _is_said_to_call(link):
    said = link.attributes
    words = f"{said.get('role', '')} {said.get('rel', '')} {said.get('class', '')}"
    return "data-footnote-ref" in said or CALL.search(words)


def _is_said_to_be_one(note):
    return ELEMENT.search(note.attributes.get("style", "")) or note.attributes.get("role") in ROLES


def _holder(target, called, known):
    """Return the block that is the whole of a note: its paragraph, or what holds all of its paragraphs."""
    holder = next((node for node in (target, *target.ancestors()) if node.name in BLOCKS), None)
    for _level in range(MAX_LEVELS):
        if holder is None or holder.parent.name not in BLOCKS or not _is_all(holder, target, called, known):
            break
        holder = holder.parent
    return holder


def _is_all(holder, target, called, known):
    """Say whether what stands beside the beginning of a note are its other paragraphs.

    `known` keeps what was found of a block: hundreds of notes may stand in one.
    """
    if holder.parent not in known:
        known[holder.parent] = _first_of_all(holder.parent), _called_in(holder.parent, called)
    first, targets = known[holder.parent]
    return first is holder and all(node is target for node in targets)


def _first_of_all(block):
    """Return the first child of a block where the others may follow it in one note."""
    said = (child for child in block.children if not isinstance(child, str) or child.strip())
    first = next(said, None)
    return first if all(getattr(child, "name", "") in FOLLOWING for child in said) else None


def _called_in(block, called):
    """Return the nodes in a block that links call, two at most: a second one is enough to say no."""
    nodes = (node for node in block if called & {node.attributes.get("id"), node.attributes.get("name")})
    return list(islice(nodes, 2))


def _widest(link):
    """Return what holds the label of a note and nothing else: brackets, and what raises them."""
    label = link.text().strip().strip("[]()")
    while (
        link.parent is not None
        and link.parent.name in ("sup", "span", "font")
        and len(link.parent.children) <= 3
    ):
        if link.parent.text().strip().strip("[]()") != label:
            break
        link = link.parent
    return link


def _strip(note, names):
    """Leave the ways back out of a note; return whether it began with one."""
    first = _first_said(note)
    for node in note:
        is_back = node.name == "a" and (_fragment(node) in names or node.attributes.get("href") == "#")
        if (is_back and not node.call) or "mw-cite-backlink" in node.classes():
            node.is_gone = True
    around = takewhile(lambda node: node is not note, (first, *first.ancestors())) if first else ()
    began = any(node.is_gone for node in around)
    note.is_gone = True
    return began


def _first_said(note):
    """Return the node in which the first words of a note stand, or its first sign."""
    waiting = [(note, note)]
    while waiting:
        part, holder = waiting.pop()
        if isinstance(part, str):
            if part.strip(" \t\r\n\xa0[("):
                return holder
        elif not part.is_gone:
            waiting.extend((child, part) for child in reversed(part.children))
    return None
