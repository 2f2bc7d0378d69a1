"""The removal of all that one import brought."""

from django.db import transaction

from articles.desk import auditing, importing
from articles.models import Article, Edition, clock

from .import_job import Refused
from .inventory import batches
from .models import Arrival, OldAddress
from .taxonomy import IN


def take_back(importing_row, by=None):
    """Remove all that an import brought, as long as nothing was built on it; else raise Refused."""
    with transaction.atomic():
        arrivals = Arrival.objects.filter(brought_by=importing_row)
        stories = list(
            Article.objects.filter(pk__in=arrivals.filter(article__isnull=False).values("article"))
        )
        _refuse_built_upon(importing_row, stories)
        OldAddress.objects.filter(brought_by=importing_row).delete()
        counts = {"stories": len(stories)}
        for batch in batches(stories, IN):
            keys = [story.pk for story in batch]
            Arrival.objects.filter(article__in=keys).delete()
            importing.take_back(batch, by)
        counts |= _remove_unused(arrivals)
        importing_row.taken_back_at = clock.now()
        importing_row.save()
        auditing.log(
            "take back", "import", importing_row.pk, by=by, origin=importing_row.origin, counts=counts
        )
    return counts


def _refuse_built_upon(importing_row, stories):
    if importing_row.taken_back_at:
        raise Refused("This import was taken back before.")
    known = {
        row.article_id: row for row in Arrival.objects.filter(brought_by=importing_row, article__isnull=False)
    }
    ends = dict(Edition.objects.filter(article__in=known).order_by("number").values_list("article", "digest"))
    found = [story for story in stories if not known[story.pk].holds(story.version, ends.get(story.pk, ""))]
    found += [story for batch in batches(stories, IN) for story in importing.built_upon(batch)]
    if found:
        count = len({story.pk for story in found})
        raise Refused(
            f"{count} of its stories were worked on here, such as “{found[0]}”: nothing was taken back."
        )


def _remove_unused(arrivals):
    """Remove the names, pictures and pages that it made and that nothing else names now."""
    counts = {}
    for noun in ("page", "image", "person", "topic", "section"):
        rows = list(arrivals.filter(**{f"{noun}__isnull": False}).select_related(noun))
        Arrival.objects.filter(pk__in=[row.pk for row in rows]).delete()
        gone = [thing for row in rows if row.is_new and not _is_used(noun, thing := getattr(row, noun))]
        for thing in gone:
            thing.delete()
        counts[noun] = len(gone)
    return counts


def _is_used(noun, thing):
    """Ask whether any row but an import's names it."""
    for relation in thing._meta.related_objects:
        if (
            relation.related_model._meta.app_label != "exchange"
            and relation.related_model._default_manager.filter(**{relation.field.name: thing}).exists()
        ):
            return True
    return Arrival.objects.filter(**{noun: thing}).exists()
