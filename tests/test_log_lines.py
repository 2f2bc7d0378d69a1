"""What the log says of a request, in both forms."""

import json
import logging
import runpy
from unittest import mock

import pytest
from django.db import OperationalError

from articles.public import site
from newsroom import log_lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines():
    """The lines of the log as a program reads them."""
    log_lines.end()  # another test may have left a request unread
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
    with mock.patch("articles.models.schema.MigrationExecutor", side_effect=OperationalError):
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


@pytest.mark.parametrize(("error", "status"), [(ValueError, 500), (OperationalError, 503)])
def test_a_page_that_failed_names_its_request_as_the_log_does(client, lines, error, status):
    client.raise_request_exception = False
    with mock.patch("articles.admin.preview_links.PreviewLink.objects.select_related", side_effect=error):
        response = client.get("/preview/some-secret/")

    assert response.status_code == status
    assert f"name this number: {response[log_lines.HEADER]}" in response.content.decode()
    assert lines[-1]["request"] == response[log_lines.HEADER]


def test_a_page_says_of_what_was_sent_that_it_failed_with_its_request(rf):
    request = rf.post("/", headers={log_lines.HEADER: "proxy-12345"})

    def fail(request):
        try:
            raise OperationalError
        except OperationalError:
            return site.server_error(request)

    response = log_lines.numbered(fail)(request)

    assert "What you sent was not stored" in response.content.decode()
    assert "name this number: proxy-12345" in response.content.decode()


def test_the_servers_own_lines_have_the_form_of_the_sites(lines):
    conf = runpy.run_path("gunicorn.conf.py")
    handler = logging.StreamHandler()
    server = mock.Mock()
    server.log.error_log.handlers = [handler]

    conf["on_reload"](server)

    assert json.loads(handler.format(logging.makeLogRecord({"msg": "Booting"})))["message"] == "Booting"


def test_a_page_of_readers_that_failed_names_its_request(client):
    with mock.patch("articles.public.page_cache.site_state.state", side_effect=OperationalError):
        response = client.get("/corrections/", headers={log_lines.HEADER: "proxy-12345"})

    assert response.status_code == 503
    assert "name this number: proxy-12345" in response.content.decode()
