from django.db import models
from django.utils.translation import gettext_lazy as _


class RelationQuerySet(models.QuerySet):
    def in_force(self, at):
        return self.filter(related_from__lte=at).exclude(related_until__lte=at)


class Relation(models.Model):
    """A story that an editor chose to stand beside another. It is closed, never edited."""

    article = models.ForeignKey(
        "Article", models.PROTECT, related_name="relations", verbose_name=_("article")
    )
    other = models.ForeignKey("Article", models.PROTECT, related_name="+", verbose_name=_("related story"))
    place = models.PositiveSmallIntegerField(_("place"))
    related_from = models.DateTimeField(_("from"))
    related_until = models.DateTimeField(_("until"), null=True, blank=True)

    objects = RelationQuerySet.as_manager()

    class Meta:
        ordering = ["article", "related_from", "place"]
        verbose_name = _("related story")
        verbose_name_plural = _("related stories")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(related_until=None) | models.Q(related_until__gt=models.F("related_from")),
                name="relation_ends_after_start",
                violation_error_message=_("A relation ends after it starts."),
            ),
            models.UniqueConstraint(
                fields=["article", "other"],
                condition=models.Q(related_until=None),
                name="one_open_relation",
                violation_error_message=_("These stories are related already."),
            ),
        ]

    def __str__(self):
        return f"{self.article_id} {self.place}"
