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
    except (OperationalError, ProgrammingError) as away:
        hint = "Check DATABASE_URL, then run manage.py migrate."
        sys.exit(f"The database is away, or isn't migrated: {away}\n{hint}")
    except DeserializationError as broken:
        sys.exit(f"Nothing was loaded, since the fixture can't be read: {broken} {broken.__cause__ or ''}")
    except OSError as refused:
        sys.exit(f"A file can't be read or written: {refused}")
