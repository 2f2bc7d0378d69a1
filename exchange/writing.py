"""What becomes of one record: a copy with its editions, not stored yet; or a standing page."""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import unquote, urljoin

from articles.archive import deriving, printing
from articles.desk import importing
from articles.models import Article, Byline, Edition, Page
from articles.text import languages, romanising
from articles.text.reading import printable
from articles.text.rendering import MAX_LENGTH

from . import addresses, image_import, shortcodes
from .conversion import Conversion, Converted, lines
from .mapping import DRAFT, PLANNED, PUBLISHED, SUBMITTED
from .records import MARKDOWN, TEXT, WORDPRESS

Kind, Stage = Edition.Kind, Article.Stage
STAGES = {PUBLISHED: Stage.APPROVED, PLANNED: Stage.APPROVED, SUBMITTED: Stage.SUBMITTED, DRAFT: Stage.DRAFT}
EARLIEST = datetime(1600, 1, 1, tzinfo=UTC)
LATER = timedelta(minutes=1)  # a change sooner than this is the publication itself
CHANGED = "Changed in the system that this story came from, which kept no earlier text."
NAMELESS = "(no headline)"
TAGS = re.compile(r"<[^<>]*>")
MARKDOWN_PICTURE = re.compile(r"""!\[([^\]\n]*)\]\(<?([^\s)>]+)>?(?:\s+(?:"([^"\n]*)"|'([^'\n]*)'))?\)""")
MARKDOWN_LINK = re.compile(r"(?<=\]\()(<?)([^\s)>]+)")


