"""Make every edition's HTML anew from its Markdown: after the renderer was mended."""

from django.core.management.base import BaseCommand

from articles import freshness, printing
from articles.models import Edition


class Command(BaseCommand):
    help = "Make every edition's HTML anew from its Markdown. No digest changes: none covers the HTML."

    def handle(self, *args, **options):
        changed = 0
        for edition in Edition.objects.iterator(chunk_size=500):
            html = printing.body_html(edition)
            if html != edition.body_html:
                Edition.objects.filter(pk=edition.pk).update(body_html=html)
                changed += 1
        freshness.touch()
        self.stdout.write(f"{changed} editions have new HTML.")
