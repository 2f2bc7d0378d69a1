import json
import os
from unittest import mock

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from django.db.utils import DEFAULT_DB_ALIAS, ConnectionHandler
from django.test.utils import CaptureQueriesContext

from articles.models import Publication, schema
from newsroom.checks import journal_errors

pytestmark = pytest.mark.django_db


def ids(**options):
    return {found.id for found in run_checks(databases=["default"], **options)}


def test_a_local_newsroom_has_nothing_to_complain_of():
    assert ids() == set()


@pytest.mark.parametrize(
    ("user", "owner", "found"), [(0, 999, {"newsroom.W016"}), (0, 0, set()), (999, 999, set())]
)
def test_root_is_warned_before_it_writes_what_the_site_can_not_use(settings, monkeypatch, user, owner, found):
    settings.VAR = mock.Mock(**{"stat.return_value.st_uid": owner})
    monkeypatch.setattr(os, "geteuid", lambda: user)

    assert ids() == found


def test_a_public_paper_that_gives_a_local_address_is_warned(settings):
    settings.ALLOWED_HOSTS = ["news.example.org"]
    settings.HTTPS = True

    assert ids() == {"newsroom.W003"}


def test_a_paper_that_knows_its_address_is_not_warned(settings):
    settings.ALLOWED_HOSTS = ["news.example.org"]
    settings.HTTPS = True
    Publication.objects.create(address="https://news.example.org")

    assert ids() == set()


def test_sqlite_without_a_write_ahead_log_is_an_error(tmp_path):
    plain = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "plain.sqlite3"}
    connection = ConnectionHandler({DEFAULT_DB_ALIAS: plain})[DEFAULT_DB_ALIAS]

    errors = journal_errors(connection)
    connection.close()

    assert [error.id for error in errors] == ["newsroom.E002"]


@pytest.mark.parametrize("zone", ["Europe/Mosow", "UTC+3", ""])
def test_a_time_zone_that_this_server_does_not_know_is_an_error(zone):
    Publication.objects.create(time_zone=zone)

    assert ids() == {"newsroom.E005"}


@pytest.mark.parametrize("tag", ["english", "Klingon; drop", "<b>"])
def test_a_language_that_is_none_is_warned_of(tag):
    Publication.objects.create(language=tag)

    assert ids() == {"newsroom.W022"}


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"time_zone": "Europe/Mosow"}, "no time zone “Europe/Mosow”"),
        ({"language": "english"}, "No language has the code “english”"),
        ({"time_zone": "Europe/Moscow", "language": "ru"}, ""),
    ],
)
def test_a_fixture_whose_time_zone_or_language_is_none_is_loaded_and_says_so(
    tmp_path, capsys, fields, sentence
):
    fixture = tmp_path / "paper.json"
    row = {"model": "articles.publication", "pk": 1, "fields": {"name": "Paper", **fields}}
    fixture.write_text(json.dumps([row]))

    call_command("loaddata", str(fixture), verbosity=0)

    told = capsys.readouterr().err
    assert sentence in told
    assert bool(sentence) == bool(told)


def test_a_role_of_single_sign_on_that_there_is_not_is_warned_of(settings):
    settings.OIDC_GROUPS = {"desk": "Editor", "chiefs": "Chief Editor"}

    (warning,) = run_checks(databases=["default"])

    assert warning.id == "newsroom.W015"
    assert "“Chief Editor”" in warning.msg
    assert "Chief editor" in warning.hint


def test_a_column_that_migrate_will_add_is_not_asked_for(settings):
    settings.ALLOWED_HOSTS = ["news.example.org"]
    with CaptureQueriesContext(connection) as asked:
        ids()

    assert any("articles_publication" in query["sql"] for query in asked)
    assert not [query["sql"] for query in asked if "four_eyes" in query["sql"]]


def test_a_database_that_lacks_a_column_or_has_another_is_named(monkeypatch):
    stored = schema.of_models() - {("articles_note", "text")} | {("articles_note", "colour"), ("other", "a")}
    monkeypatch.setattr(schema, "stored", lambda: stored)

    found = {each.id: each.msg for each in run_checks(databases=["default"])}

    assert found.keys() == {"newsroom.E006", "newsroom.W004"}
    assert "articles_note.text" in found["newsroom.E006"]
    assert "articles_note.colour" in found["newsroom.W004"]
    assert "other" not in found["newsroom.W004"]


def test_the_database_has_the_columns_of_the_models():
    assert schema.differences() == ([], [])
