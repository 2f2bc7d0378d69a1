from django.core.management.base import BaseCommand

from articles.desk import outbox


class Command(BaseCommand):
    help = "Send what waits in the outbox. For a timer, every few minutes."

    def handle(self, **options):
        sent, failed = outbox.send_waiting()
        self.stdout.write(f"sent {sent}, failed {failed}")
