"""Whoever runs a command that can't be done is told so in a sentence, without a traceback."""

import sqlite3
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.db import InternalError, OperationalError

from articles.models import Source
from tests.starting import PRODUCTION, manage


@pytest.fixture(autouse=True)
def asked(django_db_blocker):
    """Let each command ask the database of its own environment."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def empty(tmp_path):
    """A database that nobody has migrated."""
    return PRODUCTION | {"DATABASE_URL": f"sqlite:///{tmp_path}/newsroom.sqlite3"}


def said(run):
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    return run.stderr


@pytest.mark.parametrize("command", ["verify", "dump", "demo", "links"])
def test_a_database_that_is_not_migrated_is_named(command, empty):
    assert "run manage.py migrate" in said(manage(command, **empty))


def test_a_database_that_is_away_is_named():
    away = PRODUCTION | {"DATABASE_URL": "postgres://postgres@127.0.0.1:1/newsroom"}

    refusal = said(manage("verify", **away))
    assert "Check DATABASE_URL" in refusal
    assert "migrate" not in refusal


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        ('FATAL:  database "news" does not exist', "DATABASE_URL names what the server does not have"),
        ("database or disk is full", "its disk is full"),
        ("could not extend file: No space left on device", "its disk is full"),
        ('FATAL:  too many connections for role "news"', "takes no more connections"),
        ("FATAL:  sorry, too many clients already", "takes no more connections"),
        ("FATAL:  remaining connection slots are reserved for", "takes no more connections"),
        ("disk I/O error", "is full, or fails"),
        ("attempt to write a readonly database", "can't be written"),
        ("database is locked", "Another process writes"),
        ('connection to server on socket "/run/.s.PGSQL.5432" failed: No such file or directory', "is away"),
        ('connection to server failed: root certificate file "/a" does not exist', "can't be trusted"),
        ("no such module: fts5", "lacks what search needs"),
    ],
)
def test_what_a_database_fails_at_is_told_apart(failure, sentence, empty):
    fails = mock.patch(
        "django.core.management.execute_from_command_line", side_effect=OperationalError(failure)
    )
    with fails:
        refusal = said(manage("verify", **empty))

    assert sentence in refusal
    assert "migrate" not in refusal


def test_a_database_that_became_a_standby_is_named(empty):
    failure = InternalError("cannot execute INSERT in a read-only transaction")
    with mock.patch("django.core.management.execute_from_command_line", side_effect=failure):
        assert "takes no writes" in said(manage("verify", **empty))


def test_a_moment_that_is_none_is_said_in_a_sentence(empty):
    assert said(manage("acts", "--since", "tomorrow", **empty)).startswith("CommandError: tomorrow is no")


@pytest.mark.parametrize(
    "command", ["backup", "bring", "bring --media", "dump --output", "static", "take_out", "witness"]
)
def test_a_path_of_a_variable_that_is_not_set_is_not_the_current_folder(command):
    with pytest.raises(CommandError, match="it is empty; name a file or a folder"):
        call_command(*command.split(), "")


def test_a_damaged_file_of_sqlite_is_named(tmp_path, empty):
    (tmp_path / "newsroom.sqlite3").write_bytes(b"no database" * 1000)

    assert "The database's file is damaged: file is not a database" in said(manage("verify", **empty))


def test_a_broken_fixture_is_named_and_nothing_is_loaded(empty, tmp_path):
    fixture = tmp_path / "broken.json"
    fixture.write_text('[{"model": "articles.edition", "fields": {"nonsense": 1}}]')

    assert "no field named 'nonsense'" in said(manage("loaddata", str(fixture), **empty))


def test_a_dump_to_where_nothing_can_be_written_says_so(empty, tmp_path):
    assert "No such file or directory" in said(
        manage("dump", "--output", f"{tmp_path}/none/dump.json", **empty)
    )


def test_rows_that_an_error_left_half_read_are_no_news(empty):
    def leave_rows(_argv):
        database = sqlite3.connect(":memory:")
        rows = half_read(database.execute("SELECT 1 UNION SELECT 2"))
        next(rows)
        database.close()

    def half_read(cursor):
        try:
            yield cursor.fetchone()
        finally:
            cursor.close()

    with mock.patch("django.core.management.execute_from_command_line", leave_rows):
        assert manage("dump", **empty).stderr == ""


@pytest.mark.django_db
def test_a_key_that_opens_no_name_rotates_none(settings):
    Source(name="Q", is_confidential=True, public_description="a person").save()
    settings.SOURCES_KEY = ["YW5vdGhlciBvbmUgZm9yIHRoZSB0ZXN0cywgMzIgYi4="]

    with pytest.raises(CommandError, match="Put the key back"):
        call_command("rotate_sources_key")
