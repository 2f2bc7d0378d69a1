from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand

from articles.archive import old_rows
from articles.desk import origins
from articles.pictures import housekeeping


class Command(BaseCommand):
    help = (
        "Remove what is needed no more: ended sessions, autosaves of half a year ago, mail of a month ago, "
        "the addresses of readers whose letters are a year old, expired wire copy that nobody used, unneeded "
        "files of pictures. After an upgrade the log takes stock of accounts and roles. For a timer."
    )

    def handle(self, **options):
        origins.take_stock()
        for what, count in old_rows.clear():
            self.stdout.write(f"{count} {what}")
        count = 0
        for name in housekeeping.unneeded():
            default_storage.delete(name)
            count += 1
        self.stdout.write(f"{count} files of pictures")
