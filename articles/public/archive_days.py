"""The calendar of a month: how many stories each day has, in one query whatever the archive's length."""

import calendar
import re
from datetime import date, datetime, timedelta

from django.http import Http404
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format

from .spans import STORIES, with_stories

DAY = re.compile(r"[1-9]|[12]\d|3[01]", re.ASCII)


def weeks(start, at, zone):
    """Return the weeks of a month, each a list of (date, stories), None for the days of other months."""
    days = [date(start.year, start.month, day) for day in range(1, _length(start) + 1)]
    counts = dict(with_stories([day_span(day, zone) for day in days], at, STORIES))
    shown = {day.day: (day, counts.get(day_span(day, zone)[0], 0)) for day in days}
    month = calendar.Calendar(_first_weekday()).monthdayscalendar(start.year, start.month)
    return [[shown.get(day) for day in week] for week in month]


def weekdays():
    """Return (short name, name) of the days of a week, in the order of the paper's language."""
    order = [(_first_weekday() + place) % 7 for place in range(7)]
    return [(WEEKDAYS_ABBR[day], WEEKDAYS[day]) for day in order]


def asked_day(text, start):
    """Return the day of a month that an address names, or None. Raises Http404."""
    if text is None:
        return None
    if not DAY.fullmatch(text) or int(text) > _length(start):
        raise Http404
    return date(start.year, start.month, int(text))


def day_span(day, zone):
    """Return the moments at which a day begins and ends, in the paper's time zone."""
    try:
        return tuple(
            datetime(each.year, each.month, each.day, tzinfo=zone) for each in (day, day + timedelta(days=1))
        )
    except OverflowError as error:
        raise Http404 from error


def _length(start):
    return calendar.monthrange(start.year, start.month)[1]


def _first_weekday():
    return (get_format("FIRST_DAY_OF_WEEK") - 1) % 7
