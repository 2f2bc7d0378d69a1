"""One import: previewed, brought in batches, and gone on with after a stop."""

from itertools import chain
from time import monotonic
from urllib.parse import quote

from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from articles import search
from articles.archive import act_chain, bulk_insert
from articles.desk import auditing, importing
from articles.models import Publication, clock, site_state

from . import addresses, fronts, logged_addresses, new_slugs, paper
from .image_import import ImageImport
from .inventory import Inventory, Report, batches
from .mapping import LEAVE, PAGE, PERSON, SECTION, TOPIC, Mapping
from .models import Arrival, Import, OldAddress
from .records import Picture, Site, Story
from .renewing import Renewals
from .running import Refused, only_import, plain_database_errors
from .taxonomy import Taxonomy, sources_missing, stand, standing
from .writing import Writer, page_digest, store_page

BATCH, BATCH_OF_A_REQUEST = 100, 10  # stories; a request must end before a proxy loses its patience


class ImportJob:
    """All sources of one archive, under one mapping; where it names no site, it is called `name`."""

    def __init__(self, sources, mapping=None, media=None, fetcher=None, by=None, origin="", name=""):
        self.sources, self.mapping, self.by = sources, mapping or Mapping(), by
        self.media, self.fetcher = media, fetcher
        for source in sources:
            source.fields = self.mapping.fields
        self.form = sources[0].form
        self.given_origin, self.name = origin or self.mapping.origin, name or sources[0].path.resolve().name
        self.begun_by, self.report = by, Report()

    # Preview

    def preview(self, each=lambda done: None):
        """Read everything and write nothing; return the report."""
        inventory = Inventory(self.mapping, self.report, decided=decided(self.origin()))
        inventory.counts_losses = True
        with _zone_of_the_paper():
            inventory.read(self.sources, each)
        self._count(inventory)
        for sentence in sources_missing(self.mapping):
            self.report.problem(_("mapping"), sentence)
        self.inventory = inventory
        return self.report

    def _count(self, inventory):
        counts = self.report.counts
        if settings := paper.count(inventory.site):
            counts["settings"] = settings
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
                self.report.problem(key, _("%(file)s is not among the media") % {"file": picture.address})

    def mapping_file(self):
        """Return the mapping as a file, complete for this archive."""
        inventory = self.inventory
        self.mapping.origin = self.mapping.origin or self._named(inventory)
        return self.mapping.as_toml(inventory.states, inventory.types, inventory.names())

    def _named(self, inventory):
        if self.given_origin:
            return self.given_origin[:200]
        return (inventory.site.address.partition("://")[2].strip("/") or self.name)[:200]

    # Bring

    def bring(self, each=lambda done, of: None, importing=None, seconds=None):
        """Bring what is new or changed since the last run; raise Refused. What is stored stays stored.

        `importing` is the row of an archive that was handed over at the desk. With `seconds` it stops behind
        the batch that takes longer; called again, it goes on there.
        """
        with only_import(), plain_database_errors(), _zone_of_the_paper():
            if missing := sources_missing(self.mapping):
                raise Refused(missing[0][:1].upper() + missing[0][1:] + ".")
            origin = self.origin()
            self.importing = self._row(importing, origin)
            self.ends_at = monotonic() + seconds if seconds else None
            self.size = BATCH_OF_A_REQUEST if seconds else BATCH
            return self._bring(self._read(origin), each)

    def _row(self, importing, origin):
        """Return the row of this import, as it is now."""
        if importing is None:
            return Import(
                origin=origin, form=self.form, by=self.by, started_at=clock.now(), mapping=self.mapping.rules
            )
        importing.refresh_from_db()
        if importing.ended_at or importing.taken_back_at:
            raise Refused(_("This import has ended already."))
        return importing

    def _read(self, origin):
        """Read everything for the first time; of an import that goes on, the report knows what is wrong."""
        goes_on = "after" in self.importing.report
        if goes_on:
            self.report = Report.of(self.importing.report)
        known = dict(
            Arrival.objects.filter(origin=origin)
            .exclude(source_digest="")
            .values_list("key", "source_digest")
        )
        inventory = Inventory(self.mapping, Report() if goes_on else self.report, known, decided(origin))
        inventory.read(self.sources)
        _know_by_uids(origin, inventory.former_keys)
        inventory.report, self.inventory = self.report, inventory
        if not goes_on:
            self.report.counts["unchanged"] += len(inventory.brought.keys() - inventory.changed)
            self._begin()
        return inventory

    def _begin(self):
        row = self.importing
        row.started_at, row.mapping = clock.now(), self.mapping.rules
        row.report = self.report.as_json() | {"after": "", "done": 0, "of": 0}
        with transaction.atomic():
            row.save()
            auditing.log("begin_import", "import", row.pk, by=self.begun_by, headline=row.origin)

    def origin(self):
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
        return self._named(inventory)

    def _bring(self, inventory, each):
        images = ImageImport(inventory, self.importing, self.media, self.fetcher)
        paper.set_up(self, images)
        publication = Publication.objects.current()
        with translation.override(publication.language):
            taxonomy = Taxonomy(inventory, self.importing, publication.language)
            again = inventory.changed | self._incomplete(images)
            self.led_alone = self._led_anew() - again
            wanted = again | self.led_alone
            if wanted or inventory.placed or not taxonomy.is_there():
                with transaction.atomic():
                    clock.lock()
                    taxonomy.make()
                    taxonomy.portray(images)
            slugs = new_slugs.slugs_of(inventory, self.importing.origin, publication.language)
            self.writer = Writer(inventory, taxonomy, images, slugs, publication.language, self.by)
            self.renewals = Renewals(self.writer, self.report, self.by, self.importing)
            if self._bring_stories(wanted, each):
                self._end()
        return self.importing

    def _bring_stories(self, wanted, each):
        """Bring the stories behind the last one; return whether that was all."""
        told, waits = self.importing.report, self._waiting(wanted)
        done, of = told["done"], told["done"] + len(waits)
        late = waits & self.inventory.translations.keys()
        parts = [batches(self._stories(part, set()), self.size) for part in (waits - late, late)]
        for batch in chain(*parts):
            done += len(batch)
            self._bring_batch(batch, {"after": batch[-1].key, "done": done, "of": of})
            self.writer.images.at_hand.clear()
            each(done, of)
            if self.ends_at and monotonic() > self.ends_at and done < of:
                return False
        return True

    def _waiting(self, wanted):
        """Return those of some keys that stand behind the last one that was brought.

        What was seen to and left as it is, such as what changed in both places, comes up once.
        """
        after, waits = self.importing.report["after"], list(self.inventory.brought)
        behind = waits[waits.index(after) + 1 :] if after in waits else waits
        return wanted & set(behind)

    def _stories(self, wanted, met):
        """Yield the records that are to be brought, each key once; read nothing behind the last of them."""
        for source in self.sources:
            for record in source.records() if met != wanted else ():
                if type(record) is Picture and record.data:
                    self.writer.images.at_hand[record.key] = record.data
                if type(record) is not Story or record.key not in wanted or record.key in met:
                    continue
                met.add(record.key)
                yield record
                if met == wanted:
                    return

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

    def _led_anew(self):
        """Return the keys of stories to which more old addresses lead than are kept."""
        inventory = self.inventory
        paths = {
            path: key
            for key in inventory.attached.keys() & (inventory.brought.keys() - inventory.changed)
            for path in map(addresses.normal, inventory.attached[key])
            if path and len(path) <= OldAddress.LONGEST and inventory.stories.get(path, key) == key
        }
        there = standing(list(paths))
        return {key for path, key in paths.items() if path not in there}

    # A batch

    def _bring_batch(self, batch, place):
        """Write the texts of a batch, then store them in one transaction: all of it, or nothing."""
        converted = [self.writer.convert(story) for story in batch]
        with transaction.atomic(), search.at_the_end():
            at, log = clock.begin_act(), act_chain.newest_digest()
            known = self._known(batch)
            new, pages = [], []
            for story, text in zip(batch, converted, strict=True):
                if story.key in self.led_alone:
                    continue
                if story.key in known:
                    self.renewals.renew(known[story.key], story, text, at)
                elif self.mapping.type(story) == PAGE:
                    pages.append((story, text))
                else:
                    new.append((story, text, self.writer.rows(story, text, at, log)))
            self._store(new, at)
            self._store_pages(pages)
            self._stand_anew([(known[story.key], story) for story in batch if story.key in known])
            self.importing.report = self.report.as_json() | place
            self.importing.save(update_fields=["report"])
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
        bulk_insert.insert([
            Arrival(
                origin=self.importing.origin, key=story.key, brought_by=self.importing, is_new=True,
                article=rows.article, source_digest=story.digest(), version=1,
                edition_digest=rows.editions[-1].digest if rows.editions else "",
                left_out=text.left_out, missing=text.missing,
            )
            for story, text, rows in new
        ])  # fmt: skip
        pairs = [(rows.article, each) for story, _text, rows in new for each in self._addresses_of(story)]
        self._stand("article", pairs)
        self.report.counts["stories brought"] += len(new)
        self.report.counts["editions"] += sum(len(rows.editions) for _story, _text, rows in new)

    def _addresses_of(self, story):
        ours = self.writer.slugs[story.key].rstrip("/")
        for address in (story.address, *story.addresses, *self.inventory.attached.get(story.key, ())):
            path = addresses.normal(address)
            if path and path != ours and self.inventory.stories.get(path, story.key) == story.key:
                if is_own_page(addresses.bare(address)):
                    sentence = _("%(path)s is a page of this paper, which stays there")
                    self.report.problem(story.place, sentence % {"path": path})
                elif addresses.bare(address) in self.inventory.paths:
                    yield quote(addresses.bare(address))
                yield address

    def _stand_anew(self, renewed):
        """Keep the old addresses that came since; of a story whose words were redacted none."""
        for noun in ("article", "page"):
            there = [
                (getattr(arrival, f"{noun}_id"), story) for arrival, story in renewed if arrival.source_digest
            ]
            pairs = [(pk, each) for pk, story in there if pk for each in self._addresses_of(story)]
            self._stand(noun, pairs)

    def _stand(self, noun, pairs):
        self.report.counts["old addresses"] += stand(self.importing, noun, pairs, self.report.problem)

    def _store_pages(self, pages):
        for story, text in pages:
            page = self.writer.page(story, text)
            store_page(page, self.importing)
            Arrival.objects.create(
                origin=self.importing.origin, key=story.key, brought_by=self.importing, is_new=True,
                page=page,
                source_digest=story.digest(), edition_digest=page_digest(page),
                left_out=text.left_out, missing=text.missing,
            )  # fmt: skip
            self._stand("page", [(page, each) for each in self._addresses_of(story)])
            self.report.counts["pages brought"] += 1

    def _end(self):
        fronts.set_up(self)
        self.importing.ended_at, self.importing.report = clock.now(), self.report.as_json()
        with transaction.atomic():
            self.importing.save()
            salt, said = logged_addresses.salted_hash(self.importing)
            auditing.log("import", "import", self.importing.pk, by=self.by, headline=self.importing.origin,
                         counts=dict(self.report.counts), addresses_hash=said, salt=salt)  # fmt: skip


