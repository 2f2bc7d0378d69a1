"""The paper for tests of several processes: its clock may be off, and it runs what it is sent.

`python -m tests.server 8001 0 8002 1` serves it at two ports, by clocks that differ by a second. Never part
of a deployment: it listens on loopback only, for the length of a test.
"""

import io
import os
import signal
import sys
import traceback
from contextlib import redirect_stdout
from datetime import timedelta
from importlib import import_module

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver
from gunicorn.app.base import BaseApplication

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
paper = get_wsgi_application()  # first: it loads the apps
clock = import_module("articles.models.clock")
true_clock = clock.server_time
names = {}


def application(environ, start_response):
    if environ["PATH_INFO"] != "/__run":
        return paper(environ, start_response)
    code = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
    out = io.StringIO()
    try:
        with redirect_stdout(out):
            exec(code, names)  # noqa: S102
        status = "200 OK"
    except Exception:
        out.write(traceback.format_exc())
        status = "500 Failed"
    start_response(status, [("Content-Type", "text/plain")])
    return [out.getvalue().encode()]


class Server(BaseApplication):
    def __init__(self, port):
        self.port = port
        super().__init__()

    def load_config(self):
        own = {
            "bind": f"127.0.0.1:{self.port}",
            "threads": 4,
            "control_socket_disable": True,
            "loglevel": "warning",
        }
        for name, value in own.items():
            self.cfg.set(name, value)

    def load(self):
        return application


def main(arguments):
    """Start a server for each port and offset, from this one process, which has read the code."""
    assert get_resolver().url_patterns
    signal.signal(signal.SIGTERM, lambda *_: None)  # sent to all of them: this one waits for the others
    started = []
    for port, offset in zip(arguments[::2], arguments[1::2], strict=True):
        started.append(os.fork())
        if not started[-1]:
            clock.server_time = lambda ahead=timedelta(seconds=float(offset)): true_clock() + ahead
            Server(port).run()
    for server in started:
        os.waitpid(server, 0)


if __name__ == "__main__":
    main(sys.argv[1:])
