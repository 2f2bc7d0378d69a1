"""Write the whole public paper as files that any web server or archive serves."""

from contextlib import nullcontext
from datetime import UTC, datetime
from io import BytesIO
from itertools import islice
from time import monotonic

from django.core.management.base import BaseCommand, CommandError
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from articles.archive import whole_files
from articles.management.paths import given_path
from articles.models import Publication, clock
from exchange.static_site import StaticSite
from newsroom import static_files


class Command(BaseCommand):
    help = (
        "Write every public page, feed, sitemap, picture and style into a folder, byte for byte as the "
        "server sends it, with rules for redirects and withdrawn stories. Again, it writes what changed."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", type=given_path)
        parser.add_argument(
            "--warc", type=given_path, metavar="FILE", help="keep the answers in a WARC file too"
        )

        parser.add_argument(
            "--at",
            metavar="MOMENT",
            help="the paper as it was at a past moment, such as 2026-11-28T18:00+01:00",
        )

    def handle(self, *args, folder, warc, at, **options):
        at = past_moment(at) if at else None
        if static_files.differences()[0]:  # each page would be an error
            raise CommandError("Static files are not collected: run manage.py collectstatic --noinput first.")
        began = monotonic()
        try:
            with whole_files.opened(warc) if warc else nullcontext() as file:
                site = StaticSite(folder, keep=keeper(file) if warc else None, at=at)
                counts = site.write()
        except OSError as error:
            raise CommandError(f"{error.filename or folder} can't be written: {error.strerror}.") from error
        total = counts["written"] + counts["unchanged"]
        rate = total / max(monotonic() - began, 0.001)
        self.stdout.write(
            ", ".join(f"{count:,} {name}" for name, count in counts.items()) + f"; {rate:,.0f} a second"
        )
        if counts["failed"]:
            failed = [f"{path}: {status}" for path, status in islice(site.failed.items(), 20)]
            raise CommandError(f"These did not answer: {', '.join(failed)}. Run it again.")


def past_moment(text):
    """Return a moment that is over; without a zone it is the paper's."""
    try:
        at = datetime.fromisoformat(text)
        at = at if at.tzinfo else at.replace(tzinfo=Publication.objects.current().zone)
        at = clock.whole_milliseconds(at.astimezone(UTC))
    except (ValueError, OverflowError) as error:
        raise CommandError(f"“{text}” is no moment, such as 2026-11-28T18:00+01:00.") from error
    if at > clock.now():
        raise CommandError("That moment is ahead: what readers will read then is not public.")
    return at


def keeper(file):
    """Return what writes an answer into a WARC file."""
    writer = WARCWriter(file, gzip=True)

    def keep(address, response, content):
        headers = [(name, value) for name, value in response.items() if name != "Content-Length"]
        status = StatusAndHeaders(
            f"{response.status_code} {response.reason_phrase}", headers, protocol="HTTP/1.1"
        )
        writer.write_record(
            writer.create_warc_record(address, "response", payload=BytesIO(content), http_headers=status)
        )

    return keep