def _zone_of_the_paper():
    return timezone.override(Publication.objects.current().zone)


def _know_by_uids(origin, former_keys):
    """Let the stories of a newsroom that came by their files be known by their uids from now on."""
    rows = Arrival.objects.filter(origin=origin, article__isnull=False)
    by_file = dict(rows.filter(key__startswith="file:").values_list("key", "pk")) if former_keys else {}
    by_uid = set(rows.filter(key__startswith="uid:").values_list("key", flat=True)) if by_file else ()
    for key, former in former_keys.items() if by_file else ():
        found = next((by_file[each] for each in former if each in by_file), None)
        if found and key not in by_uid:
            rows.filter(pk=found).update(key=key)


def decided(origin):
    """Return {key: noun} of what earlier runs made of an archive's terms and people."""
    nouns = [SECTION, TOPIC, PERSON]
    rows = Arrival.objects.filter(origin=origin, article=None, image=None, page=None)
    found = {}
    for key, *things in rows.values_list("key", *nouns).iterator():
        found.update((key, noun) for noun, thing in zip(nouns, things, strict=True) if thing)
    return found


def is_own_page(path):
    """Ask whether a path without any key is a page of this paper."""
    try:
        return path.startswith("/") and not resolve(f"{path}/").kwargs
    except Resolver404:
        return False
