#!/usr/bin/env python
"""Run a command of Newsroom's."""

import os
import sys

NO_ROOM = "The database took no more, its disk is full", "Make room, then run this again."
NO_CONNECTION = (
    "The database takes no more connections",
    "Lower WEB_CONCURRENCY, set DATABASE_POOL, or raise the database's limit.",
)
DAMAGED = "The database's file is damaged", "Stop the site, keep a copy of the file, and restore a backup."
NO_RIGHT = "The database's file can't be written", "Give it and its folder to the user who runs this."
NOT_MIGRATED = "The database isn't migrated", "First run manage.py migrate."
NO_WRITES = "read-only transaction"  # an InternalError, where a server became a standby
FAILURES = [
    ("no such table", NOT_MIGRATED),
    ("no such column", NOT_MIGRATED),
    ("no such module", ("Python's SQLite lacks what search needs", "Take another Python, or PostgreSQL.")),
    (NO_WRITES, ("The database takes no writes", "Point DATABASE_URL at the primary.")),
    ("disk is full", NO_ROOM),
    ("no space left", NO_ROOM),
    ("certificate", ("The database's server can't be trusted", "Look at sslmode and sslrootcert.")),
    ("does not exist", ("DATABASE_URL names what the server does not have", "Correct it, or create that.")),
    ("too many connections", NO_CONNECTION),
    ("too many clients", NO_CONNECTION),
    ("connection slots", NO_CONNECTION),
    ("malformed", DAMAGED),
    ("not a database", DAMAGED),
    ("disk i/o error", ("The database's disk is full, or fails", "Look at df and at the system's log.")),
    ("readonly", NO_RIGHT),
    ("unable to open", NO_RIGHT),
    ("is locked", ("Another process writes into the database", "Run this again when it is done.")),
]


def unraised(left):
    """Tell what Python can't raise, but for rows that an error left half read: their connection is closed."""
    if "closed database" not in str(left.exc_value):
        sys.__unraisablehook__(left)


if __name__ == "__main__":
    sys.unraisablehook = unraised
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.core.serializers.base import DeserializationError
    from django.db import DatabaseError, OperationalError, ProgrammingError

    if sys.argv[1:] in (["version"], ["--version"]):  # Django would say its own
        from articles.management.commands.version import line

        print(line())  # noqa: T201
        sys.exit()
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as mistake:
        sys.exit(f"Newsroom can't start: {mistake}")
    except ProgrammingError as failure:
        sys.exit(f"The database isn't migrated: {failure}\nFirst run manage.py migrate.")
    except DatabaseError as failure:
        said = str(failure).casefold()
        if type(failure) not in (DatabaseError, OperationalError) and NO_WRITES not in said:
            raise
        found = (sentence for words, sentence in FAILURES if words in said)
        what, remedy = next(found, ("The database is away", "Check DATABASE_URL, and that its server runs."))
        sys.exit(f"{what}: {failure}\n{remedy}")
    except DeserializationError as broken:
        sys.exit(f"Nothing was loaded, since the fixture can't be read: {broken} {broken.__cause__ or ''}")
    except OSError as refused:
        sys.exit(f"A file can't be read or written: {refused}")
