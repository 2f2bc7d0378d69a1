"""One import: previewed, brought in batches, and gone on with after a stop."""

from contextlib import contextmanager

from django.db import IntegrityError, transaction
from django.urls import Resolver404, resolve
from django.utils import translation

from articles import search
from articles.archive import act_chain
from articles.desk import auditing, importing
from articles.models import Address, Article, Edition, Page, Publication, clock, site_state
from articles.models.named import numbered

from . import addresses
from .image_import import ImageImport
from .inventory import Inventory, Report, batches
from .mapping import LEAVE, PAGE, PUBLISHED, Mapping
from .models import Arrival, Import
from .records import Picture, Site, Story
from .taxonomy import IN, Taxonomy, stand
from .writing import Writer, page_digest, slug_of

BATCH = 100
Kind = Edition.Kind


class Refused(Exception):
    """An import that can't go on, with a sentence that names the remedy."""


class ImportJob:
    """All sources of one archive, under one mapping."""

    def __init__(self, sources, mapping=None, media=None, fetcher=None, by=None, origin=""):
        self.sources, self.mapping, self.by = sources, mapping or Mapping(), by
        self.media, self.fetcher = media, fetcher
        for source in sources:
            source.fields = self.mapping.fields
        self.form = sources[0].form
        self.given_origin = origin or self.mapping.origin
        self.report = Report()

    # Preview

    def preview(self, each=lambda done: None):
        """Read everything and write nothing; return the report."""
        inventory = Inventory(self.mapping, self.report, decided=decided(self._origin_first()))
        inventory.counts_losses = True
        inventory.read(self.sources, each)
        self._count(inventory)
        self.inventory = inventory
        return self.report

    def _count(self, inventory):
        counts = self.report.counts
        for noun, rules, used in (
            ("terms", self.mapping.terms, inventory.named),
            ("people", self.mapping.people, inventory.written),
        ):
            for key in used:
                rule = rules.get(key)
                counts[f"{noun}, {rule[0] if rule else LEAVE}"] += 1
        for key, picture in inventory.pictures.items():
            file = self.media.open(picture.address) if self.media else None
            counts["pictures that are there" if file else "pictures that are missing"] += 1
            if file:
                file.close()
            elif self.media:
                self.report.problem(key, f"{picture.address} is not among the media")

    def mapping_file(self):
        """Return the mapping as a file, complete for this archive."""
        inventory = self.inventory
        self.mapping.origin = self.mapping.origin or self._origin(inventory)
        return self.mapping.as_toml(inventory.states, inventory.types, inventory.names())

    def _origin(self, inventory):
        if self.given_origin:
            return self.given_origin[:200]
        site = inventory.site.address.partition("://")[2].strip("/") or self.sources[0].path.resolve().name
        return site[:200]

    # Bring

    def bring(self, each=lambda done, of: None):
        """Bring what is new or changed since the last run; raise Refused. What is stored stays stored."""
        origin = self._origin_first()
        known = dict(
            Arrival.objects.filter(origin=origin)
            .exclude(source_digest="")
            .values_list("key", "source_digest")
        )
        inventory = Inventory(self.mapping, self.report, known, decided(origin))
        inventory.read(self.sources)
        self.inventory = inventory
        with plain_database_errors():
            self.importing = Import.objects.create(
                origin=origin, form=self.form, by=self.by, started_at=clock.now(), mapping=self.mapping.rules
            )
            return self._bring(inventory, each)

    def _origin_first(self):
        """Return whose archive it is, which the first records of a file tell."""
        if self.given_origin:
            return self.given_origin[:200]
        inventory = Inventory(self.mapping, Report())
        for source in self.sources:
            for record in source.records():
                if type(record) is Story:
                    break
                if type(record) is Site:
                    inventory.site = record
        return self._origin(inventory)

    def _bring(self, inventory, each):
        publication = Publication.objects.current()
        with translation.override(publication.language):
            taxonomy = Taxonomy(inventory, self.importing)
            with transaction.atomic():
                clock.lock()
                taxonomy.make()
            images = ImageImport(inventory, self.importing, self.media, self.fetcher)
            incomplete = self._incomplete(images)
            wanted = inventory.changed | incomplete
            slugs = self._slugs(inventory, publication.language)
            self.writer = Writer(inventory, taxonomy, images, slugs, publication.language, self.by)
            self._bring_stories(wanted, each)
        self._end()
        return self.importing

    def _bring_stories(self, wanted, each):
        done, of, met = 0, len(wanted), set()
        for batch in batches(self._stories(wanted, met), BATCH):
            self._bring_batch(batch)
            self.writer.images.at_hand.clear()
            done += len(batch)
            each(done, of)

    def _stories(self, wanted, met):
        """Yield the records that are to be brought, each key once."""
        for source in self.sources:
            for record in source.records():
                if type(record) is Picture and record.data:
                    self.writer.images.at_hand[record.key] = record.data
                if type(record) is not Story or record.key not in wanted or record.key in met:
                    continue
                met.add(record.key)
                yield record

    def _incomplete(self, images):
        """Return the keys of stories whose missing pictures can be had now."""
        rows = (
            Arrival.objects.filter(origin=self.importing.origin)
            .exclude(missing=[])
            .values_list("key", "missing")
        )
        return {
            key for key, missing in rows.iterator()
            if key in self.inventory.slugs and any(images.can_find(address) for address in missing)
        }  # fmt: skip

    def _slugs(self, inventory, language):
        """Give each story its address here, before the first is written: stories link to each other."""
        origin = self.importing.origin
        there = Arrival.objects.filter(origin=origin, article__isnull=False).values_list(
            "key", "article__slug"
        )
        found = {key: f"/articles/{slug}/" for key, slug in there if slug}
        pages = Arrival.objects.filter(origin=origin, page__isnull=False).values_list("key", "page__slug")
        found |= {key: f"/pages/{slug}/" for key, slug in pages}
        wishes = {
            key: slug_of(wish, key, language)
            for key, wish in inventory.slugs.items() if wish is not None and key not in found
        }  # fmt: skip
        taken = self._taken(set(wishes.values())) | {address.split("/")[2] for address in found.values()}
        counters = {}
        for key, base in wishes.items():
            slug = base
            if slug in taken:
                counter = counters.setdefault(base, numbered(base))
                slug = next(each for each in counter if each not in taken)
            taken.add(slug)
            found[key] = f"/pages/{slug}/" if key in inventory.pages else f"/articles/{slug}/"
        return found

    def _taken(self, slugs):
        """Return those of some slugs that are taken here, and their numbered forms."""
        found, slugs = set(), list(slugs)
        for start in range(0, len(slugs), IN):
            part = slugs[start : start + IN]
            found.update(Address.objects.filter(slug__in=part).values_list("slug", flat=True))
            found.update(Article.objects.filter(slug__in=part).values_list("slug", flat=True))
            found.update(Page.objects.filter(slug__in=part).values_list("slug", flat=True))
        for slug in list(found):
            found.update(Address.objects.filter(slug__startswith=f"{slug}-").values_list("slug", flat=True))
        return found

    # A batch

    def _bring_batch(self, batch):
        """Write the texts of a batch, then store them in one transaction: all of it, or nothing."""
        converted = [self.writer.convert(story) for story in batch]
        with transaction.atomic(), search.at_the_end():
            at, log = clock.begin_act(), act_chain.newest_digest()
            known = self._known(batch)
            new, pages = [], []
            for story, text in zip(batch, converted, strict=True):
                if story.key in known:
                    self._renew(known[story.key], story, text, at)
                elif self.mapping.type(story) == PAGE:
                    pages.append((story, text))
                else:
                    new.append((story, text, self.writer.rows(story, text, at, log)))
            self._store(new, at)
            self._store_pages(pages)
            site_state.replace_token()

    def _known(self, batch):
        keys = [story.key for story in batch]
        rows = Arrival.objects.filter(origin=self.importing.origin, key__in=keys).select_related("page")
        return {row.key: row for row in rows}

    def _store(self, new, at):
        self.writer.finish([(rows, text) for _story, text, rows in new])
        importing.store([rows for _story, _text, rows in new], at, self.by)
        search.index_many([edition for _story, _text, rows in new for edition in rows.editions])
        for _story, _text, rows in new:
            search.index_copy(rows.article.pk, rows.article)
        Arrival.objects.bulk_create(
            Arrival(
                origin=self.importing.origin, key=story.key, brought_by=self.importing, is_new=True,
                article=rows.article, source_digest=story.digest(), version=1,
                edition_digest=rows.editions[-1].digest if rows.editions else "",
                left_out=text.left_out, missing=text.missing,
            )
            for story, text, rows in new
        )  # fmt: skip
        pairs = [(rows.article, each) for story, _text, rows in new for each in self._addresses_of(story)]
        self._stand("article", pairs)
        self.report.counts["stories brought"] += len(new)
        self.report.counts["editions"] += sum(len(rows.editions) for _story, _text, rows in new)

    def _addresses_of(self, story):
        ours = self.writer.slugs[story.key].rstrip("/")
        for address in (story.address, *story.addresses, *self.inventory.attached.get(story.key, ())):
            path = addresses.normal(address)
            if path and path != ours:
                if is_ours(path):
                    self.report.problem(story.place, f"{path} is a page of this paper, which stays there")
                yield address

    def _stand(self, noun, pairs):
        self.report.counts["old addresses"] += stand(self.importing, noun, pairs, self.report.problem)

    def _store_pages(self, pages):
        for story, text in pages:
            page = self.writer.page(story, text)
            page.save()
            Arrival.objects.create(
                origin=self.importing.origin, key=story.key, brought_by=self.importing, is_new=True,
                page=page,
                source_digest=story.digest(), edition_digest=page_digest(page),
                left_out=text.left_out, missing=text.missing,
            )  # fmt: skip
            self._stand("page", [(page, each) for each in self._addresses_of(story)])
            self.report.counts["pages brought"] += 1

    # What changed there since

    def _renew(self, arrival, story, text, at):
        """Take over what changed at the origin, where nobody changed the story here."""
        if arrival.page_id:
            changed = self._renew_page(arrival, story, text)
        elif arrival.article_id:
            changed = self._renew_story(arrival, story, text, at)
        else:
            self.report.problem(story.place, "what it became is not here any more: it was not brought again")
            return
        if changed:
            arrival.source_digest, arrival.left_out, arrival.missing = (
                story.digest(),
                text.left_out,
                text.missing,
            )
            arrival.save()

    def _renew_page(self, arrival, story, text):
        page = arrival.page
        if page_digest(page) != arrival.edition_digest:
            return self._changed_here(arrival, story)
        fresh = self.writer.page(story, text)
        page.headline, page.body = fresh.headline, fresh.body
        page.save()
        arrival.edition_digest = page_digest(page)
        self.report.counts["pages renewed"] += 1
        return True

    def _renew_story(self, arrival, story, text, at):
        article = Article.objects.select_related("section").get(pk=arrival.article_id)
        last = Edition.objects.filter(article=article).order_by("-number").first()
        if not arrival.holds(article.version, last.digest if last else ""):
            return self._changed_here(arrival, story)
        outcome = self.writer.outcome(story, at)
        if last and outcome not in (PUBLISHED, "planned"):
            self.report.problem(
                story.place, "it is not public there any more: withdraw it here, if that is meant"
            )
            return False
        if not last and outcome in (PUBLISHED, "planned"):
            self.report.problem(story.place, "it was published there since: publish it here")
        values, topics = self.writer.fields(story, text)
        rows = importing.Rows(article, self.writer.bylines(story), [], set(topics), [])
        kind = Kind.MINOR if arrival.source_digest == story.digest() else Kind.UPDATE
        edition = importing.renew(article, values, rows, at, kind, self.by)
        arrival.version = article.version
        arrival.edition_digest = edition.digest if edition else arrival.edition_digest
        self.report.counts["stories renewed"] += 1
        return True

    def _changed_here(self, arrival, story):
        self.report.problem(
            story.place, f"it changed there and here: what stands here stays ({arrival.thing})"
        )
        self.report.counts["changed in both places"] += 1
        return False

    def _end(self):
        self.report.counts["unchanged"] += len(self.inventory.brought - self.inventory.changed)
        self.importing.ended_at, self.importing.report = clock.now(), self.report.as_json()
        with transaction.atomic():
            self.importing.save()
            auditing.log("import", "import", self.importing.pk, by=self.by, origin=self.importing.origin,
                         counts=dict(self.report.counts))  # fmt: skip


def decided(origin):
    """Return {key: noun} of what earlier runs made of an archive's terms and people."""
    rows = Arrival.objects.filter(origin=origin, article=None, image=None, page=None)
    return {row.key: row.noun for row in rows if row.noun}


def is_ours(path):
    """Ask whether a path without any key is a page of this paper."""
    try:
        return not resolve(f"{path}/").kwargs
    except Resolver404:
        return False


@contextmanager
def plain_database_errors():
    """Say what a fault of the database or the disk means for an import."""
    try:
        yield
    except IntegrityError as error:
        raise Refused(
            f"The database refused a batch, and nothing of it was stored: {error}. If another import of "
            "the same archive is running, wait for its end; then run this again."
        ) from error
    except clock.ClockBehind as error:
        raise Refused(str(error)) from error
