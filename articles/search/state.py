"""Which set of tables of an index is searched, and whether it can be."""

from dataclasses import dataclass

from django.db import DatabaseError, connection, transaction

from .postgresql import PostgreSQLStore
from .sqlite import SQLiteStore

STORES = {"sqlite": SQLiteStore, "postgresql": PostgreSQLStore}
NAMES = ("printed", "copies")
NAME = "search_state"  # of the table
TABLE = """
CREATE TABLE IF NOT EXISTS search_state (
    name varchar(10) PRIMARY KEY, letter varchar(1) NOT NULL, is_complete boolean NOT NULL,
    is_building boolean NOT NULL, format integer NOT NULL, languages text NOT NULL)
"""
FORMAT = 8  # raised when folding or tables change, so that an older index is known as such


class NotReady(Exception):
    """The index is missing, damaged, incomplete, or made by another version."""


class TooSlow(NotReady):
    """A reader's search was cut off; the index may be in order."""


@dataclass
class State:
    name: str
    letter: str
    is_complete: bool
    is_building: bool
    format: int
    languages: list

    @property
    def current(self):
        return store(self.name, self.letter)

    @property
    def other(self):
        return store(self.name, "b" if self.letter == "a" else "a")

    @property
    def written(self):
        """The sets that a change must reach: the one that is searched, and the one that is built."""
        return [self.current, self.other] if self.is_building else [self.current]


def store(name, letter):
    return STORES[connection.vendor](connection, name, letter)


def read(name, for_update=False):
    # SQLite has no FOR UPDATE; its transactions are IMMEDIATE, so a writer is alone there.
    lock = " FOR UPDATE" if for_update and connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, letter, is_complete, is_building, format, languages FROM search_state"
            f" WHERE name = %s{lock}",
            [name],
        )
        row = cursor.fetchone()
    if row is None:
        raise NotReady(name)
    *values, languages = row
    return State(*values, languages.split())


def change(name, **values):
    columns = ", ".join(f"{column} = %s" for column in values)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE search_state SET {columns} WHERE name = %s", [*values.values(), name])  # noqa: S608


def speak(state, languages):
    """Remember the languages in which the index has stories."""
    new = sorted({*languages} - {*state.languages})
    if new:
        state.languages += new
        change(state.name, languages=" ".join(state.languages))


def ready(name):
    """Return the state of an index that can be searched. Raises NotReady."""
    state = read(name)
    if not state.is_complete or state.format != FORMAT:
        raise NotReady(name)
    return state


def create(is_complete):
    """Make the tables of both indexes: the migration's work."""
    with connection.cursor() as cursor:
        cursor.execute(TABLE)
        for name in NAMES:
            cursor.execute("DELETE FROM search_state WHERE name = %s", [name])
            row = [name, is_complete, False, FORMAT]
            cursor.execute("INSERT INTO search_state VALUES (%s, 'a', %s, %s, %s, '')", row)
    for name in NAMES:
        for letter in "ab":
            store(name, letter).create()


def ensure():
    """Make the tables where they, or what is known of them, are missing; they are incomplete then."""
    tables = connection.introspection.table_names()
    try:
        for name in NAMES if NAME in tables else ():
            read(name)
    except NotReady:
        tables = []
    if NAME not in tables:
        create(is_complete=False)


def drop():
    for name in NAMES:
        for letter in "ab":
            store(name, letter).drop()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS search_state")


def problem():
    """Say what is wrong with an index, or return an empty string."""
    for name in NAMES:
        try:
            # A failed statement ends a transaction on PostgreSQL, so each index has a savepoint of
            # its own.
            with transaction.atomic():
                state = ready(name)
                state.current.check()
        except (NotReady, DatabaseError):
            return (
                f"the search index ({name}) is missing, damaged or being built: run manage.py rebuild_search"
            )
    return ""
