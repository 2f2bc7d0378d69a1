from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Proposal(models.Model):
    """An act that waits for a second pair of eyes, or was done in an emergency without one."""

    EMERGENCY = "emergency_correct"

    article = models.ForeignKey(
        "Article", models.CASCADE, null=True, related_name="proposals", verbose_name=_("article")
    )
    subject = models.CharField(_("on"), max_length=200)  # as in the log
    verb = models.CharField(_("act"), max_length=40)
    arguments = models.JSONField(default=dict)
    seen = models.CharField(max_length=200, blank=True)  # what was there when it was proposed
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    # Kept for its maker, with the words that were typed.
    declined_at = models.DateTimeField(_("declined at"), null=True)
    declined_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("declined by"),
    )
    declined_because = models.TextField(_("why it was declined"), blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")

    @property
    def is_live(self):
        """Ask whether readers see it already: then it is confirmed or corrected, never declined."""
        return self.verb == self.EMERGENCY

    def __str__(self):
        return f"{self.verb} {self.subject}"
