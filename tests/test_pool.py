"""A pool of connections in each process: its threads share them, and commands work as without."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from http.client import HTTPConnection

import psycopg
import pytest
from django.conf import settings

from tests.databases import new_database, server
from tests.starting import PRODUCTION, ROOT, manage_alone
from tests.test_pgbouncer import wait_for
from tests.test_releases import fill
from tests.test_servers import free_port

pytestmark = [pytest.mark.database, pytest.mark.only_on("postgresql")]
CONNECTED = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s"
PROCESSES, POOL, READERS, PAGES = 2, 1, 16, 96


@pytest.fixture
def newsroom(tmp_path):
    """The environment of a filled newsroom whose processes have a pool."""
    with new_database(tmp_path) as address:
        keys = {"SOURCES_KEY": settings.SOURCES_KEY[0], "DATABASE_URL": address, "DATABASE_POOL": f"{POOL}"}
        fill(address, "1.0.0")
        for command in (["migrate", "-v0"], ["rebuild_derived", "--missing"], ["rebuild_search"]):
            assert manage_alone(*command, **PRODUCTION, **keys).returncode == 0
        yield {**PRODUCTION, **keys}


@contextmanager
def serving(environment):
    """Start gunicorn as in production; yield its port."""
    port = free_port()
    more = {
        "PORT": f"{port}",
        "WEB_CONCURRENCY": f"{PROCESSES}",
        "HTTPS": "off",
        "DEBUG": "on",  # static files need not be collected
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py"]
    with subprocess.Popen(
        command, cwd=ROOT, env={"PATH": os.environ["PATH"], **environment, **more}
    ) as process:
        try:
            wait_for(port, process)
            yield port
        finally:
            process.terminate()


def test_more_readers_than_connections_get_their_pages_and_commands_work(newsroom, tmp_path):
    name = newsroom["DATABASE_URL"].rpartition("/")[2]

    with serving(newsroom) as port, ThreadPoolExecutor(READERS) as readers:
        # No page twice, so that none comes out of a cache.
        statuses = list(readers.map(lambda number: status(port, f"/search/?q=a{number}"), range(PAGES)))
        with psycopg.connect(f"{server()}/postgres") as asked:
            connected = asked.execute(CONNECTED, [name]).fetchone()[0]
    verified = manage_alone("verify", **newsroom)
    backed_up = manage_alone("backup", tmp_path / "backups", **newsroom)

    assert set(statuses) == {200}
    assert 1 <= connected <= PROCESSES * POOL
    assert "no fault" in verified.stdout
    assert backed_up.returncode == 0, backed_up.stderr


def status(port, path):
    with closing(HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        return answer.status
