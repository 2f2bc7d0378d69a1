"""RSS 2.0, RSS 1.0 and Atom, as an archive; and whose form the XML of an agency has."""

import hashlib
import re
from codecs import BOM_UTF8
from html import escape
from itertools import chain
from mimetypes import guess_type

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from lxml import etree

from exchange.records import HTML, Picture, Problem, Site, Story, key_of

from . import agencies, fields
from .agencies import names_of
from .elements import all_of, child, inner, local, text
from .opening import CLOSED, ENTITIES, CleanStream

NAME = "feed"
MAX_BYTES = 50_000_000
ATOM = "{http://www.w3.org/2005/Atom}"
EMPTY = gettext_lazy("it holds no stories")
MEDIA = ("{http://search.yahoo.com/mrss/}", "media:")  # the namespace, and one that nothing introduced
FILES = ("enclosure", "link", "content")
AUTHOR = re.compile(r"[^\s@]+@[^\s@]+ \(([^()]+)\)")  # of RSS: jane@example.org (Jane Doe)
BLOGGER = "{http://schemas.google.com/blogger/2018}"
KIND = "http://schemas.google.com/blogger/2008/kind#"
# What an entry of Atom or of Blogger says of itself; a state that is not known is no public one.
STATES = {"live": "publish", "draft": "draft", "scheduled": "future", "soft_trashed": "trash"}
HARMLESS = (EMPTY, agencies.NO_NEWS)  # of a feed that is watched
STARTS = (b"<rss", b"<feed", b"<rdf:RDF", b"<nitf", b"<newsItem", b"<newsMessage",
          *(f"<{kind}".encode() for kind in agencies.OTHERS))  # fmt: skip


def is_mine(start, _path):
    is_xml = start.removeprefix(BOM_UTF8).lstrip().startswith(b"<")
    return is_xml and any(each in start[:2000] for each in STARTS)


def records(opened, name):
    """Yield the stories of a feed, or of an agency's message."""
    stream = CleanStream(opened)
    if stream.defines_entities():
        yield Problem(name, ENTITIES)
        return
    try:
        root = etree.parse(stream, etree.XMLParser(encoding="utf-8", **CLOSED)).getroot()
    except etree.XMLSyntaxError as error:
        yield Problem(
            f"{name}, line {error.lineno}",
            _("it is broken here, and was not read: %(why)s") % {"why": error.msg},
        )
        return
    channel = child(root, "channel") if local(root) in ("rss", "RDF") else root
    if channel is not None:
        yield Site(text(channel, "title"), _link(channel), text(channel, "language"))
    rows, read = _stories(root)
    found = [
        list(read(row, f"{name}, line {row.sourceline}", f"{name}, {number}"))
        for number, row in enumerate(rows, start=1)
    ]
    if read is _entry:
        _tell_apart([each[-1] for each, row in zip(found, rows, strict=True) if not _id(row)])
    yield from chain.from_iterable(found)
    yield from agencies.other_items(root, name)
    if not rows:
        yield Problem(name, str(EMPTY))


def _stories(root):
    """Return the elements that are stories, and what reads one of them."""
    match local(root):
        case "nitf":
            return [root], agencies.nitf
        case "newsItem":
            return [root], agencies.newsml
        case "newsMessage":
            return all_of(root, "newsItem", deep=True), agencies.newsml
        case "feed":
            return all_of(root, "entry"), _entry
    return all_of(root, "item", deep=True), _entry


def _link(element):
    links = all_of(element, "link")
    alternate = next(
        (each for each in links if each.get("rel", "alternate") == "alternate" and each.get("href")), None
    )
    if alternate is not None:
        return alternate.get("href")
    return next((each.text.strip() for each in links if each.text and each.text.strip()), "")


def _moment(text):
    try:
        return fields.parse_moment(text) or fields.parse_moment(fields.mail_date(text))
    except (TypeError, ValueError, IndexError):
        return None


def _entry(row, place, _file):
    """An item of RSS or an entry of Atom."""
    files, link = _take_files(row), _link(row)
    content = child(row, "encoded")
    content = content if content is not None else child(row, "content")
    summary = _html(child(row, "summary") if child(row, "summary") is not None else child(row, "description"))
    body = _html(content) if content is not None else summary
    key = _id(row) or _own_words(row, body)
    found = Story(key_of("feed", key), place, "post", "publish", _title(row), body, HTML)
    found.standfirst = summary if content is not None and len(summary) < 1000 else ""
    found.published_at = _moment(text(row, "published") or text(row, "pubDate") or text(row, "date"))
    found.published_at = found.published_at or _moment(text(row, "updated"))
    found.changed_at = _moment(text(row, "updated"))
    found.address, found.link = fields.path_of(link), link
    _of_blogger(row, found)
    found.rights = text(row, "rights")
    found.slug = found.address.rstrip("/").rpartition("/")[2].partition(".")[0]
    names = [*map(_author, all_of(row, "author")), *map(text, all_of(row, "creator"))]
    told = [each for each in all_of(row, "category") if not each.get("term", "").startswith(KIND)]
    terms = [each.get("label") or each.get("term") or text(each) for each in told]
    yield from names_of(found, names, terms)
    yield from _pictures(files, found)
    yield found


