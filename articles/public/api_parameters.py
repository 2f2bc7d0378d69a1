"""The parameters of the read API: each declared once, for the check of a request and for the description."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.http import Http404

from articles.models import Edition, Story, slugs
from articles.text import languages, moments

from .pagination import PAGE_LENGTH, POSITION

MOST = 100  # rows of a list
FIRST, LAST = datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)
DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
MOMENT = re.compile(rf"{DAY.pattern}T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
SLUG = {"type": "string", "pattern": f"^{slugs.SIGN}{{1,200}}$"}
TIME = {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}


class Refused(ValueError):
    """A request that the API does not understand; its sentence is the reason."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a query: what it means, what it takes in words and as JSON Schema, and its parser."""

    name: str
    means: str
    takes: str
    schema: dict
    parse: Callable = lambda text, zone: text
    is_required: bool = False
    default: object = None

    def value(self, text, zone):
        """Return what a text stands for; raise Refused."""
        pattern, choices = self.schema.get("pattern", ""), self.schema.get("enum", [text])
        try:
            if not re.search(pattern, text, re.ASCII) or "\n" in text or text not in choices:
                raise ValueError
            return self.parse(text, zone)
        except moments.Unreadable as error:
            why = "is a moment that the paper's clock skips or repeats: add an offset, such as +01:00."
            raise Refused(f"“{self.name}” {why}") from error
        except ValueError as error:
            raise Refused(f"“{self.name}” takes {self.takes}.") from error


def asked_of(query, parameters, zone):
    """Return {name: value} of a query that has these parameters alone; raise Refused."""
    known = {each.name: each for each in parameters}
    names = ", ".join(known) or "none"
    if not query.keys() <= known.keys():
        raise Refused(f"This address has no such parameter. It knows: {names}.")
    for name, values in query.lists():
        if len(values) > 1:
            raise Refused(f"“{name}” is given more than once.")
    for each in parameters:
        if each.is_required and each.name not in query:
            raise Refused(f"“{each.name}” is missing: it takes {each.takes}.")
    defaults = {each.name: each.default for each in parameters if each.default is not None}
    return defaults | {name: known[name].value(query[name], zone) for name in query}


def parse_start(text, zone, days=0):
    """Return a moment, or the start of a day some days later, within what a database can hold."""
    text = re.sub(r" (\d\d:\d\d)$", r"+\1", text.upper())  # a plus sign that nobody escaped
    try:
        if DAY.fullmatch(text):
            at = datetime.combine(date.fromisoformat(text) + timedelta(days), time.min, zone)
        elif MOMENT.fullmatch(text):
            at = datetime.fromisoformat(text)
        else:
            raise ValueError
        at = at if at.tzinfo else moments.at_wall_time(at, zone)
        return min(max(at.astimezone(UTC), FIRST), LAST)
    except OverflowError:
        return FIRST if text < "5" else LAST


def parse_end(text, zone):
    return parse_start(text, zone, days=1)


def parse_size(text, zone):
    if not re.fullmatch(r"0{0,9}[0-9]{1,3}", text) or not 1 <= int(text) <= MOST:
        raise ValueError
    return int(text)


def parse_language(text, zone):
    try:
        return languages.standard_tag(text)
    except languages.UnknownLanguage as error:
        raise Http404 from error


def slug_of(name, of, takes="the slug of one"):
    return Parameter(name, f"Only stories of this {of}.", takes, SLUG)


def choice(name, means, choices):
    return Parameter(name, means, f"one of {', '.join(choices)}", {"type": "string", "enum": list(choices)})


BEFORE = Parameter(
    "before",
    "A position from `next`: what is older follows.",
    "a position from “next”",
    {"type": "string", "pattern": f"^{POSITION.pattern}$".replace(r"\d", "[0-9]")},
)
AFTER = Parameter("after", "A slug from `next`: what is behind it follows.", "a slug", SLUG)
PLACE = Parameter(
    "after",
    "A place from `next`: what is behind it follows.",
    "a place from “next”",
    {"type": "string", "pattern": "^[0-9]{1,18}-[0-8]?[0-9]{1,18}$"},  # below 2 ** 63
)
WHEN = "a day such as 2026-11-28, or a moment such as 2026-11-28T10:00:00Z (write + as %2B)"
SINCE = Parameter("since", "Not before this moment, or this day of the paper's.", WHEN, TIME, parse_start)
UNTIL = Parameter("until", "Before this moment, or not after this day of the paper's.", WHEN, TIME, parse_end)
SIZE = Parameter(
    "page_size",
    "How many rows an answer has at most.",
    f"a number from 1 to {MOST}",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE_LENGTH},
    parse_size,
    default=PAGE_LENGTH,
)
LANGUAGE = Parameter(
    "language",
    "Only stories in this language.",
    "a BCP 47 tag, such as en",
    {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,8}$"},
    parse_language,
)
SECTION, TOPIC = slug_of("section", "section and those merged into it"), slug_of("topic", "topic")
PERSON, SOURCE = slug_of("person", "person's byline"), slug_of("source", "source")
KIND = choice(
    "kind",
    "Only stories whose edition in force is of this kind.",
    [kind for kind in Edition.Kind.values if kind not in Edition.TEXTLESS],
)
WORK = choice("type_of_work", "Only stories of this type of work.", Story.TypeOfWork.values)
QUERY = Parameter(
    "q",
    "The words to look for; quotation marks hold a phrase together, a minus excludes a word.",
    "1 to 300 characters",
    {"type": "string", "minLength": 1, "maxLength": 300, "pattern": "^[^\\u0000\\r\\n]{1,300}$"},
    is_required=True,
)
SORT = choice("sort", "`time`: the newest first, not the best.", ["rank", "time"])
