"""Whether old addresses lead to what the log's acts made them lead to: readers follow them.

The act that ends an import holds a salted hash of its old addresses.
"""

from django.db.models import Max, Q

from articles.archive.digests import rows_hash
from articles.models import Act
from articles.models.edition import salt

from .models import NOUNS, Import, OldAddress

NAMES = ("article__uid", "person__slug", "section__slug", "topic__slug", "image__key", "page__slug")
# They remove addresses, or rename what these lead to: of an import before the last of them, nothing is known.
LOOSENING = (
    Q(verb__in=("redact", "take back", "delete_row"))
    | Q(verb="change_row", data__changes__has_key="slug")
    | Q(verb="describe", data__after__has_key="slug")
)


def salted_hash(importing):
    """Return (salt, hash) of an import's old addresses, for the act that ends it."""
    key = salt()
    return key, rows_hash(key, _addresses_of(importing.pk))


def _addresses_of(importing):
    """Yield what leads to a thing: a list that is none here gives its address to what claims it later."""
    rows = OldAddress.objects.filter(brought_by=importing).exclude(**dict.fromkeys(NOUNS)).order_by("path")
    for row in rows.values_list("path", *NAMES).iterator():
        yield [str(value or "") for value in row]


def faults():
    """Yield (what, sentence) where an import's old addresses are not those that it brought."""
    loosened = Act.objects.filter(LOOSENING).aggregate(last=Max("number"))["last"] or 0
    acts = Act.objects.filter(verb="import", subject__startswith="import:", data__has_key="addresses_hash")
    logged = {act.subject.removeprefix("import:"): act for act in acts.order_by("number")}
    for importing in Import.objects.filter(ended_at__isnull=False, taken_back_at=None).order_by("pk"):
        act = logged.get(str(importing.pk))
        if act is None or act.number < loosened or not act.salt:
            continue
        if rows_hash(act.salt, _addresses_of(importing.pk)) != act.data["addresses_hash"]:
            yield f"import {importing.pk}", "its old addresses are not as the log says"
    open_ones = OldAddress.objects.exclude(brought_by__started_at__isnull=False)
    if open_ones.exists():
        yield "the old addresses", "some are there of an import that was never begun"
