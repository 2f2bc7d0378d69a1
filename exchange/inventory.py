"""The first reading of an archive: what there is, who and what it names, and where each thing stood."""

import re
from collections import Counter, defaultdict
from itertools import islice

from django.utils.translation import gettext as _

from articles.text.reading import printable

from . import addresses, conversion, foreign, shortcodes
from .mapping import LEAVE, NAME, PAGE
from .records import (
    HTML,
    WORDPRESS,
    Person,
    Picture,
    Placed,
    Problem,
    Redirect,
    Related,
    Revision,
    Site,
    Source,
    Story,
    Term,
)

MOST_PROBLEMS = 1000  # listed; all are counted
MOST_HELD = 64_000_000  # characters of revisions and patterns
PATTERN = "wp_block"
PROGRAM = re.compile(r"\.(?:php\d?|aspx?|jspx?|cgi|pl|cfm|do)$", re.IGNORECASE)  # a query asks it for a story


class Report:
    """What happened, counted; and what went wrong, each with its place."""

    def __init__(self):
        self.counts, self.problems, self.left, self.count_of_problems = Counter(), [], Counter(), 0
        self.sources = []  # slugs of those that were made
        self.settings = []  # columns of the paper that were set

    @classmethod
    def of(cls, told):
        """Return the report that an import was stopped with."""
        report = cls()
        report.counts.update(told.get("counts", {}))
        report.left.update(told.get("left", {}))
        report.problems = [list(each) for each in told.get("problems", ())]
        report.sources, report.settings = list(told.get("sources", ())), list(told.get("settings", ()))
        report.count_of_problems = told.get("count_of_problems", 0)
        return report

    def problem(self, place, sentence):
        self.count_of_problems += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append([printable(place), printable(sentence)])

    def as_json(self):
        return {
            "counts": dict(self.counts),
            "left": dict(self.left),
            "problems": self.problems,
            "count_of_problems": self.count_of_problems,
            **({"sources": self.sources} if self.sources else {}),
            **({"settings": self.settings} if self.settings else {}),
        }


