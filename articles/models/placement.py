from django.db import models
from django.utils.translation import gettext_lazy as _


class PlacementQuerySet(models.QuerySet):
    def in_force(self, at):
        return self.filter(placed_from__lte=at).exclude(placed_until__lte=at)


class Placement(models.Model):
    """What an editor put where on a front. It is closed, never edited."""

    section = models.ForeignKey(
        "Section",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("front"),
        help_text=_("Empty: the paper's own front."),
    )
    slot = models.PositiveSmallIntegerField(_("slot"), help_text=_("0 is the lead."))
    article = models.ForeignKey(
        "Article", models.PROTECT, related_name="placements", verbose_name=_("article")
    )
    placed_from = models.DateTimeField(_("from"))
    placed_until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["section", "slot", "placed_from"]
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        indexes = [
            # in_force(at) on one front, and the next or last edge of any front.
            models.Index("section", "placed_from", "placed_until", name="placement_front"),
            models.Index("placed_from", name="placement_from"),
            models.Index("placed_until", name="placement_until"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(placed_until=None) | models.Q(placed_until__gt=models.F("placed_from")),
                name="placement_ends_after_start",
                violation_error_message=_("A placement ends after it starts."),
            ),
            models.UniqueConstraint(
                fields=["section", "slot"],
                condition=models.Q(placed_until=None, section__isnull=False),
                name="one_open_placement_a_section_slot",
                violation_error_message=_("Another story is in this slot."),
            ),
            models.UniqueConstraint(
                fields=["slot"],
                condition=models.Q(placed_until=None, section=None),
                name="one_open_placement_a_front_slot",
                violation_error_message=_("Another story is in this slot."),
            ),
        ]

    def __str__(self):
        front = self.section or _("front")
        return f"{front} {self.slot}"
