"""A real streaming replica: readers' pages come from it, whole, and from the primary where it is away."""

import http.client
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.starting import PRODUCTION, ROOT, manage_alone, session_of
from tests.test_servers import ACTS, SLOW, Server, environment, free_port, wait

PROGRAMS = next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin"))), None)
REASON = "there are no programs of PostgreSQL, or this user can't start them as postgres"
pytestmark = [
    pytest.mark.only_on("postgresql"),
    pytest.mark.database,
    pytest.mark.skipif(not PROGRAMS or os.geteuid() != 0, reason=REASON),
]


def run(program, *arguments):
    """Run one of PostgreSQL's programs as its user, which it insists on."""
    user = pwd.getpwnam("postgres")
    command = [str(PROGRAMS / program), *map(str, arguments)]
    log = subprocess.DEVNULL  # a server would keep a pipe open
    subprocess.run(command, user=user.pw_uid, group=user.pw_gid, cwd="/", stdout=log, stderr=log, check=True)


class Cluster:
    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        self.address = f"postgres://postgres@127.0.0.1:{self.port}/newsroom"

    def start(self):
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
        run("pg_ctl", "-D", self.folder, "-w", "-o", options, "start")

    def stop(self):
        run("pg_ctl", "-D", self.folder, "-w", "-m", "immediate", "stop")

    def ask(self, sql):
        with psycopg.connect(self.address, autocommit=True) as connection:
            return connection.execute(sql).fetchone()[0]


@contextmanager
def clusters():
    """Yield a primary, and a replica that streams from it."""
    with tempfile.TemporaryDirectory(prefix="newsroom-replica-") as folder, ExitStack() as stack:
        shutil.chown(folder, "postgres")
        primary, replica = (Cluster(Path(folder) / name) for name in ("primary", "replica"))
        run(
            "initdb",
            "-D",
            primary.folder,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        )
        primary.start()
        stack.callback(primary.stop)
        with psycopg.connect(primary.address.replace("/newsroom", "/postgres"), autocommit=True) as asked:
            asked.execute("CREATE DATABASE newsroom")
        run("pg_basebackup", "-D", replica.folder, "-h", "127.0.0.1", "-p", primary.port, "-U", "postgres",
            "-R", "-c", "fast", "-N")  # fmt: skip
        replica.start()
        stack.callback(replica.stop)
        yield primary, replica


@pytest.fixture(scope="module")
def paper():
    """Yield the server, and its two databases."""
    with clusters() as (primary, replica):
        migrated = manage_alone("migrate", "-v0", **PRODUCTION, DATABASE_URL=primary.address)
        assert migrated.returncode == 0, migrated.stderr
        port = free_port()
        env = environment(primary.address, REPLICA_URL=replica.address)
        command = [sys.executable, "-m", "tests.server", str(port), "0"]
        with session_of(command, cwd=ROOT, env=env) as process:
            server = Server(port, process, 0)
            wait(server)
            server.run(ACTS)
            server.run("from articles.public import replica; replica.PAUSE = 0")
            yield server, primary, replica


@contextmanager
def behind(replica):
    """Let the replica lag for a while."""
    replica.ask("SELECT pg_wal_replay_pause()::text")
    try:
        yield
    finally:
        replica.ask("SELECT pg_wal_replay_resume()::text")


def caught_up(primary, replica):
    newest = primary.ask("SELECT pg_current_wal_lsn()::text")
    while not replica.ask(f"SELECT pg_last_wal_replay_lsn() >= '{newest}'"):
        pass


def signed_in(server, path="/"):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", path, headers={"Cookie": "sessionid=an-editor"})
    answer = connection.getresponse().read().decode()
    connection.close()
    return answer


def test_a_reader_reads_the_replica_and_an_editor_the_primary(paper):
    server, primary, replica = paper
    server.run("publish('Before the lag')")
    caught_up(primary, replica)
    with behind(replica):
        server.run("publish('During the lag')")

        reader, editor = server.get()[1], signed_in(server)

        assert "Before the lag" in reader
        assert "During the lag" not in reader
        assert "During the lag" in editor
        assert "replica lacks the last change" in server.get("/readyz")[1]
    caught_up(primary, replica)
    assert "During the lag" in server.get()[1]


def test_a_page_is_of_one_moment_though_the_replica_moves_on_meanwhile(paper):
    server, primary, replica = paper
    server.run("publish('Old story')")
    caught_up(primary, replica)
    server.run(f"""{SLOW}
from articles.models import Edition
from articles.public import page_cache
seen, rendered = [], page_cache._render
def twice(request, key, view, args, kwargs):
    count = lambda: Edition.objects.published(clock.now() + timedelta(hours=1)).count()
    before = count(), request.token
    page = rendered(request, key, view, args, kwargs)
    seen.append((before, (count(), page_cache.site_state.state().token)))
    return page
page_cache._render = twice
""")
    reader = threading.Thread(target=server.get)
    reader.start()
    server.run("assert reached.wait(20)")

    server.run("publish('New story')")
    caught_up(primary, replica)
    server.run("Template.render = render; going.set()")
    reader.join()

    assert server.run("print(seen[0][0] == seen[0][1], len(seen)); page_cache._render = rendered") == "True 1"
    assert "New story" in server.get()[1]


def test_where_the_replica_is_away_the_primary_answers_and_later_the_replica_again(paper):
    server, primary, replica = paper
    server.run("publish('While both are here')")
    caught_up(primary, replica)
    assert server.get()[0] == 200

    replica.stop()
    try:
        server.run("publish('While the replica is away')")
        for path in ("/", "/search/?q=replica", "/feeds/latest.rss"):
            status, page = server.get(path)
            assert status == 200
            assert "While the replica is away" in re.sub("</?mark>", "", page)
        assert "replica is away" in server.get("/readyz")[1]
    finally:
        replica.start()

    caught_up(primary, replica)
    with behind(replica):
        server.run("publish('Behind its back')")
        assert "Behind its back" not in server.get()[1]
    caught_up(primary, replica)


def test_what_is_not_there_and_a_bad_word_are_answered_from_the_replica_too(paper):
    server = paper[0]

    assert server.get("/articles/nothing/")[0] == 404
    assert server.get("/search/?q=%00")[0] in (200, 400)
    assert server.get("/search/?q=replica")[0] == 200
    assert server.get("/")[0] == 200


def test_no_cdn_keeps_a_page_of_a_replica_that_lags(paper):
    server, primary, replica = paper
    server.run("""
from django.conf import settings
settings.CDN, settings.CDN_PURGE_URL = "varnish", []
publish('For the CDN')
""")
    try:
        caught_up(primary, replica)
        assert "s-maxage" in cache_control(server)
        with behind(replica):
            server.run("publish('Not yet for the CDN')")
            assert cache_control(server) == "no-cache"
        caught_up(primary, replica)
        assert "s-maxage" in cache_control(server)
    finally:
        server.run("settings.CDN = ''")


def cache_control(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", "/")
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers["Cache-Control"]
