"""A restart while people read: systemd holds the socket, so nobody is turned away."""

import os
import signal
import socket
import subprocess
import sys
import threading
from http.client import HTTPConnection, HTTPException

from tests.starting import PRODUCTION, ROOT

READERS, RESTARTS = 6, 1


SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "--log-level", "error"])
"""


def start(listener):
    """Start gunicorn as systemd does: with the socket as file 3, and two variables that say so."""
    # With DEBUG, since in a fresh clone no static files are collected.
    here = {"DATABASE_URL": "sqlite:///var/unused.sqlite3", "DEBUG": "on", "ALLOWED_HOSTS": "127.0.0.1"}
    env = {**os.environ, **PRODUCTION, **here, "WEB_CONCURRENCY": "1"}
    number = listener.fileno()
    command = [sys.executable, "-c", SYSTEMD, str(number)]
    return subprocess.Popen(command, cwd=ROOT, env=env, pass_fds=[number])


def test_no_request_is_lost_while_the_site_restarts():
    failures, answers, is_over = [], [], threading.Event()
    with socket.create_server(("127.0.0.1", 0), backlog=2048) as listener:
        port = listener.getsockname()[1]

        def read():
            while not is_over.is_set():
                connection = HTTPConnection("127.0.0.1", port, timeout=60)
                try:
                    connection.request("GET", "/livez")
                    answers.append(connection.getresponse().read())
                except (OSError, HTTPException) as lost:
                    failures.append(repr(lost))
                finally:
                    connection.close()

        process = start(listener)
        readers = [threading.Thread(target=read) for _ in range(READERS)]
        try:
            for reader in readers:
                reader.start()
            for _again in range(RESTARTS):
                wait_for_more(answers, process)
                process.send_signal(signal.SIGTERM)
                process.wait(60)
                process = start(listener)
            wait_for_more(answers, process)
        finally:
            is_over.set()
            for reader in readers:
                reader.join()
            process.terminate()
            process.wait(60)

    assert failures == []
    assert set(answers) == {b"ok\n"}


def wait_for_more(answers, process):
    """Wait until the site has answered some more."""
    pause, wanted = threading.Event(), len(answers) + 50
    while len(answers) < wanted:
        assert process.poll() is None
        pause.wait(0.05)
