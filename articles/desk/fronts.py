"""What an editor puts where on a front, from when until when. What is past is closed, never edited."""

from contextlib import contextmanager

from django.db import models, transaction
from django.utils.translation import gettext as _

from articles.models import Act, Article, Edition, Placement, clock

from .rules import Refused, begin, no_permission, on_desk, refuse

SLOTS = 5  # the lead and the second row, or the first five of a section


def may_place(user, section):
    """Return why a user may not change a front, as a sentence, or an empty string."""
    if sentence := no_permission("place", user):
        return sentence
    if not on_desk(user, section):
        return _("This front belongs to another desk. Ask one of its editors.")
    return ""


def place(article, *, by, slot, section=None, at=None, until=None, since=None):
    """Put a story into a slot, from now or `at` until a moment, or until something else takes the slot.

    What was there ends then; the story leaves another slot of this front. `since` is the number of the log's
    last act when the slots were looked at. Raises Refused.
    """
    with _act(section, by) as now:
        refuse("" if since is None else _meanwhile(section, slot, by, since))
        # Two who place one story at once would each not see the other's.
        article = Article.objects.select_for_update().get(pk=article.pk)
        start = _ahead(at, now)
        _check(article, slot, start, until)
        until = _bounded(section, slot, start, until)
        _free(
            overlapping(section, start, until).filter(models.Q(slot=slot) | models.Q(article=article)),
            start,
        )
        made = Placement.objects.create(
            section=section, slot=slot, article=article, placed_from=start, placed_until=until
        )
        as_act("place", made, by, now, until).save()
    return made


def clear(placement, *, by):
    """Take a story out of its slot: one that is there ends now, one that is planned is dropped."""
    with _act(placement.section, by) as now:
        # By its key: the usual order joins the section, and PostgreSQL locks no outer join.
        rows = Placement.objects.select_for_update().order_by("pk")
        row = rows.filter(pk=placement.pk).first()
        if row is None or (row.placed_until and row.placed_until <= now):
            raise Refused(_("That story left its slot meanwhile. Look at the front again."))
        _free(Placement.objects.filter(pk=row.pk), now)
        as_act("clear", row, by, now, until=now).save()


def hand_over(section, into, at):
    """Let what stands on a merged section's front go on in the same slots of the other's that are free."""
    for row in Placement.objects.filter(section=section).exclude(placed_until__lte=at):
        start, until = max(row.placed_from, at), row.placed_until
        taken = overlapping(into, start, until)
        is_taken = taken.filter(models.Q(slot=row.slot) | models.Q(article=row.article_id)).exists()
        _free([row], start)
        if not is_taken:
            Placement.objects.create(section=into, slot=row.slot, article_id=row.article_id,
                                     placed_from=start, placed_until=until)  # fmt: skip


@contextmanager
def _act(section, by):
    """Open one act on a front: a transaction and its moment; acts wait for each other."""
    refuse(may_place(by, section))
    with transaction.atomic():
        yield begin()


def _meanwhile(section, slot, by, since):
    """Return why a slot isn't what a page showed: a colleague's act on it stands behind that number."""
    acts = Act.objects.filter(subject=_subject(section), data__slot=slot, number__gt=since).exclude(by=by)
    said = _("A colleague changed this slot since you opened the page. Look at the front again.")
    return said if acts.exists() else ""


def _subject(section):
    return f"front:{section.slug if section else ''}"


def _ahead(at, now):
    if at is None:
        return now
    at = clock.whole_milliseconds(at)
    refuse("" if at > now else _("That moment is past. Place it now, or choose a later one."))
    return at


def _check(article, slot, start, until):
    refuse("" if 0 <= slot < SLOTS else _("There is no such slot."))
    refuse("" if until is None or until > start else _("A placement ends after it starts."))
    shown = Edition.objects.published(start).filter(article=article).only("is_retracted").first()
    refuse("" if shown else _("Readers can't read this story at that moment. Publish or plan it first."))
    refuse(_("This story was retracted. Place another one.") if shown.is_retracted else "")


def overlapping(section, start, until):
    rows = Placement.objects.filter(section=section).exclude(placed_until__lte=start)
    return rows if until is None else rows.filter(placed_from__lt=until)


def _bounded(section, slot, start, until):
    """Let a placement end where the next one planned for its slot begins."""
    ahead = Placement.objects.filter(section=section, slot=slot, placed_from__gt=start)
    next_from = ahead.aggregate(first=models.Min("placed_from"))["first"]
    if next_from is None or (until is not None and until <= next_from):
        return until
    if until is None:
        return next_from
    raise Refused(_("Another story is planned for that slot before this one would end. End it earlier."))


def _free(rows, start):
    """End placements at a moment; what would not have begun by then was only planned, and goes."""
    for row in rows:
        if row.placed_from >= start:
            row.delete()
        else:
            row.placed_until = start
            row.save(update_fields=["placed_until"])


def as_act(verb, row, by, now, until, **more):
    """Return an unsaved act on a front: what of a placement it began, or at which moment it ended it."""
    data = {
        "slot": row.slot,
        "article": str(row.article.uid),
        "from": row.placed_from.isoformat(),
        "until": until.isoformat() if until else None,
        **more,
    }
    return Act(at=now, by=by, verb=verb, subject=_subject(row.section), data=data)
