"""What those who watch a server are told."""

from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.db import OperationalError
from django.utils import timezone

import newsroom
from articles.models import Push, clock, schema
from newsroom.caches import Counters


def test_health_is_ok(client, db):
    response = client.get("/readyz")

    assert response.status_code == 200
    told = response.json()
    checks = told.pop("checks")
    assert told == {"ok": True, "version": newsroom.__version__, "faults": [], "last_backup": None}
    assert list(checks) == [
        *("database", "schema", "clock", "index", "media", "cache", "redis", "disk"),
        *("outbox", "cdn", "replica", "backup"),
    ]
    assert checks.pop("backup") == {"ok": False, "why": "there is no backup yet"}
    assert all(each == {"ok": True, "why": ""} for each in checks.values())
    assert response["Cache-Control"] == "no-store"


def test_a_monitor_of_the_first_version_still_finds_its_address(client, db):
    assert client.get("/healthz").json() == client.get("/readyz").json()


def test_health_tells_of_a_column_that_is_missing(client, db, monkeypatch):
    monkeypatch.setattr(schema, "stored", lambda: schema.of_models() - {("articles_edition", "derived")})

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "lacks articles_edition.derived" in response.json()["faults"][0]


def test_a_database_that_is_away_is_waited_for_once_and_the_rest_is_told(client, db):
    with mock.patch("articles.models.site_state.state", side_effect=OperationalError) as state:
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["faults"] == ["the database is away"]
    assert state.call_count == 1
    checks = response.json()["checks"]
    away = {"database", "schema", "clock", "index", "outbox", "cdn", "replica", "backup"}
    assert {name for name, each in checks.items() if each["why"] == "the database is away"} == away
    assert checks["media"] == {"ok": True, "why": ""}


def test_a_database_that_goes_away_meanwhile_is_told(client, db):
    with mock.patch("articles.models.schema.MigrationExecutor", side_effect=OperationalError):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["faults"] == ["the database is away"]


def test_health_tells_of_missing_migrations(client, db):
    with mock.patch("articles.models.schema.MigrationExecutor") as executor:
        executor.return_value.migration_plan.return_value = ["a migration"]
        response = client.get("/readyz")

    assert response.status_code == 503


def test_health_tells_of_a_clock_that_is_behind(client, publish):
    publish()

    with time_machine.travel(clock.now() - timedelta(minutes=2), tick=False):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert "clock" in response.json()["faults"][0]


def test_a_process_that_answers_says_so_without_the_database(client):
    response = client.get("/livez")

    assert (response.status_code, response.content) == (200, b"ok\n")


def test_who_watches_may_ask_by_address_and_without_tls(client, db, settings):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["www.example.org"], True

    for path in ("/livez", "/readyz", "/healthz"):
        assert client.get(path, headers={"Host": "10.0.0.7:8000"}).status_code == 200
    assert client.get("/", headers={"Host": "10.0.0.7:8000"}).status_code == 400


@pytest.fixture
def why(client, db):
    """What a check says, and the status of the answer."""

    def why(name):
        response = client.get("/readyz")
        check = response.json()["checks"][name]
        assert check["ok"] is not bool(check["why"])
        return response.status_code, check["why"]

    return why


def test_a_folder_of_pictures_that_takes_none_is_a_fault(why):
    with mock.patch("os.access", return_value=False):
        status, told = why("media")

    assert status == 503
    assert told.startswith("no picture can be stored")


def test_a_folder_that_can_not_count_failed_sign_ins_wants_a_look(why, settings, tmp_path):
    (tmp_path / "cache").mkdir()
    settings.VAR = tmp_path
    with mock.patch("os.access", lambda path, mode: path != tmp_path / "cache"):
        assert why("cache") == (200, "nobody can sign in: give var/cache to the user of the server")


def test_an_index_of_another_version_wants_a_look_and_takes_no_server_away(why, monkeypatch):
    monkeypatch.setattr("articles.search.state.FORMAT", 1000)

    status, told = why("index")

    assert status == 200
    assert "manage.py rebuild_search" in told


PAGES_AWAY = "the Redis of the pages is away: they are rendered each time"


@pytest.mark.parametrize(("counters_are_away", "sentence"), [
    (True, f"Redis is away: nobody can sign in; {PAGES_AWAY}"), (False, PAGES_AWAY),
])  # fmt: skip
def test_a_redis_that_is_away_wants_a_look(why, settings, monkeypatch, counters_are_away, sentence):
    settings.REDIS_URL = nobody = "redis://127.0.0.1:1/0"
    stores = {"default": "Counters", "pages": "Pages"}
    settings.CACHES = {
        name: {"BACKEND": f"newsroom.caches.{store}", "LOCATION": nobody} for name, store in stores.items()
    }
    if not counters_are_away:
        monkeypatch.setattr(Counters, "is_away", lambda store: False)

    assert why("redis") == (200, sentence)


def test_a_disk_that_is_nearly_full_wants_a_look(why):
    with mock.patch("shutil.disk_usage", return_value=mock.Mock(free=300 * 1024**2)):
        assert why("disk") == (200, "the disk is nearly full: 300 MB are free")


@pytest.mark.parametrize("name", ["media", "cache", "database"])
def test_each_disk_that_is_written_on_is_looked_at(why, settings, monkeypatch, tmp_path, name):
    settings.VAR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    place = {"ENGINE": "django.db.backends.sqlite3", "NAME": tmp_path / "database/n"}
    monkeypatch.setitem(settings.DATABASES, "default", place)
    (tmp_path / name).mkdir()
    free = {tmp_path / name: 5}
    with mock.patch("shutil.disk_usage", lambda folder: mock.Mock(free=free.get(folder, 5000) * 1024**2)):
        assert why("disk") == (200, "the disk is nearly full: 5 MB are free")


def test_an_outbox_that_waits_wants_a_look(why):
    Push.objects.create(kind="mail", created_at=timezone.now() - timedelta(hours=1))

    status, told = why("outbox")

    assert status == 200
    assert "run manage.py push" in told


def test_a_backup_that_is_old_wants_a_look(why, monkeypatch):
    monkeypatch.setattr("articles.archive.backups.last", lambda: timezone.now() - timedelta(days=3))

    status, told = why("backup")

    assert status == 200
    assert told.startswith("the last backup is of 2")


def test_a_folder_that_is_not_there_yet_is_asked_for_by_the_one_above(why, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "later" / "media"

    assert why("media") == (200, "")