class Writer:
    """Turns records into rows; `at` is the moment of the act that will store them."""

    def __init__(self, inventory, taxonomy, images, slugs, language, by=None):
        self.inventory, self.taxonomy, self.images, self.slugs = inventory, taxonomy, images, slugs
        self.report, self.mapping, self.by = inventory.report, inventory.mapping, by
        self.language, self.base = language, inventory.site.address or "https://old.invalid"
        site = inventory.mapping.language or inventory.site.language
        self.site_language = self._language(site)

    # The text

    def convert(self, story):
        """Return a story's text as Markdown, with what is not in it; pictures are brought on the way."""
        converted = self._converted(story.form, story.body, story.address)
        converted.left_out = [*story.left_out, *converted.left_out]
        if len(converted.body) > MAX_LENGTH:
            converted.left_out.append(
                ("length", f"It has {len(converted.body)} characters; a page shows {MAX_LENGTH}.")
            )
            self.report.problem(story.place, f"its text is longer than the {MAX_LENGTH} characters of a page")
        if converted.left_out:
            self.report.counts["stories with something left out"] += 1
            self.report.left.update(dict.fromkeys((what for what, _text in converted.left_out), 1))
        return converted

    def _converted(self, form, body, address):
        if form == TEXT:
            return Converted(_plain_text(body))
        if form == MARKDOWN:
            return self._markdown(body, address)
        left = []
        if form == WORDPRESS:
            body, left = shortcodes.expanded(body)
        conversion = Conversion(urljoin(self.base, address or "/"), self.images.find, self._new_address)
        converted = conversion.convert(body)
        converted.left_out = [*left, *converted.left_out]
        return converted

    def _markdown(self, body, address):
        """Leave Markdown as it is, but for its pictures and its links to other stories."""
        converted, base = Converted(""), urljoin(self.base, address or "/")

        def picture(match):
            alt, source, double, single = match.groups()
            if source.startswith("image:"):
                return match[0]
            found = self.images.find(source if "://" in source else urljoin(base, source))
            if not found:
                converted.missing.append(source)
                return alt
            converted.pictures.append(found[0])
            title = double or single or ""
            return f"![{alt}](image:{found[0]}" + (f' "{title}")' if title and title != found[2] else ")")

        def link(match):
            new = (
                self._new_address(urljoin(base, match[2]))
                if not match[2].startswith(("#", "mailto:", "image:"))
                else ""
            )
            return match[1] + (new or match[2])

        converted.body = MARKDOWN_LINK.sub(link, MARKDOWN_PICTURE.sub(picture, printable(body).strip()))
        return converted

    def _new_address(self, address):
        """Return where another story of the archive stands here, or ""."""
        if "://" in address and not self._is_of_site(address):
            return ""
        for form in addresses.forms(address):
            key = self.inventory.stories.get(form)
            slug = self.slugs.get(key) if key else None
            if slug:
                fragment = address.partition("#")[2]
                return slug + (f"#{fragment}" if fragment else "")
        return ""

    def _is_of_site(self, address):
        host = address.partition("://")[2].partition("/")[0].lower().removeprefix("www.")
        return host == self.base.partition("://")[2].partition("/")[0].lower().removeprefix("www.")

    # The copy

    def fields(self, story, converted):
        """Return the values of the copy's fields."""
        left = converted.left_out
        section, topics, type_of_work = self.taxonomy.of(story)
        headline = _one_line(story.headline)
        if not headline:
            headline = " ".join(_plain_text(TAGS.sub(" ", converted.body)).split()[:10]) or NAMELESS
            self.report.problem(story.place, "it has no headline: its first words stand for one")
        lead = self.images.row(story.lead_picture) if story.lead_picture else None
        if story.lead_picture and not lead:
            converted.missing.append(story.lead_picture)
        return {
            "headline": _fit("headline", headline, 300, left),
            "slug": self.slugs.get(story.key, "").removeprefix("/articles/").strip("/"),
            "standfirst": _paragraphs(story.standfirst),
            "body": converted.body,
            "section": section,
            "type_of_work": type_of_work or Article.TypeOfWork.NEWS,
            "language": self._language(story.language) if story.language else self.site_language,
            "lead_image_id": lead[3] if lead else None,
            "search_title": _fit("search title", _one_line(story.search_title), 100, left),
            "search_description": _fit("search description", _one_line(story.search_description), 300, left),
        }, topics

    def _language(self, tag):
        """Return a language's tag, empty where it is the paper's own; an unknown one is left out."""
        tag = tag.replace("_", "-").strip()
        if not tag or tag.lower().partition("-")[0] == self.language.partition("-")[0]:
            return ""
        try:
            return languages.standard_tag(tag)[:35]
        except languages.UnknownLanguage:
            return ""

    def outcome(self, story, at):
        """Return what becomes of a story now; a moment that can't be is a problem, and the story a draft."""
        outcome, moment = self.mapping.state(story), story.published_at
        if outcome not in (PUBLISHED, PLANNED):
            return outcome
        if moment is None or moment < EARLIEST:
            self.report.problem(
                story.place, "it has no moment of publication that can be read: it was brought as a draft"
            )
            return DRAFT
        if outcome == PLANNED and moment <= at:
            self.report.problem(story.place, "its planned moment has passed: it was brought as a draft")
            return DRAFT
        if outcome == PUBLISHED and moment > at:
            self.report.problem(story.place, "it is public and its moment is ahead: it was brought as a plan")
            return PLANNED
        return outcome

    def rows(self, story, converted, at, log):
        """Return the unsaved rows of a new story."""
        values, topics = self.fields(story, converted)
        outcome = self.outcome(story, at)
        article = Article(
            **values, stage=STAGES[outcome], created_by=self.by, created_at=at, updated_at=at,
            approved_version=1 if STAGES[outcome] == Stage.APPROVED else None,
        )  # fmt: skip
        bylines = self.bylines(story)
        rows = importing.Rows(article, bylines, [], set(topics), [])
        if outcome in (PUBLISHED, PLANNED):
            rows.editions.extend(self._editions(article, story, converted, at, log))
        return rows

    def bylines(self, story):
        return [
            Byline(order=order, **({"name": who[:200]} if isinstance(who, str) else {"person": who}))
            for order, who in enumerate(self.taxonomy.byline(story))
        ]

    def _editions(self, article, story, converted, at, log):
        """Return a story's editions: what revisions prove, else its text, and a later change as an update."""
        private = {"by": self.by.username} if self.by else {}
        said = {"article": article, "recorded_at": at, "published_by": self.by,
                "private": {**private, **({"log": log} if log else {})}}  # fmt: skip
        moments = self._moments(story, at)
        return [
            Edition(**said, kind=kind, live_from=_milliseconds(moment), note=note,
                    **(printing.story_fields(article) | self._earlier(revision, story)))
            for kind, moment, note, revision in moments
        ]  # fmt: skip

    def _moments(self, story, at):
        """Return (kind, moment, note, revision or None) of each edition, the oldest first."""
        published, changed = story.published_at, story.changed_at
        kept = self.inventory.revisions.get(story.key, [])
        after = [row for row in kept if row.at >= published + LATER and row.at <= at]
        before = [row for row in kept if row.at < published + LATER]
        if not after:
            found = [(Kind.FIRST, published, "", None)]
            if self.mapping.updates and changed and published + LATER <= changed <= at:
                found.append((Kind.UPDATE, changed, CHANGED, None))
            return found
        # Each revision is what the story said from its moment on; the newest is the text itself.
        texts = [before[-1] if before else after[0], *after[:-1], None]
        moments = [published, *(row.at for row in after)]
        return [
            (Kind.UPDATE if place else Kind.FIRST, moment, CHANGED if place == 1 and not before else "", text)
            for place, (moment, text) in enumerate(zip(moments, texts, strict=True))
        ]

    def _earlier(self, revision, story):
        if revision is None:
            return {}
        body = self._converted(story.form, revision.body, story.address).body
        headline = _fit("headline", _one_line(revision.headline), 300, [])
        return {"headline": headline, "standfirst": _paragraphs(revision.standfirst), "body": body}

    def finish(self, batch):
        """Print, join, seal and derive the editions of a batch; one query finds all of its pictures."""
        keys = {key for rows, converted in batch for key in converted.pictures}
        leads = {rows.article.lead_image_id for rows, _converted in batch} - {None}
        by_key = image_import.printed(keys)
        by_pk = image_import.by_primary_key(leads, by_key)
        for rows, _converted in batch:
            self._print(rows, by_key, by_pk)

    def _print(self, rows, by_key, by_pk):
        byline = [row.as_printed() for row in rows.bylines]
        topics = [row.as_printed() for row in sorted(rows.topics, key=str)]
        lead = by_pk.get(rows.article.lead_image_id)
        for edition in rows.editions:
            edition.byline, edition.topics = byline, topics
            shown = [by_key[key] for key in _keys_in(edition.body) if key in by_key and by_key[key] != lead]
            edition.pictures = [
                *([lead.as_printed(is_lead=True)] if lead else []),
                *(row.as_printed() for row in shown),
            ]
            printing.print_section(edition)
        importing.tile(rows.editions)
        for before, edition in zip([None, *rows.editions], rows.editions, strict=False):
            deriving.derive(edition, before, self.language)

    # Standing pages

    def page(self, story, converted):
        """Return a new standing page."""
        slug = self.slugs[story.key].removeprefix("/pages/").strip("/")
        headline = _fit("headline", _one_line(story.headline), 200, converted.left_out) or NAMELESS
        is_public = self.mapping.state(story) == PUBLISHED
        return Page(headline=headline, slug=slug, body=converted.body, is_published=is_public, position=100)


def page_digest(page):
    return hashlib.sha256(f"{page.headline}\0{page.body}".encode()).hexdigest()


KEY_IN_TEXT = re.compile(r"\]\(image:([0-9a-fA-F-]{36})")


def _keys_in(body):
    return list(dict.fromkeys(key.lower() for key in KEY_IN_TEXT.findall(body)))


def _milliseconds(moment):
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _one_line(text):
    return " ".join(printable(unescape(TAGS.sub("", text))).split())


def _paragraphs(text):
    """Return some HTML, or plain text, as plain paragraphs."""
    text = printable(text)
    if "<" in text or "&" in text:
        return "\n\n".join(lines(text))
    return text.strip()


def _plain_text(text):
    return printable(text).replace("\r\n", "\n").replace("\r", "\n").strip()


def _fit(what, value, limit, left):
    """Cut a value where its column ends, and keep the whole beside the story."""
    if len(value) <= limit:
        return value
    left.append((what, value))
    return value[: limit - 1].rsplit(" ", 1)[0][: limit - 1] + "…"


def slug_of(wish, headline, language):
    return (
        romanising.slug(unquote(wish or ""), language, longest=140)
        or romanising.slug(headline, language, longest=140)
        or "story"
    )
