"""The paper for tests of several processes: its clock may be off, and it runs what it is sent.

Never part of a deployment: it listens on loopback only, for the length of a test.
"""

import io
import os
import traceback
from contextlib import redirect_stdout
from datetime import timedelta
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
paper = get_wsgi_application()  # first: it loads the apps
freshness = import_module("articles.freshness")
OFFSET = timedelta(seconds=float(os.environ.get("CLOCK_OFFSET", "0")))
true_clock = freshness.clock
freshness.clock = lambda: true_clock() + OFFSET
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
