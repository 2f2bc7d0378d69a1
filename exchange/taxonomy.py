"""The people, sections and topics that an archive names: found here, or made."""

from urllib.parse import unquote

from django.utils.translation import gettext as _

from articles.archive import bulk_insert
from articles.models import Person, Section, Topic
from articles.models.named import numbered
from articles.text import slugs

from . import addresses
from .conversion import lines
from .mapping import NAME, PERSON, SECTION, TOPIC, TYPE
from .models import Arrival, OldAddress

MODELS = {SECTION: Section, TOPIC: Topic, PERSON: Person}
IN = 500  # keys asked for at once


class Taxonomy:
    """{key of the archive: row}, in one transaction before the first story."""

    def __init__(self, inventory, importing):
        self.inventory, self.importing, self.mapping = inventory, importing, inventory.mapping
        self.rows = {}  # {key: row, or a bare name, or a type of work}
        named = Arrival.objects.filter(origin=importing.origin, article=None, image=None, page=None)
        self.arrived = {row.key: row for row in named.select_related("person", "section", "topic")}

    def make(self):
        """Find or make all that stories name, and give it its old addresses."""
        inventory, wanted = self.inventory, []
        for key in inventory.named:
            wanted.append((inventory.terms[key], self.mapping.terms.get(key)))
        for key in inventory.written:
            wanted.append((inventory.people[key], self.mapping.people.get(key)))
        for noun, model in MODELS.items():
            self._make(noun, model, [(thing, rule[1]) for thing, rule in wanted if rule and rule[0] == noun])
        for thing, rule in wanted:
            if rule and rule[0] in (NAME, TYPE):
                self.rows[thing.key] = rule[1]

    def _make(self, noun, model, wanted):
        slugs = {thing.key: slug or _slug(thing) for thing, slug in wanted}
        rows = _there(model, slugs.values())
        arrivals = []
        for thing, chosen in wanted:
            row = self._arrived(thing.key, noun)
            if row is None:
                row = _found_or_new(model, thing, slugs[thing.key], rows, is_chosen=bool(chosen))
                arrivals.append((thing.key, row, row.pk is None))
            self.rows[thing.key] = row
        model.objects.bulk_create([row for row in rows.values() if row.pk is None])
        self._arrive(noun, arrivals)
        stand(
            self.importing,
            noun,
            [(self.rows[thing.key], each) for thing, _slug in wanted for each in thing.addresses],
        )

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
        for key in story.terms:
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
            self.rows[key], is_new = Topic.objects.get_or_create(
                slug=section.slug, defaults={"name": section.name}
            )
            known = Arrival.objects.filter(origin=self.importing.origin, key=key)
            if not known.exists():
                Arrival.objects.create(origin=self.importing.origin, key=key, brought_by=self.importing,
                                       is_new=is_new, topic=self.rows[key])  # fmt: skip
        return self.rows[key]

    def byline(self, people):
        """Return the people and bare names of some keys, in their order."""
        keys = dict.fromkeys(self.inventory.person_of.get(key, key) for key in people)
        return list(dict.fromkeys(row for key in keys if (row := self.rows.get(key))))


def _slug(thing):
    return (
        slugs.slug(unquote(thing.slug or thing.name), longest=90)
        or slugs.slug(thing.name, longest=90)
        or "unnamed"
    )


def _there(model, slugs):
    found, slugs = {}, list(set(slugs))
    for start in range(0, len(slugs), IN):
        found |= {row.slug: row for row in model.objects.filter(slug__in=slugs[start : start + IN])}
    return found


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
    values = {"name": " ".join(lines(thing.name))[:200] or thing.key}
    if model is Person:
        return values | {"bio": thing.bio, "role": thing.role[:200]}
    return values | {"description": thing.description}


def stand(importing, noun, pairs, problem=lambda place, sentence: None):
    """Keep where some things stood, given as (thing, address); the first who claims an address has it."""
    wanted = {}
    for thing, address in pairs:
        path = addresses.normal(address) if address else ""
        if len(path) > OldAddress.LONGEST:
            problem(path[:200], _("this address is too long to be kept"))
        elif path:
            wanted.setdefault(path, thing)
    paths, taken = list(wanted), set()
    for start in range(0, len(paths), IN):
        found = OldAddress.objects.filter(path__in=paths[start : start + IN])
        taken.update(found.values_list("path", flat=True))
    rows = [
        OldAddress(
            path=path, brought_by=importing, **{f"{noun}_id": thing if isinstance(thing, int) else thing.pk}
        )
        for path, thing in wanted.items()
        if path not in taken
    ]
    bulk_insert.insert(rows)
    return len(rows)
