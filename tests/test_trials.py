"""What `check --deploy` tries."""

import socket
import threading
from contextlib import contextmanager
from unittest import mock

import pytest
from django.core.cache import caches
from django.core.checks import Tags, run_checks
from django.core.files.storage import default_storage
from django.db import connection
from redis.exceptions import ConnectionError

from newsroom import trials

RIGHT = {
    "ALLOWED_HOSTS": ["www.example.org", ".example.org", "[::1]", "127.0.0.1"],
    "HTTPS": True,
    "TRUSTED_PROXIES": 1,
    "DEFAULT_FROM_EMAIL": "The desk <desk@example.org>",
}
OURS = {"E008", "E009", "E010", "E011", "E012", *(f"W{number:03}" for number in range(7, 14))}


@pytest.fixture
def found(settings):
    """The ids of what is found, where a right deployment is changed by `wrong`."""

    def found(**wrong):
        for name, value in (RIGHT | wrong).items():
            setattr(settings, name, value)
        rows = run_checks(tags=[Tags.security], include_deployment_checks=True)
        mine = [row for row in rows if row.id.removeprefix("newsroom.") in OURS]
        assert all(row.hint for row in mine)
        return {row.id.removeprefix("newsroom.") for row in mine}

    return found


def test_a_right_deployment_is_not_complained_of_and_nothing_stays_behind(found):
    before = default_storage.listdir("")[1] if default_storage.exists("") else []

    assert found() == set()
    assert default_storage.listdir("")[1] == before


@pytest.mark.parametrize(
    "host",
    [
        *("https://www.example.org", " example.org", "a.example b.example", "a.example:443", "a.example/"),
        *("www.example.org.", "my_paper.example.org"),
    ],
)
def test_what_is_no_name_of_a_host_is_an_error(found, host):
    assert found(ALLOWED_HOSTS=["www.example.org", host]) == {"E008"}


def test_a_site_that_answers_to_any_name_is_warned(found):
    assert found(ALLOWED_HOSTS=["*"]) == {"W007"}


def test_a_cdn_that_takes_no_purge_is_an_error(found):
    assert found(CDN="varnish", CDN_PURGE_URL=["http://127.0.0.1:9/"]) == {"E011"}


@pytest.mark.parametrize(("number", "ids"), [(0, {"W008"}), (1, set()), (3, set()), (5, {"W009"})])
def test_proxies_that_nobody_has_are_warned_of(found, number, ids):
    assert found(TRUSTED_PROXIES=number) == ids


def test_mail_that_is_only_printed_is_warned_of(found):
    assert found(EMAIL_BACKEND=trials.CONSOLE) == {"W010"}


@pytest.mark.parametrize("address", ["newsroom@localhost", "The desk", "", "Desk <newsroom@localhost>"])
def test_a_sender_whom_nobody_can_answer_is_warned_of(found, address):
    assert found(DEFAULT_FROM_EMAIL=address) == {"W011"}


@contextmanager
def mail_server(greeting):
    """A server that says its greeting, takes what it is told, and closes."""

    def serve():
        client, _address = listener.accept()
        with client, client.makefile("rwb") as lines:
            for answer in (greeting, b"250 localhost\r\n", b"221 bye\r\n"):
                lines.write(answer)
                lines.flush()
                if not lines.readline():
                    return

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)


@pytest.mark.parametrize(("greeting", "ids"), [(b"220 here\r\n", set()), (b"554 not you\r\n", {"W012"})])
def test_a_mail_server_is_asked(found, greeting, ids):
    with mail_server(greeting) as port:
        assert found(EMAIL_BACKEND=trials.SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port) == ids


def test_a_mail_server_that_is_away_is_told(found):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    assert found(EMAIL_BACKEND=trials.SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port) == {"W012"}


def test_redis_is_written_and_read(found):
    store = caches["default"]
    set_in_vain = mock.patch.object(store, "set")
    away = mock.patch.object(store, "get", side_effect=ConnectionError)

    assert found(REDIS_URL="redis://here", REDIS_PAGES_URL="redis://here") == set()
    with set_in_vain:
        assert found(REDIS_URL="redis://here", REDIS_PAGES_URL="redis://here") == {"E009"}
    with away:
        assert found(REDIS_URL="redis://here", REDIS_PAGES_URL="redis://here") == {"E009"}


def test_a_redis_of_the_pages_is_asked_too(found):
    with mock.patch.object(caches["pages"], "get", return_value=None):
        assert found(REDIS_URL="redis://here", REDIS_PAGES_URL="redis://here") == set()
        assert found(REDIS_URL="redis://here", REDIS_PAGES_URL="redis://there") == {"E009"}


def test_a_folder_that_can_not_count_failed_sign_ins_is_named(found):
    with mock.patch.object(caches["default"], "set", side_effect=PermissionError):
        assert found() == {"E012"}


def test_several_servers_without_redis_are_warned_of(found):
    assert found(S3_BUCKET="pictures") == {"W013"}
    assert found(S3_BUCKET="pictures", REDIS_URL="redis://here", REDIS_PAGES_URL="redis://here") == set()


@pytest.mark.parametrize("step", ["save", "open", "delete"])
def test_a_storage_that_fails_in_any_step_is_an_error(found, step):
    with mock.patch.object(default_storage, step, side_effect=PermissionError):
        assert found() == {"E010"}


def test_a_storage_that_keeps_what_is_deleted_is_an_error(found):
    with mock.patch.object(default_storage, "delete"):
        assert found() == {"E010"}


@pytest.mark.django_db
@pytest.mark.only_on("postgresql")
@pytest.mark.parametrize(("workers", "is_enough"), [("2", True), ("10000", False)])
def test_more_connections_than_postgresql_takes_are_warned_of(monkeypatch, workers, is_enough):
    monkeypatch.setenv("WEB_CONCURRENCY", workers)

    found = trials.connections_suffice(None, databases=["default"])

    assert [row.id for row in found] == ([] if is_enough else ["newsroom.W014"])


@pytest.mark.django_db
@pytest.mark.only_on("postgresql")
def test_a_limit_of_the_user_alone_is_reckoned_too():
    with connection.cursor() as cursor:
        cursor.execute("ALTER ROLE CURRENT_USER CONNECTION LIMIT 5")  # taken back with the test

    (warning,) = trials.connections_suffice(None, databases=["default"])

    assert "PostgreSQL takes 5 connections, and this server alone may need 11" in warning.msg


@pytest.mark.django_db
@pytest.mark.only_on("postgresql")
def test_connections_are_reckoned_by_the_pool_where_there_is_one(monkeypatch, settings):
    monkeypatch.setenv("WEB_CONCURRENCY", "10")
    settings.DATABASE_POOL = 100

    (warning,) = trials.connections_suffice(None, databases=["default"])

    assert "this server alone may need 1001" in warning.msg
