"""The XML of agencies: NITF and NewsML-G2 (IPTC)."""

import re
from html import escape

from django.utils.translation import gettext_lazy
from lxml import etree

from exchange.records import HTML, Person, Picture, Problem, Story, Term, key_of

from . import fields
from .elements import all_of, attribute, child, first_of, inner, local, text

# Items of NewsML-G2 that are no news: nothing of them becomes a story.
OTHERS = ("packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
NO_NEWS = gettext_lazy("it holds no story")
# What NewsML-G2 says of a story and no column of ours holds: kept beside the story.
BESIDE = ("slugline", "dateline", "creditline", "located", "genre", "infoSource")
LONGEST = 5000  # characters kept
BY = re.compile(r"\A(?:By(?![a-z])|BY(?![A-Z]))[\s:]*")  # “Byron” is a name
OF_GERMAN = re.compile(r"\A(?:Von|VON)[\s:]+")  # elsewhere it is a part of a name
# Whom a byline names behind its people, as newspapers print it.
AGENCY = re.compile(
    r", (?=(?:(?:The )?Associated Press|AP|Reuters|AFP|Agence France-Presse|dpa|DPA|PA|Press Association"
    r"|APA|ANSA|EFE|TASS|Interfax|UPI|(?:Keystone-)?SDA|KNA|epd|SID|TT|NTB|Ritzau|STT|AAP|Xinhua|Kyodo"
    r"|Bloomberg|Belga|ANP|PAP|CTK)\b)"
)
PARAGRAPHS = re.compile(r"\s*<p[ >].*</p>\s*", re.DOTALL)  # of HTML, whatever its label says
AND = re.compile(r",? (?:and|AND|und|et|og|och|&) ")
SUBJECT = tuple(f"tobject.subject.{part}" for part in ("type", "matter", "detail"))


def names_of(found, people, terms):
    """Yield who wrote a story, given as names or as (name, role), and its terms; the story names them."""
    for who in dict.fromkeys(filter(None, people)):
        said, role = who if isinstance(who, tuple) else (who, "")
        said = BY.sub("", " ".join(said.split()))
        if found.language.startswith("de"):
            said = OF_GERMAN.sub("", said)
        said, *agency = AGENCY.split(said, maxsplit=1)
        role = ", ".join(filter(None, (role, *agency)))
        for name in filter(None, _each_of(said.strip(" ,") or role)):
            key = key_of("author", name)
            yield Person(key, name, role=role if role != name else "")
            found.people.append(key)
    for term in dict.fromkeys(filter(None, terms)):
        yield Term(key_of("tag", term), term)
        found.terms.append(key_of("tag", term))


def _each_of(name):
    """Return the people of one byline: parted only where whole names stand on both sides of its “and”."""
    first, *others = AND.split(" ".join(name.split()))
    parts = [*first.split(", "), *others]
    return parts if others and all(part[:1].isupper() and " " in part for part in parts) else [name]


def wire(key, place, headline, body):
    """An agency's item is no story of this paper: it waits as a draft, and names the agency."""
    return Story(key_of("wire", key), place, "post", "wire", escape(headline), body, HTML)


def leave(found, what, *texts):
    """Keep beside the story what none of its columns holds."""
    if said := "; ".join(dict.fromkeys(filter(None, texts))):
        found.left_out.append((what, said[:LONGEST]))


# NITF


def nitf(row, place, number):
    docdata, head = child(row, "head", "docdata"), child(row, "body", "body.head")
    key = next((each.get("id-string") for each in all_of(row, "doc-id", deep=True)), None) or number
    headline = text(head, "hedline", "hl1") or text(row, "head", "title")
    content = child(row, "body", "body.content")
    found = wire(key, place, headline, inner(as_html(content)) if content is not None else "")
    found.language = row.get("baselang") or row.get("{http://www.w3.org/XML/1998/namespace}lang", "")
    subjects = [each.get(name) for each in all_of(row, "tobject.subject", deep=True) for name in SUBJECT]
    keywords = [each.get("key") for each in all_of(row, "keyword", deep=True)]
    yield from names_of(found, bylines(head), [*subjects, *keywords])
    if head is not None:
        others, summary = map(text, all_of(head, "hl2", deep=True)), text(head, "abstract")
        first, *others = [each for each in others if each != headline] or [""]
        found.standfirst = first or (summary if summary != headline else "")
        leave(found, "abstract", summary if summary not in (found.standfirst, headline) else "")
        leave(found, "dateline", text(head, "dateline"))
        leave(found, "headline", *others)
    leave(found, "tagline", text(row, "body", "body.end", "tagline"))
    if docdata is not None:
        _docdata(docdata, found)
    yield found


def bylines(head):
    """Return (name, role) of each byline: the title that may stand behind a name is none of its words."""
    found = []
    for byline in all_of(head, "byline") if head is not None else ():
        role = text(byline, "byttl")
        for each in all_of(byline, "byttl"):
            each.tail, each.text = f" {each.tail or ''}", ""
            etree.strip_elements(each, "{*}*", with_tail=False)
        found.append((" ".join("".join(byline.itertext()).split()), role))
    return found


def as_html(content):
    """Give the elements of NITF that HTML has other names for those names; return the content."""
    for each in list(content.iter()):
        if local(each) == "hl2":
            each.tag = "h2"
        elif local(each) == "media":
            _figure(each)
    return content


def _figure(media):
    """Make a figure of a picture or recording: its widest file, and the words with it."""
    files = [each for each in all_of(media, "media-reference", deep=True) if each.get("source")]
    if not files:
        return
    file = fields.widest(files)
    words = [text(each) for name in ("media-caption", "media-producer") for each in all_of(media, name)]
    for each in list(media):
        media.remove(each)
    media.tag, media.text = "figure", ""
    etree.SubElement(media, "img", src=file.get("source"), alt=file.get("alternate-text", ""))
    etree.SubElement(media, "figcaption").text = " ".join(filter(None, words))


def _docdata(docdata, found):
    """Take the fields of NITF's head: moments, version, rights, and whether the item still holds."""
    found.published_at = fields.parse_moment(_iso(attribute(docdata, "date.issue", "norm")))
    found.embargo_until = fields.parse_moment(_iso(attribute(docdata, "date.release", "norm")))
    found.version = fields.number(attribute(docdata, "du-key", "version"))
    year, holder = (attribute(docdata, "doc.copyright", name) for name in ("year", "holder"))
    found.rights = " ".join(filter(None, ("©", year, holder))) if holder else ""
    found.note = attribute(docdata, "ed-msg", "info")
    status = docdata.get("management-status", "")
    found.state = "wire" if status in ("", "usable") else status


def _iso(moment):
    """Return NITF's 20240131T120000Z as the longer form."""
    if len(moment) < 15 or moment[8] != "T" or "-" in moment[:8]:
        return moment
    clock = f"{moment[9:11]}:{moment[11:13]}:{moment[13:15]}"
    return f"{moment[:4]}-{moment[4:6]}-{moment[6:8]}T{clock}{moment[15:] or 'Z'}".replace("Z", "+00:00")


# NewsML-G2


def other_items(root, place):
    """Yield a problem for each item that is no news."""
    for each in all_of(root, *OTHERS, deep=True):
        name = f"{place}, line {each.sourceline}, {local(each)} {each.get('guid', '')}"
        yield Problem(name.strip(), str(NO_NEWS))


def newsml(row, place, number):
    meta, held = child(row, "contentMeta"), first_of(row, "nitf")
    headline = text(meta, "headline") or _headline_of(held) or text(row, "itemMeta", "title")
    found = wire(row.get("guid") or number, place, headline, _body(row))
    _item_meta(row, found)
    people = terms = ()
    if meta is not None:
        _content_meta(meta, found)
        _content_moments(meta, found)
        by = text(meta, "by")
        people = [by] if by else [text(each, "name") for each in all_of(meta, "creator")]
        terms = [text(each, "name") for each in all_of(meta, "subject")]
    if not any(people) and held is not None:
        people = bylines(child(held, "body", "body.head"))
    yield from names_of(found, people, terms)
    yield from _files(row, found)
    yield found


def _headline_of(held):
    return held is not None and (text(first_of(held, "hedline"), "hl1") or text(held, "head", "title")) or ""


def _body(row):
    """Return the text of an item as HTML; an item that is a picture or a recording alone has none."""
    inline = first_of(row, "inlineXML", "inlineData")
    if inline is None:
        return ""
    if local(inline) == "inlineData" and "html" not in inline.get("contenttype", "html"):
        if PARAGRAPHS.fullmatch(inline.text or ""):
            return inline.text
        parts = filter(None, map(str.strip, (inline.text or "").split("\n\n")))
        return "".join(f"<p>{escape(part)}</p>" for part in parts)
    # What stands above a text is told by its own columns.
    content = first_of(inline, "body.content", "body")
    return inner(as_html(inline if content is None else content))


def _item_meta(row, found):
    first, version = (text(row, "itemMeta", name) for name in ("firstCreated", "versionCreated"))
    found.published_at = fields.parse_moment(first or version)
    status = child(row, "itemMeta", "pubStatus")
    # `stat:canceled`, or `http://cv.iptc.org/newscodes/pubstatusg2/canceled`.
    code = re.split("[:/]", status.get("qcode") or status.get("uri", ""))[-1] if status is not None else ""
    if code not in ("", "usable"):
        found.state = code
    found.version = fields.number(row.get("version"))
    found.changed_at = fields.parse_moment(version) if found.version > 1 else None
    found.note = text(row, "itemMeta", "edNote")
    found.embargo_until = fields.parse_moment(text(row, "itemMeta", "embargoed"))
    rights = [text(row, "rightsInfo", name) for name in ("copyrightNotice", "usageTerms")]
    found.rights = "; ".join(filter(None, rights))


def _content_meta(meta, found):
    language = child(meta, "language")
    found.language = language.get("tag", "") if language is not None else ""
    headline, *others = [text(each) for each in all_of(meta, "headline")] or [""]
    described = [text(each) for each in all_of(meta, "description")]
    # What says the headline once more says nothing.
    found.standfirst, *described = [each for each in described if each not in ("", headline)] or [""]
    leave(found, "description", *described)
    leave(found, "headline", *(each for each in others if each != headline))
    for name in BESIDE:
        leave(found, name, *(text(each, "name") or text(each) for each in all_of(meta, name)))


def _content_moments(meta, found):
    """Take the moments of a text, where its item has none."""
    if not found.published_at:
        found.changed_at = fields.parse_moment(text(meta, "contentModified"))
        found.published_at = fields.parse_moment(text(meta, "contentCreated")) or found.changed_at


def _files(row, found):
    """Yield the widest file of a picture, as the story's lead; a recording's address is kept beside it."""
    files = [each for each in all_of(row, "remoteContent", deep=True) if each.get("href")]
    pictures = [each for each in files if each.get("contenttype", "").startswith("image/")]
    leave(found, "recording", *(each.get("href") for each in files if each not in pictures))
    if pictures:
        href = fields.widest(pictures).get("href")
        found.lead_picture = key_of("picture", href)
        yield Picture(found.lead_picture, href, found.headline, found.standfirst)
