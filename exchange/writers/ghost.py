"""Ghost: one export as JSON, as its importer reads it; written as it goes, table by table.

Lengths are those of Ghost's own schema: what is longer is refused there.
"""

import json
import shutil
import tempfile
import uuid
from pathlib import Path

from django.utils.html import escape

from articles.archive.digests import iso_milliseconds
from articles.models.named import numbered

from .leaving import Logins, caption

VERSION = "5.0.0"  # what it is an export of; later ones read it
TABLES = ("posts", "posts_meta", "posts_authors", "posts_tags", "users", "tags")
HEADLINE, SLUG, EXCERPT, NAME, ALT, TITLE, DESCRIPTION, LOCALE = 255, 185, 300, 185, 125, 300, 500, 6
IMAGES, MEDIA = "__GHOST_URL__/content/images/newsroom/", "__GHOST_URL__/content/media/newsroom/"
ROUTES = """# Upload it in Ghost under Settings → Labs, so that every address of a story stays.
routes:
collections:
  /:
    permalink: /articles/{slug}/
    template: index
taxonomies:
  tag: /topics/{slug}/
  author: /people/{slug}/
"""
REDIRECTS = """# Upload it in Ghost under Settings → Labs.
301:
{pages}  ^/sections/([^/]+)/?$: /topics/$1/
  ^/pages/([^/]+)/?$: /$1/
"""


class GhostWriter:
    """Writes stories into one file; `files` are {key of a picture: its file in the taken-out folder}."""

    def __init__(self, folder, paper, files, at):
        self.folder, self.paper, self.files, self.at = Path(folder), paper, files, at
        self.tables = {name: tempfile.TemporaryFile("w+", encoding="utf-8") for name in TABLES}  # noqa: SIM115
        self.begun = set()
        self.users, self.tags = {}, {}
        self.logins, self.slugs = Logins(), set()
        self.redirects, self.pages = [], []

    def add(self, story):
        ident = identity(story.key)
        lead = self._address(story.lead)
        html = story.html(self._picture, _link)
        excerpt = cut(story.excerpt, EXCERPT)
        if excerpt != story.excerpt:  # the whole of it stands in the text
            html = f"<p>{escape(story.excerpt)}</p>\n{html}"
        language = story.language if 0 < len(story.language) <= LOCALE else None
        self._row("posts", {
            "id": ident, "uuid": story.uid or str(uuid.uuid5(uuid.NAMESPACE_URL, story.slug)),
            "title": cut(story.headline, HEADLINE), "slug": self._slug(story), "html": html,
            "feature_image": lead or None, "featured": 0, "type": "page" if story.is_page else "post",
            "status": "published", "visibility": "public", "locale": language,
            "custom_excerpt": excerpt or None, "created_at": iso_milliseconds(story.published_at),
            "published_at": iso_milliseconds(story.published_at),
            "updated_at": iso_milliseconds(story.changed_at),
        })  # fmt: skip
        self._row("posts_meta", {
            "id": ident, "post_id": ident, "meta_title": cut(story.search_title, TITLE) or None,
            "meta_description": cut(story.search_description, DESCRIPTION) or None,
            "feature_image_alt": cut(story.lead.get("alt", ""), ALT) or None if lead else None,
            "feature_image_caption": escape(caption(story.lead)) or None if lead else None,
        })  # fmt: skip
        self._join("posts_authors", "author_id", ident, self.users, story.authors)
        tags = [*([story.section] if story.section else []), *story.topics]
        self._join("posts_tags", "tag_id", ident, self.tags, dict.fromkeys(tags))
        if not story.is_page:
            self.redirects += [(slug, story.slug) for slug in story.old_slugs]

    def _slug(self, story):
        """Return the slug of a story, or a free one for a page that has a story's: Ghost drops the second."""
        slug = next(each for each in numbered(story.slug[:SLUG]) if each not in self.slugs)
        self.slugs.add(slug)
        if story.is_page and slug != story.slug:
            self.pages.append((story.slug, slug))
        return slug

    def _join(self, table, column, ident, known, things):
        """Write which authors, or tags, a post has; each is numbered as it first comes."""
        for order, (slug, name) in enumerate(things):
            number, _name = known.setdefault(slug, (identity(len(known) + 1), name))
            joined = identity(int(ident, 16) * 1000 + order)
            self._row(table, {"id": joined, "post_id": ident, column: number, "sort_order": order})

    def _address(self, picture):
        file = self.files.get(picture.get("key", ""))
        if not file:
            return ""
        is_recording = picture.get("media_type", "").startswith(("video/", "audio/"))
        return (MEDIA if is_recording else IMAGES) + file.rpartition("/")[2]

    def _picture(self, picture):
        address, words = escape(self._address(picture)), escape(caption(picture))
        if not address:
            return ""
        below = f"<figcaption>{words}</figcaption>" if words else ""
        kind = picture.get("media_type", "").partition("/")[0]
        if kind in ("video", "audio"):
            return f'<figure class="kg-card"><{kind} controls src="{address}"></{kind}>{below}</figure>\n'
        image = f'<img src="{address}" class="kg-image" alt="{escape(picture.get("alt", ""))}">'
        return f'<figure class="kg-card kg-image-card">{image}{below}</figure>\n'

    def _row(self, table, row):
        file = self.tables[table]
        file.write(",\n" if table in self.begun else "")
        self.begun.add(table)
        json.dump({key: value for key, value in row.items() if value is not None}, file, ensure_ascii=False)

    def close(self):
        """Write who and what posts name, then the file, table by table."""
        for slug, (ident, name) in self.users.items():
            # Nobody is written to at such an address (RFC 2606); Ghost asks for one.
            said = {
                "slug": slug[:SLUG],
                "email": f"{self.logins[slug]}@example.com",
                "roles": ["Contributor"],
            }
            self._row("users", {"id": ident, "name": cut(name, NAME), **said})
        for slug, (ident, name) in self.tags.items():
            self._row(
                "tags", {"id": ident, "name": cut(name, NAME), "slug": slug[:SLUG], "visibility": "public"}
            )
        meta = json.dumps({"exported_on": int(self.at.timestamp() * 1000), "version": VERSION})
        with (self.folder / "ghost.json").open("w", encoding="utf-8") as out:
            out.write(f'{{"db": [{{"meta": {meta}, "data": {{\n')
            for place, (name, file) in enumerate(self.tables.items()):
                out.write(f'{", " if place else ""}"{name}": [\n')
                file.seek(0)
                shutil.copyfileobj(file, out)
                file.close()
                out.write("\n]")
            out.write("}}]}\n")
        (self.folder / "routes.yaml").write_text(ROUTES, "utf-8")
        pages = "".join(f"  ^/pages/{old}/?$: /{new}/\n" for old, new in self.pages)
        stories = "".join(f"  ^/articles/{old}/?$: /articles/{new}/\n" for old, new in self.redirects)
        (self.folder / "redirects.yaml").write_text(REDIRECTS.format(pages=pages) + stories, "utf-8")


def _link(embed):
    address = escape(embed.address)
    return f'<p><a href="{address}">{address}</a></p>\n'


def identity(number):
    """Return a number as Ghost's ids are: 24 hexadecimal digits."""
    return f"{number:024x}"[-24:]


def cut(text, most):
    """Shorten a text at a word to so many characters."""
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0][: most - 1] + "…"
