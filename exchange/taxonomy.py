"""The people, sections and topics that an archive names: found here, or made."""

import re
from collections import defaultdict
from contextlib import suppress
from functools import cached_property
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.archive import bulk_insert
from articles.desk import auditing
from articles.models import Citation, Person, Section, Source, Topic
from articles.models.named import numbered
from articles.text import slugs

from . import addresses
from .conversion import lines, words_of
from .inventory import batches
from .mapping import NAME, PERSON, SECTION, SOURCE, TOPIC, TYPE
from .models import NOUNS, Arrival, OldAddress
from .voices import Voices

BASES = {
    Source.Kind.NEWS_AGENCY: Citation.Basis.OTHER_OUTLET,
    Source.Kind.DOCUMENT: Citation.Basis.DOCUMENT,
    Source.Kind.DATASET: Citation.Basis.DATA,
}
MODELS = {SECTION: Section, TOPIC: Topic, PERSON: Person}
IN = 500  # keys asked for at once
ENDS = 200  # characters at the start and at the end of a text, where a credit stands
MARKUP = re.compile(r"[*_\\]")


class Taxonomy:
    """{key of the archive: row}, in one transaction before the first story."""

    def __init__(self, inventory, importing, language):
        self.inventory, self.importing, self.mapping = inventory, importing, inventory.mapping
        self.language = language  # the paper's, in which the desk writes its slugs
        self.portraits = []  # (person, file)
        self.told = defaultdict(list)  # {noun: what the log has to know of rows that were made}
        self.voices = Voices(inventory.sources, inventory.report)
        self.rows = {}  # {key: row, or a bare name, or a type of work}
        self.sources = sources(self.mapping)
        self.credits = [(_whole(words), rule) for words, rule in self.mapping.credits.items() if rule]

    @cached_property
    def arrived(self):
        """What earlier runs found or made: {key: arrival}."""
        named = Arrival.objects.filter(origin=self.importing.origin, article=None, image=None, page=None)
        return {row.key: row for row in named.select_related(*(f"{noun}__merged_into" for noun in MODELS))}

    def is_there(self):
        """Ask whether earlier runs found or made all that stories name: then nothing is left to make."""
        rules = [(key, self.mapping.terms.get(key)) for key in self.inventory.named]
        rules += [(key, self.mapping.people.get(key)) for key in self.inventory.written]
        nouns = ((key, rule[0]) for key, rule in rules if rule and rule[0] in MODELS)
        return all(self.inventory.decided.get(key) == noun for key, noun in nouns)

    def make(self):
        """Find or make all that stories name, and give it its old addresses."""
        inventory, wanted = self.inventory, []
        self.told["source"] += self.voices.make()
        for key in inventory.named:
            wanted.append((inventory.terms[key], self.mapping.terms.get(key)))
        for key in inventory.written:
            wanted.append((inventory.people[key], self.mapping.people.get(key)))
        for noun, model in MODELS.items():
            self._make(noun, model, [(thing, rule[1]) for thing, rule in wanted if rule and rule[0] == noun])
        for thing, rule in wanted:
            if rule and rule[0] in (NAME, TYPE):
                self.rows[thing.key] = rule[1]
        # The stories of a list that is none here stand in the archive.
        listless = [thing for thing, rule in wanted if not (rule and rule[0] in MODELS)]
        stand(self.importing, "", [(None, each) for thing in listless for each in thing.addresses])
        if told := {noun: rows for noun, rows in self.told.items() if rows}:
            row = self.importing
            auditing.log("begin_import", "import", row.pk, by=row.by, headline=row.origin, first=told)

    def _make(self, noun, model, wanted):
        slugs = {thing.key: slug or _own_slug(model, thing) or self._slug(thing) for thing, slug in wanted}
        rows = _there(model, slugs.values())
        arrivals = []
        for thing, chosen in wanted:
            row = self._arrived(thing.key, noun)
            if row is None:
                row = _found_or_new(model, thing, slugs[thing.key], rows, is_chosen=bool(chosen))
                arrivals.append((thing.key, row, row.pk is None))
            self.rows[thing.key] = row.today
        new = [(thing, self.rows[thing.key]) for thing, _slug in wanted if self.rows[thing.key].pk is None]
        model.objects.bulk_create([row for row in rows.values() if row.pk is None])
        self._merge(model, new)
        self._arrive(noun, arrivals)
        stand(
            self.importing,
            noun,
            [(self.rows[thing.key], each) for thing, _slug in wanted for each in thing.addresses],
        )

    def _slug(self, thing):
        return slug_of(thing.slug or thing.name, thing.name, self.language, 90) or "unnamed"

    def _merge(self, model, new):
        """Let what was one already in another newsroom be one here, and keep the portraits for later."""
        there = _there(model, [thing.merged_into for thing, _row in new if thing.merged_into])
        for thing, row in new:
            into = there.get(thing.merged_into)
            if into and into != row and not into.merged_into_id:
                row.merged_into = self.rows[thing.key] = into
                row.save(update_fields=["merged_into"])
                self.told[model._meta.model_name].append({"slug": row.slug, "merged_into": into.slug})
        if model is Person:
            self.portraits += [(row, thing.portrait) for thing, row in new if thing.portrait]

    def portray(self, images):
        """Give the people who came their portraits."""
        for person, file in self.portraits:
            if found := images.row(file):
                person.portrait_id = found[3]
                person.save(update_fields=["portrait"])

    def _arrive(self, noun, arrivals):
        """Keep what came, given as (key, row, is new)."""
        # Another mapping may make something else of what came before.
        Arrival.objects.filter(
            pk__in=[self.arrived[key].pk for key, _row, _new in arrivals if key in self.arrived]
        ).delete()
        Arrival.objects.bulk_create(
            Arrival(
                origin=self.importing.origin, key=key, brought_by=self.importing, is_new=is_new, **{noun: row}
            )
            for key, row, is_new in arrivals
        )

    def _arrived(self, key, noun):
        arrival = self.arrived.get(key)
        return getattr(arrival, noun) if arrival else None

    def of(self, story):
        """Return a story's section, topics and type of work: its first section counts, others are topics."""
        section, topics, type_of_work = None, {}, ""
        for key in self.inventory.with_parents(story.terms):
            row = self.rows.get(key)
            if isinstance(row, str):
                type_of_work = type_of_work or row
            elif isinstance(row, Topic):
                topics[row.pk] = row
            elif isinstance(row, Section) and section is None:
                section = row
            elif isinstance(row, Section) and row.pk != section.pk:
                topic = self._topic_of(row)
                topics[topic.pk] = topic
        return section, sorted(topics.values(), key=str), type_of_work

    def _topic_of(self, section):
        key = f"topic of {section.slug}"
        if key not in self.rows:
            topic, is_new = Topic.objects.get_or_create(slug=section.slug, defaults={"name": section.name})
            self.rows[key] = topic.today
            known = Arrival.objects.filter(origin=self.importing.origin, key=key)
            if not known.exists():
                Arrival.objects.create(origin=self.importing.origin, key=key, brought_by=self.importing,
                                       is_new=is_new, topic=self.rows[key])  # fmt: skip
        return self.rows[key]

    def byline(self, people, roles):
        """Return {person or bare name: role} of some keys, in their order."""
        keys = dict.fromkeys(self.inventory.person_of.get(key, key) for key in people)
        found = {}
        for key in keys:
            if row := self.rows.get(key):
                found.setdefault(row, roles.get(key, ""))
        return found

    def citations(self, story, body):
        """Return unsaved citations: a story's own; and of whom it reprints, by its authors and credits."""
        people = story.people
        keys = (self.inventory.person_of.get(key, key) for key in people)
        rules = [rule for key in keys if (rule := self.mapping.people.get(key)) and rule[0] == SOURCE]
        ends = [MARKUP.sub("", each) for each in (body[:ENDS], body[-ENDS:])]
        rules += [rule for words, rule in self.credits if any(map(words.search, ends))]
        cited = dict.fromkeys(self.sources[slug] for _noun, slug in rules)
        rows = [Citation(source=each, mark=each.slug, basis=BASES.get(each.kind, "")) for each in cited]
        return self.voices.cited(story.citations) + rows


