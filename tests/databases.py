"""A database of its own for a test that starts commands: a new file, or a new one on the tests' server."""

import os
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection


@contextmanager
def new_database(folder):
    """Yield the address of an empty database of the kind that this run tests."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{folder}/new.sqlite3"
        return
    name = f"newsroom_new_{os.getpid()}"
    with psycopg.connect(f"{server()}/postgres", autocommit=True) as asked:
        asked.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        asked.execute(f"CREATE DATABASE {name}")
        try:
            yield f"{server()}/{name}"
        finally:
            asked.execute(f"DROP DATABASE {name} WITH (FORCE)")


def server():
    place = settings.DATABASES["default"]
    return f"postgres://{place['USER']}:{place['PASSWORD']}@{place['HOST']}:{place['PORT']}"
