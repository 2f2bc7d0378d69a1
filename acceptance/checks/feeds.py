"""Feeds and sitemaps, by their schemas and by feedparser."""

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
from lxml import etree

from ..figure import Figure, nothing

HERE = Path(__file__).parent.parent
STREAMS = [
    "latest",
    "corrections",
    "sections/world",
    "topics/bridges",
    "people/erika-mustermann",
]
TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}
# jsonfeed.org's version 1.1.
JSON_FEED = {
    "version",
    "title",
    "home_page_url",
    "feed_url",
    "description",
    "language",
    "items",
    "authors",
    "icon",
}
JSON_ITEM = {
    "id",
    "url",
    "title",
    "summary",
    "content_html",
    "date_published",
    "date_modified",
    "authors",
    "tags",
}
JSON_ITEM |= {"image", "language", "attachments"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def check(paper):
    feeds = [(stream, form) for stream in STREAMS for form in TYPES]
    found = [f"{stream}.{form}: {line}" for stream, form in feeds for line in faults(paper, stream, form)]
    maps, lines = sitemaps(paper)
    listed = Figure("sitemaps, schema", str(len(lines)), "0", not lines, lines)
    return [
        nothing(f"feeds, faults of {len(feeds)}", found),
        listed,
        nothing("sitemaps, stories left out", maps),
    ]


def faults(paper, stream, form):
    path = f"/feeds/{stream}.{form}"
    status, headers, body = paper.get(path)
    if status != 200 or headers.get_content_type() != TYPES[form]:
        yield f"answers {status} as {headers.get_content_type()}"
        return
    if "Last-Modified" in headers or not headers.get("ETag"):
        yield "sends Last-Modified, or no ETag"
    if paper.get(path, **{"If-None-Match": headers["ETag"]})[0] != 304:
        yield "is sent again to who has it"
    yield from {"atom": atom, "rss": rss, "json": json_feed}[form](body, paper.address(path))


def atom(body, address):
    document = etree.fromstring(body)
    schema = etree.RelaxNG(etree.parse(HERE / "atom.rng"))
    if not schema.validate(document):
        yield from (str(line) for line in schema.error_log)
    yield from parsed(body, address)


def rss(body, address):
    channel = etree.fromstring(body).find("channel")
    for name in ("title", "link", "description", "lastBuildDate", "language"):
        if len(channel.findall(name)) != 1:
            yield f"has not one {name}"
    for item in channel.findall("item"):
        if item.find("author") is not None or item.find("guid").get("isPermaLink") != "false":
            yield "an item has an author without an address, or a guid that passes for an address"
    yield from parsed(body, address)


def parsed(body, address):
    """Read a feed as feed readers do."""
    feed = feedparser.parse(body)
    if feed.bozo:
        yield f"feedparser: {feed.bozo_exception}"
    own = [link.href for link in feed.feed.links if link.rel == "self"]
    if own != [address]:
        yield f"its own address is {own}"
    ids = [entry.id for entry in feed.entries]
    if len(ids) != len(set(ids)) or not ids:
        yield "has no entry, or two of one id"
    for entry in feed.entries:
        yield from (f"{entry.id}: {link} is not absolute" for link in relative(entry.content[0].value))
        if not entry.get("published_parsed") or not entry.title:
            yield f"{entry.id}: has no title, or no moment"


def json_feed(body, address):
    feed = json.loads(body)
    if feed["version"] != "https://jsonfeed.org/version/1.1" or feed["feed_url"] != address:
        yield "is of another version, or of another address"
    if unknown := {key for key in feed if not key.startswith("_")} - JSON_FEED:
        yield f"has {unknown}"
    for item in feed["items"]:
        if unknown := {key for key in item if not key.startswith("_")} - JSON_ITEM:
            yield f"an item has {unknown}"
        if any(not {"url", "mime_type"} <= set(each) for each in item.get("attachments", ())):
            yield f"{item['id']} has an attachment without an address or a type"
        if not MOMENT.fullmatch(item["date_published"]) or not isinstance(item["id"], str):
            yield f"{item['id']} has no moment"
        yield from (f"{item['id']}: {link} is not absolute" for link in relative(item["content_html"]))


def relative(html):
    return [
        link for link in re.findall(r'(?:href|src)="([^"]*)"', html) if not re.match("https?:|mailto:", link)
    ]


def sitemaps(paper):
    """Return the stories that no sitemap lists, and what the schema finds wrong."""
    schema = etree.RelaxNG(etree.parse(HERE / "sitemap.rng"))
    lines, listed, ahead = [], set(), ["/sitemap.xml"]
    while ahead:
        path = ahead.pop()
        document = etree.fromstring(paper.get(path)[2])
        if not schema.validate(document):
            lines += [f"{path}: {line}" for line in schema.error_log]
        places = [urlsplit(loc.text).path for loc in document.iter("{*}loc") if "sitemap/" in loc.tag]
        if document.tag.endswith("sitemapindex"):
            ahead += places
        listed |= set(places)
    return [story["path"] for story in paper.stories if story["path"] not in listed], lines