def _whole(words):
    """Return what finds some words where they begin and end no longer ones."""
    words = words.strip()
    before, behind = (r"(?<!\w)" if words[0].isalnum() else ""), (r"(?!\w)" if words[-1].isalnum() else "")
    return re.compile(before + re.escape(words) + behind)


def sources(mapping):
    """Return {slug: source} of those that a mapping names and readers may see."""
    rows = Source.objects.filter(slug__in=mapping.sources(), is_confidential=False, withdrawn_at=None)
    rows = rows.select_related("represents", "merged_into__represents")
    found = {row.slug: row.today for row in rows}
    return {slug: row for slug, row in found.items() if not (row.is_confidential or row.withdrawn_at)}


def sources_missing(mapping):
    """Return sentences about the sources that a mapping names and that aren't here."""
    sentence = _("the mapping names the source “%(slug)s”, which is not here: add it to the sources first")
    return [sentence % {"slug": slug} for slug in sorted(mapping.sources() - sources(mapping).keys())]


def _own_slug(model, thing):
    """Return the slug that a thing has in another newsroom, if it may have it here."""
    with suppress(ValidationError):
        return model._meta.get_field("slug").clean(thing.slug, None) if thing.noun else ""


def slug_of(wish, name, language, longest):
    """Return the slug that was wished for, else that of a name; empty where neither has a letter."""
    return slugs.slug(unquote(wish), language, longest) or slugs.slug(name, language, longest)


