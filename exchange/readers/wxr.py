"""WordPress: its export files (WXR 1.0 to 1.2), read as a stream.

https://developer.wordpress.org/plugins/ names no specification: what its own exporter writes is one.
"""

import json
import re
from collections import defaultdict
from contextlib import suppress
from datetime import UTC, datetime
from itertools import islice, product
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from lxml import etree

from exchange.records import WORDPRESS, Person, Picture, Problem, Revision, Site, Story, Term

from .elements import local
from .fields import parse_moment
from .opening import CLOSED, ENTITIES, CleanStream, broken_at

NAME = "wordpress"
OF_CHANNEL = ("author", "category", "tag", "term", "item", "title", "link", "language", "base_blog_url")
TEMPLATE = re.compile("%%|%[a-z_]+%")
# The start of an address by the date of its post, in the forms that WordPress offers.
DATED = ("/%Y/%m/%d/", "/%Y/%m/", "/%Y/")
MOST_ADDRESSES = 100  # of one post, by the slugs and dates that it had
USUAL = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", re.ASCII)
AUTOSAVE = re.compile(r"-autosave-v\d+$", re.ASCII)  # what somebody typed and never saved: 12-autosave-v1
NOTES = '<li id="{id}">{content} <a href="#{id}-link">↩︎</a></li>'


def is_mine(start, _path):
    """Ask whether a file begins as an export of WordPress does."""
    return b"<rss" in start and b"wordpress.org/export/" in start


def records(opened, name):
    """Yield the records of one file; what breaks it ends it, with a problem that names the line."""
    stream = CleanStream(opened)
    if stream.defines_entities():
        yield Problem(name, ENTITIES)
        return
    export, last = Export(name), 0
    try:
        tags = [f"{{*}}{each}" for each in OF_CHANNEL]
        rows = etree.iterparse(stream, tag=tags, encoding="utf-8", **CLOSED)
        for _event, element in rows:
            parent = element.getparent()
            if parent is None or parent.tag != "channel":
                continue
            last = element.sourceline
            yield from export.read(element)
            element.clear()
            while element.getprevious() is not None:
                del parent[0]
    except etree.XMLSyntaxError as error:
        # What breaks no more than a rule of namespaces is told at the end, when all was read.
        if error.lineno >= last:
            yield broken_at(name, error.lineno, error.msg)
    if stream.mended:
        yield Problem(name, _("control characters were left out: %(count)s") % {"count": stream.mended})
    if not export.is_any:
        yield Problem(name, _("it holds no posts"))


KINDS = {"category": "category", "post_tag": "tag", "tag": "tag"}
GROUP = "post_translations"  # in which Polylang joins a post with those that say the same in other languages
ASKED = {"author", "language", "nav_menu", GROUP, *KINDS}
# Fields of plug-ins whose values are read, or say nothing.
READ = {"footnotes", "rank_math_title", "rank_math_description", "rank_math_primary_category"}


