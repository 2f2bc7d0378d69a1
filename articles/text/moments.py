"""A moment as one thinks it: `18`, `6pm`, `tomorrow 7`, `Fri 6:30`, `28 Nov 18:00`, `+2h`, `in 2 hours`."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

from django.utils import dates, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

MOST = 60  # letters; a moment needs no more
TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})|h)?(?::\d{2}(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?|утра|дня|вечера|ночи)?"
)
DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"),
    re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.?(?:\s?(?P<year>\d{4}))?"),
    re.compile(r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?\s(?P<name>[^\W\d_]+)\.?(?:\s(?P<year>\d{4}))?"),
    re.compile(r"(?P<name>[^\W\d_]+)\.?\s(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s(?P<year>\d{4}))?"),
)
# What one writes for minutes, hours and days in the languages of the desk, or begins to write.
UNITS = {
    "minutes": ("minutes", "mins", "минуты", "минут", "минута", "минуту"),
    "hours": ("hours", "hrs", "часа", "часов"),
    "days": ("days", "дней", "дня", "день", "дн"),
}
# What a language says for these; several words are divided by |.
WORDS = {
    "today": gettext_noop("today"),
    "tonight": gettext_noop("tonight|this evening"),
    "tomorrow": gettext_noop("tomorrow"),
    "day after tomorrow": gettext_noop("day after tomorrow"),
    "noon": gettext_noop("noon"),
    "midnight": gettext_noop("midnight"),
    "at": gettext_noop("at|at about"),
    "in": gettext_noop("in"),
}
EVENING = 16  # the first hour of one
FROM = {"a": 0, "у": 0, "p": 12, "д": 10, "в": 15, "н": 21}  # the first hour of a.m., утра, p.m., дня …
CLOCK = {"noon": time(12), "midnight": time(0)}


class Unreadable(ValueError):
    """What was typed names no moment; the message says what to write."""


def read(typed, now):
    """Return the moment that somebody means who types this at `now`, in the zone of `now`.

    Where no day is named, it is the next such moment ahead. Raises Unreadable.
    """
    words = " ".join(typed.casefold().replace(",", " ").split())
    try:
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


def _after_in(words):
    """Return `in 2 hours` and `in an hour` as `+2 hours` and `+1 hour`, and nothing of other words."""
    first, _blank, rest = words.partition(" ")
    if first in _said("in"):
        return "+" + re.sub(r"^(?:an?\s)?(?=[^\W\d_])", "1 ", rest)
    return words if words.startswith("+") else ""


def _after(words, now):
    """Read `+2h`, `+1h30`, `+45 min`, `+1d`: days by the calendar, the rest by the clock."""
    parts = re.findall(r"(\d{1,4})\s?([^\W\d_]*)", words)
    if not re.fullmatch(r"\+(?:\s?\d{1,4}\s?[^\W\d_]*)+", words[: MOST + 1]):
        raise Unreadable(_(UNREADABLE))
    spans = {"minutes": 0, "hours": 0, "days": 0}
    unit = ""
    for count, name in parts:
        unit = _unit(name) if name else ("minutes" if unit == "hours" else "")
        if not unit:
            raise Unreadable(_(UNREADABLE))
        spans[unit] += int(count)
    if not any(spans.values()):
        raise Unreadable(_(UNREADABLE))
    start = now.replace(second=0, microsecond=0)
    if days := spans.pop("days"):
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
    tokens = [word for word in words.split() if word not in _said("at")]
    for count in (1, 2):  # "6pm", "6 pm"
        if len(tokens) >= count:
            yield from _timed(tokens[-count:], tokens[:-count])
            yield from _timed(tokens[:count], tokens[count:])


def _timed(clock, day):
    if (at := _time(" ".join(clock))) is not None:
        yield at, " ".join(day)


def _time(word):
    for name, at in CLOCK.items():
        if word in _said(name):
            return at
    found = TIME.fullmatch(word)
    if found is None:
        return None
    hour, half = int(found["hour"]), found["half"]
    if hour > 23 or (half and not 1 <= hour <= 12) or int(found["minute"] or 0) > 59:
        return None
    if half:
        hour = ((hour - FROM[half[0]]) % 12 + FROM[half[0]]) % 24
    return time(hour, int(found["minute"] or 0))


def _on_day(day, at, now):
    """Return the moment of the wall clock on the named day, or None where the words name none."""
    here, today = now.replace(tzinfo=None), now.date()
    if not day:
        found = datetime.combine(today, at)
        return found if found > here else found + timedelta(days=1)
    if day in _said("today"):
        return datetime.combine(today, at)
    if day in _said("tonight"):
        evening = at if at.hour >= 12 else at.replace(hour=at.hour + 12)
        return datetime.combine(today, evening) if evening.hour >= EVENING else None
    for ahead, word in enumerate(("tomorrow", "day after tomorrow"), 1):
        if day in _said(word):
            return datetime.combine(today + timedelta(days=ahead), at)
    if (weekday := _which(day.rstrip("."), _weekdays(translation.get_language()))) is not None:
        found = datetime.combine(today + timedelta(days=(weekday - today.weekday()) % 7), at)
        return found if found > here else found + timedelta(days=7)
    return _on_date(day, at, here)


def _on_date(day, at, here):
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
    # The next such day: 29 February is up to eight years ahead.
    for year in range(here.year, here.year + 9):
        try:
            moment = datetime.combine(date(year, month, int(parts["day"])), at)
        except ValueError:
            continue
        if moment > here:
            return moment
    return None


def _which(word, names):
    """Return the number that a word names, in full or by its first letters, where only one is meant."""
    whole = {number for name, number in names if name == word}
    begun = {number for name, number in names if len(word) > 2 and name.startswith(word)}
    found = whole or begun
    return found.pop() if len(found) == 1 else None


def _said(word):
    """Return a word in English and in the language of the desk."""
    return {word, *_(WORDS[word]).casefold().split("|")}


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
