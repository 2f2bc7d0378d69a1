"""What arrives on the wire: each item once, its versions in order, kills, expiry; nothing lost or twice."""

import json
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from articles.archive import old_rows
from articles.models import Note, Publication, Push
from exchange.models import Feed, WireCopy
from exchange.records import Story
from exchange.wire import arriving, using

from .agency import item, newsml, rss

pytestmark = pytest.mark.django_db
Status = WireCopy.Status


def only():
    return WireCopy.objects.get()


# New copy


def test_an_item_arrives_as_wire_copy_and_as_no_story(feed, agency, run, stories):
    agency.answer(rss(item(more="<dc:rights xmlns:dc='http://purl.org/dc/elements/1.1/'>© A</dc:rights>")))

    out, err, status = run()

    copy = only()
    assert (out, err, status) == ("Agency: 1 new, 0 changed\n", "", 0)
    assert (copy.headline, copy.body) == ("Port shut", "The port is shut.\n\nShips wait.")
    assert (copy.address, copy.rights) == ("https://feeds.example.org/1", "© A")
    assert copy.raw == "<p>The port is shut.</p><p>Ships wait.</p>"
    assert stories() == []


def test_an_item_of_an_agency_keeps_its_version_rights_note_and_embargo(feed, agency, run):
    embargo = datetime(2031, 1, 1, tzinfo=UTC)
    more = f"<embargoed>{embargo.isoformat()}</embargoed><edNote>Adds a quote.</edNote>"
    agency.answer(newsml(version=3, more=more))

    run()

    copy = only()
    assert (copy.version, copy.rights, copy.note) == (3, "© Agency", "Adds a quote.")
    assert copy.embargo_until == embargo


@pytest.mark.parametrize(
    ("until", "held"),
    [("9999-12-31T23:59:59Z", datetime(9998, 1, 1, tzinfo=UTC)), ("0001-01-01T00:00:00Z", None)],
)
def test_an_embargo_that_no_clock_shows_holds_as_far_as_one_does(
    feed, agency, run, client, editor, until, held
):
    Publication.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/Berlin"})
    agency.answer(newsml(version=3, more=f"<embargoed>{until}</embargoed>"))

    run()

    assert only().embargo_until == held
    client.force_login(editor)
    assert client.get(reverse("admin:exchange_wirecopy_changelist")).status_code == 200


def test_a_second_run_brings_nothing_twice(feed, agency, run):
    agency.answer(rss(item("1"), item("2")))

    first, second = run()[0], run()[0]

    assert (first, second) == ("Agency: 2 new, 0 changed\n", "Agency: 0 new, 0 changed\n")


def test_items_without_an_id_are_known_by_title_and_date_wherever_they_stand(feed, agency, run):
    at = datetime.now(UTC) - timedelta(hours=1)
    one, two, three = (item(None, headline, at=at) for headline in ("One", "Two", "Three"))
    agency.answer(rss(one, two))
    run()
    agency.answer(rss(three, one, two))

    assert run()[0] == "Agency: 1 new, 0 changed\n"
    assert sorted(WireCopy.objects.values_list("headline", flat=True)) == ["One", "Three", "Two"]


def test_an_item_that_stands_twice_in_a_feed_is_one(feed, agency, run):
    agency.answer(rss(item("1", "New"), item("1", "Old")))

    run()

    assert only().headline == "New"


@pytest.mark.parametrize("date", ["Sat, 01 Jan 0000 00:00:00 +0000", "0001-01-01T00:00:00+14:00", "soon",
                                  "Fri, 01 Jan 9999 00:00:00 GMT", "1970-01-01T00:00:00Z"])  # fmt: skip
def test_an_item_of_no_moment_that_can_be_arrives_now(feed, agency, run, date):
    agency.answer(rss(f"<item><guid>1</guid><title>T</title><pubDate>{date}</pubDate></item>"))

    run()

    assert abs(only().sent_at - timezone.now()) < timedelta(minutes=5)


def test_what_is_older_than_copy_stays_does_not_come(feed, agency, run):
    agency.answer(rss(item(at=timezone.now() - timedelta(days=8))))

    assert run()[0] == "Agency: 0 new, 0 changed\n"


def test_hostile_markup_comes_as_words(feed, agency, run, client, editor):
    body = (
        "<script>alert(1)</script><p onclick='x()'>Words <a href='javascript:x()'>here</a></p><iframe src=x>"
    )
    agency.answer(rss(item(headline="<img src=x onerror=x()>Head & <b>line</b>", body=body)))

    run()
    client.force_login(editor)
    page = client.get(f"/admin/exchange/wirecopy/{only().pk}/change/").content.decode()

    assert only().headline == "Head & line"
    assert "Words here" in only().body
    assert not any(
        each in page for each in ("<script>alert", "onclick", "javascript:x", "<iframe", "onerror=")
    )


