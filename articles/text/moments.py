"""A moment as one thinks it: `18`, `6pm`, `tomorrow 7`, `Fri 6:30`, `28 Nov 18:00`, `+2h`, `in 2 hours`."""

import re
import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from django.utils import dates, translation
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

MOST = 60  # letters; a moment needs no more
TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.hч]?(?P<minute>\d{2}))?h?(?::\d{2}(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?|утра|дня|вечера|ночи)?"
)
# What stands behind the number of an hour; behind a small one alone it may be a while.
HOURS = re.compile(
    r"(?<=\d)\s?(?:o['’]clock|uhr|(?:ч\.?|час(?:а|ов)?)(?=\s(?:утра|дня|вечера|ночи)))(?!\w)"
    r"|(?:(?<=\b1[3-9])|(?<=\b2[0-3]))\s?(?:h|ч\.?|час(?:а|ов)?)(?!\S)"
)
DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
    # Which is the month of 5/6 nobody can tell.
    re.compile(r"(?P<day>1[3-9]|2\d|3[01])/(?P<month>0?[1-9]|1[0-2])(?:/(?P<year>\d{4}))?"),
    re.compile(r"(?P<month>0?[1-9]|1[0-2])/(?P<day>1[3-9]|2\d|3[01])(?:/(?P<year>\d{4}))?"),
    re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.?(?:\s?(?P<year>\d{4}))?"),
    re.compile(r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?\s(?P<name>[^\W\d_]+)\.?(?:\s(?P<year>\d{4}))?"),
    re.compile(r"(?P<name>[^\W\d_]+)\.?\s(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s(?P<year>\d{4}))?"),
)
LONE_UNIT = re.compile(r"^(?:an?\s)?(?=[^\W\d_])")
YEAR = re.compile(r"20\d{2}")
OF_YEAR = re.compile(r"(?<=\b20\d\d)\s?(?:г\.?|года?)(?!\w)")  # as Russian writes a date
# What one writes for minutes, hours and days in the languages of the desk, or begins to write.
UNITS = {
    "minutes": ("minutes", "mins", "минуты", "минут", "минута", "минуту"),
    "hours": ("hours", "hrs", "часа", "часов"),
    "days": ("days", "дней", "дня", "день", "дн"),
    "weeks": ("weeks", "wks", "недели", "недель", "неделя", "неделю"),
}
# What a language says for these; several words are divided by |.
WORDS = {
    "today": gettext_noop("today"),
    "tomorrow": gettext_noop("tomorrow|tmrw|tmr|tmw"),
    "day after tomorrow": gettext_noop("day after tomorrow"),
    "noon": gettext_noop("noon|midday"),
    "midnight": gettext_noop("midnight"),
    "at": gettext_noop("at|on|by|the|of"),
    "in": gettext_noop("in"),
    "half an hour": gettext_noop("half an hour"),
    "this": gettext_noop("this"),
    "next": gettext_noop("next"),
    "tonight": gettext_noop("tonight"),
    "morning": gettext_noop("morning"),
    "afternoon": gettext_noop("afternoon"),
    "evening": gettext_noop("evening"),
    "night": gettext_noop("night"),
}
# The first hour of a part of the day, and the first behind it.
PARTS = {"morning": (1, 12), "afternoon": (12, 19), "evening": (16, 24), "night": (18, 24)}
FROM = {"a": 0, "у": 0, "p": 12, "д": 10, "в": 15, "н": 21}  # the first hour of a.m., утра, p.m., дня …
CLOCK = {"noon": time(12), "midnight": time(0)}


class Unreadable(ValueError):
    """The typed text names no moment; the message shows what to write."""


def read(typed, now):
    """Return the moment that somebody means who types this at `now`, in the zone of `now`.

    Where no day is named, it is the next such moment ahead. Raises Unreadable.
    """
    words = " ".join(unicodedata.normalize("NFKC", typed).casefold().replace(",", " ").split())
    words = OF_YEAR.sub("", words)
    try:
        at = parse_datetime(typed.strip()[:MOST])
        if at and at.tzinfo:
            return at.astimezone(now.tzinfo)
        after = _after_in(words)
        return _after(after, now) if after else _named(words[: MOST + 1], now)
    except (ValueError, OverflowError) as error:
        raise error if isinstance(error, Unreadable) else Unreadable(_(UNREADABLE)) from error


