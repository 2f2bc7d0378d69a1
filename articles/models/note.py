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
        help_text=_("Empty: a reader, or an agency."),
    )
    agency = models.CharField(
        _("agency"),
        max_length=200,
        blank=True,
        help_text=_("Whose wire copy it is about, which this story used."),
    )
    at = models.DateTimeField(_("at"), default=timezone.now)
    passage = models.TextField(_("passage"), blank=True)
    # Where the passage stands in the working copy now, in characters; empty where it is gone.
    start = models.PositiveIntegerField(null=True, blank=True, editable=False)
    end = models.PositiveIntegerField(null=True, blank=True, editable=False)
    instead = models.TextField(_("words to put there instead"), blank=True)
    to = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="answers", verbose_name=_("answer to")
    )
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
        constraints = [
            models.CheckConstraint(
                condition=models.Q(start=None, end=None)
                | models.Q(start__lte=models.F("end"), end__isnull=False),
                name="note_stands_from_start_to_end",
                violation_error_message=_("A note stands from its passage's start to its end."),
            )
        ]
        verbose_name = _("note")
        verbose_name_plural = _("notes")

    def __str__(self):
        return self.text[:60]
