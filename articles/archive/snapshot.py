"""One moment of the whole database, read while people work."""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def snapshot():
    """Read everything as of one moment; nobody waits for it, and it waits for nobody.

    Inside a transaction of the caller's it is that one's.
    """
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    mode = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"  # the settings' IMMEDIATE would let writers wait
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode
