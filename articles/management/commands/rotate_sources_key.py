from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from articles.models import Source, encryption


class Command(BaseCommand):
    help = "Encrypt every confidential name anew under the first key of SOURCES_KEY; the others can then go."

    @transaction.atomic
    def handle(self, **options):
        rows = Source.objects.filter(is_confidential=True).exclude(confidential_name=b"").select_for_update()
        for source in rows.only("confidential_name", "former_names", "slug"):
            # No save(): nothing that readers see has changed.
            try:
                name = encryption.rotate(source.confidential_name, source.slug)
                former = [
                    encryption.rotate(token.encode(), source.slug).decode() for token in source.former_names
                ]
            except encryption.KeyMissing as locked:
                raise CommandError(str(locked)) from locked
            Source.objects.filter(pk=source.pk).update(confidential_name=name, former_names=former)
        self.stdout.write(f"{len(rows)} confidential names are now kept under the first key.")
