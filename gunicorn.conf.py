"""How `make run` and production serve the paper; docs/reference/settings.md says how to change it."""

import errno
import gc
import logging
import os
import shutil
import socket
import sys
import tempfile

port = os.environ.get("PORT", "8000")
if not (port.isdecimal() and 0 < int(port) < 65536):
    sys.exit(f"PORT is {port}, which is no port. Set it to a number, such as PORT=8000.")
bind = f"127.0.0.1:{port}"
wsgi_app = "newsroom.wsgi"
worker_class = "newsroom.worker.BufferingWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
if not workers:
    sys.exit("WEB_CONCURRENCY is 0, so that no process would serve. Set it to a number, such as 2.")
threads = 4
# The longest address that it takes: a query of 8 KB is borne, and gets the page that it asks for.
limit_request_line = 8190
# Its default is a socket in the home directory, which two newsrooms of one user would share.
control_socket_disable = True
# By default a header may say under which path the site lies, and so where the links of kept pages lead.
forwarder_headers = ""


def on_starting(server):
    """Say in a sentence that a port is taken; sockets that systemd or an older master hands over are ours."""
    is_ours = {"LISTEN_FDS", "GUNICORN_FD"} & os.environ.keys()
    for address in () if is_ours else server.cfg.address:
        if isinstance(address, tuple) and is_taken(*address):
            sys.exit(f"Port {address[1]} is in use. Stop what uses it, or choose another, such as PORT=8001.")
    # Where the workers keep what they count (newsroom/metrics.py): of this start alone.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = server.counts = tempfile.mkdtemp(prefix="newsroom-counts-")
    load(server)


def load(server):
    """Load the code once, so that the workers share its memory; a restart, and no HUP, takes new code."""
    from django.core.exceptions import ImproperlyConfigured

    gc.disable()  # what it moves in the workers, they would no longer share
    try:
        server.app.wsgi()
    except ImproperlyConfigured as mistake:
        on_exit(server)
        sys.exit(f"Newsroom can't start: {mistake}")
    on_reload(server)
    gc.freeze()


def on_reload(server):
    """Write the server's own lines as objects where the site's are; the first comes before the settings."""
    from newsroom.log_lines import JsonLines

    own = [each.formatter for each in logging.root.handlers if isinstance(each.formatter, JsonLines)]
    for handler in server.log.error_log.handlers if own else ():
        handler.setFormatter(own[0])


def on_exit(server):
    shutil.rmtree(server.counts, ignore_errors=True)


def worker_exit(server, worker):
    """Remove what was counted where the first process was killed: its workers end with it."""
    if os.getppid() != worker.ppid:
        on_exit(server)


def is_taken(host, port):
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as ours:
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
        try:
            ours.bind((host, port))
        except OSError as error:
            return error.errno == errno.EADDRINUSE
    return False


def post_worker_init(worker):
    """Spare the garbage collector what lives as long as the worker: it would go through it time and again."""
    gc.enable()
    gc.collect()
    gc.freeze()
