"""WordPress: export files (WXR 1.2) as its own exporter writes them, each with what its posts name.

The importer reads a file as a whole, so a large paper gives several.
"""

import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.utils.html import escape
from django.utils.http import http_date

from articles.pictures import markup
from articles.text.reading import printable

from .leaving import Logins, caption

MOST = 1000  # posts of one file
HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wfw="http://wellformedweb.org/CommentAPI/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>{name}</title>
<link>{address}</link>
<description>{tagline}</description>
<language>{language}</language>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>{address}</wp:base_site_url>
<wp:base_blog_url>{address}</wp:base_blog_url>
"""
BLOCK = (
    r"</?(?:p|[uo]l|li|d[ldt]|blockquote|section|div|aside|details|summary|table|caption|t(?:head|body|foot)|t[rdh]"
    r"|h[1-6]|fig(?:ure|caption)|video|audio|hr|br|svg)\b[^>]*>"
)
LINE_END = re.compile(rf"(<pre\b.*?</pre>\n*|{BLOCK}\n+|\n+(?={BLOCK}))|\n+(?!$)", re.DOTALL | re.IGNORECASE)
TAIL = "</channel>\n</rss>\n"


@dataclass
class Item:
    """A post, a page or a picture, in WordPress's words; its texts are HTML."""

    number: int
    kind: str
    title: str
    slug: str
    path: str
    at: datetime
    changed_at: datetime
    creator: str = ""
    content: str = ""
    excerpt: str = ""
    terms: list | tuple = ()  # (domain, slug, name)
    meta: list | tuple = ()  # (key, value)
    file: str = ""


