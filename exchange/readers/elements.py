"""Elements of XML by their names alone: the texts and the HTML in them."""

from html import escape

from lxml import etree


def local(element):
    """Return an element's name alone: without its namespace, or a prefix that nothing introduced."""
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def all_of(element, *names, deep=False):
    return [each for each in (element.iter() if deep else element) if local(each) in names]


def first_of(element, *names):
    """Return the first element inside, however deep, of the first of some names that is there; or None."""
    found = (next(iter(all_of(element, name, deep=True)), None) for name in names)
    return next((each for each in found if each is not None), None)


def child(element, *path):
    for name in path:
        element = next((each for each in element if local(each) == name), None)
        if element is None:
            return None
    return element


def text(element, *path):
    found = child(element, *path) if element is not None else None
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def attribute(element, *path):
    """Return the attribute that stands last in a path of elements."""
    found = child(element, *path[:-1])
    return found.get(path[-1], "") if found is not None else ""


def inner(element):
    """Return what stands in an element, as HTML: elements, or text that holds them escaped."""
    if element is None:
        return ""
    # Comments and instructions for programs: nobody reads them, but the words behind them are the text's.
    etree.strip_tags(element, etree.Comment, etree.ProcessingInstruction)
    if not len(element):
        return element.text or ""
    parts = [escape(element.text or "")]
    for each in element:
        for inside in each.iter():
            inside.tag = local(inside)
        etree.cleanup_namespaces(each)
        parts.append(etree.tostring(each, encoding="unicode", method="html"))
    return "".join(parts)
