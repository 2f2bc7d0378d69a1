"""Behind PgBouncer that gives each transaction a connection: nothing outlives a transaction there."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tests.databases import new_database
from tests.starting import PRODUCTION, manage_alone
from tests.test_releases import crawl, fill

PROGRAM = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin")
CONFIGURATION = """
[databases]
* = host={host} port={port} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {own}
auth_type = any
pool_mode = transaction
default_pool_size = 3
server_reset_query = DISCARD ALL
server_reset_query_always = 1
unix_socket_dir =
"""


@contextmanager
def pooled(address, folder):
    """Yield the address of a database behind a PgBouncer, which forgets all after a transaction."""
    place = urlsplit(address)
    with socket.create_server(("127.0.0.1", 0)) as free:
        own = free.getsockname()[1]
    file = folder / "pgbouncer.ini"
    # It refuses to run as root, and then has to be able to read its file.
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    file.write_text(CONFIGURATION.format(host=place.hostname, port=place.port, user=place.username, own=own))
    for each in (file, *list(file.parents)[:3]):
        each.chmod(0o755)
    with subprocess.Popen([PROGRAM, "-q", *user, file], stderr=subprocess.DEVNULL) as bouncer:
        try:
            wait_for(own, bouncer)
            yield f"postgres://{place.username}@127.0.0.1:{own}{place.path}"
        finally:
            bouncer.terminate()


def wait_for(port, process):
    for _try in range(600):
        assert process.poll() is None, "it ended"
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)


@pytest.mark.database
@pytest.mark.only_on("postgresql")
@pytest.mark.skipif(not PROGRAM, reason="there is no pgbouncer; install it")
def test_every_page_and_verify_work_behind_a_pooler(tmp_path):
    keys = {**PRODUCTION, "SOURCES_KEY": settings.SOURCES_KEY[0]}
    with new_database(tmp_path) as address:
        fill(address, "1.0.0")
        for command in (["migrate", "-v0"], ["rebuild_derived", "--missing"], ["rebuild_search"]):
            assert manage_alone(*command, **keys, DATABASE_URL=address).returncode == 0
        with pooled(address, tmp_path) as behind:
            assert manage_alone("verify", **keys, DATABASE_URL=behind).returncode == 0
            said = crawl(tmp_path / "record", behind)
            backed_up = manage_alone("backup", tmp_path / "backups", **keys, DATABASE_URL=behind)

    assert "no fault" in said
    assert "FAILED" not in said
    assert backed_up.returncode == 0, backed_up.stderr
