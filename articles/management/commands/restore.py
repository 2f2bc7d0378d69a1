"""Fill an empty newsroom from a backup, and compare it with the backup's manifest."""

import sys
from contextlib import nullcontext
from datetime import datetime

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from articles.archive import backups, head, tables, verifying

WITH_FAULTS = 3  # what the command ends with where all rows are there, and not all is well


class Command(BaseCommand):
    help = (
        "Migrate an empty newsroom and fill it from an archive of `backup`: database, files, search index. "
        "It is refused where there are accounts or stories. At the end every record is verified."
    )

    def add_arguments(self, parser):
        parser.add_argument("archive", help="the archive; - reads standard input")
        parser.add_argument(
            "--add-files", action="store_true",
            help="put files back into a storage that lacks them and holds others: it is this newsroom's own",
        )  # fmt: skip

    def handle(self, *, archive, add_files, **options):
        if not tables.is_empty():
            raise CommandError(
                "There are accounts or stories here. Restore into an empty database: set DATABASE_URL to it. "
                "Where a restoration stopped, its rows are there: `rebuild_search` and `verify` finish it."
            )
        call_command("migrate", verbosity=0, interactive=False)
        manifest = self.fill(archive, add_files)
        try:
            call_command("rebuild_search", verbosity=0)
            self.verify(manifest)
        except (Error, OSError) as error:
            raise CommandError(
                f"All rows are there, and behind them this failed: {error}. Mend it, then run "
                "`rebuild_search` and `verify`.",
                returncode=WITH_FAULTS,
            ) from error

    def fill(self, archive, add_files):
        """Store rows and files, or nothing; return the manifest."""
        try:
            with nullcontext(sys.stdin.buffer) if archive == "-" else open(archive, "rb") as stream:
                return backups.restore(stream, self.say_keys, add_files)
        except backups.Bad as error:
            raise CommandError(f"{error} Nothing was restored.") from error
        except OSError as error:
            raise CommandError(f"A file can't be read or written: {error}. Nothing was restored.") from error

    def say_keys(self, manifest):
        """Name the keys that the newsroom had, and that are not set here."""
        here = backups.fingerprints()
        for setting, known in manifest["keys"].items():
            if lost := [each for each in known if each not in here.get(setting, ())]:
                self.stderr.write(
                    f"{setting} lacks the key whose hash begins with {', '.join(lost)}: put it back."
                )

    def verify(self, manifest):
        faults = list(verifying.archive_faults())
        for what, fault in faults:
            self.stderr.write(f"{what}: {fault}")
        found = head.head(datetime.fromisoformat(manifest["at"]))
        if found != manifest["head"]:
            raise CommandError(
                f"It is restored, but the head is {found or 'empty'}, and the backup names "
                f"{manifest['head'] or 'none'}.",
                returncode=WITH_FAULTS,
            )
        if faults:
            raise CommandError(f"It is restored, with faults: {len(faults)}.", returncode=WITH_FAULTS)
        self.stdout.write(
            f"Restored as of {manifest['at']}, no fault, head {found or 'empty'}: the backup's."
        )