class WxrWriter:
    """Writes stories into files of a folder; `close()` ends the last one."""

    def __init__(self, folder, paper, files):
        self.folder, self.paper, self.number = Path(folder), paper, 0
        self.numbers = {key: 3 * place + 2 for place, key in enumerate(files)}  # no story or page has these
        self.own, self.zone = paper.address.rstrip("/"), paper.zone
        self.logins, self.next_free = Logins(), {}
        self._open()

    def _open(self):
        self.items = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self.count, self.authors, self.categories, self.tags, self.attached = 0, {}, {}, {}, {}

    def add(self, story):
        if self.count == MOST:
            self.close()
            self._open()
        self.count += 1
        self.authors |= dict(story.authors)
        self.categories |= dict([story.section] if story.section else [])
        self.tags |= dict(story.topics)
        for picture in story.pictures():
            self._attach(picture, story.published_at)
        self.items.write(self._post(story))

    def close(self):
        """Put the file together: what posts name stands before them."""
        if not self.count:
            self.items.close()
            return
        self.number += 1
        self.items.seek(0)
        said = {
            "name": escape(printable(self.paper.name)),
            "address": escape(self.own),
            "tagline": escape(printable(self.paper.tagline)),
            "language": escape(self.paper.language),
        }
        with (self.folder / f"wordpress-{self.number:03}.xml").open("w", encoding="utf-8") as file:
            file.write(HEAD.format(**said))
            file.writelines(self._terms())
            shutil.copyfileobj(self.items, file)
            file.write(TAIL)
        self.items.close()

    def _terms(self):
        for number, (slug, name) in enumerate(self.authors.items(), 1):
            yield element("wp:author", [
                ("wp:author_id", number), ("wp:author_login", self.logins[slug]), ("wp:author_email", ""),
                ("wp:author_display_name", name),
            ])  # fmt: skip
        for slug, name in self.categories.items():
            said = [("wp:category_nicename", slug), ("wp:category_parent", ""), ("wp:cat_name", name)]
            yield element("wp:category", said)
        for slug, name in self.tags.items():
            yield element("wp:tag", [("wp:tag_slug", slug), ("wp:tag_name", name)])

    # Posts

    def _post(self, story):
        terms = [("category", *story.section)] if story.section else []
        terms += [("post_tag", *topic) for topic in story.topics]
        if len(story.authors) > 1:  # as the plug-in Co-Authors Plus exports them
            terms += [("author", f"cap-{self.logins[slug]}", name) for slug, name in story.authors]
        lead = self.attached.get(story.lead.get("key", ""))
        meta = [("_thumbnail_id", lead)] if lead else []
        meta += [("_wp_old_slug", slug) for slug in story.old_slugs]
        meta += [("_yoast_wpseo_title", story.search_title)] if story.search_title else []
        meta += [("_yoast_wpseo_metadesc", story.search_description)] if story.search_description else []
        text = story.html(self._picture, lambda embed: f"<p>{escape(embed.address)}</p>\n")
        return self._item(Item(
            story.key, "page" if story.is_page else "post", quiet(escape(story.headline)), story.slug,
            f"/pages/{story.slug}/" if story.is_page else f"/articles/{story.slug}/",
            story.published_at, story.changed_at, self.logins[story.authors[0][0]],
            quiet(on_one_line(text)), quiet(escape(story.excerpt)), terms, meta,
        ))  # fmt: skip

    def _attach(self, picture, at):
        """Write a picture's own item, once a file: posts find their featured picture in their own alone."""
        path = markup.largest_file(picture.get("renditions", {}))
        if not path or picture["key"] in self.attached or picture["key"] not in self.numbers:
            return
        number = self.attached[picture["key"]] = self.numbers[picture["key"]]
        meta = [("_wp_attachment_image_alt", picture["alt"])] if picture.get("alt") else []
        self.items.write(self._item(Item(
            # The importer takes two of one title and one moment for one.
            number, "attachment", picture["key"], picture["key"], f"/?attachment_id={number}", at, at,
            excerpt=escape(caption(picture)), meta=meta, file=self.own + path,
        )))  # fmt: skip

    def _picture(self, picture):
        path = markup.largest_file(picture.get("renditions", {}))
        if not path:
            return ""
        address, words = escape(self.own + path), escape(caption(picture))
        below = f"<figcaption>{words}</figcaption>" if words else ""
        kind = picture.get("media_type", "").partition("/")[0]
        if kind in ("video", "audio"):
            player = f'<{kind} controls src="{address}"></{kind}>'
            return f'<figure class="wp-block-{kind}">{player}{below}</figure>\n'
        number = self.attached.get(picture["key"])
        image = f'<img src="{address}" alt="{escape(picture.get("alt", ""))}" class="wp-image-{number}"/>'
        return f'<figure class="wp-block-image">{image}{below}</figure>\n'

    def _item(self, item):
        is_picture = item.kind == "attachment"
        parts = [
            ("title", item.title), ("link", self.own + item.path),
            ("pubDate", http_date(item.at.timestamp())), ("dc:creator", item.creator),
            ("description", ""), ("content:encoded", item.content),
            ("excerpt:encoded", item.excerpt), ("wp:post_id", item.number),
            *self._dates(item), ("wp:comment_status", "closed"),
            ("wp:ping_status", "closed"), ("wp:post_name", item.slug),
            ("wp:status", "inherit" if is_picture else "publish"), ("wp:post_parent", 0),
            ("wp:menu_order", 0), ("wp:post_type", item.kind), ("wp:post_password", ""), ("wp:is_sticky", 0),
            *([("wp:attachment_url", item.file)] if item.file else []),
        ]  # fmt: skip
        named = "".join(
            f'<category domain="{domain}" nicename="{escape(slug)}">{cdata(name)}</category>\n'
            for domain, slug, name in item.terms
        )
        kept = "".join(
            element("wp:postmeta", [("wp:meta_key", key), ("wp:meta_value", value)])
            for key, value in item.meta
        )
        guid = f'<guid isPermaLink="false">{escape(self.own)}/?p={item.number}</guid>\n'
        said = "\n".join(map(simple, parts))
        return f"<item>\n{said}\n{guid}{named}{kept}</item>\n"

    def _dates(self, item):
        """Yield the moments; the importer drops a second story of one title and one local second."""
        form, local = "%Y-%m-%d %H:%M:%S", item.at.astimezone(self.zone).replace(microsecond=0)
        if item.kind != "attachment":  # of which each file has its own again
            asked = local
            while (item.kind, item.title, local) in self.next_free:
                local = self.next_free[item.kind, item.title, local]
            for moment in (asked, local):
                self.next_free[item.kind, item.title, moment] = local + timedelta(seconds=1)
        yield "wp:post_date", local.strftime(form)
        yield "wp:post_date_gmt", item.at.astimezone(UTC).strftime(form)
        yield "wp:post_modified", item.changed_at.astimezone(self.zone).strftime(form)
        yield "wp:post_modified_gmt", item.changed_at.astimezone(UTC).strftime(form)


def quiet(html):
    """Write square brackets so that WordPress takes none for a shortcode."""
    return html.replace("[", "&#91;").replace("]", "&#93;")


def on_one_line(html):
    """Write a blank where a line ends within a paragraph: WordPress shows each such end as one."""
    return LINE_END.sub(lambda match: match[1] or " ", html)


def simple(part):
    name, value = part
    return f"<{name}>{value if isinstance(value, int) else cdata(value)}</{name}>"


def element(name, parts):
    """Return an element on one line: a reader that WordPress has for broken files goes by lines."""
    return f"<{name}>{''.join(map(simple, parts))}</{name}>\n"


def cdata(text):
    return f"<![CDATA[{printable(text).replace(']]>', ']]]]><![CDATA[>')}]]>"
