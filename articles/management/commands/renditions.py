"""Make the renditions that are missing, and remove the files that nothing needs."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from articles.archive.snapshot import snapshot
from articles.models import Edition, Image, clock, site_state
from articles.pictures import housekeeping, social_cards


class Command(BaseCommand):
    help = "Make the renditions that are missing. It can be stopped at any time, and goes on where it was."

    def add_arguments(self, parser):
        parser.add_argument(
            "--cards", action="store_true", help="draw the live stories' missing social cards too"
        )
        parser.add_argument(
            "--clean", action="store_true", help="remove files that no picture or record needs"
        )

    def handle(self, *args, **options):
        failed = self.make()
        if options["cards"]:
            self.draw()
        if options["clean"]:
            with snapshot():
                self.stdout.write(f"{housekeeping.remove_unneeded()} files removed.")
        if failed:
            raise CommandError(f"{failed} pictures could not be made ready.")

    def make(self):
        keys, made, failed = list(Image.objects.order_by("pk").values_list("pk", flat=True)), 0, 0
        for number, key in enumerate(keys, start=1):
            try:
                made += housekeeping.repair(Image.objects.get(pk=key))
            except (ValidationError, Image.DoesNotExist) as problem:
                failed += isinstance(problem, ValidationError)
                self.stderr.write(f"Picture {key}: {problem}")
            self.progress(number, len(keys))
        self.stdout.write(f"{len(keys)} pictures, {made} made ready.")
        return failed

    def draw(self):
        keys = list(Edition.objects.published(clock.now()).values_list("pk", flat=True))
        told = Edition.objects.defer("body", "body_html", "derived")
        for number, key in enumerate(keys, start=1):
            # What was withdrawn or redacted meanwhile counts: a snapshot would not know it.
            if edition := told.filter(pk=key).first():
                social_cards.store(edition)
            self.progress(number, len(keys))
        drawn = social_cards.store_page_cards()
        site_state.replace_token()  # pages name the cards that are there
        self.stdout.write(f"{len(keys)} social cards of stories, {drawn} drawn of pages.")

    def progress(self, done, of):
        if self.stderr.isatty():
            self.stderr.write(f"\r{done} of {of}", ending="\n" if done == of else "")
