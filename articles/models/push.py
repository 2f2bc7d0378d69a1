from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Push(models.Model):
    """The outbox for mail and purges: sent after the act, best effort."""

    kind = models.CharField(_("kind"), max_length=20)
    data = models.JSONField(_("data"), default=dict)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    begun_at = models.DateTimeField(_("begun at"), null=True, blank=True)  # by whoever is sending it
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        ordering = ["created_at"]
        indexes = [
            # What is still to be sent.
            models.Index("created_at", condition=models.Q(sent_at=None), name="push_unsent"),
        ]
        verbose_name = _("push")
        verbose_name_plural = _("outbox")

    def __str__(self):
        return self.kind
