"""What leaves for Sentry when something failed: where, and no word of anybody's."""

import gzip
import json
import logging
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from unittest import mock

import brotli
import pytest
import sentry_sdk
from django.conf import settings
from django.db import IntegrityError
from django.urls import reverse

from newsroom import errors, log_lines
from tests.starting import PRODUCTION, manage_alone

OPENED = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}
TEXT, NAME, WORD = "The minister met the ship owner.", "Adeline Quast", "whistle"


@pytest.fixture
def sentry():
    """A server that takes events: its DSN, and the bytes that it was sent."""
    sent = []

    class Taking(BaseHTTPRequestHandler):
        def do_POST(self):  # noqa: N802
            body = self.rfile.read(int(self.headers["Content-Length"]))
            sent.append(OPENED[self.headers["Content-Encoding"]](body))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *said):
            pass

    with HTTPServer(("127.0.0.1", 0), Taking) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://key@127.0.0.1:{server.server_port}/7", sent
        server.shutdown()


@pytest.fixture
def events(sentry, monkeypatch):
    """Tell errors to that server; return what arrived as (bytes, events)."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # which the library takes
    dsn, sent = sentry
    handler = errors.handler(dsn)
    handler.setLevel("ERROR")
    handler.addFilter(log_lines.WithRequest())
    logging.getLogger().addHandler(handler)

    def arrived():
        sentry_sdk.flush(20)
        return b"".join(sent), [event_in(envelope) for envelope in sent]

    yield arrived
    logging.getLogger().removeHandler(handler)
    sentry_sdk.get_global_scope().set_client(None)


def event_in(envelope):
    return json.loads(envelope.split(b"\n")[2])


def fail(self, request, *rest, **options):
    text, name = request.POST["body"], request.POST["confidential_name"]
    raise IntegrityError(f"Key (name, body)=({name}, {text}) is there already.")


@pytest.mark.django_db
def test_of_a_request_that_failed_leaves_where_and_its_number_and_nothing_of_what_it_held(
    events, at_desk, chief_editor
):
    client = at_desk(chief_editor)
    client.raise_request_exception = False
    typed = {"body": TEXT, "confidential_name": NAME}
    with mock.patch("django.contrib.admin.options.ModelAdmin.get_form", fail):
        response = client.post(f"{reverse('admin:articles_source_add')}?q={WORD}", typed)

    sent, (event,) = events()

    assert event["exception"]["values"][-1]["type"] == "IntegrityError"
    assert event["exception"]["values"][-1]["stacktrace"]["frames"][-1]["function"] == "fail"
    assert event["tags"] == {"request": response[log_lines.HEADER]}
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    for each in (TEXT, NAME, WORD, session, chief_editor.username, socket.gethostname()):
        assert each.encode() not in sent


def test_of_a_line_of_the_log_leaves_its_place_alone(events):
    logging.getLogger("articles").error("The mail to %s failed: " + TEXT, NAME)  # noqa: G003

    sent, (event,) = events()

    assert event["logger"] == "articles"
    assert event["logentry"]["message"].endswith("of test_errors.py")
    assert TEXT.encode() not in sent
    assert NAME.encode() not in sent


def test_what_is_no_error_leaves_nothing(events):
    logging.getLogger("articles").warning("Slow.")

    assert events() == (b"", [])


def test_a_command_that_ends_by_an_error_tells_it(sentry):
    dsn, sent = sentry

    run = manage_alone("shell", "-v0", "-c", f"raise ValueError({NAME!r})", **PRODUCTION, SENTRY_DSN=dsn)

    assert run.returncode == 1
    assert [event_in(each)["exception"]["values"][0]["type"] for each in sent] == ["ValueError"]
    assert NAME.encode() not in b"".join(sent)


def test_without_an_address_nothing_of_it_is_loaded():
    run = manage_alone(
        "shell", "-v0", "-c", "import sys; print('sentry_sdk' in sys.modules)", **PRODUCTION, SENTRY_DSN=""
    )

    assert run.stdout.split() == ["False"]
