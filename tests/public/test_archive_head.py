"""The archive's head, its signature, and the lists of digests from which it follows."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.cache import caches

from articles.archive.digests import canonical, seal_edition
from articles.models import Edition
from tests.reading import empty_cache  # noqa: F401  for its effect

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(publish):
    return publish(slug="a-story", headline="A story")


@pytest.fixture
def clock(time_machine):
    time_machine.move_to("2026-11-10 12:00Z")
    return time_machine


@pytest.fixture
def key(settings):
    settings.SIGNING_KEY = base64.urlsafe_b64encode(b"a seed of exactly 32 bytes, yes.").decode()


def newsroom(client, **query):
    caches["pages"].clear()
    return json.loads(client.get("/.well-known/newsroom.json", query).content)


def check_signature(said):
    signed = {name: said[name] for name in ("format", "paper", "at", "head")}
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(said["public_key"]))
    public.verify(base64.b64decode(said["signature"]), canonical(signed).encode())


def recomputed(lists):
    """Compute the head as docs/reference/chain.md says, from the months' lists alone."""
    head = ""
    for text in lists:
        digests = "".join(f"\n{line.split()[3]}" for line in text.splitlines())
        head = hashlib.sha256((head + digests).encode()).hexdigest() if digests else head
    return head


def test_the_head_is_signed_where_there_is_a_key(client, clock, story, key):
    clock.shift(timedelta(minutes=3))

    said = newsroom(client)

    assert len(said["head"]) == 64
    check_signature(said)


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_each_feed_hands_out_the_head(client, clock, story, key, form):
    clock.shift(timedelta(minutes=3))
    head = newsroom(client)["head"]

    assert head in client.get(f"/feeds/latest.{form}").text


def test_without_a_key_the_head_is_given_unsigned(client, clock, story):
    clock.shift(timedelta(minutes=3))

    said = newsroom(client)

    assert len(said["head"]) == 64
    assert "signature" not in said


def test_an_outsider_with_yesterdays_head_finds_a_rewritten_past(client, clock, story, publish, key):
    clock.shift(timedelta(minutes=3))
    kept = newsroom(client)
    clock.shift(timedelta(days=1))
    publish(headline="Today's news")
    clock.shift(timedelta(minutes=3))
    honest = newsroom(client, at=kept["at"])

    edition = Edition.objects.get(article=story)
    edition.body, edition.digest, edition.salts = "Nobody died.", "", {}
    seal_edition(edition)  # the chain itself is made to fit
    Edition.objects.filter(pk=edition.pk).update(
        body=edition.body, digest=edition.digest, salts=edition.salts
    )
    rewritten = newsroom(client, at=kept["at"])

    assert honest["head"] == kept["head"]
    assert rewritten["head"] != kept["head"]
    check_signature(kept)
    check_signature(rewritten)


def test_a_stranger_computes_the_head_from_the_lists_of_digests(client, clock, story, publish):
    clock.move_to("2026-11-30 12:00Z")
    publish()
    clock.move_to("2026-12-01 12:00Z")
    publish()
    clock.move_to("2026-12-01 12:05Z")
    lists = [client.get(f"/.well-known/newsroom/2026-{month}.txt").text for month in (11, 12)]

    assert recomputed(lists) == newsroom(client)["head"]


def test_who_has_a_list_of_digests_is_told_so(client, clock, story):
    clock.move_to("2026-12-01 12:05Z")
    sent = client.get("/.well-known/newsroom/2026-11.txt")

    again = client.get("/.well-known/newsroom/2026-11.txt", headers={"If-None-Match": sent["ETag"]})

    assert sent.content
    assert again.status_code == 304


@pytest.mark.parametrize(
    "at",
    ["", "x", "2026-01-31", "9999-12-31T23:59:59Z", "2026-01-31T18:00:00", "0001-01-01T00:00:00+14:00"],
)
def test_a_head_of_no_moment_or_of_the_future_is_unknown(client, at):
    assert client.get("/.well-known/newsroom.json", {"at": at}).status_code == 404


def test_a_plan_is_in_no_list_of_digests(client, clock, publish):
    publish(at=datetime(2026, 11, 20, 12, tzinfo=UTC))
    clock.move_to("2026-11-10 12:05Z")

    assert client.get("/.well-known/newsroom/2026-11.txt").text == ""
