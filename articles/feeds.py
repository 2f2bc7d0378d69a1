"""The newest stories for feed readers. Their ids outlive a slug, a move and a restored dump."""

import re
import uuid

from django.db.models import OuterRef, Subquery
from django.http import HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Enclosure

from .markdown import without_marks
from .models import Edition
from .pagecache import page
from .pictures import described
from .views.paper import paper

LENGTH = 20


class Atom(Atom1Feed):
    """Django's Atom, with the whole text of an entry, and its pictures as Media RSS has them."""

    def root_attributes(self):
        return {**super().root_attributes(), "xmlns:media": "http://search.yahoo.com/mrss/"}

    def add_picture(self, handler, alt, caption, credit, **attributes):
        handler.startElement("media:content", {"medium": "image", "type": "image/jpeg", **attributes})
        for name, text in (("media:title", caption), ("media:text", alt), ("media:credit", credit)):
            if text:
                handler.addQuickElement(name, text, {"type": "plain"} if name != "media:credit" else {})
        handler.endElement("media:content")

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for picture in item["pictures"]:
            self.add_picture(handler, **picture)
        handler.addQuickElement("content", item["content"], {"type": "html", "xml:base": item["link"]})


@page()
def latest(request):
    """The newest stories of the whole paper. No Last-Modified: a withdrawal would move it back."""
    the = paper(request)
    feed = Atom(
        title=the.publication.name,
        subtitle=the.publication.tagline or None,
        link=the.address("/"),
        description="",
        language=the.publication.language,
        author_name=the.publication.name,
        feed_url=the.address(reverse("feed")),
    )
    for edition in entries(Edition.objects.published(request.moment), request.moment):
        feed.add_item(**entry(edition, the))
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def entries(editions, at):
    """Return the newest of some editions, each with the digest of its story's first one."""
    first = Edition.objects.printed(at).filter(article_id=OuterRef("article_id"), number=1)
    return (
        editions.newest_first()
        .annotate(first_digest=Subquery(first.values("digest")[:1]))
        .defer("body", "salts", "private")[:LENGTH]
    )


def permanent(edition):
    """Return a story's id for feeds: made of its first edition's digest, which nothing ever changes."""
    return uuid.uuid5(uuid.NAMESPACE_OID, edition.first_digest).urn


def entry(edition, the):
    link = the.address(edition.get_absolute_url())
    return {
        "title": edition.headline,
        "link": link,
        "description": without_marks(edition.standfirst) or None,
        "content": absolute(edition.body_html, the, link),
        "author_name": ", ".join(row["name"] for row in edition.byline) or None,
        "unique_id": permanent(edition),
        "pubdate": edition.first_published_at,
        "updateddate": edition.live_from,
        "categories": [row["name"] for row in edition.topics],
        "pictures": pictures(edition, the),
        "enclosures": [
            Enclosure(the.address(path), str(size), "image/jpeg") for path, size in enclosed(edition)
        ],
    }


def pictures(edition, the):
    """Return what Media RSS says of an edition's pictures."""
    return [
        {
            "url": the.address(path),
            "width": str(width),
            "height": str(height),
            **{name: printed.get(name, "") for name in ("alt", "caption", "credit")},
        }
        for printed in edition.pictures
        for path, width, height in filter(None, [described.largest(printed)])
    ]


def enclosed(edition):
    """Yield the address and the size in bytes of a story's lead picture."""
    largest = described.largest(edition.lead_picture) if edition.lead_picture else None
    if largest:
        yield largest[0], edition.lead_picture["renditions"]["whole"]["bytes"]


def absolute(html, the, link):
    """Give the links of a text the paper's own address, since a feed reader shows it elsewhere."""
    html = re.sub(
        r'(?<= )srcset="([^"]*)"',
        lambda m: f'srcset="{", ".join(the.address(each) for each in m[1].split(", "))}"',
        html,
    )
    return re.sub(
        r'(?<= )(href|src)="([/#][^"]*)"',
        lambda m: f'{m[1]}="{link if m[2][0] == "#" else the.address("")}{m[2]}"',
        html,
    )
