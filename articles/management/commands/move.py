"""Move the newsroom to another database, of either kind."""

import os
import subprocess
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.archive import backups

from .restore import WITH_FAULTS


class Command(BaseCommand):
    help = (
        "Write all rows of this newsroom into an empty database, of either kind, and verify them there. The "
        "files of pictures stay where they are. Nobody should act meanwhile: what they do stays here."
    )

    def add_arguments(self, parser):
        parser.add_argument("--to", required=True, metavar="DATABASE_URL", help="the address of the database")

    def handle(self, *, to, **options):
        # In a process of its own, since the settings of one process have one database.
        command = [sys.executable, settings.BASE_DIR / "manage.py", "restore", "-"]
        environment = os.environ | {"DATABASE_URL": to}
        with subprocess.Popen(command, stdin=subprocess.PIPE, env=environment) as there:  # noqa: S603
            try:
                backups.write(there.stdin, has_files=False)
                there.stdin.close()
            except BrokenPipeError:
                there.stdin = None  # it ended early, and has said why
        if there.returncode == WITH_FAULTS:
            raise CommandError(
                "All rows are there, with the faults above. If `verify` finds them here too, set "
                "DATABASE_URL to the new address, then restart; otherwise empty that database and try again."
            )
        if there.returncode < 0:
            raise CommandError(
                "What fills that database was ended from outside, and its rows may be there. DATABASE_URL "
                "stays as it is: try again with an empty database."
            )
        if there.returncode:
            raise CommandError("Nothing was moved. DATABASE_URL stays as it is.")
        self.stdout.write("All is there. Set DATABASE_URL to the new address, then restart.")
