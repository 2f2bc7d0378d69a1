import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def secret():
    return secrets.token_urlsafe(24)


class PreviewLink(models.Model):
    """A look at a working copy for somebody outside: expiring, revocable, counted."""

    article = models.ForeignKey("Article", models.CASCADE, related_name="preview_links")
    secret = models.CharField(max_length=64, unique=True, default=secret, editable=False)
    version = models.PositiveIntegerField(
        _("version"), null=True, blank=True, help_text=_("Empty: the newest.")
    )
    # What it shows of a version, frozen whole: {column of an edition: value}.
    printed = models.JSONField(null=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    views = models.PositiveIntegerField(_("views"), default=0)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")

    def is_open(self, at):
        """Ask whether it still shows something at `at`."""
        return self.revoked_at is None and at < self.expires_at

    def __str__(self):
        return f"{self.article} ({self.expires_at:%Y-%m-%d %H:%M})"
