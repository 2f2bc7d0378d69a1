"""A moment typed as one thinks it is the one that is meant, or a sentence says what to write."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import dates, translation
from hypothesis import assume, given
from hypothesis import strategies as st

from articles.text.moments import Unreadable, read

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 25, 14, 3, 20, tzinfo=BERLIN)  # a Wednesday
zones = st.sampled_from(
    [UTC, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kolkata"), ZoneInfo("Asia/Baku")]
)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1)).flatmap(
    lambda at: zones.map(lambda zone: at.replace(tzinfo=UTC).astimezone(zone))
)
clocks = st.tuples(st.integers(0, 23), st.integers(0, 59))


def wall(at):
    return at.strftime("%Y-%m-%d %H:%M")


MEANT = {
    "18": "2026-11-25 18:00",
    "6pm": "2026-11-25 18:00",
    "6 p.m.": "2026-11-25 18:00",
    "12am": "2026-11-26 00:00",
    "noon": "2026-11-26 12:00",
    "7": "2026-11-26 07:00",
    "18.30": "2026-11-25 18:30",
    "18h30": "2026-11-25 18:30",
    "tomorrow 7": "2026-11-26 07:00",
    "tomorrow at 7pm": "2026-11-26 19:00",
    "7:15 tomorrow": "2026-11-26 07:15",
    "today 9": "2026-11-25 09:00",
    "Fri 6:30": "2026-11-27 06:30",
    "friday, 6.30 pm": "2026-11-27 18:30",
    "wed 18": "2026-11-25 18:00",
    "Wed 9": "2026-12-02 09:00",
    "28 Nov 18:00": "2026-11-28 18:00",
    "Nov 28 18": "2026-11-28 18:00",
    "28.11. 18": "2026-11-28 18:00",
    "1 March 2027 at 8am": "2027-03-01 08:00",
    "29 Feb 8": "2028-02-29 08:00",
    "2026-12-24T18:00": "2026-12-24 18:00",
    "2026-12-24 18:00:00": "2026-12-24 18:00",
    "1st December 9am": "2026-12-01 09:00",
    "Nov 30th 18h": "2026-11-30 18:00",
    "tonight 9:30": "2026-11-25 21:30",
    "tonight at 8pm": "2026-11-25 20:00",
    "19 this evening": "2026-11-25 19:00",
    "day after tomorrow 7": "2026-11-27 07:00",
    "+2h": "2026-11-25 16:03",
    "+1h30": "2026-11-25 15:33",
    "+ 45 min": "2026-11-25 14:48",
    "+1d": "2026-11-26 14:03",
    "+1d 2h": "2026-11-26 16:03",
    "+2 hours 1 minute": "2026-11-25 16:04",
    "+1 hr": "2026-11-25 15:03",
    "+3 days": "2026-11-28 14:03",
    "in 2 hours": "2026-11-25 16:03",
    "In 45 minutes": "2026-11-25 14:48",
    "in an hour": "2026-11-25 15:03",
    "in a minute": "2026-11-25 14:04",
    "in 1h30": "2026-11-25 15:33",
    "in 3 days": "2026-11-28 14:03",
    "1800": "2026-11-25 18:00",
    "0630": "2026-11-26 06:30",
    "730pm": "2026-11-25 19:30",
    "1800h": "2026-11-25 18:00",
    "18 h": "2026-11-25 18:00",
    "18h Mar 3": "2027-03-03 18:00",
    "18 h May 1": "2027-05-01 18:00",
    "6 o'clock Mar 3": "2027-03-03 06:00",
    "6 o’clock": "2026-11-26 06:00",
    "tmrw 0700": "2026-11-26 07:00",
    "2030": "2026-11-25 20:30",
    "28 Nov 1800": "2026-11-28 18:00",
    "28 Nov 2026 2030": "2026-11-28 20:30",
    "on Friday at 6": "2026-11-27 06:00",
    "by 6pm": "2026-11-25 18:00",
    "midday Friday": "2026-11-27 12:00",
    "this Friday 18": "2026-11-27 18:00",
    "this Wed 9": "2026-12-02 09:00",
    "next Tuesday 7": "2026-12-01 07:00",
    "next Wednesday 18": "2026-12-02 18:00",
    "Sat, 28 Nov 2026 18:00": "2026-11-28 18:00",
    "Sat 28 Nov 18": "2026-11-28 18:00",
    "28/11 18:00": "2026-11-28 18:00",
    "11/28/2026 18:00": "2026-11-28 18:00",
    "28.11.26 18:00": "2026-11-28 18:00",
    "12/28/26 6pm": "2026-12-28 18:00",
    "2026-11-28T18:00Z": "2026-11-28 19:00",
    "2026-11-28T18:00:00-05:00": "2026-11-29 00:00",
    "tomorrow evening at 7": "2026-11-26 19:00",
    "Friday morning 9": "2026-11-27 09:00",
    "this afternoon 3": "2026-11-25 15:00",
    "this morning 9": "2026-11-25 09:00",
    "6 in the evening": "2026-11-25 18:00",
    "9 at night": "2026-11-25 21:00",
    "in half an hour": "2026-11-25 14:33",
    "+1w": "2026-12-02 14:03",
    "in a week": "2026-12-02 14:03",
    "25 Nov 9": "2026-11-25 09:00",
    "the day after tomorrow 9": "2026-11-27 09:00",
    "2nd of December 9": "2026-12-02 09:00",
    "18：30": "2026-11-25 18:30",  # noqa: RUF001  as an input method writes it
}


@pytest.mark.parametrize("typed", MEANT)
def test_what_one_types_is_what_one_means(typed):
    assert wall(read(typed, NOW)) == MEANT[typed]


RUSSIAN = {
    "в пятницу в 6:30": "2026-11-27 06:30",
    "в среду в 18": "2026-11-25 18:00",
    "послезавтра 9": "2026-11-27 09:00",
    "завтра в 7 утра": "2026-11-26 07:00",
    "6 вечера": "2026-11-25 18:00",
    "пт в 3 дня": "2026-11-27 15:00",
    "12 ночи": "2026-11-26 00:00",
    "завтра в 11 ночи": "2026-11-26 23:00",
    "завтра в 11 дня": "2026-11-26 11:00",
    "12 вечера": "2026-11-26 00:00",
    "сегодня вечером в 9": "2026-11-25 21:00",
    "завтра 7": "2026-11-26 07:00",
    "пт 6:30": "2026-11-27 06:30",
    "пятница в 18": "2026-11-27 18:00",
    "28 ноября 18:00": "2026-11-28 18:00",
    "28 ноября 2026 г. 18:00": "2026-11-28 18:00",
    "28 ноября 2026 года в 18": "2026-11-28 18:00",
    "28.11.2026г. 18ч30": "2026-11-28 18:30",
    "+2 ч": "2026-11-25 16:03",
    "через 15 мин.": "2026-11-25 14:18",
    "+1 час 5 мин": "2026-11-25 15:08",
    "+3 дня": "2026-11-28 14:03",
    "через 2 часа": "2026-11-25 16:03",
    "через 30 минут": "2026-11-25 14:33",
    "через час": "2026-11-25 15:03",
    "через минуту": "2026-11-25 14:04",
    "in 2 hours": "2026-11-25 16:03",
    "Fri 6": "2026-11-27 06:00",
    "tmrw 7": "2026-11-26 07:00",
    "в эту пятницу в 18": "2026-11-27 18:00",
    "в следующий вторник в 9": "2026-12-01 09:00",
    "завтра вечером в 8": "2026-11-26 20:00",
    "вечером в 9": "2026-11-25 21:00",
    "в 2 часа дня": "2026-11-26 14:00",
    "в 9 ч. утра": "2026-11-26 09:00",
    "в 18 часов": "2026-11-25 18:00",
    "18 часов Mar 3": "2027-03-03 18:00",
    "через полчаса": "2026-11-25 14:33",
    "через неделю": "2026-12-02 14:03",
    "суббота, 28 ноября 18:00": "2026-11-28 18:00",
}


@pytest.mark.parametrize("typed", RUSSIAN)
def test_the_desk_is_understood_in_its_language_and_in_english(typed):
    with translation.override("ru"):
        assert wall(read(typed, NOW)) == RUSSIAN[typed]


TWO = {
    "next Friday 7": "Friday, 27 November or Friday, 4 December",
    "7 next fri": "Friday, 27 November or Friday, 4 December",
    "Sun 28 Nov 18": "That date is Saturday, 28 November 2026",
}


@pytest.mark.parametrize("typed", TWO)
def test_a_day_that_two_may_be_is_refused_with_both(typed):
    with pytest.raises(Unreadable, match=TWO[typed]):
        read(typed, NOW)


@pytest.mark.parametrize(
    "typed",
    ["28 Nov 2026", "Sat 28 Nov 2030", "2026 28 Nov", "5/6 18:00", "5/6/27 18:00", "2026-11-28", "28.11.26"]
    + [
        "18:00 CET",
        "tonight 3",
        "tomorrow morning 19",
        "tonight midnight",
        "1860",
        "11/28/2026",
    ],
)
def test_what_may_be_a_year_or_another_month_is_no_moment(typed):
    with pytest.raises(Unreadable, match="Write a moment such as"):
        read(typed, NOW)


@given(moments, clocks)
def test_an_hour_alone_is_the_next_one(now, clock):
    try:
        at = read(f"{clock[0]}:{clock[1]:02}", now)
    except Unreadable:  # the night in which the clock is put forward or back
        assume(False)

    assert (at.hour, at.minute, at.second) == (*clock, 0)
    assert now < at <= now + timedelta(hours=25)


@given(moments, moments)
def test_a_moment_in_full_is_read_as_it_is_written(now, at):
    at = at.astimezone(now.tzinfo).replace(second=0, microsecond=0)
    assume(at.replace(fold=0).utcoffset() == at.replace(fold=1).utcoffset())

    assert read(wall(at), now) == at
    assert read(at.strftime("%Y-%m-%dT%H:%M"), now) == at


@given(moments, st.integers(0, 6), st.sampled_from(["en", "ru"]), st.booleans())
def test_a_day_of_the_week_is_the_next_of_its_name(now, number, language, is_short):
    with translation.override(language):
        name = str((dates.WEEKDAYS_ABBR if is_short else dates.WEEKDAYS)[number])
        at = read(f"{name} 12", now)

    assert (at.weekday(), at.hour) == (number, 12)
    assert now < at <= now + timedelta(days=7, hours=1)


@given(moments, st.integers(0, 500), st.integers(1, 59))
def test_after_a_while_is_counted_by_the_clock(now, hours, minutes):
    at = read(f"+{hours}h {minutes}m", now)

    assert at.astimezone(UTC) == now.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(
        hours=hours, minutes=minutes
    )


@given(moments, st.text(max_size=80) | st.from_regex(r"[0-9+.: a-z]{0,12}"))
def test_whatever_is_typed_is_a_moment_or_a_sentence(now, typed):
    with suppress(Unreadable):
        assert read(typed, now).tzinfo == now.tzinfo


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "25",
        "6:75",
        "13pm",
        "0am",
        "31 Feb 9",
        "Fri",
        "28 Nov",
        "+",
        "+0h",
        "+30",
        "+2x",
        "tomorrow",
    ]
    + ["Nov 6", "2026-13-01 9", "9" * 70]
    + ["+1 month", "+1mo", "+2 months", "+1 месяц", "+1 мес", "+2 decades"]
    + ["in", "in 5", "in an", "in soon", "in a while"],
)
def test_what_names_no_moment_is_answered_with_examples(typed):
    with pytest.raises(Unreadable, match="such as 18, 6pm, tomorrow 7"):
        read(typed, NOW)


def test_an_hour_that_the_clock_skips_or_repeats_is_said():
    with pytest.raises(Unreadable, match="There is no 2027-03-28 02:30 in Europe/Berlin"):
        read("28 March 2:30", NOW)
    with pytest.raises(Unreadable, match="2027-10-31 02:30 comes twice"):
        read("31.10.2027 2:30", NOW)
    with pytest.raises(Unreadable, match="2027-10-31 02:15 comes twice"):  # it is to come again
        read("2:15", datetime(2027, 10, 31, 2, 30, tzinfo=BERLIN))
