"""The fields of a story in a page with the classes of microformats 2 (h-entry), as in Medium's export."""

from html import escape

from lxml import etree, html

from .fields import path_of

FIELDS = {
    "p-name": "title", "p-summary": "description", "p-author": "authors", "p-category": "tags",
    "p-tag": "tags", "dt-published": "date", "dt-updated": "lastmod", "u-url": "url", "p-canonical": "url",
    "u-featured": "image",
}  # fmt: skip
SEVERAL = ("authors", "tags")
WORDS = ("title", "description")
HEADINGS = [f"h{level}" for level in range(1, 7)]


def of(page):
    """Return ({field: value}, text) of the only entry of a page; {} and None without exactly one."""
    root = _parsed(page) if "h-entry" in page else None
    entries = [] if root is None else root.find_class("h-entry")
    if len(entries) != 1:
        return {}, None
    said = {}
    for name, element in _properties(entries[0]):
        field = FIELDS.get(name)
        if field and (value := _value(name, element)):
            said.setdefault(field, []).append(value)
    said = {field: values if field in SEVERAL else values[0] for field, values in said.items()}
    text = _text(entries[0], [said.get(field) for field in WORDS])
    said |= {field: escape(said[field]) for field in WORDS if field in said}
    if slug := path_of(said.get("url", "")).rstrip("/").rpartition("/")[2]:
        said["slug"] = slug
    return said, text


def _parsed(page):
    parser = html.HTMLParser()
    try:
        root = html.document_fromstring(page, parser)
    except (etree.ParserError, ValueError):
        return None
    is_whole = all(each.level_name != "FATAL" for each in parser.error_log)
    return root if is_whole else None


def _classes(element):
    return (element.get("class") or "").split()


def _properties(entry):
    """Yield (name, element) of an entry's own properties, without those of an author or a comment in it."""
    for child in entry.iterchildren(etree.Element):
        classes = _classes(child)
        yield from ((name, child) for name in classes)
        if not any(name.startswith("h-") for name in classes):
            yield from _properties(child)


def _value(name, element):
    if name.startswith("dt-"):
        return element.get("datetime") or _words(element)
    if FIELDS[name] in ("url", "image"):
        return element.get("href") or element.get("src") or ""
    named = element.find_class("p-name") if "h-card" in _classes(element) else ()
    return _words(named[0] if named else element)


def _words(element):
    return " ".join(element.text_content().split())


def _text(entry, above):
    """Return an entry's text as HTML, without rules and headings at its start that repeat what is above."""
    content = next(iter(entry.find_class("e-content")), None)
    if content is None:
        return None
    for element in list(content.iter("hr", "p", *HEADINGS)):
        if element.tag != "hr" and (element.tag == "p" or _words(element) not in above):
            break
        element.drop_tree()
    return escape(content.text or "") + "".join(html.tostring(each, encoding="unicode") for each in content)
