"""Slow queries: told by the log with the number of their request, and without what was asked for."""

import logging

import pytest
from django.db import connection
from django.test import Client

from newsroom import log_lines, slow_queries
from newsroom.slow_queries import LONGEST, timed, watch

pytestmark = pytest.mark.django_db


@pytest.fixture
def slow(settings, caplog):
    """Call each query slow; yield the log's lines."""
    settings.SLOW_QUERY_SECONDS = 1e-9
    watch(connection)
    caplog.handler.addFilter(log_lines.WithRequest())
    caplog.set_level(logging.WARNING, slow_queries.__name__)
    yield caplog
    connection.execute_wrappers.remove(timed)


def test_a_slow_query_is_told_with_its_request_and_without_its_values(slow, publish):
    publish(headline="Whistle", body="A whistle was heard.")
    slow.clear()

    Client().get("/search/?q=whistle", headers={log_lines.HEADER: "proxy-12345"})

    told = [record for record in slow.records if record.name == slow_queries.__name__]
    assert any("SELECT" in record.getMessage() for record in told)
    assert {record.request_id for record in told} == {"proxy-12345"}
    assert "whistle" not in slow.text.casefold()


def test_a_literal_in_the_sql_is_left_out_and_a_long_query_is_cut(slow):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'Adeline''s', %s", ["Quast"])
        cursor.execute(f"SELECT 1 /*{LONGEST * '-'}*/")

    first, second = (record.getMessage() for record in slow.records)
    assert first.endswith(" s: SELECT '…', %s")
    assert len(second) < LONGEST + 100


def test_a_query_that_is_quick_enough_is_not_told(slow, settings):
    settings.SLOW_QUERY_SECONDS = 3600

    Client().get("/")

    assert slow.records == []


def test_each_connection_is_watched_once_and_only_where_it_is_set(slow, settings):
    watch(connection)
    assert connection.execute_wrappers.count(timed) == 1

    connection.execute_wrappers.remove(timed)
    settings.SLOW_QUERY_SECONDS = 0
    watch(connection)
    assert timed not in connection.execute_wrappers
    connection.execute_wrappers.append(timed)  # for the fixture's end
