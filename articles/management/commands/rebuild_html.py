"""Make every edition's HTML anew from its Markdown: after the renderer was mended."""

from django.core.management.base import BaseCommand

from articles.archive import printing
from articles.management.progress import Progress
from articles.models import Edition, site_state


class Command(BaseCommand):
    help = "Make every edition's HTML anew from its Markdown. No digest changes: none covers the HTML."

    def handle(self, *args, **options):
        changed, progress = 0, Progress(self.stderr, Edition.objects.count())
        for edition in Edition.objects.only("body", "citations", "body_html").iterator(chunk_size=500):
            html = printing.body_html(edition)
            if html != edition.body_html:
                Edition.objects.filter(pk=edition.pk).update(body_html=html)
                changed += 1
            progress()
        site_state.touch()
        self.stdout.write(f"{changed} editions have new HTML.")