def test_ten_thousand_items_are_stored_and_known_again(feed, agency, run, monkeypatch):
    agency.answer(rss(*(item(str(n), body=f"<p>{n}</p>") for n in range(10_000))))
    monkeypatch.setattr(arriving.Item, "convert", quick_convert)

    first = run()[0]
    with mock.patch.object(arriving.Item, "convert", side_effect=AssertionError):
        second = run()[0]

    assert (first, second) == ("Agency: 10000 new, 0 changed\n", "Agency: 0 new, 0 changed\n")


def quick_convert(self):
    self.values = {"agency_id": self.record.key, "headline": "x", "body": "x",
                   "digest": self.record.digest(of_the_wire=True), "embargo_until": None}  # fmt: skip


# Two runs at once, and a run that ends amid its work


def test_a_run_that_is_killed_in_the_middle_loses_nothing(feed, agency, run, monkeypatch):
    agency.answer(rss(*(item(str(n)) for n in range(5))), ETag='"a"')
    monkeypatch.setattr(arriving, "BATCH", 2)
    stored = arriving.Arriving._store
    with (
        mock.patch.object(arriving.Arriving, "_store", autospec=True, side_effect=[None, KeyboardInterrupt]),
        pytest.raises(KeyboardInterrupt),
    ):
        call_command("wire")
    assert arriving.Arriving._store is stored

    assert run()[0] == "Agency: 5 new, 0 changed\n"


def test_of_two_runs_at_once_one_stores_an_item(feed, agency, run):
    agency.answer(rss(item()))
    first, second = arriving.Arriving(Feed.objects.get()), arriving.Arriving(Feed.objects.get())
    first.take_in()

    with pytest.raises(arriving.Overtaken):
        second.take_in()

    assert WireCopy.objects.count() == 1


def test_an_overtaken_run_is_no_failure(feed, agency, run):
    agency.answer(rss(item()))
    with mock.patch.object(arriving.Arriving, "take_in", side_effect=arriving.Overtaken):
        assert run() == ("Agency: 0 new, 0 changed\n", "", 0)


# Corrections and kills


def test_the_same_id_with_other_words_is_a_correction_and_keeps_what_it_said(feed, agency, run):
    agency.answer(rss(item()))
    run()
    agency.answer(rss(item(body="<p>The port is open.</p>")))

    assert run()[0] == "Agency: 0 new, 1 changed\n"
    copy = only()
    assert (copy.status, copy.version, copy.body) == (Status.CORRECTED, 2, "The port is open.")
    assert copy.earlier == [
        {"until": 2, "headline": "Port shut", "standfirst": "", "body": "The port is shut.\n\nShips wait."}
    ]


def test_an_older_version_that_comes_late_changes_nothing(feed, agency, run):
    agency.answer(newsml(version=3, body="<p>New.</p>"))
    run()
    agency.answer(newsml(version=2, body="<p>Old.</p>"))
    run()

    assert (only().version, only().body) == (3, "New.")


def test_a_new_version_of_the_same_words_is_no_correction(feed, agency, run):
    agency.answer(newsml(version=1))
    run()
    agency.answer(newsml(version=2))
    run()

    assert (only().version, only().status) == (2, Status.USABLE)


@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_a_kill_keeps_the_words_that_it_kills(feed, agency, run, status):
    agency.answer(newsml(version=1))
    run()
    agency.answer(newsml(version=2, body="", status=status))
    run()

    assert (only().status, only().body) == (Status.KILLED, "The port is shut.")


def test_what_a_bare_kill_does_not_say_stays(feed, agency, run):
    agency.answer(newsml(version=1))
    run()
    bare = '<newsItem guid="urn:1" version="2" xmlns="http://iptc.org/std/nar/2006-10-01/"><itemMeta>'
    agency.answer(f'{bare}<pubStatus qcode="stat:canceled"/></itemMeta></newsItem>')
    run()

    assert (only().status, only().headline) == (Status.KILLED, "Port shut")
    assert (only().rights, only().body) == ("© Agency", "The port is shut.")


@pytest.mark.parametrize("form", ["newsml", "ninjs"])
def test_a_new_version_of_an_old_item_arrives_by_its_own_moment(feed, agency, run, form):
    first, now = ((timezone.now() - timedelta(days=days)).isoformat() for days in (40, 0.1))
    if form == "ninjs":
        agency.answer(json.dumps({
            "uri": "urn:1", "version": "2", "firstcreated": first, "versioncreated": now, "headline": "Old",
            "body_text": "Words.",
        }))  # fmt: skip
    else:
        meta = f"<firstCreated>{first}</firstCreated>"
        agency.answer(newsml(version=2, headline="Old", more=meta))
    run()

    assert only().headline == "Old"
    assert timezone.now() - only().sent_at < timedelta(days=1)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.xml",
            '<nitf><head><docdata management-status="canceled"><doc-id id-string="n"/></docdata></head><body/></nitf>',
        ),
        ("a.json", '{"uri": "urn:n", "pubstatus": "canceled", "versioncreated": "2031-01-01T00:00:00Z"}'),
        ("a.xml", newsml(status="canceled")),
    ],
)
def test_each_format_of_agencies_can_kill(make_feed, folder, run, name, text):
    make_feed(folder="agency")
    folder(name, text)

    run()

    assert only().status == Status.KILLED


