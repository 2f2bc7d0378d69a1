"""PostgreSQL as Django speaks to it, but no cursor of the server's outlives a transaction."""

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def chunked_cursor(self):
        """Outside of a transaction, read all rows at once: PgBouncer may ask another server for the next."""
        return super().chunked_cursor() if self.in_atomic_block else self.cursor()
