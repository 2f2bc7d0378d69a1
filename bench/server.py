"""A server under measurement: started, asked, and its CPU read from /proc."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from .newsrooms import ROOT

TICKS = os.sysconf("SC_CLK_TCK")  # a second
PATIENCE = 30  # s


class Server:
    """One gunicorn with the paper's own configuration, asked over one connection."""

    def __init__(self, process, port, beside=lambda: 0):
        """`beside` returns the seconds of CPU of what works for the server outside of it: its database."""
        self.process, self.beside = process, beside
        self.connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.headers = {}  # sent with each request

    def get(self, path):
        """Return the body of a page; any other answer than 200 ends the measurement."""
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}.")
        return body.decode()

    def cost(self, paths, requests):
        """Return the CPU of the whole server, and beside it, in milliseconds a request."""
        self.connection.close()  # gunicorn closes an idle one by itself
        for path in paths:
            self.get(path)
        before = self.cpu()
        for number in range(requests):
            self.get(paths[number % len(paths)])
        return (self.cpu() - before) / requests * 1000

    def cpu(self):
        return cpu(self.process.pid) + self.beside()


def cpu(pid):
    """Return user and system seconds of a process and of all that it started (proc(5))."""
    process = Path("/proc") / str(pid)
    fields = (process / "stat").read_text().rpartition(")")[2].split()
    children = (process / "task" / str(pid) / "children").read_text().split()
    return (int(fields[11]) + int(fields[12])) / TICKS + sum(cpu(child) for child in children)


@contextmanager
def serving(env, wsgi, beside=lambda: 0):
    """Run a server on a free port of this machine's loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "--log-level", "warning", wsgi]
    process = subprocess.Popen(command, cwd=ROOT, env={**env, "PORT": str(port)})  # noqa: S603
    try:
        wait(port)
        yield Server(process, port, beside)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait(port):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("A server did not start.")
