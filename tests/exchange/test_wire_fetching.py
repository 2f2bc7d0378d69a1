"""What the wire asks for: allowed hosts and folders alone, conditionally, with limits; a failure is one feed's."""

import gzip
import time
from unittest import mock

import pytest
from django.core.exceptions import ValidationError

from exchange import fetching
from exchange.models import Feed, WireCopy
from exchange.wire import reading

from .agency import item, rss

pytestmark = pytest.mark.django_db
ADDRESS = "https://feeds.example.org/feed"


def headlines():
    return sorted(WireCopy.objects.values_list("headline", flat=True))


# Hosts


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://other.example.org/feed", "not among the hosts"),
        ("https://sub.feeds.example.org/", "not among the hosts"),
        ("https://feeds.example.org.evil.org/", "not among the hosts"),
        ("http://feeds.example.org/", "begins with https"),
        ("https://feeds.example.org:8443/", "begins with https"),
        ("https://user:secret@feeds.example.org/", "begins with https"),
        ("https://10.0.0.1/", "not among the hosts"),
        ("ftp://feeds.example.org/", "begins with https"),
        ("https://[::1", "no web address"),
    ],
)
def test_a_feed_names_an_allowed_host(agency, make_source, address, why):
    feed = Feed(name="F", address=address, source=make_source())

    with pytest.raises(ValidationError, match=why):
        feed.clean()


def test_a_number_is_no_host_even_where_it_is_allowed(settings, make_source):
    settings.WIRE_HOSTS = ["127.0.0.1"]

    with pytest.raises(ValidationError):
        Feed(name="F", address="https://127.0.0.1/", source=make_source()).clean()


def test_a_host_that_is_allowed_no_more_is_not_asked(feed, agency, run, settings):
    settings.WIRE_HOSTS = []

    out, err, status = run()

    assert "feeds.example.org is not among the hosts" in err
    assert (agency.asked, status) == ([], 1)


@pytest.mark.parametrize("target", ["https://other.example.org/feed", "http://feeds.example.org/new", "//127.0.0.1/x",
                                    "file:///etc/passwd", "https://feeds.example.org:22/"])  # fmt: skip
def test_a_redirect_leads_to_allowed_hosts_alone(feed, agency, run, target):
    agency.answer("", status=302, Location=target)

    assert run()[2] == 1
    assert len(agency.asked) == 1


def test_a_redirect_within_the_allowed_is_followed(feed, agency, run):
    agency.answer("", status=301, Location="/new")
    agency.answer(rss(item()), path="/new")

    assert run()[2] == 0
    assert headlines() == ["Port shut"]


def test_redirects_without_end_end(feed, agency, run):
    agency.answer("", status=301, Location="/feed")

    assert "leads on and on" in run()[1]
    assert len(agency.asked) == reading.REDIRECTS + 1


def test_an_allowed_host_at_a_private_address_is_not_asked(feed, settings, run):
    settings.WIRE_HOSTS = ["feeds.example.org"]
    with (
        mock.patch.object(fetching, "public_addresses", PUBLIC_ADDRESSES),
        mock.patch("socket.getaddrinfo", return_value=[(0, 0, 0, "", ("169.254.169.254", 443))]),
        mock.patch("socket.create_connection", side_effect=AssertionError),
    ):
        assert "no public address" in run()[1]


PUBLIC_ADDRESSES = fetching.public_addresses


# Conditional requests


def test_what_was_not_changed_is_not_sent_again(feed, agency, run):
    agency.answer(rss(item()), ETag='"a"', **{"Last-Modified": "Sat, 28 Nov 2026 10:00:00 GMT"})

    run()
    out, _err, status = run()

    asked = agency.asked[1][1]
    assert (asked["If-None-Match"], asked["If-Modified-Since"]) == ('"a"', "Sat, 28 Nov 2026 10:00:00 GMT")
    assert (out, status) == ("Agency: 0 new, 0 changed\n", 0)


def test_an_address_that_was_changed_is_asked_for_all(feed, agency, run):
    agency.answer(rss(item()), ETag='"a"')
    run()
    feed.refresh_from_db()
    feed.address = "https://feeds.example.org/other"
    feed.clean()
    feed.save()
    agency.answer(rss(item("2")), path="/other", ETag='"a"')

    assert run()[0] == "Agency: 1 new, 0 changed\n"


# Limits


def test_a_packed_answer_is_unpacked(feed, agency, run):
    agency.answer(gzip.compress(rss(item()).encode()), **{"Content-Encoding": "gzip"})

    run()

    assert headlines() == ["Port shut"]


