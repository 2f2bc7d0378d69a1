"""Write everything into a folder, in open forms."""

from django.core.management.base import BaseCommand, CommandError

from articles.management.paths import given_path
from articles.management.progress import Progress
from articles.models import Article
from exchange.readers.taken_out import UNFINISHED
from exchange.take_out import TakeOut


class Command(BaseCommand):
    help = (
        "Write everything into an empty folder, in open forms: stories with all editions, originals, people, "
        "sources, corrections, addresses, the chain with its verifier. It holds drafts: keep it safe."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=given_path)

    def handle(self, *args, folder, **options):
        try:
            if folder.exists() and any(folder.iterdir()) and not (folder / UNFINISHED).exists():
                raise CommandError(f"{folder} is not empty. Name a new folder.")
            counts = TakeOut(folder, Progress(self.stderr, Article.objects.count())).write()
        except OSError as error:
            raise CommandError(f"{error.filename or folder} can't be written: {error.strerror}.") from error
        self.stdout.write(", ".join(f"{count:,} {name}" for name, count in counts.items()) + ".")
