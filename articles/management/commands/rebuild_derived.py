"""Derive the HTML and the data of every edition again, after the code that derives them has changed."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Q

from articles.archive import deriving
from articles.management.progress import Progress
from articles.models import Edition, site_state
from articles.models.site_state import SiteState

PART = 100  # editions held at once, so that no act waits longer than they take


class Command(BaseCommand):
    help = (
        "Derive every edition's HTML, passages and changes anew from its words, in parts, while the paper "
        "runs. No digest changes: none covers them."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--missing",
            action="store_true",
            help="only of editions that have nothing derived, such as older ones, and of redacted ones",
        )

    def handle(self, *args, missing, **options):
        editions = (
            Edition.objects.filter(Q(derived__isnull=True) | ~Q(redacted={}))
            if missing
            else Edition.objects.all()
        )
        changed, progress = 0, Progress(self.stderr, editions.count())
        keys = list(editions.order_by("pk").values_list("pk", flat=True))
        try:
            for start in range(0, len(keys), PART):
                changed += self.derive(keys[start : start + PART], progress)
        finally:
            site_state.replace_token()
        self.stdout.write(f"{changed} editions have something new.")

    @transaction.atomic
    def derive(self, keys, progress):
        """Store what is new of a part, under the lock of acts: it must not bring back what one redacts."""
        SiteState.objects.select_for_update().first()
        changed = 0
        for edition in Edition.objects.filter(pk__in=keys):
            before = edition.body_html, edition.derived
            deriving.derive(edition, deriving.predecessor(edition))
            if (edition.body_html, edition.derived) != before:
                Edition.objects.filter(pk=edition.pk).update(
                    body_html=edition.body_html, derived=edition.derived
                )
                changed += 1
            progress()
        return changed
