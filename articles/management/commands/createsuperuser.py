from django.contrib.auth import get_user_model
from django.contrib.auth.management.commands import createsuperuser
from django.db import transaction

from articles.desk import auditing, origins


class Command(createsuperuser.Command):
    """Django's command, with an act in the log, since `verify` compares the accounts with it."""

    @transaction.atomic
    def handle(self, *args, **options):
        there = set(get_user_model().objects.values_list("pk", flat=True))
        super().handle(*args, **options)
        for user in get_user_model().objects.exclude(pk__in=there):
            auditing.log_row("add_row", user, by=None)
        origins.take_stock()
