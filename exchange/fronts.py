"""What editors of another newsroom put on its fronts, and beside its stories: set here as there."""

from articles.desk import importing
from articles.models import Article

from .inventory import batches
from .models import Arrival
from .taxonomy import IN


def set_up(job, at):
    """Put each story where it stood there, at the moment `at` of an act; what stands here stays."""
    placed, related = job.inventory.placed, job.inventory.related
    uids = {row.uid for row in (*placed, *related)} | {row.other for row in related}
    stories = _stories(job, uids)
    sections = {key.removeprefix("section:"): row for key, row in job.writer.taxonomy.rows.items()}
    said = {"at": at, "by": job.by, "number": job.importing.pk}
    for row in placed:
        section = sections.get(row.front)
        if row.uid in stories and bool(section) == bool(row.front):
            importing.place(stories[row.uid], section, row.slot, row.since, row.until, **said)
    beside = {}
    for row in sorted(related, key=lambda row: row.place):
        if row.uid in stories and row.other in stories:
            beside.setdefault(row.uid, []).append(stories[row.other])
    for uid, others in beside.items():
        importing.relate(stories[uid], others, **said)


def _stories(job, uids):
    """Return {uid there: article here} of those of some stories that came, and that readers could read."""
    keys, found = {job.inventory.uids[uid]: uid for uid in uids & job.inventory.uids.keys()}, {}
    for batch in batches(keys, IN):
        rows = Arrival.objects.filter(origin=job.importing.origin, key__in=batch).values_list(
            "key", "article"
        )
        pks = dict(rows)
        there = Article.objects.filter(editions__number=1).in_bulk(pks.values())
        found |= {keys[key]: there[pk] for key, pk in pks.items() if pk in there}
    return found
