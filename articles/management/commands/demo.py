from time import monotonic

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from articles.management.paths import given_path
from articles.models.clock import ClockBehind
from demo import newsroom, own_stories

SAMPLE = settings.BASE_DIR / "fixtures" / "sample.jsonl"
MORE = SAMPLE.with_name("more.jsonl")  # with them and its own stories, a paper of a hundred


class Command(BaseCommand):
    help = "Fill an empty newsroom with republished, credited texts, to look at it and to measure it."

    def add_arguments(self, parser):
        parser.add_argument(
            "--stories",
            type=int,
            metavar="N",
            help="How many; beyond the file's, texts are used again.",
        )
        parser.add_argument(
            "--file",
            type=given_path,
            default=SAMPLE,
            help="JSON Lines, plain or .gz, as fixtures/README.md describes them.",
        )

        parser.add_argument(
            "--pictures", type=int, default=8, metavar="N", help="How many drawings the stories share."
        )

    def handle(self, *args, stories, file, pictures, **options):
        if not newsroom.is_empty():
            raise CommandError("This newsroom has stories. Demo texts go into an empty one only.")
        try:
            # More texts, and its own stories with drawings, are for who looks at it, not for who measures.
            is_shown = stories is None and pictures >= own_stories.PICTURES
            items = newsroom.read(file, *([MORE] if is_shown and file == SAMPLE else []))
            count = len(items) if stories is None else stories
            if count < 1:
                raise CommandError("Give --stories a number of at least 1.")
            self.began = monotonic()
            own = own_stories if is_shown else None
            newsroom.fill(items, count, lambda done: self.report(done, count), max(pictures, 0), own)
            self.stdout.write(self.line(count, count))
            call_command("rebuild_search", stdout=self.stdout, verbosity=int(self.stdout.isatty()))
            if is_shown:  # a publication draws them; the load publishes nothing
                call_command("renditions", cards=True, stdout=self.stdout, stderr=self.stderr)
        except (newsroom.BadFile, ClockBehind) as error:
            raise CommandError(str(error)) from error

    def report(self, done, count):
        """Say how far it is, on a terminal as it goes."""
        if self.stdout.isatty():
            self.stdout.write(self.line(done, count) + "\r", ending="")
            self.stdout.flush()

    def line(self, done, count):
        rate = done / (monotonic() - self.began)
        return f"{done:,} of {count:,} stories, {rate:,.0f} a second"
