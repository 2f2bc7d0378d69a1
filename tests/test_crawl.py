"""The crawl that proves a refactoring: what it finds, and that it names what differs."""

import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
import pytest
import time_machine
from django.conf import settings
from django.db import connection

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


def crawl(*arguments, **environment):
    """Run the crawl in a process of its own; return what it printed."""
    command = [sys.executable, "-m", "tests.crawl", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | environment
    run = subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    return run.stdout


@contextmanager
def empty_database(name):
    """Yield the environment of a load: SQLite's file is made by itself."""
    if connection.vendor == "sqlite":
        yield {}
        return
    place = settings.DATABASES["default"]
    server = f"postgres://{place['USER']}:{place['PASSWORD']}@{place['HOST']}:{place['PORT']}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as asked:
        asked.execute(f"CREATE DATABASE {name}")
        try:
            yield {"DATABASE_URL": f"{server}/{name}"}
        finally:
            asked.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def one_of_everything(tmp_path_factory):
    """Hand out the folder of a newsroom that has one of everything, and what its crawl said."""
    folder = tmp_path_factory.mktemp("newsroom")
    return folder, crawl("record", folder, "--demo", 1, "--desk")


@pytest.mark.database
@pytest.mark.parametrize("by", ["load", "restore"])
def test_a_newsroom_with_one_of_everything_is_the_same_after_a_load(one_of_everything, tmp_path, by):
    before, made = one_of_everything
    with empty_database(f"newsroom_crawl_{os.getpid()}") as environment:
        loaded = crawl("record", tmp_path, "--from", before, "--by", by, "--desk", **environment)

    found = dict(records.compare(before / "answers", tmp_path / "answers"))
    assert "no fault" in made
    assert "FAILED" not in made
    assert loaded.endswith(made)  # a restoration says first that it is done
    if by == "load":  # the log has one line more, the dump itself; a front's form sends the last one's number
        assert "Exported</td>" in found.pop("/admin/articles/act/")[-1]
        assert all('name="since"' in line for line in found.pop("/admin/fronts/")[1:])
    assert found == {}
