"""What becomes of one record: a copy with its editions, not stored yet; or a standing page."""

import hashlib
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from articles.archive import deriving, printing
from articles.desk import auditing, importing, public_rows
from articles.models import Address, Article, Byline, Edition, Page, clock
from articles.text import commonmark, languages
from articles.text.reading import printable
from articles.text.rendering import MAX_LENGTH

from . import editions, image_import, markdown_addresses, shortcodes, site_templates
from .conversion import NAMELESS, NOWHERE, Conversion, Converted, joined, one_line, paragraphs, plain_text
from .linking import Links
from .mapping import DRAFT, PLANNED, PUBLISHED, SUBMITTED
from .models import Arrival
from .readers.fields import TAGS
from .readers.own_fields import GONE
from .records import HTML, MARKDOWN, TEXT, WORDPRESS

Stage = Article.Stage
STAGES = {PUBLISHED: Stage.APPROVED, PLANNED: Stage.APPROVED, SUBMITTED: Stage.SUBMITTED, DRAFT: Stage.DRAFT}
EARLIEST, LATEST = datetime(1600, 1, 1, tzinfo=UTC), datetime(2999, 12, 31, tzinfo=UTC)


class Writer:
    """Turns records into rows; `at` is the moment of the act that will store them."""

    def __init__(self, inventory, taxonomy, images, slugs, language, by=None):
        self.inventory, self.taxonomy, self.images, self.slugs = inventory, taxonomy, images, slugs
        self.report, self.mapping, self.by = inventory.report, inventory.mapping, by
        self.language, self.base = language, inventory.site.address or NOWHERE
        self.links = Links(inventory, slugs, self.base)
        self.owners = {address: key for key, address in slugs.items()}
        site = inventory.mapping.language or inventory.site.language
        self.site_language = self._language(site)

    # The text

    def convert(self, story):
        """Return a story's text as Markdown, with what is not in it; pictures are brought on the way."""
        converted = self._converted(story.form, story.body, story)
        left = (*story.left_out, *converted.left_out)
        converted.left_out = [tuple(map(printable, said)) for said in left]
        converted.missing = [*map(printable, converted.missing)]
        if len(converted.body) > MAX_LENGTH:
            converted.left_out.append(
                ("length", f"It has {len(converted.body)} characters; a page shows {MAX_LENGTH}.")
            )
            self.report.problem(
                story.place,
                _("its text is longer than the %(count)s characters of a page") % {"count": MAX_LENGTH},
            )
        if converted.left_out:
            self.report.counts["stories with something left out"] += 1
            self.report.left.update(dict.fromkeys((what for what, _text in converted.left_out), 1))
        return converted

    def _converted(self, form, body, story):
        """Return a text of a story, or an earlier one, as Markdown."""
        if form == TEXT:
            return Converted(plain_text(body))
        if form == MARKDOWN:
            return self._markdown(body, story)
        left = []
        if form == WORDPRESS:
            pictures, patterns = self.inventory.galleries.get(story.key, ()), self.inventory.patterns
            body, left = shortcodes.expanded(body, pictures, patterns)
        base = joined(self.base, story.address or "/")
        conversion = Conversion(
            base,
            lambda address: self.images.find(self._source(story, address)),
            lambda address: self.links.address(story, address),
        )
        converted = conversion.convert(body)
        converted.left_out = [*left, *converted.left_out]
        return converted

    def _markdown(self, body, story):
        """Write Markdown of another system; the text of another newsroom has neither templates nor HTML."""
        left = []
        if not self.images.are_taken_out:
            body, left = site_templates.plain(body, self.links.document, is_mdx=story.file.endswith(".mdx"))
        if not self.images.are_taken_out and site_templates.has_html(body):
            converted = self._converted(HTML, commonmark.with_html(body), story)
        else:
            converted = self._rewritten(body, story)
        converted.left_out = [*left, *converted.left_out]
        return converted

    def _source(self, story, source):
        """Return where a picture is: beside the story's file if it is there, else as its page sees it."""
        if ":" in source.partition("/")[0]:  # it is whole, or a key
            return source
        return self._beside(story, source) or joined(joined(self.base, story.address or "/"), source)

    def _beside(self, story, source):
        """Return where a picture is if the story's file has it beside; or nothing."""
        if not story.file or source.startswith("/") or ":" in source.partition("/")[0]:
            return ""
        beside = joined(f"/{story.file}", source)
        return beside if self.images.is_there(beside) else ""

    def _rewritten(self, body, story):
        """Leave Markdown as it is, but for its pictures and its links to other stories."""
        converted = Converted("")

        def picture(match):
            alt, source, double, single = match.group("alt", "source", "double", "single")
            if source.startswith("image:"):
                return match[0]
            found = self.images.find(self._source(story, source))
            if not found:
                converted.missing.append(source)
                return alt
            converted.pictures.append(found[0])
            title = double or single or ""
            return f"![{alt}](image:{found[0]}" + (f' "{title}")' if title and title != found[2] else ")")

        def link(match):
            address = match["address"]
            new = "" if address.startswith(("#", "mailto:", "image:")) else self.links.address(story, address)
            return match["open"] + (new or address)

        converted.body = markdown_addresses.rewritten(printable(body).strip("\n").rstrip(), picture, link)
        return converted

    # The copy

    def fields(self, story, converted):
        """Return the values of the copy's fields."""
        left = converted.left_out
        section, topics, type_of_work = self.taxonomy.of(story)
        headline = one_line(story.headline, story.form)
        if not headline and "headline" in story.redacted:
            headline = _("[redacted]")
        if not headline:
            headline = " ".join(plain_text(TAGS.sub(" ", converted.body)).split()[:10]) or NAMELESS
            self.report.problem(story.place, _("it has no headline: its first words stand for one"))
        lead = self._lead_row(story)
        if story.lead_picture and not lead:
            converted.missing.append(printable(story.lead_picture))
        return {
            "headline": _fit("headline", headline, 300, left),
            "slug": self.slugs.get(story.key, "").removeprefix("/articles/").strip("/"),
            "standfirst": paragraphs(story.standfirst, story.form),
            "body": converted.body,
            "section": section,
            "type_of_work": type_of_work or Article.TypeOfWork.NEWS,
            "language": self._language(story.language) if story.language else self.site_language,
            "lead_image_id": lead[3] if lead else None,
            "translation_of": self._original(story),
            "search_title": _fit("search title", one_line(story.search_title, story.form), 100, left),
            "search_description": _fit(
                "search description", one_line(story.search_description, story.form), 300, left
            ),
        } | story.columns, topics

    def _original(self, story):
        """Return the story that a story translates: it was brought before."""
        if story.key not in self.inventory.translations:
            return None
        key = self.inventory.translations[story.key]
        arrivals = Arrival.objects.filter(origin=self.images.importing.origin, key=key or "")
        arrival = arrivals.select_related("article").first()
        if arrival is None or arrival.article is None:
            self.report.problem(story.place, _("the story that it translates was not brought"))
        return arrival and arrival.article

    def _lead_row(self, story):
        lead, words = story.lead_picture, image_import.words_as_kept(story.lead_alt, story.lead_caption)
        return self.images.row(self._beside(story, lead) or lead, **words) if lead else None

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
        if story.state.strip().lower() == GONE and not editions.has_ended(story, at):
            self.report.problem(story.place, _("it does not say how it ended: it was brought as a draft"))
            return DRAFT
        if moment is None or not EARLIEST <= moment <= LATEST:
            self.report.problem(
                story.place, _("it has no moment of publication that can be read: it was brought as a draft")
            )
            return DRAFT
        if outcome == PLANNED and moment <= at:
            self.report.problem(story.place, _("its planned moment has passed: it was brought as a draft"))
            return DRAFT
        if outcome == PUBLISHED and moment > at:
            self.report.problem(
                story.place, _("it is public and its moment is ahead: it was brought as a plan")
            )
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
        citations = self.taxonomy.citations(story, converted.body)
        rows = importing.Rows(article, bylines, citations, set(topics), [])
        if outcome in (PUBLISHED, PLANNED):
            printed = {
                name: [each.as_printed() for each in found]
                for name, found in (("byline", bylines), ("citations", citations), ("topics", topics))
            }
            rows.editions.extend(self._editions(article, story, converted, at, log, printed))
            return self._go_on_with_plan(rows, story, converted)
        return rows

    def bylines(self, story):
        """Return the unsaved byline of a story, or of an earlier text of one."""
        return [
            Byline(
                order=order, role=role, **({"name": who[:200]} if isinstance(who, str) else {"person": who})
            )
            for order, (who, role) in enumerate(self.taxonomy.byline(story.people, story.roles).items())
        ]

    def _editions(self, article, story, converted, at, log, printed):
        """Return a story's editions: what revisions prove, else its text, and a later change as an update."""
        private = {"by": self.by.username} if self.by else {}
        said = {"article": article, "recorded_at": at, "published_by": self.by,
                "private": {**private, **({"log": log} if log else {})}, **printed}  # fmt: skip
        found = []
        for kind, moment, note, revision in self._moments(story, converted, at):
            converted.leads.append(self._lead(revision, article))
            fields = said | printing.story_fields(article) | self._earlier(revision, story, converted)
            gone = (revision or story).redacted
            fields |= {"headline": ""} if revision is None and _is_gone("headline", gone) else {}
            found.append(Edition(**fields, kind=kind, live_from=clock.whole_milliseconds(moment), note=note))
            converted.redacted.append(gone)
        return found

    def _moments(self, story, converted, at):
        """Return the editions of a story; a planned text that comes too late is kept beside it."""
        plan = editions.planned(story)
        if plan and plan[1] <= at:
            converted.left_out.append(("planned text", f"{plan[3].headline}\n\n{plan[3].body}"))
            sentence = _("the planned moment of its next text has passed: what is live there came alone")
            self.report.problem(story.place, sentence)
        kept = self.inventory.revisions.get(story.key, [])
        return editions.moments(story, kept, self.mapping.updates, at)

    def _go_on_with_plan(self, rows, story, converted):
        """Let the copy say what is planned, as it did in the other newsroom."""
        plan, texts = editions.planned(story), [each for each in rows.editions if each.has_text]
        if plan is None or texts[-1].live_from != clock.whole_milliseconds(plan[1]):
            return rows
        edition, revision, article = texts[-1], plan[3], rows.article
        for name in (*Article.CORRECTABLE, "slug", "section"):
            setattr(article, name, getattr(edition, name))
        article.lead_image_id = converted.leads[rows.editions.index(edition)]
        return rows._replace(
            bylines=self.bylines(revision),
            citations=self.taxonomy.voices.cited(revision.citations),
            topics=set(self.taxonomy.of(revision)[1]),
        )

    def _lead(self, revision, article):
        if revision is None or revision.lead_picture is None:
            return article.lead_image_id
        lead = self.images.row(revision.lead_picture)
        return lead[3] if lead else None

    def _earlier(self, revision, story, converted):
        """Return the fields of an earlier edition that differ; its pictures are printed with the story's."""
        if revision is None:
            return {}
        earlier = self._converted(story.form, revision.body, story)
        converted.pictures += earlier.pictures
        headline = _fit("headline", one_line(revision.headline, story.form), 300, [])
        found = {
            "headline": headline,
            "standfirst": paragraphs(revision.standfirst, story.form),
            "body": earlier.body,
        }
        if revision.people is not None:
            found["byline"] = [row.as_printed() for row in self.bylines(revision)]
        if revision.terms is not None:
            section, topics, _type = self.taxonomy.of(revision)
            found["citations"] = [row.as_printed() for row in self.taxonomy.voices.cited(revision.citations)]
            found |= {"section": section, "topics": [row.as_printed() for row in topics], **revision.columns}
        if revision.slug and self._is_free(revision.slug, story.key):
            found["slug"] = revision.slug
        return found

    def _is_free(self, slug, key):
        """Ask whether a slug that a story had before is no other one's, here or in the archive."""
        if self.owners.setdefault(f"/articles/{slug}/", key) != key:
            return False
        return not any(model.objects.filter(slug=slug).exists() for model in (Address, Article))

    def finish(self, batch):
        """Print, join, seal and derive the editions of a batch; one query finds all of its pictures."""
        keys = {key for rows, converted in batch for key in converted.pictures}
        leads = {lead for _rows, converted in batch for lead in converted.leads} - {None}
        by_key = image_import.printed(keys)
        by_pk = image_import.by_primary_key(leads, by_key)
        for rows, converted in batch:
            self._print(rows, converted, by_key, by_pk)

    def _print(self, rows, converted, by_key, by_pk):
        told = zip(rows.editions, converted.leads, converted.redacted, strict=True)
        for edition, key, redacted in told:
            lead = by_pk.get(key)
            shown = [by_key[key] for key in _keys_in(edition.body) if key in by_key and by_key[key] != lead]
            edition.pictures = printing.lead_first(lead, shown)
            printing.print_section(edition)
            if redacted:
                importing.mark_redacted(edition, redacted)
        importing.tile(rows.editions)
        for before, edition in zip([None, *rows.editions], rows.editions, strict=False):
            deriving.derive(edition, before, self.language)

    # Standing pages

    def page(self, story, converted):
        """Return a new standing page."""
        slug = self.slugs[story.key].removeprefix("/pages/").strip("/")
        headline = _fit("headline", one_line(story.headline, story.form), 200, converted.left_out) or NAMELESS
        position = 100 if story.position is None else story.position
        return Page(
            headline=headline,
            slug=slug,
            body=converted.body,
            is_published=self._is_public(story),
            position=position,
        )

    def _is_public(self, page):
        """Ask whether readers see a standing page; it has no plan, so one of tomorrow waits for the desk."""
        is_public = self.mapping.state(page) == PUBLISHED
        if is_public and page.published_at and page.published_at > clock.server_time():
            self.report.problem(page.place, _("it is a page whose moment is ahead: it was not published"))
            return False
        return is_public


def _is_gone(field, redacted):
    return field in redacted and not redacted[field][2]


def store_page(page, importing_row):
    """Store a standing page; the log keeps what readers see of it."""
    page.save()
    if page.is_published:
        told = {"page": [public_rows.words_of(page)]}
        said = {"by": importing_row.by, "headline": importing_row.origin, "first": told}
        auditing.log("begin_import", "import", importing_row.pk, **said)


def page_digest(page):
    return hashlib.sha256(f"{page.headline}\0{page.body}".encode()).hexdigest()


def _keys_in(body):
    return list(dict.fromkeys(key.lower() for key in markdown_addresses.KEY_OF_PICTURE.findall(body)))


def _fit(what, value, limit, left):
    """Cut a value where its column ends, and keep the whole beside the story."""
    if len(value) <= limit:
        return value
    left.append((what, value))
    return value[: limit - 1].rsplit(" ", 1)[0][: limit - 1] + "…"
