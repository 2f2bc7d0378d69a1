"""What becomes of an archive's states, types, categories and authors: a file that one edits."""

import json
from pathlib import Path
from unicodedata import normalize

from django.core.exceptions import ValidationError

from articles.models import Section, Story

from .readers.opening import toml_of
from .readers.own_fields import GONE
from .records import NAME, PERSON, SECTION, TOPIC

PUBLISHED, PLANNED, SUBMITTED, DRAFT, LEAVE = "published", "planned", "submitted", "draft", "leave"
OUTCOMES = (PUBLISHED, PLANNED, SUBMITTED, DRAFT, LEAVE)
STATES = {
    **dict.fromkeys(("publish", "published", GONE), PUBLISHED),
    **dict.fromkeys(("future", "scheduled", "planned"), PLANNED),
    "pending": SUBMITTED,
    **dict.fromkeys(("draft", "private", "sent", "wire", "embargoed"), DRAFT),
    **dict.fromkeys(("auto-draft", "trash", "inherit", "*"), LEAVE),
}
STORY, PAGE = "story", "page"
TYPES = {"post": STORY, "article": STORY, "page": PAGE, "*": LEAVE}
TYPE, SOURCE = "type", "source"
TERM_NOUNS = (SECTION, TOPIC, TYPE)
MOST_SECTIONS = 12  # what a menu holds
# Categories that say that nobody chose one.
NO_CATEGORY = ("category:uncategorized", "category:uncategorised", "category:bez-rubriki")
TABLES = ("states", "types", "terms", "people", "credits", "fields")
HEAD = """# What becomes of this archive. Change what is right of the equals signs, and give the file back.
#
# states: "published", "planned", "submitted", "draft" or "leave".
# types:  "story", "page" or "leave".
# terms:  "section", "topic", "section: its-slug", "topic: its-slug", "type: opinion", or "leave".
# people: "person", "person: their-slug", "name: A bare name", "source: its-slug", or "leave".
# credits: words at either end of a text, such as "(AP)", and whom such a story reprints: "source: ap".
# A source must be here before: an author who is one is cited, and stands in no byline.
"""


class BadMapping(Exception):
    """A mapping that can't be used, with a sentence that names the place."""


