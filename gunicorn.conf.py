"""How `make run` and production serve the paper; docs/reference/settings.md says how to change it."""

import gc
import os

bind = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
wsgi_app = "newsroom.wsgi"
worker_class = "newsroom.worker.BufferingWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 4
# The longest address that it takes: a query of 8 KB is borne, and gets the page that it asks for.
limit_request_line = 8190
# Its default is a socket in the home directory, which two newsrooms of one user would share.
control_socket_disable = True


def post_worker_init(worker):
    """Spare the garbage collector what lives as long as the worker: it would go through it time and again."""
    gc.collect()
    gc.freeze()
