"""Ask the watched feeds for what is new: for a timer."""

from django.core.management.base import BaseCommand

from exchange.models import Feed
from exchange.wire import arriving


class Command(BaseCommand):
    help = (
        "Ask the feeds and folders that are watched for new wire copy, corrections and kills. For a timer; "
        "it exits with 1 when a feed failed, and goes on with the others."
    )

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="*", metavar="FEED", help="the names of some feeds; else all")

    def handle(self, *args, names, **options):
        feeds = Feed.objects.filter(is_watched=True).select_related("source", "section").order_by("name")
        feeds = list(feeds.filter(name__in=names) if names else feeds)
        missing = sorted(set(names) - {feed.name for feed in feeds})
        for name in missing:
            self.stderr.write(f"{name}: no feed of this name is watched.")
        has_failed = [feed.name for feed in feeds if not self.watch(feed)]
        if has_failed or missing:
            raise SystemExit(1)

    def watch(self, feed):
        """Read one feed; ask whether all went well."""
        new, changed, problems = arriving.watch(feed)
        self.stdout.write(f"{feed}: {new} new, {changed} changed")
        for problem in problems:
            self.stderr.write(f"{feed}: {problem}")
        return not problems
