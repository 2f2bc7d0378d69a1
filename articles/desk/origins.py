"""Acts for printed rows that no act of the desk made: those of a fixture, or of an older version."""

from django.db import transaction

from articles.archive import logged_accounts, logged_origins
from articles.models import Edition, clock

from . import auditing, importing


@transaction.atomic
def take_stock():
    """Write into the log who may do what, and what is printed, where it knows nothing of that yet.

    Of roles it takes stock again after each upgrade.
    """
    clock.lock()
    is_asked = logged_origins.is_asked()
    if is_asked and not logged_accounts.is_stock_due():
        return
    if not is_asked:
        tell()
    auditing.log(logged_accounts.STOCK, logged_accounts.ACCOUNT, "", **logged_accounts.stock(),
                 **{logged_origins.ASKED: True})  # fmt: skip


@transaction.atomic
def tell_loaded():
    """Log the printed stories and published pages of a fixture, once the log has recorded earlier ones."""
    clock.lock()
    if logged_origins.is_asked():
        tell()


def tell():
    for stories in logged_origins.untold_stories():
        editions = Edition.objects.filter(article__in=stories).order_by("number")
        last = {edition.article_id: edition for edition in editions.only("article_id", "number", "digest")}
        pairs = [(story, last[story.pk]) for story in sorted(stories, key=lambda story: story.pk)]
        importing.log("import", pairs, clock.now())
    for page in logged_origins.untold_pages():
        auditing.log_row("add_row", page, by=None)
