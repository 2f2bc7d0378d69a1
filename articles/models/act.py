from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.Model):
    """The log: who, when, what, on what, why. Nobody edits it: each act's digest covers the one before."""

    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="acts", verbose_name=_("by")
    )
    verb = models.CharField(_("act"), max_length=40)
    subject = models.CharField(
        _("on"), max_length=200, help_text=_("A model and its key, such as “article:UID”.")
    )
    reason = models.TextField(_("reason"), blank=True)
    data = models.JSONField(_("details"), default=dict, blank=True)
    # See archive/act_chain.py. The user's name is a copy, since a key is another after a load.
    number = models.PositiveBigIntegerField(_("number"), unique=True, editable=False)
    name = models.CharField(_("by"), max_length=150, blank=True, editable=False)
    salt = models.CharField(max_length=32, blank=True, editable=False)
    reason_hash = models.CharField(max_length=64, editable=False)
    digest = models.CharField(_("digest"), max_length=64, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("act")
        verbose_name_plural = _("acts of the log")
        indexes = [
            # What was done to one story, newest first; and the log as a whole.
            models.Index("subject", models.F("at").desc(), name="act_subject"),
            models.Index(models.F("at").desc(), models.F("id").desc(), name="act_at"),
        ]

    def __str__(self):
        return f"{self.verb} {self.subject}"
