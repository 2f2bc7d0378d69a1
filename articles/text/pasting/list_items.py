"""What the items of a list hold, and their numbers."""

import re

from .tree import LISTS

NUMBER = re.compile(r"[0-9]{1,9}")
TICKS = ("☐ ", "☑ ")
# By which Notion, Quill, editors of ProseMirror, Jira, TinyMCE, Joplin and Confluence tell what is ticked.
STATES = ("data-list", "data-checked", "data-task-state")
ON = {"checkbox-on", "data-list=checked", "data-checked=true", "data-task-state=done", "true"}
OFF = {"checkbox-off", "data-list=unchecked", "data-checked=false", "data-task-state=todo", "false"}
TICKED_LISTS = {"tox-checklist", "joplin-checklist", "inline-task-list"}
EVERNOTE = re.compile(r"--en-checked:\s*(true|false)")


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
    """Return the sign of a box that is no field."""
    state = _state(node)
    if state is None or any(inner.name == "input" for inner in node):
        return []
    return [TICKS[state]]


def _state(node):
    """Return whether an item says that it is ticked; None where it says neither."""
    own, around = node.attributes, node.parent
    names = {*node.classes(), *(f"{name}={own[name].lower()}" for name in STATES if name in own)}
    if node.name == "li" and around is not None:
        if "data-checked" in around.attributes:
            names.add(f"data-checked={around.attributes['data-checked'].lower()}")
        elif not TICKED_LISTS.isdisjoint(around.classes()):
            return any(name.endswith("checked") for name in names)
    if own.get("role") == "checkbox" and not any(inner.name == "img" for inner in node):
        names.add(own.get("aria-checked"))  # Google Docs has a picture of it
    if found := EVERNOTE.search(own.get("style", "")):
        names.add(found[1])
    return None if names.isdisjoint(ON | OFF) else not names.isdisjoint(ON)


def _number(value, default=1):
    return int(value) if value and NUMBER.fullmatch(value) else default