class Export:
    """One file that is read: its site, authors and terms, as far as they were read."""

    def __init__(self, name):
        self.name, self.site, self.is_any = name, Site(), False
        self.terms = {}  # {term_id: key}
        self.named = set()  # the keys of all terms
        self.slugs = {}  # {(kind, name): slug} of them
        self.parents = {}  # {slug of a category: slug of its parent}

    def read(self, element):
        name = local(element)
        read = getattr(self, f"_{name}", None)
        if read:
            yield from read(element)
        else:
            column = {"title": "name", "link": "address", "base_blog_url": "address"}.get(name, name)
            value = (element.text or "").strip()
            if value and name == element.tag or name == "base_blog_url":
                setattr(self.site, column, value)
            if name == "base_blog_url":
                yield self.site

    def _author(self, element):
        said = _fields(element)
        login = said.get("author_login", "")
        if not login:
            return
        slug = _slug(login)
        number = [f"/?author={said['author_id']}"] if said.get("author_id") else []
        addresses = self.below(f"/author/{slug}/", *number)
        names = f"{said.get('author_first_name', '')} {said.get('author_last_name', '')}".strip()
        yield Person(
            f"author:{login}", said.get("author_display_name") or names or login, slug, addresses=addresses
        )

    def _category(self, element):
        said = _fields(element)
        slug = said.get("category_nicename", "")
        self.parents[slug] = said.get("category_parent", "")
        yield from self._kept("category", slug, said.get("cat_name"), said, said.get("category_description"))

    def _tag(self, element):
        said = _fields(element)
        yield from self._kept(
            "tag", said.get("tag_slug", ""), said.get("tag_name"), said, said.get("tag_description")
        )

    def _term(self, element):
        said = _fields(element)
        kind = {"category": "category", "post_tag": "tag"}.get(said.get("term_taxonomy"))
        if kind == "category":
            self.parents.setdefault(said.get("term_slug", ""), said.get("term_parent", ""))
        if kind:
            slug, description = said.get("term_slug", ""), said.get("term_description")
            yield from self._kept(kind, slug, said.get("term_name"), said, description)

    def _kept(self, kind, slug, name, said, description=""):
        if not slug:
            return
        key = f"{kind}:{slug}"
        number = said.get("term_id", "")
        self.named.add(key)
        self.slugs.setdefault((kind, name), slug)
        if number:
            self.terms[number] = key
        addresses = [f"/{kind}/{slug}/"]
        if kind == "category":
            addresses.append(f"/category/{'/'.join([*reversed(self._ancestors(slug)), slug])}/")
            addresses += [f"/?cat={number}"] if number else []
        else:
            addresses.append(f"/?tag={slug}")
        above = self.parents.get(slug) if kind == "category" else ""
        parent = f"category:{above}" if above else ""
        yield Term(key, name or slug, slug, description or "", self.below(*addresses), parent)

    def below(self, *addresses):
        """Return addresses of a site's root, and the same below the folder in which the site stands."""
        base = _path(self.site.address).rstrip("/")
        return list(dict.fromkeys([*addresses, *(f"{base}{each}" for each in addresses)]))

    def _ancestors(self, slug):
        found = []
        while (slug := self.parents.get(slug)) and slug not in found:
            found.append(slug)
        return found

    def _item(self, element):
        self.is_any = True
        item = Item(element, self)
        if not item.number:
            yield Problem(item.place, _("it has no number, so it was left out"))
        elif item.type == "attachment":
            yield item.picture()
        elif item.type == "revision":
            if not AUTOSAVE.search(item.said.get("post_name", "")):
                yield item.revision()
        elif item.type == "guest-author":
            yield item.guest()
        else:
            yield from self._named_by(item)
            yield item.story()

    def slug_of(self, domain, name):
        """Return the slug of a term that is given by its name alone."""
        return self.slugs.get((KINDS.get(domain), name.strip())) or _slug(name) or name.strip()

    def _named_by(self, item):
        """Yield whom and what a post names and the file does not list, as an export of posts alone does."""
        for domain, slug, name in item.categories:
            if domain == "author" and not slug.startswith("cap-"):  # PublishPress Authors
                yield Person(f"coauthor:{slug}", name, slug, addresses=self.below(f"/author/{slug}/"))
            if domain in KINDS and f"{KINDS[domain]}:{slug}" not in self.named:
                yield from self._kept(KINDS[domain], slug, name, {})


