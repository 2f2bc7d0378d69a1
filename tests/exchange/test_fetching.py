"""Pictures that are fetched from the old site: from the named host alone, public, and not too large."""

from io import BytesIO
from unittest import mock

import pytest

from exchange import fetching
from exchange.readers.opening import BadFile
from tests.pictures import files

from .wxr import post

pytestmark = pytest.mark.django_db


def test_no_request_is_made_without_a_host(archive):
    with (
        mock.patch("socket.create_connection", side_effect=AssertionError),
        mock.patch("socket.getaddrinfo", side_effect=AssertionError),
    ):
        archive.bring(post(1, body='<img src="https://old.example.org/a.jpg">'))


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1", "192.168.1.1", "100.64.0.1"),
        *("64:ff9b:1::a00:1", "::10.0.0.1", "::ffff:0:10.0.0.1", "fec0::1"),
        *("::ffff:127.0.0.1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "224.0.0.1", "240.0.0.1", "fe80::1%2"),
    ],
)
def test_nothing_is_fetched_from_a_private_address(address):
    with (
        mock.patch("socket.getaddrinfo", return_value=[(0, 0, 0, "", (address, 443))]),
        mock.patch("socket.create_connection", side_effect=AssertionError),
        pytest.raises(BadFile, match="no public address"),
    ):
        fetching.Fetcher("old.example.org").open("https://old.example.org/a.jpg")


@pytest.mark.parametrize("address", ["203.0.114.9", "2606:4700::1", "64:ff9b::cb00:7209"])
def test_public_addresses_are_taken(address):
    with mock.patch("socket.getaddrinfo", return_value=[(0, 0, 0, "", (address, 443))]):
        assert fetching.public_addresses("old.example.org") == [address]


def test_nothing_is_fetched_from_another_host():
    with mock.patch("socket.getaddrinfo", side_effect=AssertionError):
        assert fetching.Fetcher("old.example.org").open("https://elsewhere.example.org/a.jpg") is None


@pytest.mark.parametrize("address", ["https://[old.example.org]/a.jpg", "https://old.example.org/\udcff.jpg"])
def test_what_is_no_address_stops_no_import(archive, address, monkeypatch):
    monkeypatch.setattr(fetching, "public_addresses", lambda host: ["203.0.113.9"])
    with pytest.raises(BadFile, match="no address"):
        fetching.Fetcher("old.example.org").open(address)

    said = archive.bring(
        post(1, body='<img src="https://[old.example.org]/a.jpg">'), fetch_from="old.example.org"
    )

    assert "1  stories brought" in said


class Answer(BytesIO):
    status, headers = 200, {}


def test_a_picture_is_fetched_from_the_host_that_was_named(archive, arrived, monkeypatch):
    monkeypatch.setattr(fetching, "public_addresses", lambda host: ["203.0.113.9"])
    monkeypatch.setattr(fetching.Connection, "request", lambda *args, **kwargs: None)
    monkeypatch.setattr(fetching.Connection, "getresponse", lambda self: Answer(files.jpeg()))

    archive.bring(post(1, body='<img src="/a.jpg">'), fetch_from="old.example.org")

    assert len(arrived("post:1").editions.get().pictures) == 1


def test_an_answer_that_is_too_large_or_no_file_is_refused(monkeypatch):
    monkeypatch.setattr(fetching, "public_addresses", lambda host: ["203.0.113.9"])
    monkeypatch.setattr(fetching.Connection, "request", lambda *args, **kwargs: None)
    monkeypatch.setattr(fetching, "MAX_BYTES", 1000)
    fetcher = fetching.Fetcher("old.example.org")

    monkeypatch.setattr(fetching.Connection, "getresponse", lambda self: Answer(b"a" * 5000))
    with pytest.raises(BadFile, match="larger than"):
        fetcher.open("https://old.example.org/a.jpg")
    answer = Answer(b"")
    answer.status = 302
    monkeypatch.setattr(fetching.Connection, "getresponse", lambda self: answer)
    with pytest.raises(BadFile, match="answered 302"):
        fetcher.open("https://old.example.org/a.jpg")
