"""Check every edition against its digest, its neighbours and the log."""

from django.core.management.base import BaseCommand, CommandError

from articles.archive import digests, head, verifying
from articles.archive.snapshot import snapshot
from articles.management.progress import Progress
from articles.models import Edition, clock


class Command(BaseCommand):
    help = "Check that every record still says what was printed. Exits with 1 where one does not."

    def handle(self, **options):
        progress = Progress(self.stderr, Edition.objects.count())
        count = 0
        with snapshot():  # what an act changes meanwhile is no fault; nor is a cursor lost behind a pooler
            for what, fault in verifying.archive_faults(progress):
                self.stderr.write(f"{what}: {fault}")
                count += 1
        if count:
            raise CommandError(f"{count} faults in {progress.done} editions.")
        at = clock.now()
        self.stdout.write(f"{progress.done} editions, no fault.")
        self.stdout.write(
            f"The archive's head at {digests.iso_milliseconds(at)} is {head.head(at) or 'empty'}."
        )
