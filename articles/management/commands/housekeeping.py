from django.core.management.base import BaseCommand

from articles.archive import old_rows
from articles.archive.snapshot import snapshot
from articles.desk import origins
from articles.models import site_state
from articles.pictures import housekeeping, social_cards


class Command(BaseCommand):
    help = (
        "Remove what is needed no more: ended sessions, autosaves of half a year ago, mail of a month ago, "
        "the addresses of readers whose letters are a year old, expired wire copy that nobody used, uploaded "
        "archives that nobody brought, unneeded files of pictures. Draw the social cards that pages lack. "
        "After an upgrade the log takes stock of accounts and roles. For a timer."
    )

    def handle(self, **options):
        origins.take_stock()
        for what, count in old_rows.clear():
            self.stdout.write(f"{count} {what}")
        with snapshot():
            self.stdout.write(f"{housekeeping.remove_unneeded()} files of pictures")
        if drawn := social_cards.store_page_cards():
            site_state.replace_token()  # pages name the cards that are there
        self.stdout.write(f"{drawn} social cards drawn")
