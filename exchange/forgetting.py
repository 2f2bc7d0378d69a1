"""What an import knows of words that were redacted since: the hashes by which they could be tried out."""

from .models import Arrival
from .writing import page_digest


def forget(instance, created, **kwargs):
    """Forget the hashes of a story as it came, once words of it are redacted: what stands here stays."""
    if not created or instance.verb != "redact":
        return
    uid = instance.subject.removeprefix("article:")
    # The version too: a second run takes the record for changed, and finds that the story changed here.
    Arrival.objects.filter(article__uid=uid).update(source_digest="", version=0)
    # A page has no act of its own: words went from some that are not as they were brought.
    for arrival in Arrival.objects.filter(page__isnull=False).select_related("page").iterator(500):
        if page_digest(arrival.page) != arrival.edition_digest:
            Arrival.objects.filter(pk=arrival.pk).update(source_digest="", edition_digest="")