class Mapping:
    """The rules of one import; what the file leaves out is decided by the defaults."""

    def __init__(self, rules=None):
        rules = {} if rules is None else rules
        if not isinstance(rules, dict):
            raise BadMapping("The mapping is no table.")
        unknown = sorted(set(rules) - {*TABLES, "origin", "language", "updates"})
        if unknown:
            raise BadMapping(f"The mapping has no part “{unknown[0]}”: there are {', '.join(TABLES)}.")
        if wrong := next((name for name in TABLES if not isinstance(rules.get(name, {}), dict)), None):
            raise BadMapping(f"“{wrong}” in the mapping is no table.")
        self.rules = rules
        self.origin, self.language = str(rules.get("origin", "")), str(rules.get("language", ""))
        self.updates, self.fields = rules.get("updates", True), rules.get("fields", {})
        if not isinstance(self.updates, bool):
            raise BadMapping(f"updates: {self.updates!r} is none of true, false, without quotes.")
        if wrong := next((ours for ours, theirs in self.fields.items() if not isinstance(theirs, str)), None):
            raise BadMapping(f"fields, “{wrong}”: {self.fields[wrong]!r} is no name of a column.")
        self.states = {**STATES, **self._table("states", OUTCOMES)}
        self.types = {**TYPES, **self._table("types", (STORY, PAGE, LEAVE))}
        self.terms = {
            key: self._rule("terms", key, value, TERM_NOUNS) for key, value in rules.get("terms", {}).items()
        }
        self.people = {
            key: self._rule("people", key, value, (PERSON, NAME, SOURCE))
            for key, value in rules.get("people", {}).items()
        }
        self.credits = {
            key: self._rule("credits", key, value, (SOURCE,))
            for key, value in rules.get("credits", {}).items()
            if key.strip()
        }

    @classmethod
    def read(cls, path):
        """Read a mapping file, TOML or JSON; raise BadMapping."""
        try:
            text = Path(path).read_text("utf-8-sig")
            is_json = str(path).endswith(".json")
            return cls(json.loads(text) if is_json else toml_of(text))
        except (OSError, RecursionError, ValueError) as error:
            raise BadMapping(f"{path} can't be read: {error}") from error

    def _table(self, name, allowed):
        for key, value in self.rules.get(name, {}).items():
            if value not in allowed:
                raise BadMapping(f"{name}, “{key}”: {value!r} is none of {', '.join(allowed)}.")
        return self.rules.get(name, {})

    def _rule(self, table, key, value, nouns):
        """Return (noun, name) of what stands right of an equals sign; None for “leave”."""
        noun, _colon, name = str(value).partition(":")
        noun, name = noun.strip(), normalize("NFC", name.strip())
        if noun == LEAVE:
            return None
        if noun not in nouns or (noun in (TYPE, NAME, SOURCE) and not name):
            raise BadMapping(f"{table}, “{key}”: {value!r} is none of {', '.join((*nouns, LEAVE))}.")
        if noun == TYPE and name not in Story.TypeOfWork:
            raise BadMapping(f"{table}, “{key}”: there is no type of work “{name}”.")
        if name and noun in (PERSON, SECTION, TOPIC) and not _is_slug(name):
            raise BadMapping(f"{table}, “{key}”: “{name[:100]}” is no slug, such as “world-news”.")
        return noun, name

    def state(self, story):
        """Return what becomes of a story; behind a password it never was public."""
        outcome = self._outcome(story.state)
        return DRAFT if story.is_protected and outcome in (PUBLISHED, PLANNED) else outcome

    def _outcome(self, state):
        """Return what a state's name says; in capitals it is the same, where the mapping tells no other."""
        return self.states.get(state, self.states.get(state.strip().lower(), self.states["*"]))

    def type(self, story):
        return self.types.get(story.type, self.types["*"])

    def sources(self):
        """Return the slugs of the sources that the rules name."""
        rules = (*self.people.values(), *self.credits.values())
        return {rule[1] for rule in rules if rule and rule[0] == SOURCE}

    def complete(self, terms, people, decided=()):
        """Decide for the terms, given as {key: number of stories}, and the people that no rule names.

        `decided` is {key: noun} of what an earlier run made of them.
        """
        for key, noun in dict(decided).items():
            rules = self.people if noun == PERSON else self.terms
            rules.setdefault(key, (noun, ""))
        left = sorted((key for key in terms if key not in self.terms), key=lambda key: (-terms[key], key))
        categories = [key for key in left if key.startswith("category:") and key not in NO_CATEGORY]
        sections = set(categories[:MOST_SECTIONS])
        for key in left:
            self.terms[key] = None if key in NO_CATEGORY else (SECTION if key in sections else TOPIC, "")
        for key in people:
            self.people.setdefault(key, (PERSON, ""))

    def as_toml(self, states, types, names):
        """Return the file; `names` are {key: name} of terms and people, for who reads it."""
        parts = [HEAD]
        for name, value in (("origin", self.origin), ("language", self.language)):
            parts.append(f"{name} = {json.dumps(value, ensure_ascii=False)}\n")
        parts.append(f"updates = {str(self.updates).lower()}  # a later change shows as an update\n")
        rows = {
            "states": [(state, self._outcome(state), "") for state in sorted(states)],
            "types": [(kind, self.types.get(kind, self.types["*"]), "") for kind in sorted(types)],
            "terms": [(key, _written(rule), names.get(key, "")) for key, rule in self.terms.items()],
            "people": [(key, _written(rule), names.get(key, "")) for key, rule in self.people.items()],
            "credits": [(key, _written(rule), "") for key, rule in self.credits.items()],
        }
        for table, lines in rows.items():
            parts.append(f"\n[{table}]\n")
            for key, value, name in lines:
                said = f"  # {' '.join(name.split())}" if name else ""
                parts.append(
                    f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(value, ensure_ascii=False)}{said}\n"
                )
        return "".join(parts)


def _is_slug(name):
    """Ask whether a thing may have this in its address."""
    try:
        Section._meta.get_field("slug").run_validators(name)
    except ValidationError:
        return False
    return True


def _written(rule):
    if rule is None:
        return LEAVE
    return f"{rule[0]}: {rule[1]}" if rule[1] else rule[0]
