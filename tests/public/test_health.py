"""What those who watch a server are told."""

from datetime import timedelta
from unittest import mock

import time_machine
from django.db import OperationalError

import newsroom
from articles.models import clock, schema


def test_health_is_ok(client, db):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"ok": True, "version": newsroom.__version__, "faults": [], "last_backup": None}
    assert response["Cache-Control"] == "no-store"


def test_a_monitor_of_the_first_version_still_finds_its_address(client, db):
    assert client.get("/healthz").json() == client.get("/readyz").json()


def test_health_tells_of_a_column_that_is_missing(client, db, monkeypatch):
    monkeypatch.setattr(schema, "stored", lambda: schema.of_models() - {("articles_edition", "derived")})

    response = client.get("/readyz")

    assert response.status_code == 503
    assert "lacks articles_edition.derived" in response.json()["faults"][0]


def test_health_tells_of_a_database_that_is_away(client, db):
    with mock.patch("articles.public.health.MigrationExecutor", side_effect=OperationalError):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["faults"] == ["the database is away"]


def test_health_tells_of_missing_migrations(client, db):
    with mock.patch("articles.public.health.MigrationExecutor") as executor:
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