def _id(row):
    return text(row, "guid") or text(row, "id") or _link(row)


def _tell_apart(stories):
    """Add its text's hash to the key of what has the words of an older one: feeds begin with the newest."""
    known = {}
    for story in reversed(stories):
        if known.setdefault(story.key, story.body) != story.body:
            story.key += f" {hashlib.sha256(story.body.encode()).hexdigest()}"


def _own_words(row, body):
    """Return what an entry without an id is known by: its place in a feed is the next one's tomorrow."""
    said = text(row, "title"), text(row, "pubDate") or text(row, "date") or text(row, "published")
    return hashlib.sha256("\n".join(said if any(said) else (body,)).encode()).hexdigest()


def _of_blogger(row, found):
    """Read what an export of Blogger's is: a post, a page, a comment or a part of the site; and its state."""
    kinds = (each.get("term", "") for each in all_of(row, "category"))
    kind = next((each.removeprefix(KIND) for each in kinds if each.startswith(KIND)), "")
    found.type = kind or (row.findtext(f"{BLOGGER}type") or "post").lower()
    state = row.findtext(f"{BLOGGER}status")
    if state:
        found.state = STATES.get(state.lower(), "draft")
    elif text(row, "control", "draft") == "yes":
        found.state = "draft"
    found.address = found.address or fields.path_of(row.findtext(f"{BLOGGER}filename") or "")


def _title(row):
    """Return a title as HTML: Atom says whether it is; RSS does not, and most of its writers mean HTML."""
    return escape(text(row, "title")) if _is_text(child(row, "title")) else text(row, "title")


def _is_text(element):
    """Ask whether an element's `type` in Atom is text, which is the default."""
    if element is None or not element.tag.startswith(ATOM):
        return False
    return element.get("type", "text") in ("text", "text/plain") and not any(map(local, element))


def _html(element):
    """Return what an element holds as HTML; a text as its paragraphs."""
    is_text, html = _is_text(element), inner(element)
    if not is_text:
        return html
    parts = re.split(r"\n\s*\n", escape(html, quote=False).strip())
    return "".join(f"<p>{part}</p>" for part in parts) if len(parts) > 1 else parts[0]


def _author(element):
    """Return the name of an author: Atom's has an element, RSS writes a mail address before it."""
    said = AUTHOR.fullmatch(text(element))
    whole = "" if len(element) or "@" in text(element) else text(element)
    return text(element, "name") or (said[1] if said else whole)


def _take_files(row):
    """Return [(address, kind, element)] of an entry; take Media RSS out: its words are of files."""
    media = [each for each in row if isinstance(each.tag, str) and each.tag.startswith(MEDIA)]
    elements = [inside for each in media for inside in each.iter() if local(inside) == "content"]
    elements = [*(each for each in row if local(each) in FILES and each not in media), *elements]
    for each in media:
        row.remove(each)
    addresses = [
        each.get("url") or (each.get("href") if each.get("rel") == "enclosure" else "") for each in elements
    ]
    return [
        (address, _kind(each, address), each)
        for address, each in zip(addresses, elements, strict=True)
        if address
    ]


def _kind(element, address):
    said = element.get("type") or element.get("medium")
    return said or guess_type(address.partition("?")[0])[0] or ""


def _pictures(files, found):
    """Yield the widest picture of an entry, its lead; keep others, and recordings, beside the story."""
    pictures = [(address, each) for address, kind, each in files if kind.startswith("image")]
    lead = max(pictures, key=lambda file: fields.number(file[1].get("width")), default=None)
    if lead:
        address, element = lead
        caption = " ".join(filter(None, (text(element, "description"), text(element, "credit"))))
        yield Picture(key_of("picture", address), address, caption=escape(caption))
        found.lead_picture = key_of("picture", address)
    for file in pictures:
        if file != lead and not file[1].get("width"):  # one of several widths is the same picture
            agencies.leave(found, "picture", file[0])
    for address, kind, _element in files:
        if kind.startswith(("audio", "video")):
            agencies.leave(found, "recording", address)
