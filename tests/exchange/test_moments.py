"""Moments in the forms that other systems write, and those that can't be read."""

import time

import pytest
from django.utils import timezone

from articles.models import Edition, Publication
from exchange.models import Arrival
from exchange.readers.fields import LONGEST_MOMENT, parse_moment


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2022-07-08", "2022-07-08T00:00"),
        ("2022-07-08 10:00 +0200", "2022-07-08T08:00"),
        ("2022-07-08 10:00:00 UTC", "2022-07-08T10:00"),
        ("2022-07-08 10:00:00 EST", "2022-07-08T15:00"),
        ("Jul 08 2022", "2022-07-08T00:00"),
        ("July 8, 2022", "2022-07-08T00:00"),
        ("8 Jul 2022 10:00", "2022-07-08T10:00"),
        ("2022/07/08", "2022-07-08T00:00"),
        ("08.07.2022 10:00", "2022-07-08T10:00"),
        ("2022-07-08 10:00 PM", "2022-07-08T22:00"),
        ("July 8, 2022 10:00 am", "2022-07-08T10:00"),
        ("31/12/2022 14:30", "2022-12-31T14:30"),
        ("12/31/2022 2:30 PM", "2022-12-31T14:30"),
        ("7/7/2022", "2022-07-07T00:00"),
        ("Fri, 08 Jul 2022 10:00:00 GMT", "2022-07-08T10:00"),
        ("08 Jul 2022 10:00:00 -0500", "2022-07-08T15:00"),
        ("1657274400", "2022-07-08T10:00"),
        (1657274400, "2022-07-08T10:00"),
        (1657274400000, "2022-07-08T10:00"),
        (1610121600000, "2021-01-08T16:00"),
        ("1610121600000", "2021-01-08T16:00"),
        ("20220708T1000", "2022-07-08T10:00"),
    ],
)
def test_a_moment_is_read_in_each_form_that_has_one_meaning(written, read):
    assert parse_moment(written).isoformat() == f"{read}:00+00:00"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("12 mars 2019", "2019-03-12T00:00"),
        ("mar. 12 mars 2019", "2019-03-12T00:00"),
        ("1er août 2019 à 14h30", "2019-08-01T14:30"),
        ("1er mai 2020 à 14h", "2020-05-01T14:00"),
        ("8 janv. 2019", "2019-01-08T00:00"),
        ("3. Januar 2020", "2020-01-03T00:00"),
        ("Montag, 3. Mrz. 2020 14:30 Uhr", "2020-03-03T14:30"),
        ("5 мая 2021 г. в 14:30", "2021-05-05T14:30"),
        ("5 травня 2021", "2021-05-05T00:00"),
        ("5 de mayo de 2021", "2021-05-05T00:00"),
        ("3. tammikuuta 2020 klo 14.30", "2020-01-03T14:30"),
        ("2021. május 5.", "2021-05-05T00:00"),
        ("5 Μαΐου 2021", "2021-05-05T00:00"),
        ("5 مايو 2021", "2021-05-05T00:00"),
        ("2021年5月5日 14:30", "2021-05-05T14:30"),
        ("2021년 5월 5일", "2021-05-05T00:00"),
        ("12/Mar/2019", "2019-03-12T00:00"),
        ("Tuesday, March 12th, 2019 at 2:30 p.m.", "2019-03-12T14:30"),
    ],
)
def test_a_month_is_read_in_the_language_that_names_it(written, read):
    assert parse_moment(written).isoformat() == f"{read}:00+00:00"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "5 listopada 2021",  # October in Croatian, November in Polish
        "5 พฤษภาคม 2564",  # of another calendar
        "mars 2019",
        "12 mars 2019 or 13 avril 2019",
        "12 mars 2019 and more",
        2022,
        True,
        "07/08/2022",
        "31/31/2022",
        "07/08/2022 10:00 PM",
        "2022-07-08 10:00 IST",
        "202207081200",
        "99 Jul 2022 99:99",
        "Fri, 08 Jul 2022 1:",
        "soon",
    ],
)
def test_what_may_mean_two_moments_or_none_is_none(written):
    assert parse_moment(written) is None


@pytest.mark.parametrize("unit", [" ", "1", "Jul ", "8 Jul 2022 10:", "08.", "+01:00 "])
def test_no_text_is_a_moment_that_takes_long(unit, limit):
    start = time.process_time()

    for length in range(LONGEST_MOMENT + 10):
        parse_moment((unit * length)[:length])

    assert time.process_time() - start < limit


def test_a_date_that_can_not_be_read_is_told_and_kept(bring):
    report = bring(a_DOT_md="---\ntitle: A\ndate: 07/08/2022\npublished: true\n---\nWords.")

    assert report["problems"] == [["a.md", "its “date” is no moment that can be read: 07/08/2022"]]
    assert Arrival.objects.get().left_out == [["field", "date: 07/08/2022"]]
    assert not Edition.objects.exists()


def test_a_moment_without_a_zone_is_of_the_papers_own(bring):
    Publication.objects.update_or_create(pk=1, defaults={"name": "Paper", "time_zone": "America/New_York"})

    bring(
        a_DOT_md="---\ntitle: Day\ndate: 2020-07-01\n---\nA.",
        b_DOT_md="---\ntitle: Hour\ndate: 2020-01-01T10:00:00\n---\nB.",
        c_DOT_md="---\ntitle: Zone\ndate: 2020-07-01T10:00:00Z\n---\nC.",
    )

    assert [
        str(each) for each in Edition.objects.order_by("headline").values_list("live_from", flat=True)
    ] == [
        "2020-07-01 04:00:00+00:00",
        "2020-01-01 15:00:00+00:00",
        "2020-07-01 10:00:00+00:00",
    ]


@pytest.mark.parametrize("written", ["Fri, 08 Jul 2022 10:00:00 -0000", "8 Jul 2022 10:00 -0000"])
def test_a_mail_of_no_zone_that_it_tells_is_of_utc(written):
    with timezone.override("America/New_York"):
        assert parse_moment(written).isoformat() == "2022-07-08T10:00:00+00:00"
