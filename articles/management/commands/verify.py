"""Check every edition against its digest, its neighbours and the log."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from articles.archive import digests, head, marks, verifying, whole_files
from articles.archive.snapshot import snapshot
from articles.management.paths import given_path
from articles.management.progress import Progress
from articles.models import Edition, Publication, clock


class Command(BaseCommand):
    help = "Check that every record still says what was printed. Exits with 1 where one does not."

    def add_arguments(self, parser):
        parser.add_argument(
            "--mark",
            type=given_path,
            metavar="FILE",
            help="write a signed mark of what was read, if all is well",
        )
        parser.add_argument(
            "--since", type=given_path, metavar="FILE",
            help="read closely only what is not as it was for this mark, and the month read longest ago",
        )  # fmt: skip

    def handle(self, *, mark=None, since=None, **options):
        if (mark or since) and not settings.SIGNING_KEY:
            raise CommandError("A mark is signed: set SIGNING_KEY.")
        publication, at = Publication.objects.current(), clock.now()
        reading = marks.Reading(since and read(since, publication), at)
        progress = Progress(self.stderr, Edition.objects.count())
        count = 0
        with snapshot():  # what an act changes meanwhile is no fault; nor is a cursor lost behind a pooler
            for what, fault in verifying.archive_faults(progress, reading):
                self.stderr.write(f"{what}: {fault}")
                count += 1
            archive_head = head.head(at) or "empty"
        if count:
            raise CommandError(f"{count} faults in {progress.done} editions.")
        self.stdout.write(f"{progress.done} editions, no fault.")
        if since:
            self.stdout.write(sentence(reading))
        self.stdout.write(f"The archive's head at {digests.iso_milliseconds(at)} is {archive_head}.")
        if mark:
            write(mark, marks.signed(reading, publication))


def sentence(reading):
    """Return what was not read closely, so that nobody takes it for more than it is."""
    same = reading.as_marked()
    if not same:
        return "Nothing is as it was marked: all was read closely."
    editions = sum(reading.mark_of(month)["editions"] for month in same)
    oldest = min(reading.mark[month]["read_at"] for month in same)
    return (
        f"{editions} of them, of {len(same)} months, are stored as they were when they were read closely, "
        f"the first at {oldest}; the others were read closely now."
    )


def read(path, publication):
    try:
        return marks.read(path.read_text(), publication)
    except (OSError, UnicodeDecodeError, marks.BadMark) as error:
        raise CommandError(f"{path}: {error}") from error


def write(path, text):
    """Write a file whole or not at all: the mark before it is better than half of one."""
    try:
        whole_files.write(path, text.encode())
    except OSError as error:
        raise CommandError(f"{path} can't be written: {error.strerror}.") from error
