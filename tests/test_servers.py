"""Freshness between processes: two servers, one database."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.starting import PRODUCTION, session_of

pytestmark = pytest.mark.django_db  # so that there is a database to copy

ROOT = Path(settings.BASE_DIR)
ACTS = """
from datetime import timedelta
from django.contrib.auth.models import Group, User
from articles import desk
from articles.models import Article, Section, clock
by, is_new = User.objects.get_or_create(username="chief", defaults={"is_staff": True})
by.groups.add(Group.objects.get(name="Chief editor"))
by = User.objects.get(pk=by.pk)
section, is_new = Section.objects.get_or_create(slug="world", defaults={"name": "World"})
def publish(headline, **options):
    article = Article(headline=headline, body="Text.", section=section)
    desk.save(article, by=by)
    desk.publish(article, by=by, **options)
    return article
"""
SLOW = """
import threading
from django.template.base import Template
going, reached, render = threading.Event(), threading.Event(), Template.render
def slow(template, context):
    reached.set()
    going.wait(20)
    return render(template, context)
Template.render = slow
"""


class Server:
    def __init__(self, port, process, offset):
        self.port, self.process, self.offset = port, process, offset

    def get(self, path="/"):
        return self._ask("GET", path)

    def run(self, code):
        status, text = self._ask("POST", "/__run", code)
        assert status == 200, text
        return text.strip()

    def _ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def database_url(django_db_setup, django_db_blocker):
    """A copy of the suite's own database, which is empty between two tests."""
    copy = connection.creation.get_test_db_clone_settings("servers")
    if connection.vendor == "sqlite":  # a server that was killed may leave a log, which is of another copy
        for end in ("", "-wal", "-shm"):
            Path(f"{copy['NAME']}{end}").unlink(missing_ok=True)
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":  # its file is whole then, whoever else has it open
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        connection.creation.clone_test_db("servers", verbosity=0)
    if connection.vendor == "sqlite":
        yield f"sqlite:///{copy['NAME']}"
        return
    user, password = copy["USER"] or "postgres", copy["PASSWORD"]
    place = f"{copy['HOST'] or '127.0.0.1'}:{copy['PORT'] or 5432}/{copy['NAME']}"
    yield f"postgres://{user}:{password}@{place}"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{copy["NAME"]}" WITH (FORCE)')


def environment(url, **more):
    """Return the paper's own settings on this database, not the suite's."""
    own = {"DJANGO_SETTINGS_MODULE": "newsroom.settings", "DATABASE_URL": url, "DEBUG": "on", "HTTPS": "off"}
    return {**os.environ, **own, **more}


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait(server):
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            server.run("pass")
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The server did not start.")


@pytest.fixture(scope="module")
def servers(database_url):
    """Two processes on one database, whose clocks differ by a second."""
    clocks = {free_port(): offset for offset in (0, 1)}
    places = [str(number) for place in clocks.items() for number in place]
    command = [sys.executable, "-m", "tests.server", *places]
    with session_of(command, cwd=ROOT, env=environment(database_url)) as process:
        both = [Server(port, process, offset) for port, offset in clocks.items()]
        for server in both:
            wait(server)
            server.run(ACTS)
            server.get()
        yield both


def test_a_publication_and_a_withdrawal_are_seen_by_the_next_request_to_either(servers):
    ahead, behind = servers[1], servers[0]

    ahead.run("article = publish('From the clock ahead')")
    assert all("From the clock ahead" in server.get()[1] for server in servers)

    behind.run("""
article = Article.objects.get(headline='From the clock ahead')
desk.withdraw(article, by=by, note='Withdrawn for a test.')
""")
    assert all("From the clock ahead" not in server.get()[1] for server in servers)
    address = ahead.run("print(article.editions.last().get_absolute_url())")
    assert [server.get(address)[0] for server in servers] == [410, 410]


def test_a_section_renamed_is_seen_by_the_next_request_to_either(servers):
    servers[0].run("publish('In a section')")
    for server in servers:
        server.get("/sections/world/")

    servers[1].run("section.refresh_from_db(); section.name = 'Abroad'; section.save()")

    assert all("Abroad" in server.get("/sections/world/")[1] for server in servers)


def test_a_publication_during_a_render_leaves_no_stale_page(servers):
    slow, other = servers
    other.run("publish('Before')")
    slow.run(SLOW)
    reader = threading.Thread(target=slow.get)
    reader.start()
    slow.run("assert reached.wait(20)")

    other.run("publish('During the render')")
    slow.run("Template.render = render; going.set()")
    reader.join()

    assert all("During the render" in server.get()[1] for server in servers)


def test_of_readers_who_come_at_once_one_has_the_page_rendered(servers):
    server, other = servers
    other.run("publish('For many readers')")
    server.run(f"""{SLOW}
from articles.public import page_cache
made, rendered = [], page_cache._render
page_cache._render = lambda *given: made.append(1) or rendered(*given)
""")
    readers = [threading.Thread(target=server.get) for _ in range(3)]
    for reader in readers:
        reader.start()
    server.run("assert reached.wait(20)")

    server.run("Template.render = render; going.set()")
    for reader in readers:
        reader.join()

    assert server.run("print(len(made)); page_cache._render = rendered") == "1"


def test_two_scheduled_moments_are_seen_when_each_clock_passes_them(servers):
    moments = servers[1].run("""
first = clock.now() + timedelta(seconds=2)
publish('At the first moment', at=first)
publish('At the second moment', at=first + timedelta(milliseconds=150))
print(first.timestamp())
""")
    first = float(moments)
    due = {"At the first moment": first, "At the second moment": first + 0.15}

    end, seen = time.time() + 6, 0
    while time.time() < end and seen < 20:
        for server in servers:
            before, page, after = time.time() + server.offset, server.get()[1], time.time() + server.offset
            for headline, moment in due.items():
                assert headline in page or before < moment + 0.001
                assert headline not in page or after >= moment
            seen += all(headline in page for headline in due)
        time.sleep(0.03)

    assert seen >= 20


COLLECTED = """
from newsroom import static_files
static_files.differences = lambda: ([], [])  # in a fresh clone they are not
"""
LOADED = """
import sys
import newsroom.wsgi
from django.urls import get_resolver
assert get_resolver().url_patterns
print(sorted({"redis", "psycopg", "boto3", "av", "prometheus_client", "sudachipy"} & sys.modules.keys()))
"""


def run_in_production(program):
    env = environment("sqlite:///var/unused.sqlite3", DEBUG="off") | PRODUCTION
    command = [sys.executable, "-W", "ignore", "-c", COLLECTED + program]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)


def test_a_small_server_loads_nothing_of_what_it_does_not_use():
    done = run_in_production(LOADED)

    assert (done.stdout, done.stderr) == ("[]\n", "")


SHARED = """
import sys
import newsroom.wsgi
before = set(sys.modules)
from django.template import engines
from django.urls import get_resolver
assert get_resolver()._populated
engines.all()
print(sorted(set(sys.modules) - before))
"""


def test_the_table_of_addresses_and_the_templates_tags_are_loaded_before_the_processes_part():
    done = run_in_production(SHARED)

    assert (done.stdout, done.stderr) == ("[]\n", "")