class Inventory:
    """The result of reading all sources: keys and addresses, and the texts that other records need."""

    def __init__(self, mapping, report, known=None, decided=()):
        self.mapping, self.report = mapping, report
        self.known = known or {}  # {key of a story: its digest at the last run}
        self.decided = decided  # {key: noun} of what an earlier run made of terms and people
        self.site = Site()
        self.people, self.terms, self.pictures = {}, {}, {}
        self.by_address = {}  # {path of a picture: its key}
        self.slugs, self.stories = {}, {}  # {key: slug wished for}, {old address: key}
        self.files = {}  # {path of a story's own file: its key}
        self.paths = set()  # of the stories that are alone there, though their addresses have a query
        self.former = []  # (address, key, place) of where stories stood too
        self.attached = defaultdict(list)  # {key of a story: addresses of the pages of its pictures}
        self.galleries = defaultdict(list)  # {key of a story: keys of the pictures that were uploaded to it}
        self.patterns = {}  # {key: text} of what several posts of WordPress share
        self.revisions, self.held = defaultdict(list), 0
        self.redirects, self.sources = [], []
        self.placed, self.related = [], []
        self.former_keys = {}  # {key of a newsroom's story: those by which earlier runs knew it}
        self.uids, self.groups = {}, defaultdict(list)  # {uid: key}, {group: [(key, language)]}
        self.translations = {}  # {key: key of the original, which comes before it, or None}
        self.states, self.types = Counter(), Counter()
        self.named, self.written = Counter(), Counter()  # stories of each term, and of each person
        self.brought = {}  # keys, in the order of the archive
        self.changed, self.pages = set(), set()  # keys
        self.counts_losses = False

    def read(self, sources, each=lambda done: None):
        """Read all sources to their ends."""
        take = {
            Site: self._site, Person: self._person, Term: self._term, Picture: self._picture,
            Revision: self._revision, Redirect: self.redirects.append, Story: self._story,
            Problem: self._problem, Source: self.sources.append, Placed: self.placed.append,
            Related: self.related.append,
        }  # fmt: skip
        for source in sources:
            for record in source.records():
                take[type(record)](record)
                if type(record) is Story:
                    each(len(self.slugs))
        self._settle()

    def _problem(self, problem):
        self.report.problem(problem.place, problem.sentence)

    def _site(self, site):
        self.site = self.site if self.site.address else site

    def _person(self, person):
        self.people.setdefault(person.key, person)
        if person.noun:
            rule = (person.noun, person.name if person.noun == NAME else "")
            self.mapping.people.setdefault(person.key, rule)
        if person.columns is not None:
            self.written[person.key] += 0

    def _term(self, term):
        self.terms.setdefault(term.key, term)
        if term.noun:
            self.mapping.terms.setdefault(term.key, (term.noun, ""))
        if term.columns is not None:
            self.named[term.key] += 0

    def _picture(self, picture):
        picture.data = b""  # the second reading has it again
        self.pictures[picture.key] = picture
        if picture.key.startswith("held:"):
            return
        path = addresses.bare(picture.address)
        self.by_address[path] = picture.key
        self.by_address.setdefault(addresses.sizes_off(path), picture.key)
        if picture.parent:
            self.attached[picture.parent] += picture.addresses
            if conversion.PICTURE_FILE.search(picture.address):
                self.galleries[picture.parent].append(picture.key)

    def _revision(self, revision):
        self.held += len(revision.body)
        if self.held < MOST_HELD:
            self.revisions[revision.key].append(revision)
        else:
            self.report.counts["revisions left out"] += 1

    def _story(self, story):
        outcome, kind = self.mapping.state(story), self.mapping.type(story)
        self.states[story.state] += 1
        self.types[story.type] += 1
        if story.type == PATTERN:
            self._pattern(story)
        if story.file:
            self.files.setdefault(story.file, story.key)
        if LEAVE in (outcome, kind):
            self.slugs.setdefault(story.key, None)
            self.report.left[f"{story.type}, {story.state}"] += 1
            return
        if story.key in self.brought:
            self.report.problem(story.place, _("it has the number of an earlier one, so it was left out"))
            return
        self.slugs[story.key] = story.slug
        self.brought[story.key] = True
        self._note_languages(story, kind)
        if kind == PAGE:
            self.pages.add(story.key)
        self.report.counts[f"pages, {outcome}" if kind == PAGE else f"stories, {outcome}"] += 1
        self.report.counts["comments left out"] += story.comments
        self._count_names(story)
        self._claim(story.address, story.key, story.place)
        self.former += [(address, story.key, story.place) for address in story.addresses]
        known = next((key for key in (story.key, *story.former_keys()) if key in self.known), "")
        if story.digest() != self.known.get(known):
            self.changed.add(story.key)
        if self.counts_losses:
            self._count_losses(story)

    def _note_languages(self, story, kind):
        """Note by what other stories name this one as their original, or it names its own."""
        if story.uid:
            self.uids[story.uid] = story.key
            self.former_keys[story.key] = story.former_keys()
        if story.translation_of:
            self.translations[story.key] = story.translation_of
        if story.group and kind != PAGE:
            self.groups[story.group].append((story.key, story.language))

    def _count_names(self, story):
        """Count what a story names, today and in its earlier texts."""
        texts = [story, *(row[3] for row in story.editions if row[3])]
        self.named.update(self.with_parents([key for text in texts for key in text.terms or ()]))
        self.written.update(dict.fromkeys(key for text in texts for key in text.people or ()).keys())

    def with_parents(self, keys):
        """Return the keys of terms, and behind them of those below which they stand."""
        found = dict.fromkeys(keys)
        for key in keys:
            while (term := self.terms.get(key)) and term.parent in self.terms and term.parent not in found:
                key = term.parent
                found[key] = None
        return list(found)

    def _claim(self, address, key, place):
        """Note where a story stood; of several that name one address, the first has it."""
        form = addresses.normal(address)
        if form and self.stories.setdefault(form, key) != key:
            sentence = _("another story of this archive has the address %(path)s, and keeps it")
            self.report.problem(place, sentence % {"path": form})

    def _claim_paths(self):
        """Let a story have its path alone, too, where it is the only one there: its query chooses nothing."""
        holders = defaultdict(set)
        for form, key in self.stories.items():
            path, is_asked, query = form.partition("?")
            if path and is_asked and not (PROGRAM.search(path) or addresses.bare(f"/?{query}")):
                holders[path].add(key)
        alone = {path: key for path, (key, *others) in holders.items() if not others}
        self.stories = alone | self.stories
        self.paths = {path for path in alone if self.stories[path] == alone[path]}

    def _pattern(self, story):
        """Keep a text that several posts share, if WordPress showed it."""
        self.held += len(story.body)
        if story.state == "publish" and not story.is_protected and self.held < MOST_HELD:
            self.patterns[story.key] = story.body

    def _count_losses(self, story):
        """Count what will not survive, without writing the text."""
        # Which pictures were uploaded to it, and what the patterns hold, may stand further behind.
        left = shortcodes.expanded(story.body, ["post:?"])[1] if story.form == WORDPRESS else []
        found = [what for what, _text in (*story.left_out, *left) if what != "block block"]
        if story.form in (HTML, WORDPRESS):
            found += foreign.losses(story.body)
        self.report.left.update(dict.fromkeys(found, 1))

    def _settle(self):
        """Find who is meant by each byline, and name who and what nobody introduced."""
        self._settle_translations()
        self.brought = dict.fromkeys(sorted(self.brought, key=self.translations.__contains__), True)
        self.person_of = {key: self._known_person(key) for key in self.written}
        for key in self.named:
            if key not in self.terms:
                self.report.problem(
                    key, _("the archive names it and does not introduce it: its slug is its name")
                )
                self.terms[key] = Term(key, key.partition(":")[2], key.partition(":")[2])
        for each in self.former:
            self._claim(*each)
        self._claim_paths()
        for redirect in self.redirects:
            named = addresses.forms(redirect.new)
            key = next((self.stories[form] for form in named if form in self.stories), None)
            if key:
                self.attached[key].append(redirect.old)
            else:
                self.report.problem(
                    redirect.old,
                    _("it led to %(address)s, which is no story of this archive") % {"address": redirect.new},
                )
        people = Counter()
        for key, count in self.written.items():
            people[self.person_of[key]] += count
        self.written = people
        self.mapping.complete(self.named, people, self.decided)
        self.revisions = {key: sorted(rows, key=lambda row: row.at) for key, rows in self.revisions.items()}

    def _settle_translations(self):
        """Find the key of each original."""
        self.translations = {key: self.uids.get(uid) for key, uid in self.translations.items()}
        for group in self.groups.values():
            self.translations |= self._translations_in(group)

    def _translations_in(self, group):
        """Return {key: key of the original}: the first one in the language of the site, else the first."""
        spoken = _base(self.mapping.language or self.site.language)
        original = next((key for key, language in group if _base(language) == spoken), group[0][0])
        return {key: original for key, _language in group if key != original}

    def _known_person(self, key):
        kind, _colon, name = key.partition(":")
        if kind == "coauthor":
            named = (f"guest:{name}", f"author:{name}")
            found = next((each for each in named if each in self.people), None)
            alike = (each.key for each in self.people.values() if each.slug == name and each.key != key)
            if found := found or next(alike, None):
                return found
        if key not in self.people:
            self.report.problem(key, _("stories name this author, and the archive does not introduce them"))
            self.people[key] = Person(key, name, name)
        return key

    def names(self):
        found = {**self.terms, **self.people}
        return {key: thing.name for key, thing in found.items()}


def _base(language):
    """Return a language without its country, in whatever way it is written."""
    return re.split("[-_]", language.strip().lower())[0]


def batches(rows, size):
    """Yield lists of a size."""
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch
