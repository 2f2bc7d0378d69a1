"""What the log says of a request, in both forms."""

import json
import logging
from unittest import mock

import pytest
from django.db import OperationalError

from newsroom import log_lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """The lines of the log as a program reads them."""
    found = []

    class Kept(logging.Handler):
        def emit(self, record):
            found.append(json.loads(self.format(record)))

    handler = Kept()
    handler.addFilter(log_lines.WithRequest())
    handler.setFormatter(log_lines.JsonLines())
    logging.getLogger().addHandler(handler)
    yield found
    logging.getLogger().removeHandler(handler)


def fail(client, **headers):
    with mock.patch("articles.public.health.MigrationExecutor", side_effect=OperationalError):
        return client.get("/readyz", headers=headers)


def test_an_answer_that_failed_and_its_lines_have_one_id(client, lines):
    response = fail(client)

    assert log_lines.GIVEN.fullmatch(response[log_lines.HEADER])
    assert {line["request"] for line in lines} == {response[log_lines.HEADER]}
    assert lines[-1]["level"] == "ERROR"


def test_a_proxys_id_is_taken_and_what_is_none_is_not(client, lines):
    assert fail(client, **{log_lines.HEADER: "proxy-12345"})[log_lines.HEADER] == "proxy-12345"
    assert fail(client, **{log_lines.HEADER: 'x" injected'})[log_lines.HEADER] != 'x" injected'


def test_an_answer_that_is_the_same_for_everybody_carries_none(client):
    assert log_lines.HEADER not in client.get("/")


def test_a_line_outside_a_request_and_an_exception_are_said(lines):
    try:
        raise ValueError("no\nway")
    except ValueError:
        logging.getLogger("newsroom").exception("It failed.")

    assert lines[-1]["request"] == "-"
    assert "ValueError" in lines[-1]["exception"]
