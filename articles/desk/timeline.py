"""One article's editions in time: the record in force, and the plans behind it."""

from functools import cached_property

from articles.archive import act_chain, deriving, digests, printing
from articles.models import Address, Edition, Publication

from . import public_rows

Kind = Edition.Kind


class Timeline:
    """An article's editions as they stand at a moment."""

    def __init__(self, article, at):
        self.article, self.at, self.first_seen = article, at, {}
        rows = Edition.objects.filter(article=article)
        rows = rows.filter(live_from__gt=at) | rows.in_force(at)
        self.rows = list(rows.select_related("section").order_by("number"))
        for row in self.rows:
            # The locked row, so that `row.article` costs no query and shows the act's own changes.
            row.article = article
        self.record = next((row for row in self.rows if not row.is_plan(at)), None)
        self.plans = [row for row in self.rows if row.is_plan(at)]

    @cached_property
    def publication(self):
        return Publication.objects.current()

    @cached_property
    def last_text(self):
        """The last text that readers saw, live or not."""
        texts = self.article.editions.printed(self.at).exclude(kind__in=Edition.TEXTLESS)
        return texts.order_by("number").last()

    @property
    def live(self):
        """The edition that readers see, if they see one."""
        return self.record if self.record and self.record.has_text else None

    @property
    def planned_text(self):
        return next((plan for plan in self.plans if plan.has_text), None)

    @property
    def followed(self):
        """The edition that the next one follows: a planned text, the live one, or the last of the record."""
        return self.planned_text or self.live or self.record

    @property
    def planned_expiry(self):
        return next((plan for plan in self.plans if not plan.has_text), None)

    @property
    def last_digest(self):
        """Return a key of this state: the digests of the record in force and of the chain's end.

        Both, since a plan's digest stays the same when its moment passes and it becomes the record.
        """
        return "-".join(row.digest for row in (self.record, *self.rows[-1:]) if row)

    def holds(self, plan):
        """Ask whether the copy's history has the fields of a planned text."""
        return self.article.history.filter(**printing.story_fields(plan)).exists()

    def rewrite(self, tail):
        """Put `tail` behind the record in force: number, join, seal and store it; other plans go.

        Plans are no records yet, so they may be written again. A record keeps all but its `live_until`.
        """
        # The addresses of plans go too: a slug that was never public is free for another story.
        if self.plans:
            Edition.objects.filter(pk__in=[plan.pk for plan in self.plans]).delete()
            Address.objects.filter(article=self.article, public_since__gt=self.at).delete()
        # Before the new rows: a constraint of the database allows one edition without an end.
        self._close(tail[0].live_from if tail else None)
        self.first_seen = public_rows.words_first_seen_with(tail)
        before, log = self.record, act_chain.newest_digest() if tail else ""
        for edition, successor in zip(tail, [*tail, None][1:], strict=True):
            # So the edition's digest, and the archive's head, cover the log.
            edition.private = {**edition.private, "log": log} if log else edition.private
            join_chain(edition, before, successor)
            if edition.has_text:
                deriving.derive(edition, before, self.publication.language)
            # The plans were deleted above, so one that stays is inserted again, under a new key.
            edition.pk = None
            edition._state.adding = True
            edition.save(force_insert=True)
            before = edition
        self.rows = [row for row in [self.record, *tail] if row]
        self.plans = [row for row in tail if row.is_plan(self.at)]

    def _close(self, at):
        if self.record and self.record.live_until != at:
            self.record.live_until = at
            self.record.save(update_fields=["live_until"])


def join_chain(edition, before, successor):
    """Give an edition its place in the chain behind `before`."""
    edition.number = before.number + 1 if before else 1
    edition.live_until = successor.live_from if successor else None
    edition.first_published_at = before.first_published_at if before else edition.live_from
    # The archive's order: a plan is sealed when it goes live, not when it was made.
    edition.sealed_at = max(edition.recorded_at, edition.live_from)
    edition.is_retracted = edition.kind == Kind.RETRACTION or bool(
        before and before.is_retracted and edition.kind != Kind.RESTORATION
    )
    edition.previous_digest = before.digest if before else ""
    # Last: the digest covers everything that is set above.
    digests.seal_edition(edition)
