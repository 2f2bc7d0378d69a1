from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class SavedView(models.Model):
    """A list of the desk with its filters, under a name: one person's, or everybody's."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="saved_views",
        verbose_name=_("user"),
        help_text=_("Empty: everybody's."),
    )
    name = models.CharField(_("name"), max_length=60)
    listed = models.CharField(_("list"), max_length=40, default="article")  # as `list_of` names it
    query = models.CharField(_("filters"), max_length=1000, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_view_of_user"),
            models.UniqueConstraint(fields=["name"], condition=models.Q(user=None), name="saved_view_of_all"),
        ]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")

    def __str__(self):
        return self.name

    @staticmethod
    def list_of(meta):
        """Return the word for a model's list: its name, behind its app's where that is another."""
        return meta.model_name if meta.app_label == "articles" else meta.label_lower

    @property
    def address(self):
        app, model = f"articles.{self.listed}".split(".")[-2:]
        return f"{reverse(f'admin:{app}_{model}_changelist')}?{self.query}"
