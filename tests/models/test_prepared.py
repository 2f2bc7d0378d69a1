"""What PostgreSQL plans once says what Django's own cursor would say, and needs no question before it."""

import psycopg
import pytest
from django.db import connection

from articles.models import prepared, site_state
from tests.databases import server

pytestmark = pytest.mark.only_on("postgresql")
MOMENT = "SELECT TIMESTAMPTZ '2026-03-29 02:30:00.123456+01', TIMESTAMPTZ '1969-01-01Z', NULL::timestamptz"


@pytest.fixture
def kept():
    """Return the connection as a new request finds one that an earlier request left."""
    connection.ensure_connection()
    connection.health_check_enabled, connection.health_check_done = True, False
    yield connection
    connection.health_check_enabled = False


def test_a_moment_is_read_as_django_reads_it(db):
    with connection.cursor() as djangos, prepared.cursor() as cursor:
        djangos.execute(MOMENT)
        cursor.execute(MOMENT)

        assert repr(cursor.fetchone()) == repr(djangos.fetchone())


def test_the_token_is_planned_once(db):
    for _ in range(prepared.ASKED_OFTEN + 1):
        site_state.state()

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM articles_site%'"
        )
        assert cursor.fetchone() == (1,)


@pytest.mark.django_db(transaction=True)
def test_no_question_but_for_the_token_tells_that_a_kept_connection_works(kept, monkeypatch):
    site_state.replace_token()
    monkeypatch.setattr(kept, "is_usable", lambda: pytest.fail("It was asked whether it works."))
    kept.health_check_done = False

    assert site_state.state().token


@pytest.mark.django_db(transaction=True)
def test_a_kept_connection_that_was_cut_is_replaced(kept):
    site_state.replace_token()
    token = site_state.state().token
    cut = kept.connection
    with psycopg.connect(f"{server()}/postgres", autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [cut.info.backend_pid])
    kept.health_check_done = False

    assert site_state.state().token == token
    assert kept.connection is not cut
