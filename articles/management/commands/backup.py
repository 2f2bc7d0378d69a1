"""Write one archive of the whole newsroom, read it again, and let the oldest ones go."""

import os
import sys
from datetime import timedelta

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.archive import backups
from articles.desk import auditing
from articles.management.machine import account
from articles.management.paths import given_path
from articles.models import clock

WARNING = "The archive holds accounts, drafts, notes and the log. Protect it as you protect the database."


class Command(BaseCommand):
    help = (
        "Write database and files into one archive, while people work; read it again, and remove the oldest "
        f"archives. {WARNING}"
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "target",
            nargs="?",
            type=given_path,
            default=settings.VAR / "backups",
            help="the folder, var/backups if none is given; - writes to standard output",
        )
        parser.add_argument("--keep", type=int, default=14, help="how many archives stay in the folder")

    def handle(self, *, target, keep, **options):
        if keep < 1:
            raise CommandError("Keep at least one archive: --keep 1.")
        try:
            self.back_up(target, keep)
        except backups.Unread as error:
            raise CommandError(f"No backup: the files of pictures can't be read: {error}") from error

    def back_up(self, target, keep):
        if str(target) == "-":
            self.tell(backups.write(sys.stdout.buffer), "standard output", self.stderr)
            return
        folder, path = target, target / backups.name(clock.server_time())
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            remove_halves(folder)
            manifest = write(path)
        except OSError as error:
            raise CommandError(f"{path} can't be written: {error.strerror}.") from error
        except backups.Bad as error:
            raise CommandError(f"{path} was written, and can't be read again. {error}") from error
        self.tell(manifest, path, self.stdout)
        # Those ahead of this one were written by a clock that was wrong: none says how old it is.
        names = {each.name for each in folder.iterdir() if backups.NAME.fullmatch(each.name)}
        for old in sorted(name for name in names if name <= path.name)[:-keep]:
            (folder / old).unlink()

    def tell(self, manifest, path, stream):
        """Log it, and say what to compare a restored newsroom with."""
        auditing.log("back_up", "newsroom", "backup", account=account(), head=manifest["head"])
        stream.write(f"Written to {path}, head {manifest['head'] or 'empty'}. {WARNING}")


def remove_halves(folder):
    """Remove what backups that were ended from outside left; one that is being written is younger."""
    yesterday = (clock.server_time() - timedelta(days=1)).timestamp()
    for half in folder.glob("newsroom-*.part"):
        if half.stat().st_mtime < yesterday:
            half.unlink()


def write(path):
    """Write an archive under its name only when it was read again; return its manifest."""
    part = path.with_suffix(".part")
    try:
        file = open(part, "xb", opener=lambda name, flags: os.open(name, flags, 0o600))  # noqa: SIM115
    except FileExistsError as error:
        raise CommandError(f"{path} is being written by another backup. Nothing was changed.") from error
    try:
        with file:
            manifest = backups.write(file)
            file.flush()
            os.fsync(file.fileno())
        with part.open("rb") as file:
            backups.check(file)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest
