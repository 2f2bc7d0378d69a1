"""The folders of agencies: what is read of them, once each, and what waits."""

import os
import socket
import time
from datetime import timedelta
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from exchange.models import Feed, WireCopy
from exchange.wire import reading

from .agency import newsml
from .test_wire_fetching import headlines

pytestmark = pytest.mark.django_db


def test_a_bad_file_whose_name_is_no_utf8_keeps_back_no_other(make_feed, folder, run, settings):
    make_feed(folder="agency")
    make_feed("Better", folder="agency/deep")
    folder("deep/b.xml", newsml("urn:b", headline="B"))
    place = folder("c.xml", newsml("urn:c", headline="C")).parent
    with open(os.fsencode(place) + b"/M\xfcnchen.xml", "wb") as file:
        file.write(b"<cut")
    os.utime(os.fsencode(place) + b"/M\xfcnchen.xml", (1, 1))

    for _run in range(2):
        out, err, status = run()
        assert "M\\xfcnchen.xml" in err
        assert "Better" in out
        assert status == 1


def test_a_folder_that_can_not_be_listed_is_told_and_read_later(make_feed, folder, run):
    feed = make_feed(folder="agency")
    folder("deep/b.xml", newsml("urn:b", headline="B"))
    scan = os.scandir

    def scandir(path):
        if str(path).endswith("deep"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    with mock.patch("os.scandir", scandir):
        assert "deep: Permission denied" in run()[1]

    assert run()[0] == "Agency: 1 new, 0 changed\n"
    feed.refresh_from_db()
    assert feed.failed_since is None


def test_the_files_of_a_folder_arrive_each_once(make_feed, folder, run):
    make_feed(folder="agency")
    folder("a.xml", newsml("urn:a", headline="A"))
    folder(
        "deep/b.json",
        '{"uri": "urn:b", "pubstatus": "usable", "headline": "B", "versioncreated": "2026-11-28T00:00:00Z"}',
    )
    folder("c.txt", "C\n\nThe words of the ministry.")

    first, second = run()[0], run()[0]

    assert (first, second) == ("Agency: 3 new, 0 changed\n", "Agency: 0 new, 0 changed\n")
    assert headlines() == ["A", "B", "C"]


def test_a_file_that_is_written_again_is_read_again(make_feed, folder, run):
    make_feed(folder="agency")
    folder("a.xml", newsml(version=1))
    run()
    folder("b.xml", newsml(version=2, body="<p>Open.</p>"))

    assert run()[0] == "Agency: 0 new, 1 changed\n"
    assert WireCopy.objects.get().body == "Open."


def test_versions_in_a_folder_count_whatever_the_names_of_the_files(make_feed, folder, run):
    make_feed(folder="agency")
    folder("z.xml", newsml(version=1, body="<p>Old.</p>"))
    folder("a.xml", newsml(version=2, body="<p>New.</p>"))

    run()

    assert WireCopy.objects.get().body == "New."


def test_a_file_that_is_not_whole_yet_waits(make_feed, folder, run):
    make_feed(folder="agency")
    os.utime(folder("a.xml", newsml()))
    folder(".b.xml", newsml("urn:b"))
    folder("c.xml.part", newsml("urn:c"))

    assert run() == ("Agency: 0 new, 0 changed\n", "", 0)


@pytest.mark.parametrize("ahead", [0, 600], ids=["now", "a clock that is ahead"])
def test_a_file_that_waits_is_read_by_the_next_run(ahead, make_feed, folder, run, monkeypatch):
    make_feed(folder="agency")
    os.utime(folder("a.txt", "A\n\nWords."), (time.time() + ahead,) * 2)
    first = run()[0]
    monkeypatch.setattr(reading, "SETTLED", 0)

    assert (first, run()[0]) == ("Agency: 0 new, 0 changed\n", "Agency: 1 new, 0 changed\n")
    assert WireCopy.objects.get().sent_at <= timezone.now()


def test_a_bad_file_is_named_until_it_is_mended_or_gone(make_feed, folder, run):
    feed = make_feed(folder="agency")
    bad = folder("bad.xml", "<newsItem><cut")
    folder("good.xml", newsml())

    first = run()
    second = run()
    bad.unlink()
    third = run()

    assert "bad.xml, line 1" in first[1]
    assert "bad.xml, line 1" in second[1]
    assert (headlines(), third[2]) == (["Port shut"], 0)
    feed.refresh_from_db()
    assert feed.failed_since is None


def test_a_folder_leads_nowhere_else(make_feed, folder, run, tmp_path):
    make_feed(folder="agency")
    secret = tmp_path / "secret.txt"
    secret.write_text("Secret\n\nWords.")
    os.utime(secret, (0, 0))
    os.symlink(secret, folder("a.txt", "A\n\nWords.").parent / "link.txt")

    run()

    assert headlines() == ["A"]


@pytest.mark.parametrize("name", ["..", "../secret", "/etc", "agency/../..", "a\x00b"])
def test_a_feed_names_a_folder_inside_of_the_allowed_one(folder, make_source, name):
    with pytest.raises(ValidationError):
        Feed(name="F", folder=name, source=make_source()).clean()


def test_no_folder_is_watched_where_none_is_allowed(settings, make_source):
    settings.WIRE_FOLDER = ""

    with pytest.raises(ValidationError, match="allowed no folder"):
        Feed(name="F", folder="agency", source=make_source()).clean()


def test_more_files_than_a_run_reads_are_read_by_the_next(make_feed, folder, run, monkeypatch):
    monkeypatch.setattr(reading, "MOST_FILES", 2)
    make_feed(folder="agency")
    for number in range(5):
        folder(f"{number}.txt", f"{number}\n\nWords.")

    for _run in range(6):
        run()

    assert headlines() == ["0", "1", "2", "3", "4"]


def test_files_that_stay_bad_keep_no_new_one_waiting_and_are_not_forgotten(
    make_feed, folder, run, monkeypatch
):
    monkeypatch.setattr(reading, "MOST_FILES", 2)
    feed = make_feed(folder="agency")
    bad = [folder(f"bad{number}.xml", "<newsItem><cut") for number in range(3)]
    run()
    run()
    for number in range(3):
        folder(f"{number}.txt", f"{number}\n\nWords.")
        os.utime(bad[0].parent / f"{number}.txt", (time.time() - 100,) * 2)
    feed.refresh_from_db()
    feed.state["since"] = min(path.stat().st_ctime for path in bad[0].parent.glob("*.txt"))
    feed.save()

    run()
    run()

    assert headlines() == ["0", "1", "2"]
    feed.refresh_from_db()
    assert sorted(feed.state["bad"]) == ["bad0.xml", "bad1.xml", "bad2.xml"]


def test_a_picture_or_recording_beside_the_texts_is_passed_over(make_feed, folder, run):
    make_feed(folder="agency")
    for name in ("a.jpg", "b.PNG", "c.mp4", "d.wav"):
        folder(name, "no text")
    folder("a.xml", newsml())

    assert run() == ("Agency: 1 new, 0 changed\n", "", 0)


def test_no_network_is_asked_for_a_folder(make_feed, folder, run):
    make_feed(folder="agency")
    folder("a.txt", "A\n\n<img src=https://feeds.example.org/x.png> words")
    with mock.patch.object(socket, "getaddrinfo", side_effect=AssertionError):
        assert run()[2] == 0


def test_a_file_stays_as_long_as_copy_of_its_age(make_feed, folder, run):
    make_feed(folder="agency", days=1)
    path = folder("a.txt", "A\n\nWords.")
    os.utime(path, (time.time() - 2 * 86400,) * 2)

    run()

    assert not WireCopy.objects.exists()
    assert timezone.now() - timedelta(days=1) < Feed.objects.get().read_at