def _there(model, slugs):
    rows = model.objects.select_related("merged_into")
    return {row.slug: row for part in batches(set(slugs), IN) for row in rows.filter(slug__in=part)}


def _found_or_new(model, thing, slug, rows, *, is_chosen):
    """Return the row of a slug; put a new one into `rows` where none is there, or one of another name."""
    row = rows.get(slug)
    if row and not is_chosen and row.name.casefold() != thing.name.casefold():
        # An earlier archive may have made numbered ones too, which nobody asked for here.
        there = model.objects.filter
        slug = next(each for each in numbered(slug) if each not in rows and not there(slug=each).exists())
        row = None
    if row is None:
        row = rows[slug] = model(slug=slug, **_values(model, thing))
    return row


def _values(model, thing):
    values = {"name": " ".join(lines(thing.name))[:200] or thing.key, **(thing.columns or {})}
    if model is Person:
        return values | {"bio": words_of(thing.bio), "role": thing.role[:200]}
    return values | {"description": words_of(thing.description)}


def standing(paths):
    """Return those of some old addresses that are kept."""
    rows = OldAddress.objects.values_list("path", flat=True)
    return {path for part in batches(paths, IN) for path in rows.filter(path__in=part)}


def _given_up(paths):
    """Remove those of some old addresses that are of a list that was none here so far; return them."""
    found = set()
    for part in batches(paths, IN):
        rows = OldAddress.objects.filter(path__in=part, **dict.fromkeys(NOUNS))
        found.update(rows.values_list("path", flat=True))
        rows.delete()
    return found


def stand(importing, noun, pairs, problem=lambda place, sentence: None):
    """Keep where some things stood, given as (thing, address); the first who claims an address has it.

    Without a noun it is a list that is none here: readers are sent to the archive, until a thing claims it.
    """
    wanted = {}
    for thing, address in pairs:
        path = addresses.normal(address) if address else ""
        if len(path) > OldAddress.LONGEST:
            problem(path[:200], _("this address is too long to be kept"))
        elif path:
            wanted.setdefault(path, thing)
    taken = standing(wanted)
    if noun:
        taken -= _given_up(sorted(taken))
    rows = [
        OldAddress(
            path=path, brought_by=importing, **({f"{noun}_id": getattr(thing, "pk", thing)} if noun else {})
        )
        for path, thing in wanted.items()
        if path not in taken
    ]
    bulk_insert.insert(rows)
    return len(rows)
