"""What editors of another newsroom put on its fronts, and beside stories: set here as there."""

from django.db import transaction

from articles.desk import importing
from articles.models import Article, Placement, clock

from .inventory import batches
from .models import Arrival
from .taxonomy import IN


def set_up(job):
    """Put each story where it stood there, and beside it what stood there; what stands here stays.

    Each batch is an act of its own: so the desk waits for none of them long.
    """
    placed, related = job.inventory.placed, job.inventory.related
    uids = {row.uid for row in (*placed, *related)} | {row.other for row in related}
    stories = _stories(job, uids)
    _in_batches(job, importing.place, _placements(job, placed, stories))
    _in_batches(job, importing.relate, _beside(related, stories))


def _in_batches(job, act, rows):
    for batch in batches(rows, IN):
        with transaction.atomic():
            act(batch, at=clock.begin_act(), by=job.by, number=job.importing.pk)


def _placements(job, placed, stories):
    sections = {key.removeprefix("section:"): row for key, row in job.writer.taxonomy.rows.items()}
    for row in sorted(placed, key=lambda row: row.since):
        section = sections.get(row.front)
        if row.uid in stories and bool(section) == bool(row.front):
            yield Placement(
                section=section, slot=row.slot, article=stories[row.uid],
                placed_from=row.since, placed_until=row.until,
            )  # fmt: skip


def _beside(related, stories):
    """Return [(story, those beside it, in their order)]."""
    found = {}
    for row in sorted(related, key=lambda row: row.place):
        if row.uid in stories and row.other in stories:
            found.setdefault(row.uid, []).append(stories[row.other])
    return [(stories[uid], others) for uid, others in found.items()]


def _stories(job, uids):
    """Return {uid there: article here} of those of some stories that came, and that readers could read."""
    keys, found = {job.inventory.uids[uid]: uid for uid in uids & job.inventory.uids.keys()}, {}
    for batch in batches(keys, IN):
        rows = Arrival.objects.filter(origin=job.importing.origin, key__in=batch).values_list(
            "key", "article"
        )
        pks = dict(rows)
        there = Article.objects.filter(editions__number=1).only("uid").in_bulk(pks.values())
        found |= {keys[key]: there[pk] for key, pk in pks.items() if pk in there}
    return found
