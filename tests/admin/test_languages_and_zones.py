"""What the desk types of languages, time zones and hours is checked, and the right one offered."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from articles.admin.forms import ArticleForm, Moment
from articles.admin.image_forms import RecordingForm
from articles.admin.zones import CITIES, ZoneField, zones_meant
from articles.models import Image, Publication

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "offered"), [("english", "“en”"), ("Klingon; drop", "“tlh”"), ("<b>", "such as")]
)
def test_a_language_that_does_not_exist_is_refused_and_the_right_one_offered(typed, offered):
    with pytest.raises(ValidationError, match="No language has the code") as refusal:
        ArticleForm.base_fields["language"].clean(typed)

    assert offered in str(refusal.value)


def test_a_language_is_stored_in_its_usual_form():
    assert ArticleForm.base_fields["language"].clean("AZ-arab") == "az-Arab"
    assert ArticleForm.base_fields["language"].clean("") == ""


def test_the_language_of_captions_is_checked_too():
    form = RecordingForm({"alt_text": "A ferry", "captions_language": "english"}, instance=Image())

    assert "“en”" in str(form.errors["captions_language"])


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("Europe/Mosow", "“Europe/Moscow”"),
        ("MSK", "“Europe/Moscow”"),
        ("UTC+3", "“Etc/GMT-3”"),
        ("GMT+3", "“Europe/Moscow”"),
        ("utc−05:00", "“Etc/GMT+5”"),
        ("+5:30", "“Asia/Kolkata”"),
        ("+25", "of the list"),
        ("nonsense", "of the list"),
    ],
)
def test_a_time_zone_that_does_not_exist_is_refused(at_desk, chief_editor, typed, offered):
    Publication.objects.create(time_zone="UTC")
    client, address = at_desk(chief_editor), reverse("admin:articles_publication_change", args=[1])
    fields = client.get(address).context["adminform"].form.initial
    data = {key: value if value is not None else "" for key, value in fields.items()}

    page = client.post(address, {**data, "time_zone": typed}).content.decode()

    assert f"No time zone is called “{typed}”" in page
    assert offered in page
    assert Publication.objects.get().time_zone == "UTC"


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Mumbai", "Asia/Kolkata"),
        ("mumbay", "Asia/Kolkata"),
        ("New Delhi", "Asia/Kolkata"),
        ("Beijing", "Asia/Shanghai"),
        ("Пекин", "Asia/Shanghai"),
        ("San Francisco", "America/Los_Angeles"),
        ("Washington", "America/New_York"),
        ("Munich", "Europe/Berlin"),
        ("München", "Europe/Berlin"),
        ("Frankfurt am Main", "Europe/Berlin"),
        ("Milan", "Europe/Rome"),
        ("Barcelona", "Europe/Madrid"),
        ("Genève", "Europe/Zurich"),
        ("Москва", "Europe/Moscow"),
        ("Rio de Janeiro", "America/Sao_Paulo"),
        ("Tel Aviv", "Asia/Jerusalem"),
        ("Cape Town", "Africa/Johannesburg"),
        ("new york", "America/New_York"),
        ("Dubai", "Asia/Dubai"),
        ("Moscow Time", "Europe/Moscow"),
        ("Pacific Standard Time", "America/Los_Angeles"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("India Standard Time", "Asia/Kolkata"),
        ("東京", "Asia/Tokyo"),
        ("Praha", "Europe/Prague"),
    ],
)
def test_a_city_that_no_zone_is_named_after_offers_its_zone(typed, zone):
    assert zones_meant(typed, list(dict(ZoneField().choices))) == [zone]


def test_every_city_belongs_to_a_zone_that_one_may_choose():
    assert set(CITIES) <= set(dict(ZoneField().choices))


@pytest.mark.parametrize(
    ("typed", "said"), [("2026-03-29T02:30", "put forward"), ("2026-10-25T02:30", "comes twice")]
)
def test_an_hour_that_the_clock_skips_or_repeats_is_said_so(typed, said):
    with timezone.override("Europe/Berlin"):
        with pytest.raises(ValidationError, match=said):
            Moment().clean(typed)
        assert Moment().clean("2026-03-29T03:30").hour == 3


@pytest.mark.parametrize("typed", [f"{name}{sign}{hours}" for name in ("UTC", "GMT") for sign in "+-"
                                   for hours in (1, 3, 11)])  # fmt: skip
def test_every_zone_that_is_offered_for_an_offset_has_it(typed):
    zones = list(dict(ZoneField().choices))
    winter, summer = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 7))

    offered = zones_meant(typed, zones)

    assert offered
    for at in (winter, summer):
        offsets = {at.astimezone(ZoneInfo(zone)).utcoffset() for zone in offered}
        assert offsets == {timedelta(hours=int(typed[3:]))}


def test_a_front_says_of_an_hour_that_the_clock_skips_what_is_the_matter(at_desk, chief_editor):
    Publication.objects.create(time_zone="Europe/Berlin")
    client = at_desk(chief_editor)

    page = client.get(reverse("home_preview"), {"at": "2026-03-29T02:30"}, follow=True)

    assert page.redirect_chain == [(reverse("home_desk"), 302)]
    assert "the clock is put forward" in page.content.decode()
    assert client.get(reverse("home_preview"), {"at": "2026-03-29T03:30"}).status_code == 200
