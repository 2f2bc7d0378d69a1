from django.core.management.base import BaseCommand, CommandError

from articles.desk import cdn, outbox


class Command(BaseCommand):
    help = "Send what waits in the outbox. For a timer, every few minutes."

    def handle(self, **options):
        (sent, unsent), (purged, unpurged) = outbox.send_waiting(), outbox.purge_waiting()
        is_fresh = cdn.freshen()
        self.stdout.write(f"sent {sent + purged}, failed {unsent + unpurged}")
        if faults := list(_faults(unsent, unpurged, is_fresh)):
            raise CommandError("\n".join(faults))


def _faults(unsent, unpurged, is_fresh):
    """Yield what failed, a sentence each."""
    if unsent:
        yield f"{unsent} mails could not be sent: check EMAIL_URL, and the outbox's errors."
    if unpurged:
        yield (
            f"{unpurged} purges of files failed: check the storage, CDN_PURGE_URL, CDN_PURGE_KEY, "
            "and the outbox's errors."
        )
    if not is_fresh:
        yield "The CDN was not purged: check CDN_PURGE_URL and CDN_PURGE_KEY."
