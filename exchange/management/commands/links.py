"""The old addresses: where each leads, and whether those that others ask for answer."""

import csv
import gzip
import json
import logging
import re
import zlib
from collections import Counter
from contextlib import contextmanager, suppress
from html import unescape

from django.core.management.base import BaseCommand, CommandError

from articles.archive.snapshot import snapshot
from articles.management.paths import given_path
from articles.models import clock
from exchange import addresses
from exchange.in_process_client import InProcessClient
from exchange.models import OldAddress

ASKED = re.compile(r'"(?:GET|HEAD) ([^\s"]+)')
# Of a log in JSON: of nginx as one names them there, of Caddy, Traefik and Cloudflare.
IN_JSON = re.compile(
    r'"(?:request_?uri|uri|requestpath|clientrequesturi|path|url)"\s*:\s*("(?:\\?/|https?:)(?:[^"\\\s]|\\.)*")',
    re.IGNORECASE,
)
OTHER_METHOD = re.compile(r'"[\w-]*method"\s*:\s*"(?!GET"|HEAD")', re.IGNORECASE)
LISTED = re.compile(r"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*([^<\s]+?)(?=\s*(?:\]\]>|<))")
ALONE = re.compile(r"^\s*((?:https?://|/)\S*)\s*$")
PACKED = b"\x1f\x8b"  # the first bytes of gzip
SHOWN = 50


class Command(BaseCommand):
    help = (
        "List the old addresses with where each leads, as CSV; or check those of an access log or a sitemap."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--check",
            type=given_path,
            metavar="FILE",
            help="an access log, a sitemap, or a list of addresses, one a line; packed with gzip or not",
        )

    def handle(self, *args, check, **options):
        if check is None:
            self.list()
            return
        try:
            asked = addresses_in(check)
        except (OSError, EOFError, zlib.error) as error:
            raise CommandError(
                f"{check} can't be read: {getattr(error, 'strerror', None) or error}."
            ) from error
        if not asked:
            raise CommandError(f"{check} holds no addresses.")
        with no_404_logged():
            self.compare(asked)

    @snapshot()
    def list(self):
        out, at = csv.writer(self.stdout, lineterminator="\n"), clock.now()
        out.writerow(["old", "new"])
        for path in OldAddress.objects.order_by("pk").values_list("path", flat=True).iterator():
            old = path if path.startswith("/") else f"/{path}"
            out.writerow([old, addresses.target(old, at)])

    def compare(self, asked):
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


@contextmanager
def no_404_logged():
    """Keep from the log what no reader asked for: thousands of lines would hide the answer."""
    logger = logging.getLogger("django.request")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        logger.setLevel(level)


def addresses_in(path):
    """Return the addresses of a file, counted; static files of the old system are left out by nobody."""
    with path.open("rb") as file:
        is_packed = file.read(2) == PACKED
    found = Counter()
    with (gzip.open if is_packed else open)(path, "rt", encoding="utf-8", errors="replace") as lines:
        for line in lines:
            found.update(_said(line))
    return found


def _said(line):
    if asked := ASKED.search(line):
        return [asked[1]]
    if line.lstrip().startswith("{"):
        found = None if OTHER_METHOD.search(line) else IN_JSON.search(line)
        with suppress(ValueError):  # half a pair of UTF-16 is one, too
            return [json.loads(found[1]).encode().decode()] if found else []
    return [unescape(each) for each in LISTED.findall(line)] or ALONE.findall(line)


def answer(client, address):
    """Return how an address answers: “200”, or “301 to 200” …"""
    path = "/" + re.sub(r"^https?://[^/]*", "", address).lstrip("/")
    response = client.get(path)
    if response.status_code == 301:
        return f"301 to {client.get(response['Location']).status_code}"
    return str(response.status_code)