class Item:
    """One `item`: a post, a page, an attachment, or whatever else a site kept as posts."""

    def __init__(self, element, export):
        self.export, self.said, self.categories, self.comments = export, {}, [], 0
        self.values = defaultdict(list)  # of its fields, which may have several
        for child in element:
            name = local(child)
            if name == "postmeta":
                pair = _fields(child)
                self.values[pair.get("meta_key", "")].append(pair.get("meta_value", ""))
            elif name == "category":
                self.categories.append(
                    (child.get("domain") or "category", child.get("nicename"), _text(child))
                )
            elif name == "comment":
                self.comments += 1
            elif name == "encoded":
                self.said["excerpt" if "excerpt" in child.tag else "content"] = _text(child)
            elif name:
                self.said.setdefault(name, _text(child).strip())
        self.categories = self._with_slugs()
        self.meta = {key: first for key, (first, *_more) in self.values.items()}
        self.number = self.said.get("post_id", "")
        self.type = self.said.get("post_type") or "post"
        self.place = f"{export.name}, line {element.sourceline}, post {self.number or '?'}"

    def _with_slugs(self):
        """Give each term its slug: old exports name it once more, or alone, without one."""
        told = {(domain, name) for domain, slug, name in self.categories if slug}
        rows = (row for row in self.categories if row[1] or (row[0], row[2]) not in told)
        return [(domain, slug or self.export.slug_of(domain, name), name) for domain, slug, name in rows]

    @property
    def key(self):
        return f"post:{self.number}"

    def picture(self):
        said, parent = self.said, self.said.get("post_parent", "0")
        return Picture(
            f"post:{self.number}",
            said.get("attachment_url") or said.get("guid", ""),
            self.meta.get("_wp_attachment_image_alt", ""),
            said.get("excerpt", ""),
            [_path(said.get("link", "")), f"/?attachment_id={self.number}", f"/?p={self.number}"],
            "" if parent in ("", "0") else f"post:{parent}",
        )

    def revision(self):
        said = self.said
        at = _moment(said.get("post_date_gmt")) or parse_moment(said.get("post_date"))
        if at is None:
            return Problem(self.place, _("a revision without a date was left out"))
        parent, headline = f"post:{said.get('post_parent', '')}", said.get("title", "")
        return Revision(parent, at, headline, said.get("excerpt", ""), said.get("content", ""))

    def guest(self):
        slug = self.said.get("post_name", "").removeprefix("cap-")
        name = self.meta.get("cap-display_name") or self.said.get("title", slug)
        return Person(
            f"guest:{slug}",
            name,
            slug,
            bio=self.meta.get("cap-description", ""),
            addresses=self.export.below(f"/author/{slug}/"),
        )

    def story(self):
        said = self.said
        story = Story(
            self.key,
            self.place,
            self.type,
            said.get("status") or "publish",
            said.get("title", ""),
            self._body(),
            WORDPRESS,
        )
        story.slug = said.get("post_name", "")
        story.standfirst = said.get("excerpt", "").strip()
        published = _moment(said.get("post_date_gmt")) or parse_moment(said.get("pubDate"))
        story.published_at = published or parse_moment(said.get("post_date"))
        story.changed_at = _moment(said.get("post_modified_gmt"))
        story.people, story.terms = self._people(), self._terms()
        thumbnail = self.meta.get("_thumbnail_id", "")
        story.lead_picture = f"post:{thumbnail}" if thumbnail.strip("0") else ""
        story.address = _path(said.get("link", ""))
        story.addresses = self._addresses(story)
        story.search_title = self._for_search("_yoast_wpseo_title", "rank_math_title")
        story.search_description = self._for_search("_yoast_wpseo_metadesc", "rank_math_description")
        languages = (slug for domain, slug, _name in self.categories if domain == "language")  # Polylang
        story.language = next(languages, "")
        story.group = next((slug for domain, slug, _name in self.categories if domain == GROUP), "")
        story.is_protected = self._is_protected()
        story.comments = self.comments
        story.left_out = self._left_out()
        return story

    def _is_protected(self):
        access = self.meta.get("_jetpack_newsletter_access", "")
        return bool(self.said.get("post_password")) or access not in ("", "everybody")

    def _for_search(self, yoast, rank_math):
        """Return a text for search engines of one of two plug-ins; a template is no text of this post."""
        told = self.meta.get(yoast) or self.meta.get(rank_math) or ""
        return "" if TEMPLATE.search(told) else told

    def _left_out(self):
        """Return what has no place here: terms of other kinds, and what somebody typed into fields."""
        rows = [
            (f"taxonomy {domain}", name) for domain, _slug, name in self.categories if domain not in ASKED
        ]
        # WordPress shows nobody a field whose name begins with a line.
        fields = (
            (key, value)
            for key, values in self.values.items()
            if key and key[0] != "_" and key not in READ
            for value in values
        )
        return rows + [("field", f"{key}: {value}"[:5000]) for key, value in fields if value.strip()]

    def _body(self):
        """Return the content, its block of footnotes filled from where WordPress keeps them."""
        body = self.said.get("content", "")
        with suppress(ValueError, TypeError, KeyError):
            notes = json.loads(self.meta.get("footnotes") or "[]")
            listed = "".join(NOTES.format(id=note["id"], content=note["content"]) for note in notes)
            body += f"\n\n<ol>{listed}</ol>" if listed else ""
        return body

    def _people(self):
        coauthors = [
            slug.removeprefix("cap-") for domain, slug, _name in self.categories if domain == "author"
        ]
        if coauthors:
            return [f"coauthor:{slug}" for slug in coauthors]
        return [f"author:{self.said['creator']}"] if self.said.get("creator") else []

    def _terms(self):
        terms = [
            f"{KINDS[domain]}:{slug}" for domain, slug, _name in self.categories if domain in KINDS and slug
        ]
        meta = self.meta
        main = meta.get("_yoast_wpseo_primary_category") or meta.get("rank_math_primary_category", "")
        main = self.export.terms.get(main)
        return list(dict.fromkeys([*([main] if main in terms else []), *terms]))

    def _addresses(self, story):
        short = "page_id" if self.type == "page" else "p"
        found = [f"/?{short}={self.number}", *([f"/?p={self.number}"] if short != "p" else [])]
        found += self._earlier_addresses(story.address, story.slug)
        return [each for each in dict.fromkeys(found) if each != story.address]

    def _earlier_addresses(self, address, slug):
        """Yield an address by each slug and date that the post had before: WordPress leads all of them on."""
        at = _moment(self.said.get("post_date"))
        form = next((form for form in DATED if at and at.strftime(form) in address), "")
        dates = [_moment(f"{date} 00:00:00") for date in self.values["_wp_old_date"]] if form else []
        slugs = self.values["_wp_old_slug"] if slug else []
        pairs = product([at, *filter(None, dates)], [slug, *filter(None, slugs)])
        for date, old in islice(pairs, MOST_ADDRESSES):
            dated = address.replace(at.strftime(form), date.strftime(form), 1) if form else address
            yield _with_slug(dated, slug, old)


def _with_slug(address, slug, other):
    """Return an address with another slug in its last part that is this one: /sports/sport/ has one."""
    found = re.match(rf"(.*/){re.escape(slug)}(?=(?:-\d+)?(?:[/.?]|$))", address)
    return f"{found[1]}{other}{address[found.end() :]}" if found else address


def _fields(element):
    rows = ((local(child), _text(child)) for child in element if isinstance(child.tag, str))
    # Some exporters set each value on lines of its own.
    return {name: value if name == "meta_value" else value.strip() for name, value in rows}


def _text(element):
    return (element.text or "") if not len(element) else "".join(element.itertext())


def _slug(login):
    """Return a login as WordPress puts it into an address (sanitize_title, for what logins hold)."""
    return re.sub(r"[^a-z0-9_-]+", "-", login.lower().replace(".", "-").replace("@", "")).strip("-")


def _path(address):
    """Return an address without its host."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _moment(text):
    """Return a moment of WordPress, which is in UTC; None for “0000-00-00 00:00:00” and what is none."""
    text = (text or "").strip()
    try:
        if USUAL.fullmatch(text):  # four times as fast
            return datetime.fromisoformat(text).replace(tzinfo=UTC)
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None