@pytest.mark.parametrize(
    ("body", "headers", "why"),
    [
        (b"a" * 3000, {}, "larger than"),
        (gzip.compress(b"a" * 100_000, mtime=0), {"Content-Encoding": "gzip"}, "larger than"),
        (b"nothing packed", {"Content-Encoding": "gzip"}, "can't be unpacked"),
        (gzip.compress(b"a", mtime=0)[:-4], {"Content-Encoding": "gzip"}, "before its end"),
        (b"a", {"Content-Encoding": "br"}, "packed as br"),
    ],
)
def test_an_answer_that_is_too_large_or_badly_packed_is_refused(
    feed, agency, run, monkeypatch, body, headers, why
):
    monkeypatch.setattr(reading, "MOST", 2000)
    agency.answer(body, **headers)

    _out, err, status = run()

    assert why in err
    assert status == 1


def dripping(start, letter):
    """Return an answer that comes letter by letter, behind its start."""

    def drip(handler):
        handler.close_connection = True
        handler.wfile.write(start)
        try:
            for _letter in range(200):
                handler.wfile.write(letter)
                time.sleep(0.05)
        except OSError:
            pass

    return 200, {}, drip


CHUNKED = b"HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n5;"


@pytest.mark.parametrize(
    ("start", "letter"),
    [
        (b"", b"H"),
        # http.client lets go of the connection of an answer that is the last, and reads the line of a part whole.
        (CHUNKED, b"a"),
    ],
    ids=["head", "part"],
)
def test_an_answer_that_comes_letter_by_letter_ends(feed, agency, run, monkeypatch, start, letter):
    monkeypatch.setattr(reading, "SECONDS", -0.8)
    agency.answers["/feed"] = dripping(start, letter)
    began = time.monotonic()

    assert "can't be fetched" in run()[1]
    assert time.monotonic() - began < 8


def test_a_query_is_asked_as_it_was_typed(make_feed, agency, run):
    make_feed(address="https://feeds.example.org/search?q=climate+change&f=a/b:c%20d")
    agency.answer(rss(item()), path="/search?q=climate+change&f=a/b:c%20d")

    assert run()[0] == "Agency: 1 new, 0 changed\n"


def test_a_host_is_reached_at_another_of_its_addresses():
    plugged = mock.Mock()
    connection = fetching.Connection("feeds.example.org", ["2001:db8::1", "203.0.113.9"])
    connection._context = mock.Mock(wrap_socket=lambda plain, server_hostname: plain)
    with mock.patch("socket.create_connection", side_effect=[OSError("unreachable"), plugged]) as connect:
        connection.connect()

    assert (connection.sock, connect.call_args[0][0]) == (plugged, ("203.0.113.9", 443))


def test_a_wrong_answer_is_asked_for_again_whole(feed, agency, run):
    agency.answer("<rss><channel><item><title>cut", ETag='"a"')
    run()

    _out, err, status = run()

    feed.refresh_from_db()
    assert "is broken here" in err
    assert (status, feed.error != "", feed.failed_since is not None) == (1, True, True)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><rss>&b;</rss>", "defines entities"),
        ("<rss><channel><item><title>cut", "is broken here"),
        ("<html>Sign in</html>", "no feed"),
        ("", "no feed"),
        ('{"uri": 1, "pubstatus": "', "no JSON"),
    ],
)
def test_what_is_no_feed_is_a_failure_with_a_sentence(feed, agency, run, body, why):
    agency.answer(body)

    _out, err, status = run()

    feed.refresh_from_db()
    assert why in err
    assert status == 1
    assert why in feed.error
    assert feed.failed_since


def test_an_empty_feed_is_no_failure(feed, agency, run):
    agency.answer(rss())

    assert run() == ("Agency: 0 new, 0 changed\n", "", 0)


def test_a_failure_is_one_feeds_and_ends_with_the_next_good_answer(feed, make_feed, agency, run):
    make_feed("Better", address="https://feeds.example.org/better")
    agency.answer(rss(item()), path="/better")

    out, err, status = run()
    assert "feeds.example.org answered 404" in err
    assert "Better: 1 new" in out
    since = Feed.objects.get(name="Agency").failed_since
    run()
    assert Feed.objects.get(name="Agency").failed_since == since
    agency.answer(rss(item("2")))
    run()

    feed.refresh_from_db()
    assert (feed.failed_since, feed.error) == (None, "")


def test_whatever_goes_wrong_in_one_feed_the_others_go_on(feed, make_feed, agency, run):
    make_feed("Better", address="https://feeds.example.org/better")
    agency.answer(rss(item()), path="/better")
    agency.answer(rss(item()))
    with mock.patch(
        "exchange.wire.arriving.convert", side_effect=[RuntimeError("of ours"), mock.DEFAULT]
    ) as convert:
        convert.return_value.body, convert.return_value.left_out = "Words", []
        out, err, _status = run()

    assert "Agency: of ours" in err
    assert "Better: 1 new" in out


def test_a_feed_is_run_by_its_name_and_one_that_is_not_watched_is_not(feed, make_feed, agency, run):
    agency.answer(rss(item()))
    make_feed("Quiet", is_watched=False)

    assert run("Agency")[0] == "Agency: 1 new, 0 changed\n"
    assert run("Quiet") == ("", "Quiet: no feed of this name is watched.\n", 1)
