from django.core.management.base import BaseCommand, CommandError

from articles.desk import cdn, outbox


class Command(BaseCommand):
    help = "Send what waits in the outbox. For a timer, every few minutes."

    def handle(self, **options):
        sent, failed = map(sum, zip(outbox.send_waiting(), outbox.purge_waiting(), strict=True))
        is_fresh = cdn.freshen()
        self.stdout.write(f"sent {sent}, failed {failed}")
        if failed:
            raise CommandError(f"{failed} mails could not be sent: check EMAIL_URL, and the outbox's errors.")
        if not is_fresh:
            raise CommandError("The CDN was not purged: check CDN_PURGE_URL and CDN_PURGE_KEY.")
