"""The old addresses: where each leads, and whether those that others ask for answer."""

import csv
import re
from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from articles.models import clock
from exchange import addresses
from exchange.in_process_client import InProcessClient
from exchange.models import OldAddress

ASKED = re.compile(r'"(?:GET|HEAD) (\S+)')
LISTED = re.compile(r"<loc>\s*([^<\s]+)\s*</loc>")
SHOWN = 50


class Command(BaseCommand):
    help = (
        "List the old addresses with where each leads, as CSV; or check those of an access log or a sitemap."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--check",
            type=Path,
            metavar="FILE",
            help="an access log, a sitemap, or a list of addresses, one a line",
        )

    def handle(self, *args, check, **options):
        if check is None:
            self.list()
            return
        try:
            asked = addresses_in(check)
        except OSError as error:
            raise CommandError(f"{check} can't be read: {error.strerror}.") from error
        if not asked:
            raise CommandError(f"{check} holds no addresses.")
        self.check(asked)

    def list(self):
        out, at = csv.writer(self.stdout, lineterminator="\n"), clock.now()
        out.writerow(["old", "new"])
        for path in OldAddress.objects.order_by("pk").values_list("path", flat=True).iterator():
            old = path if path.startswith("/") else f"/{path}"
            out.writerow([old, addresses.target(old, at)])

    def check(self, asked):
        """Ask this paper for each, and follow one redirect."""
        client, found, lost = InProcessClient(), Counter(), []
        for address, count in asked.most_common():
            status = answer(client, address)
            found[status] += 1
            if status.endswith(("404", "500", "503", "301")):
                lost.append((address, status, count))
        for status, number in sorted(found.items()):
            self.stdout.write(f"{number:>9,}  {status}")
        for address, status, count in lost[:SHOWN]:
            self.stdout.write(f"{status:>9}  {address}  asked for {count} times")
        if lost:
            raise CommandError(f"{len(lost)} of {len(asked)} addresses don't answer rightly.")


def addresses_in(path):
    """Return the addresses of a file, counted; static files of the old system are left out by nobody."""
    found = Counter()
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            said = (
                ASKED.findall(line)
                or LISTED.findall(line)
                or re.findall(r"^\s*((?:https?://|/)\S*)\s*$", line)
            )
            found.update(said)
    return found


def answer(client, address):
    """Return how an address answers: “200”, or “301 to 200” …"""
    path = "/" + re.sub(r"^https?://[^/]*", "", address).lstrip("/")
    response = client.get(path)
    if response.status_code == 301:
        return f"301 to {client.get(response['Location']).status_code}"
    return str(response.status_code)
