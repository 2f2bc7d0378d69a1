#!/usr/bin/env python
"""Run a command of Newsroom's."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.core.serializers.base import DeserializationError
    from django.db import OperationalError, ProgrammingError

    if sys.argv[1:] in (["version"], ["--version"]):  # Django would say its own
        from articles.management.commands.version import line

        print(line())  # noqa: T201
        sys.exit()
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as mistake:
        sys.exit(f"Newsroom can't start: {mistake}")
    except (OperationalError, ProgrammingError) as failure:
        said = str(failure).casefold()
        if isinstance(failure, ProgrammingError) or "no such" in said:
            sys.exit(f"The database isn't migrated: {failure}\nFirst run manage.py migrate.")
        if "disk is full" in said or "no space left" in said:
            sys.exit(
                f"The database took no more, its disk is full: {failure}\nMake room, then run this again."
            )
        if "does not exist" in said:
            sys.exit(
                f"DATABASE_URL names what the server does not have: {failure}\nCorrect it, or create that."
            )
        sys.exit(f"The database is away: {failure}\nCheck DATABASE_URL, and that its server runs.")
    except DeserializationError as broken:
        sys.exit(f"Nothing was loaded, since the fixture can't be read: {broken} {broken.__cause__ or ''}")
    except OSError as refused:
        sys.exit(f"A file can't be read or written: {refused}")
