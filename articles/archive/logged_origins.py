"""Whether every printed story and every standing page came by an act: one that did not, somebody put there.

A publication, an import and the load of a fixture are acts. What was there before the log asked was told to
it once, as it stood: from then on, what no act tells of is a fault.
"""

from itertools import islice

from django.db.models import Exists, OuterRef

from articles.models import Act, Article, Edition, Page

from .logged_accounts import STOCK
from .logged_rows import logged

BATCH = 500
ASKED = "origins"  # in the data of the stock that asked first


def is_asked():
    """Ask whether the log has recorded all rows that were there without an act."""
    return Act.objects.filter(verb=STOCK, data__has_key=ASKED).exists()


def untold_stories():
    """Yield lists of the stories that have editions and no act."""
    printed = Article.objects.filter(Exists(Edition.objects.filter(article=OuterRef("pk"))))
    rows = printed.only("uid", "headline").order_by("pk").iterator(chunk_size=BATCH)
    while batch := {f"article:{article.uid}": article for article in islice(rows, BATCH)}:
        told = Act.objects.filter(subject__in=batch, data__has_key="chain").values_list("subject", flat=True)
        yield [batch[subject] for subject in batch.keys() - set(told)]


def untold_pages():
    """Return the published standing pages that have no act."""
    published = Page.objects.filter(is_published=True)
    told = logged()["page"] if published.exists() else {}
    return [page for page in published if page.slug not in told]


def faults():
    """Yield (what, sentence) of what readers get, and no act brought."""
    if not is_asked():
        return
    for stories in untold_stories():
        yield from ((f"article {story.uid}", "is printed, and no act says so") for story in stories)
    yield from ((f"page {page.slug}", "is published, and no act says so") for page in untold_pages())
