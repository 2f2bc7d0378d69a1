"""Statements that PostgreSQL plans once a connection, for what readers ask again and again.

Django's own cursor sends each statement with its values in it. Planning one took longer than answering it.
"""

from weakref import WeakKeyDictionary

from django.db import connection

ASKED_OFTEN = 5  # times, on one connection
# Whether PostgreSQL itself is at the other end of a connection of psycopg's. A pooler, such as PgBouncer,
# tells a process number of its own, and its next transaction may be another process, which has no such plan.
_direct = WeakKeyDictionary()


def cursor(connection=connection):
    """Return a cursor of this thread's connection; what is asked by it often, PostgreSQL plans once."""
    if connection.vendor != "postgresql" or connection.queries_logged:  # a log is to show the values
        return connection.cursor()
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    if not _is_direct(connection):
        return connection.cursor()
    asked = connection.Database.Cursor(connection.connection)
    _read_moments_fast(asked, connection.Database)
    return connection._prepare_cursor(asked)


def _is_direct(connection):
    asked = connection.connection
    if asked not in _direct:
        with connection.wrap_database_errors:
            (process,) = asked.execute("SELECT pg_backend_pid()").fetchone()
            _direct[asked] = process == asked.info.backend_pid
            asked.prepare_threshold = ASKED_OFTEN if _direct[asked] else None
    return _direct[asked]


def _read_moments_fast(cursor, psycopg):
    # Django's loader is written in Python, to put moments into the zone that the connection has: UTC.
    moment = psycopg.adapters.types["timestamptz"].oid
    cursor.adapters.register_loader(moment, psycopg.adapters.get_loader(moment, psycopg.pq.Format.TEXT))