# What becomes of stories that used it


@pytest.fixture
def used(feed, agency, run, editor):
    agency.answer(newsml(version=1))
    run()
    return using.use(only(), by=editor)


def test_a_correction_stands_at_each_story_that_used_it_until_it_is_answered(used, agency, run, editor):
    agency.answer(newsml(version=2, body="<p>The port is open.</p>"))
    run()
    run()

    note = Note.objects.get()
    assert (note.article, note.agency, note.resolved_at) == (used, "Agency", None)
    assert "was corrected" in note.text


def test_a_correction_that_is_not_answered_yet_is_told_once(used, agency, run):
    for version in (2, 3, 4):
        agency.answer(newsml(version=version, body=f"<p>{version} ships.</p>"))
        run()

    assert Note.objects.count() == 1


def test_a_change_of_what_readers_never_see_is_not_told(used, agency, run):
    agency.answer(newsml(version=2, more="<edNote>Same words.</edNote>"))
    run()

    assert not Note.objects.exists()


def test_a_kill_is_told_with_the_agencys_reason(used, agency, run):
    agency.answer(newsml(version=2, body="", status="canceled", more="<edNote>Wrong port.</edNote>"))
    run()

    assert "was killed" in Note.objects.get().text
    assert "Wrong port." in Note.objects.get().text


def test_copy_that_lives_again_is_told(used, agency, run):
    agency.answer(newsml(version=2, status="canceled"))
    run()
    agency.answer(newsml(version=3))
    run()

    assert [("killed" in note.text) for note in Note.objects.order_by("pk")] == [True, False]


def test_a_kill_of_copy_in_a_live_story_is_mailed_to_the_desks_editors(
    used, agency, run, make_user_with_mail, section, settings, django_capture_on_commit_callbacks, mailoutbox
):
    used.section = section
    used.save()
    section.editors.add(make_user_with_mail("desk", wants_mail=True))
    make_user_with_mail("elsewhere", wants_mail=True)
    agency.answer(newsml(version=2, body="", status="canceled"))
    with django_capture_on_commit_callbacks(execute=True):
        run()

    assert [mail.to for mail in mailoutbox] == [["desk@example.org"]]
    assert "Wire copy killed by Agency." in mailoutbox[0].body
    assert Push.objects.get().sent_at


# Expiry


def age(**how):
    WireCopy.objects.update(expires_at=timezone.now() - timedelta(hours=1), **how)


def removed():
    return dict(old_rows.clear())["copies of the wire that nobody used"]


def test_expired_copy_goes_once_its_feed_has_it_no_more(feed, agency, run):
    agency.answer(rss(item("1")))
    run()
    age()
    assert removed() == 0  # or it would come again
    agency.answer(rss(item("2")))
    run()

    assert removed() == 1
    assert only().agency_id == "2"


def test_expired_copy_that_was_used_stays(feed, agency, run, editor):
    agency.answer(rss(item("1")))
    run()
    using.use(only(), by=editor)
    age(seen_at=timezone.now() - timedelta(days=1))

    assert removed() == 0


def test_the_copy_of_a_feed_that_is_watched_no_more_expires_too(feed, agency, run):
    agency.answer(rss(item("1")))
    run()
    age()
    Feed.objects.update(is_watched=False)

    assert removed() == 1


def test_signs_that_no_database_takes_stop_no_feed(feed, agency, run):
    copy = {"uri": "urn:a\0", "headline": "Port\0 shut", "slugline": "\0", "body_text": "The port.\0",
            "versioncreated": timezone.now().isoformat(), "subject": [{"name": "a\0b"}]}  # fmt: skip
    agency.answer(json.dumps(copy))

    assert run() == ("Agency: 1 new, 0 changed\n", "", 0)
    assert only().headline == "Port shut"


def test_of_two_versions_in_one_reading_the_higher_stays():
    made = [
        Story("urn:1", "", "", "", headline, "", version=version)
        for headline, version in (("Kill", 2), ("Port shut", 1))
    ]

    assert [each.headline for each in arriving.newest(made).values()] == ["Kill"]
    assert [each.headline for each in arriving.newest(reversed(made)).values()] == ["Kill"]
