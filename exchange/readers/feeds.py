"""RSS 2.0, RSS 1.0 and Atom, as an archive; and the XML of agencies: NITF and NewsML-G2."""

from email.utils import parsedate_to_datetime
from html import escape

from lxml import etree

from exchange.records import HTML, Person, Picture, Problem, Site, Story, Term

from . import fields
from .opening import CleanStream

NAME = "feed"
MAX_BYTES = 50_000_000
STARTS = (b"<rss", b"<feed", b"<rdf:RDF", b"<nitf", b"<newsItem", b"<newsMessage")


def is_mine(start, _path):
    return any(each in start[:2000] for each in STARTS)


def records(opened, name):
    """Yield the stories of a feed, or of an agency's message."""
    stream = CleanStream(opened)
    if b"<!ENTITY" in stream.start.upper():
        yield Problem(name, "it defines entities, which can grow without end: take them out")
        return
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
    )
    try:
        root = etree.parse(stream, parser).getroot()
    except etree.XMLSyntaxError as error:
        yield Problem(f"{name}, line {error.lineno}", f"it is broken here, and was not read: {error.msg}")
        return
    kind = _local(root)
    channel = _child(root, "channel") if kind in ("rss", "RDF") else root
    if channel is not None:
        yield Site(_text(channel, "title"), _link(channel), _text(channel, "language"))
    rows = {"nitf": [root], "newsItem": [root], "feed": _all(root, "entry")}.get(kind)
    rows = _all(root, "newsItem", deep=True) if kind == "newsMessage" else rows
    if rows is None:
        rows = _all(root, "item", deep=True)
    read = {"nitf": _nitf, "newsItem": _newsml, "newsMessage": _newsml}.get(kind, _entry)
    for number, row in enumerate(rows, start=1):
        yield from read(row, f"{name}, line {row.sourceline}", number)
    if not rows:
        yield Problem(name, "it holds no stories")


def _local(element):
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _all(element, name, deep=False):
    return [each for each in (element.iter() if deep else element) if _local(each) == name]


def _child(element, *path):
    for name in path:
        element = next((each for each in element if _local(each) == name), None)
        if element is None:
            return None
    return element


def _text(element, *path):
    found = _child(element, *path)
    return " ".join("".join(found.itertext()).split()) if found is not None else ""


def _inner(element):
    """Return what stands in an element, as HTML: elements, or text that holds them escaped."""
    if element is None:
        return ""
    if not len(element):
        return element.text or ""
    parts = [escape(element.text or "")]
    for child in element:
        for each in child.iter():
            if isinstance(each.tag, str):
                each.tag = _local(each)
        etree.cleanup_namespaces(child)
        parts.append(etree.tostring(child, encoding="unicode", method="html"))
    return "".join(parts)


def _link(element):
    links = _all(element, "link")
    alternate = next(
        (each for each in links if each.get("rel", "alternate") == "alternate" and each.get("href")), None
    )
    if alternate is not None:
        return alternate.get("href")
    return next((each.text.strip() for each in links if each.text and each.text.strip()), "")


def _moment(text):
    try:
        return fields.moment(text) or fields.moment(parsedate_to_datetime(text))
    except (TypeError, ValueError, IndexError):
        return None


def _entry(row, place, number):
    """An item of RSS or an entry of Atom."""
    link = _link(row)
    key = _text(row, "guid") or _text(row, "id") or link or str(number)
    content = _child(row, "encoded")
    content = content if content is not None else _child(row, "content")
    summary = _inner(
        _child(row, "summary") if _child(row, "summary") is not None else _child(row, "description")
    )
    body = _inner(content) if content is not None else summary
    found = Story(f"feed:{key}"[:300], place, "post", "publish", _text(row, "title"), body, HTML)
    found.standfirst = summary if content is not None and len(summary) < 1000 else ""
    found.published_at = _moment(_text(row, "published") or _text(row, "pubDate") or _text(row, "date"))
    found.published_at = found.published_at or _moment(_text(row, "updated"))
    found.changed_at = _moment(_text(row, "updated"))
    found.address = fields.path_of(link)
    found.slug = found.address.rstrip("/").rpartition("/")[2].partition(".")[0]
    names = [_text(each, "name") for each in _all(row, "author")] + [
        _text(each) for each in _all(row, "creator")
    ]
    yield from _names(
        found, names, [each.get("label") or each.get("term") or _text(each) for each in _all(row, "category")]
    )
    yield from _enclosure(row, found)
    yield found


