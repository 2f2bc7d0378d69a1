from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Note(models.Model):
    """The desk's remark on a story, or on a passage of it; or a reader's, who has no account."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="notes", verbose_name=_("article"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
        help_text=_("Empty: a reader."),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    passage = models.TextField(_("passage"), blank=True)
    text = models.TextField(_("text"))
    resolved_at = models.DateTimeField(_("resolved at"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["at"]
        indexes = [
            # A story's open notes.
            models.Index("article", condition=models.Q(resolved_at=None), name="note_open"),
        ]
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self):
        return self.text[:60]
