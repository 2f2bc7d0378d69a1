"""What Prometheus is told."""

import os
import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from http.client import HTTPConnection
from unittest import mock

import pytest
from django.conf import settings as paper
from django.db import OperationalError
from django.db.models.signals import post_save
from django.utils import timezone

from articles.models import Act, Push
from exchange.models import Feed

pytestmark = pytest.mark.django_db
TOKEN = "a token of the tests alone"
ASKED = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def figures(settings, client):
    """Ask for the figures: {name with its labels: value}."""
    settings.METRICS_TOKEN = TOKEN
    settings.MIDDLEWARE = [
        "newsroom.metrics.count_answers",
        "newsroom.metrics.answer_metrics",
        *settings.MIDDLEWARE,
    ]
    yield lambda: parsed(client.get("/metrics", headers=ASKED).content.decode())
    post_save.disconnect(sender=Act, dispatch_uid="metrics")


def parsed(text):
    rows = re.findall(r"^(newsroom_[^ ]+) (\S+)$", text, re.MULTILINE)
    return {name: float(value) for name, value in rows}


def difference(before, after):
    return {name: value - before.get(name, 0) for name, value in after.items() if value != before.get(name)}


def test_without_a_token_there_is_no_such_page(client):
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer another", TOKEN, f"Basic {TOKEN}", "Bearer \xe9"])
def test_another_token_opens_nothing(client, figures, sent):
    response = client.get("/metrics", headers={"Authorization": sent})

    assert (response.status_code, response.content) == (401, b"")


def test_prometheus_asks_by_address(client, figures, settings):
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["www.example.org"], True

    response = client.get("/metrics", headers=ASKED | {"Host": "10.0.0.7:8000"})

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=0.0.4")
    assert response["Cache-Control"] == "no-store"


def test_each_answer_is_counted_by_class_and_by_how_its_page_was_made(client, figures):
    before = figures()

    for path in ("/", "/", "/", "/nothing-there/", "/livez", "/articles"):
        client.get(path)
    counts = {name: n for name, n in difference(before, figures()).items() if "seconds_count" in name}

    name = 'newsroom_request_seconds_count{answer="%s",page="%s"}'
    assert counts == {
        name % ("2xx", "rendered"): 1,
        name % ("2xx", "cached"): 2,
        name % ("2xx", "none"): 2,  # the first question for the figures, and /livez
        name % ("4xx", "none"): 2,
    }


def test_each_act_is_counted_once_it_is_done(figures, client, publish, django_capture_on_commit_callbacks):
    before = figures()

    with django_capture_on_commit_callbacks(execute=True):
        publish()

    assert difference(before, figures())['newsroom_acts_total{verb="publish"}'] == 1


def test_what_waits_in_the_outbox_is_told_and_what_nobody_will_try_is_not(figures):
    now = timezone.now()
    Push.objects.create(kind="purge", created_at=now - timedelta(days=3))
    Push.objects.create(kind="mail", created_at=now - timedelta(hours=1))
    Push.objects.create(kind="mail", created_at=now - timedelta(days=3))
    Push.objects.create(kind="mail", tries=5)
    Push.objects.create(kind="mail", sent_at=now)

    told = figures()

    assert told["newsroom_outbox_waiting"] == 2
    assert told["newsroom_cdn_behind"] == 0
    assert told["newsroom_outbox_oldest_seconds"] == pytest.approx(3 * 86400, abs=600)
    assert told["newsroom_database_up"] == 1


def test_watched_feeds_that_fail_are_counted(figures, make_source):
    source, at = make_source(), timezone.now()
    for number, fields in enumerate([{}, {"failed_since": at}, {"failed_since": at, "is_watched": False}]):
        Feed.objects.create(name=number, folder="a", source=source, **fields)

    assert figures()["newsroom_wire_failing"] == 1


def test_a_database_that_is_away_is_told(figures):
    with mock.patch("articles.desk.outbox.waiting", side_effect=OperationalError):
        told = figures()

    assert told["newsroom_database_up"] == 0
    assert "newsroom_outbox_waiting" not in told


@pytest.fixture
def started(tmp_path):
    """Start a server of two processes; return it and its port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {"PORT": f"{port}", "WEB_CONCURRENCY": "2", "TMPDIR": f"{tmp_path}", "METRICS_TOKEN": TOKEN,
                   "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3",
                   "DJANGO_SETTINGS_MODULE": "newsroom.settings", "DEBUG": "on"}  # fmt: skip
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"]
    return subprocess.Popen(command, cwd=paper.BASE_DIR, env=os.environ | environment), port


@pytest.mark.only_on("sqlite")
def test_the_processes_of_a_server_are_told_as_one_and_leave_nothing_behind(started, tmp_path):
    server, port = started
    with server, ThreadPoolExecutor(8) as readers:  # at once, so that no process can take them all
        asked, processes = 0, 0
        while processes < 2 and server.poll() is None and asked < 2000:
            asked += [*readers.map(partial(ask, port), ["/livez"] * 40)].count(b"ok\n")
            processes = len(list(tmp_path.glob("newsroom-counts-*/histogram_*.db")))
        told = parsed(ask(port, "/metrics").decode())
        server.terminate()

    assert processes == 2
    assert told['newsroom_request_seconds_count{answer="2xx",page="none"}'] == asked
    assert not list(tmp_path.glob("newsroom-counts-*"))


@pytest.mark.only_on("sqlite")
def test_a_server_that_was_killed_leaves_nothing_behind(started, tmp_path):
    server, port = started
    with server:
        while server.poll() is None and not ask(port, "/livez"):
            pass
        assert list(tmp_path.glob("newsroom-counts-*"))
        server.kill()
    for _each in range(1200):  # its workers look for it once a second
        if not list(tmp_path.glob("newsroom-counts-*")):
            break
        time.sleep(0.1)

    assert not list(tmp_path.glob("newsroom-counts-*"))


def ask(port, path):
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path, headers=ASKED)
        return connection.getresponse().read()
    except OSError:  # it is starting
        time.sleep(0.1)
        return b""
    finally:
        connection.close()
