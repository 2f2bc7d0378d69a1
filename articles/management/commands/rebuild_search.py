"""Build the search index again, while readers search the old one."""

import time

from django.core.management.base import BaseCommand

from articles import search

INDEXES = {"printed": "published stories", "copies": "working copies"}


class Command(BaseCommand):
    help = "Build the search index anew, while readers go on searching the old one."

    def handle(self, **options):
        for name, things in INDEXES.items():
            start = time.monotonic()

            def tell(done, total, things=things, start=start):
                if options["verbosity"]:
                    rate = done / max(time.monotonic() - start, 0.001)
                    self.stdout.write(f"\r{things}: {done:,} of {total:,}, {rate:,.0f} a second", ending="")
                    self.stdout.flush()

            search.rebuild(name, tell)
            if options["verbosity"]:
                self.stdout.write(f"\r{things}: indexed in {time.monotonic() - start:,.0f} s".ljust(70))
