"""The crawl that proves a refactoring: what it finds, and that it names what differs."""

from datetime import UTC, datetime

import pytest
import time_machine

from articles import desk
from tests.crawl import records

AT = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def newsroom(db):
    """Freeze the clock before a newsroom is made, so that it is read at a later moment."""
    with time_machine.travel(AT.replace(hour=9), tick=False):
        yield


@pytest.fixture
def story(newsroom, publish, chief_editor, make_source):
    story = publish(headline="Ferries", body="They leave. [@ministry]", sources=[make_source()])
    desk.correct(story, by=chief_editor, kind="correction", note="One.", changes={"body": "One leaves."})
    return story


def addresses(folder):
    return set(records.read(folder))


def test_every_public_address_is_recorded(story, tmp_path):
    records.record(tmp_path / "a", AT)

    assert addresses(tmp_path / "a") >= {
        "/",
        "/articles/ferries/",
        "/articles/ferries/history/?old=1&new=2",
        "/articles/ferries/sources.csv",
        "/api/v1/articles/?section=world",
        "/archive/2026/1/",
        "/feeds/sections/world.atom",
        "/sources/ministry/",
        "/.well-known/newsroom/2026-1.txt",
        "/no-such-thing/",
        "manage.py verify",
    }


def test_two_records_of_the_same_are_equal(story, tmp_path):
    for name in "ab":
        records.record(tmp_path / name, AT)

    assert list(records.compare(tmp_path / "a", tmp_path / "b")) == []


def test_a_changed_byte_and_a_missing_answer_are_named(story, tmp_path, settings):
    records.record(tmp_path / "a", AT)
    settings.TDM_RESERVATION = True
    records.record(tmp_path / "b", AT)
    (tmp_path / "b" / records.name_of("/about/")).unlink()

    found = dict(records.compare(tmp_path / "a", tmp_path / "b"))

    assert found.keys() == {"/about/", "/.well-known/tdmrep.json"}
    assert any(line.startswith("-") and "0" in line for line in found["/.well-known/tdmrep.json"])


def test_a_view_that_nothing_leads_to_is_named(newsroom, tmp_path):
    said = records.record(tmp_path / "a", AT)

    assert "NOT REACHED: article" in said
    assert "NOT REACHED: home" not in said
