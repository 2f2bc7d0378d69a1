"""What the items of a list hold, and their numbers."""

import re

from .tree import LISTS

NUMBER = re.compile(r"[0-9]{1,9}")
TICKS = ("☐ ", "☑ ")


def numbered(node):
    """Return (number, what it holds, its node) of each item of a list; some count down."""
    held, start, is_deeper = _at_its_level(node)
    is_down, found = "reversed" in node.attributes, []
    number = _number(start, len(held) if is_down else 1)
    for children, entry in held:
        value = _number(entry.attributes.get("value"), number) if entry else number
        number = max(value, number if is_deeper else 0, 0)
        found.append((number, [*(tick(entry) if entry else ()), *children], entry))
        if not is_list(children):
            number += -1 if is_down else 1
    return found


def _at_its_level(node):
    """Return what each item holds with its node, the first number, and whether that stood a level too deep.

    What is copied from within a list begins so.
    """
    held, start, is_deeper = list(entries(node)), node.attributes.get("start"), False
    while held and is_list(held[0][0], {"ol"} if node.name == "ol" else LISTS - {"ol"}):
        start, is_deeper = held[0][1].attributes.get("value", start), True
        lists = (child for child in held[0][0] if not isinstance(child, str))
        held[:1] = [one for inner in lists for one in entries(inner)]
    found = []
    for children, entry in held:
        if found and is_list(children):
            found[-1][0].extend(children)
        else:
            found.append(([*children], entry))
    return found, start, is_deeper


def is_list(children, kinds=LISTS):
    """Ask whether an item is a list alone: some editors write so what belongs to the item before."""
    said = [child for child in children if not isinstance(child, str) or child.strip()]
    return bool(said) and all(getattr(child, "name", "") in kinds for child in said)


def entries(node):
    """Yield what each item of a list holds, and its node; a list between two items is a part of the first."""
    children, entry = None, None
    for child in node.children:
        if (isinstance(child, str) and not child.strip()) or getattr(child, "is_gone", False):
            continue
        if isinstance(child, str) or (child.name != "li" and children is not None):
            children = [*(children or ()), child]
            continue
        if children is not None:
            yield children, entry
        children, entry = None, None
        if child.name == "li":
            children, entry = child.children, child
        else:
            yield from entries(child)
    if children is not None:
        yield children, entry


def tick(node):
    """Return the sign of a box that is no field: of a role, of Notion's classes, of Quill's items."""
    names = [*node.classes(), f"data-list-{node.attributes.get('data-list')}"]
    for place, tick in enumerate(
        ({"checkbox-off", "data-list-unchecked"}, {"checkbox-on", "data-list-checked"})
    ):
        if not tick.isdisjoint(names):
            return [TICKS[place]]
    if node.attributes.get("role") != "checkbox" or "aria-checked" not in node.attributes:
        return []
    if any(inner.name in ("img", "input") for inner in node):
        return []  # Google Docs has a picture of it
    return [TICKS[node.attributes["aria-checked"] == "true"]]


def _number(value, default=1):
    return int(value) if value and NUMBER.fullmatch(value) else default
