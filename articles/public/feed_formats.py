"""The three formats of a feed: Atom, RSS 2.0 and JSON Feed 1.1."""

import json
from datetime import datetime

from django.http import HttpResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape

from articles.text.reading import printable

# What our own elements are called by; the head's format is in docs/reference/chain.md.
SPACE = {"xmlns:newsroom": "urn:newsroom:1", "xmlns:media": "http://search.yahoo.com/mrss/"}


def add_pictures(handler, pictures):
    """Write pictures as Media RSS has them, each with its words."""
    for picture in pictures:
        handler.startElement("media:content", picture["file"])
        for name, text in picture["words"]:
            handler.addQuickElement(f"media:{name}", printable(text))
        handler.endElement("media:content")


def add_record(handler, record):
    """Write which edition an entry is of, and what was corrected in its story."""
    if record is None:
        return
    attributes = {key: json.dumps(value).strip('"') for key, value in record.items() if key != "corrections"}
    handler.addQuickElement("newsroom:edition", None, attributes)
    for change in record["corrections"]:
        said = {key: json.dumps(change[key]).strip('"') for key in ("kind", "live_from", "is_unconfirmed")}
        handler.addQuickElement("newsroom:correction", printable(change["note"]), said)


class Steady:
    """A feed that is the same in every process: it prints the head, and is as old as that without entries."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else datetime.fromisoformat(self.feed["head"]["at"])

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        add_head(handler, self.feed["head"])


class Atom(Steady, Atom1Feed):
    """Django's Atom, with the whole text of an entry, its pictures and record, and the archive's head."""

    def root_attributes(self):
        return {**super().root_attributes(), **SPACE}

    def item_attributes(self, item):
        return {**super().item_attributes(item), "xml:lang": item["language"]}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")
        add_pictures(handler, item["pictures"])
        add_record(handler, item["record"])
        handler.addQuickElement("content", item["content"], {"type": "html"})


class Rss(Steady, Rss201rev2Feed):
    """Django's RSS, with the whole text of an entry, its pictures and record, and the archive's head."""

    content_type = "application/rss+xml; charset=utf-8"

    def rss_attributes(self):
        content = {"xmlns:content": "http://purl.org/rss/1.0/modules/content/"}
        return {**super().rss_attributes(), **content, **SPACE}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])
        dublin_core = {"xmlns:dc": "http://purl.org/dc/elements/1.1/"}
        for name in item["authors"]:
            handler.addQuickElement("dc:creator", name, dublin_core)
        handler.addQuickElement("dc:language", item["language"], dublin_core)
        add_pictures(handler, item["pictures"])
        add_record(handler, item["record"])


def add_head(handler, head):
    """Give the archive's head to all who follow the feed, so that they can hold the paper to it."""
    said = {key: head[key] for key in ("at", "public_key", "signature") if key in head}
    handler.addQuickElement("newsroom:head", head["head"], said)


def as_xml(generator):
    def build(stream, site, address, head):
        feed = generator(
            title=title(stream, site),
            subtitle=printable(site.publication.tagline) or None,
            link=site.address(stream.path),
            description=printable(site.publication.tagline) or title(stream, site),
            language=site.publication.language,
            author_name=printable(site.publication.name),
            feed_url=address,
            feed_guid=address,
            head=head,
        )
        for entry in stream.entries:  # a summary is HTML there, in which a plain text may hold no tag
            summary = entry["description"]
            feed.add_item(**{**entry, "description": summary and escape(summary)})
        return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)

    return build


def as_json(stream, site, address, head):
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title(stream, site),
        "home_page_url": site.address(stream.path),
        "feed_url": address,
        "description": site.publication.tagline,
        "language": site.publication.language,
        "_newsroom": head,
        "items": [json_entry(entry) for entry in stream.entries],
    }
    text = json.dumps({key: value for key, value in feed.items() if value != ""}, ensure_ascii=False)
    return HttpResponse(text, content_type="application/feed+json")


def json_entry(entry):
    item = {
        "id": entry["unique_id"],
        "url": entry["link"],
        "title": entry["title"],
        "summary": entry["description"],
        "content_html": entry["content"],
        "content_text": "" if entry["content"] else entry["description"] or entry["title"],  # one is demanded
        "date_published": entry["pubdate"].isoformat(),
        "date_modified": entry["updateddate"].isoformat(),
        "authors": [{"name": name} for name in entry["authors"]],
        "tags": entry["categories"],
        "image": next((each.url for each in entry["enclosures"] if each.mime_type == "image/jpeg"), None),
        "attachments": [attachment(each) for each in entry["enclosures"] if each.mime_type != "image/jpeg"],
        "language": entry["language"],
        "_newsroom": entry["record"],
    }
    return {key: value for key, value in item.items() if value}


def attachment(enclosure):
    return {"url": enclosure.url, "mime_type": enclosure.mime_type, "size_in_bytes": int(enclosure.length)}


def title(stream, site):
    name = site.publication.name
    return printable(name if stream.title == name else f"{stream.title} – {name}")


FORMS = {"atom": as_xml(Atom), "rss": as_xml(Rss), "json": as_json}