def _names(found, people, terms):
    for who in dict.fromkeys(filter(None, people)):
        yield Person(f"author:{who}"[:300], who)
        found.people.append(f"author:{who}"[:300])
    for term in dict.fromkeys(filter(None, terms)):
        yield Term(f"tag:{term}"[:300], term)
        found.terms.append(f"tag:{term}"[:300])


def _enclosure(row, found):
    for each in row:
        address = each.get("url") or (each.get("href") if each.get("rel") == "enclosure" else "")
        kind = each.get("type") or each.get("medium") or ""
        if address and kind.startswith("image"):
            yield Picture(f"picture:{address}"[:300], address)
            found.lead_picture = f"picture:{address}"[:300]
            return


def _wire(key, place, headline, body):
    """What an agency sent is no story of this paper: it waits as a draft, and says whose it is."""
    return Story(f"wire:{key}"[:300], place, "post", "wire", headline, body, HTML)


def _nitf(row, place, number):
    docdata = _child(row, "head", "docdata")
    number = next((each.get("id-string") for each in row.iter() if _local(each) == "doc-id"), None) or number
    head, content = _child(row, "body", "body.head"), _child(row, "body", "body.content")
    headline = _text(head, "hedline", "hl1") if head is not None else ""
    found = _wire(number, place, headline or _text(row, "head", "title"), _inner(content))
    if head is not None:
        found.standfirst = _text(head, "hedline", "hl2") or _text(head, "abstract")
        yield from _names(
            found, [_text(each).removeprefix("By ").removeprefix("BY ") for each in _all(head, "byline")], []
        )
    issued = _child(docdata, "date.issue") if docdata is not None else None
    found.published_at = fields.moment(_iso(issued.get("norm", ""))) if issued is not None else None
    yield found


def _newsml(row, place, number):
    meta = _child(row, "contentMeta")
    body = next((each for each in row.iter() if _local(each) in ("inlineXML", "inlineData")), None)
    names = ("body", "body.content")
    found = (each for each in body.iter() if _local(each) in names) if body is not None else ()
    inner = next(found, body)
    headline = _text(meta, "headline") if meta is not None else ""
    found = _wire(row.get("guid") or number, place, headline, _inner(inner))
    found.published_at = fields.moment(
        _text(row, "itemMeta", "firstCreated") or _text(row, "itemMeta", "versionCreated")
    )
    status = _child(row, "itemMeta", "pubStatus")
    if status is not None and "usable" not in status.get("qcode", "usable"):
        found.state = status.get("qcode", "").rpartition(":")[2]
    if meta is not None:
        language = _child(meta, "language")
        found.standfirst = _text(meta, "description")
        found.language = language.get("tag", "") if language is not None else ""
        by = _text(meta, "by")
        yield from _names(found, [by] if by else [_text(each, "name") for each in _all(meta, "creator")],
                          [_text(each, "name") for each in _all(meta, "subject")])  # fmt: skip
    yield found


def _iso(text):
    """Return NITF's 20240131T120000Z as the longer form."""
    if len(text) < 15 or text[8] != "T" or "-" in text[:8]:
        return text
    clock = f"{text[9:11]}:{text[11:13]}:{text[13:15]}"
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}T{clock}{text[15:] or 'Z'}".replace("Z", "+00:00")