def at_wall_time(at, zone):
    """Return a moment of a zone's clock; raise Unreadable where the clock skips or repeats it."""
    first, second = (at.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first
    is_skipped = first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != at
    said = {"at": at.strftime("%Y-%m-%d %H:%M"), "zone": str(zone)}
    raise Unreadable((_(SKIPPED) if is_skipped else _(REPEATED)) % said)


UNREADABLE = gettext_noop("Write a moment such as 18, 6pm, tomorrow 7, Fri 6:30, 28 Nov 18:00 or +2h.")
SKIPPED = gettext_noop(
    "There is no %(at)s in %(zone)s: the clock is put forward. Choose a moment before or after."
)
REPEATED = gettext_noop(
    "%(at)s comes twice in %(zone)s: the clock is put back. Choose a moment before or after."
)
TWO_DAYS = gettext_noop("That may be %(soon)s or %(later)s: write the date.")
OTHER_DAY = gettext_noop("That date is %(date)s: the day of the week is another.")


def _after_in(words):
    """Return `in 2 hours` and `in an hour` as `+2 hours` and `+1 hour`, and nothing of other words."""
    first, _blank, rest = words.partition(" ")
    if first in _said("in"):
        return "+30 m" if rest in _said("half an hour") else "+" + LONE_UNIT.sub("1 ", rest)
    return words if words.startswith("+") else ""


def _after(words, now):
    """Read `+2h`, `+1h30`, `+45 min`, `+1d`: days by the calendar, the rest by the clock."""
    words = words.rstrip(".")
    parts = re.findall(r"(\d{1,4})\s?([^\W\d_]*)", words)
    if not re.fullmatch(r"\+(?:\s?\d{1,4}\s?[^\W\d_]*)+", words[: MOST + 1]):
        raise Unreadable(_(UNREADABLE))
    spans = {"minutes": 0, "hours": 0, "days": 0, "weeks": 0}
    unit = ""
    for count, name in parts:
        unit = _unit(name) if name else ("minutes" if unit == "hours" else "")
        if not unit:
            raise Unreadable(_(UNREADABLE))
        spans[unit] += int(count)
    if not any(spans.values()):
        raise Unreadable(_(UNREADABLE))
    start = now.replace(second=0, microsecond=0)
    if days := spans.pop("days") + 7 * spans.pop("weeks"):
        start = at_wall_time(start.replace(tzinfo=None, fold=0) + timedelta(days=days), now.tzinfo)
    return (start.astimezone(UTC) + timedelta(**spans)).astimezone(now.tzinfo)


def _unit(name):
    """Return what a word counts, or an empty string: months may stand behind an m, too."""
    return next((unit for unit, words in UNITS.items() if any(word.startswith(name) for word in words)), "")


def _named(words, now):
    for at, day in _split(words):
        if (found := _on_day(day, at, now)) is not None:
            return at_wall_time(found, now.tzinfo)
    raise Unreadable(_(UNREADABLE))


def _split(words):
    """Yield (time of day, the words for the day): the time stands last, or first."""
    words = re.sub(r"^(\d{4}-\d{2}-\d{2})t", r"\1 ", words)  # as a browser's own picker writes it
    words = re.sub(r"(?<!\S)(\d{1,2}([./])\d{1,2}\2)(\d{2})(?!\S)", r"\g<1>20\3", words)
    words = re.sub(r"\bin the (?=morning|afternoon|evening)", "", HOURS.sub("h", words))
    part, tokens = _part_of_day([word for word in words.split() if word not in _said("at")])
    for count in (1, 2):  # "6pm", "6 pm"
        if len(tokens) >= count:
            yield from _timed(tokens[-count:], tokens[:-count], part)
            yield from _timed(tokens[:count], tokens[count:], part)


def _part_of_day(tokens):
    """Return (the hours of the part of a day that is named, the other words)."""
    said = (("this", "evening") if word in _said("tonight") else (word,) for word in tokens)
    tokens = [word for words in said for word in words]
    for place, word in enumerate(tokens):
        if part := next((hours for name, hours in PARTS.items() if word in _said(name)), None):
            if place and tokens[place - 1] in _said("this"):
                tokens[place - 1] = "today"
            return part, [*tokens[:place], *tokens[place + 1 :]]
    return None, tokens


def _timed(clock, day, part):
    word, day = " ".join(clock), " ".join(day)
    may_be_year = YEAR.fullmatch(word) and re.search(r"\d", day) and not re.search(r"\d{4}", day)
    if not may_be_year and (at := _time(word, part)) is not None:
        yield at, day


def _time(word, part):
    for name, at in CLOCK.items():
        if word in _said(name):
            return None if part else at
    found = TIME.fullmatch(word)
    if found is None:
        return None
    hour, half = int(found["hour"]), found["half"]
    if hour > 23 or (half and not 1 <= hour <= 12) or int(found["minute"] or 0) > 59:
        return None
    if half:
        hour = ((hour - FROM[half[0]]) % 12 + FROM[half[0]]) % 24
    if part:
        meant = [hour % 12, hour % 12 + 12] if 1 <= hour <= 12 and not half else [hour]
        hour = next((each for each in meant if part[0] <= each < part[1]), None)
    return None if hour is None else time(hour, int(found["minute"] or 0))


def _on_day(day, at, now):
    """Return the moment of the wall clock on the named day, or None where the words name none."""
    today = now.date()
    if not day:
        found = datetime.combine(today, at)
        return found if _is_ahead(found, now) else found + timedelta(days=1)
    if day in _said("today"):
        return datetime.combine(today, at)
    for ahead, word in enumerate(("tomorrow", "day after tomorrow"), 1):
        if day in _said(word):
            return datetime.combine(today + timedelta(days=ahead), at)
    first, _blank, rest = day.partition(" ")
    if first.rstrip(".") in _said("next"):
        return _next(rest, today, at)
    weekday = _weekday(rest if first in _said("this") else day)
    if weekday is None:
        return _on_date(day, at, today) or _on_date_of(_weekday(first), rest, at, today)
    found = datetime.combine(today + timedelta(days=(weekday - today.weekday()) % 7), at)
    return found if _is_ahead(found, now) else found + timedelta(days=7)


def _is_ahead(at, now):
    """Ask whether a moment of the wall clock is still to come, the second time where it comes twice."""
    times = (at.replace(tzinfo=now.tzinfo, fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(times) > now.astimezone(UTC)


def _weekday(word):
    return _which(word.rstrip("."), _weekdays(translation.get_language()))


def _next(name, today, at):
    """Return a weekday of the next week; one that is still to come in this week may be meant, too."""
    weekday = _weekday(name)
    if weekday is None:
        return None
    soon = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
    if weekday > today.weekday():
        days = {"soon": soon, "later": soon + timedelta(days=7)}
        raise Unreadable(_(TWO_DAYS) % {name: date_format(day, "l, j E") for name, day in days.items()})
    return datetime.combine(soon, at)


def _on_date_of(weekday, day, at, today):
    """Return the moment of a date that stands behind the name of its day."""
    found = None if weekday is None else _on_date(day, at, today)
    if found and found.weekday() != weekday:
        raise Unreadable(_(OTHER_DAY) % {"date": date_format(found, "l, j E Y")})
    return found


def _on_date(day, at, today):
    found = next(filter(None, (form.fullmatch(day) for form in DAYS)), None)
    if found is None:
        return None
    parts = found.groupdict()
    month = (
        int(parts["month"])
        if parts.get("month")
        else _which(parts["name"], _months(translation.get_language()))
    )
    if month is None:
        return None
    if parts["year"]:
        return datetime.combine(date(int(parts["year"]), month, int(parts["day"])), at)
    # The next such day, or today: 29 February is up to eight years ahead.
    for year in range(today.year, today.year + 9):
        with suppress(ValueError):
            if (found := date(year, month, int(parts["day"]))) >= today:
                return datetime.combine(found, at)
    return None


def _which(word, names):
    """Return the number that a word names, in full or by its first letters, where only one is meant."""
    whole = {number for name, number in names if name == word}
    begun = {number for name, number in names if len(word) > 2 and name.startswith(word)}
    found = whole or begun
    return found.pop() if len(found) == 1 else None


def _said(word):
    """Return a word in English and in the language of the desk."""
    return {each for said in (WORDS[word], _(WORDS[word]).casefold()) for each in said.split("|")}


@cache
def _weekdays(language):
    names = _names(language, dates.WEEKDAYS, dates.WEEKDAYS_ABBR)
    # Russian says “в пятницу” of a “пятница”.
    return names | {(f"{name[:-1]}у", number) for name, number in names if name.endswith("а")}


@cache
def _months(language):
    return _names(language, dates.MONTHS, dates.MONTHS_3, dates.MONTHS_ALT, dates.MONTHS_AP)


def _names(language, *tables):
    found = set()
    for each in (language or "en", "en"):
        with translation.override(each):
            found |= {
                (str(name).casefold().rstrip("."), number)
                for table in tables
                for number, name in table.items()
            }
    return frozenset(found)
