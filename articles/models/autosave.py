from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Autosave(models.Model):
    """What a user typed in one open form and has not saved; it raises no version and fills no history.

    Its fields are the texts by their names; and, where anything beside them was changed, the values of all
    other fields and rows, as lists, by the names under which the form sends them.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    article = models.ForeignKey("Article", models.CASCADE, null=True, blank=True, related_name="autosaves")
    tab = models.CharField(_("tab"), max_length=32, blank=True)
    version = models.PositiveIntegerField(_("version"), default=0)
    fields = models.JSONField(_("fields"), default=dict)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("autosave")
        verbose_name_plural = _("autosaves")
        constraints = [
            models.UniqueConstraint(fields=["user", "article", "tab"], name="one_autosave_a_tab"),
            models.UniqueConstraint(
                fields=["user", "tab"], condition=models.Q(article=None), name="one_autosave_of_a_new_story"
            ),
        ]

    def __str__(self):
        return f"{self.user} {self.article}"

    @property
    def name(self):
        """What a story that is not saved yet is called by: its headline, or its first words."""
        return self.texts.get("headline", "").strip() or self.texts.get("body", "").strip()[:80]

    @property
    def texts(self):
        return {name: value for name, value in self.fields.items() if isinstance(value, str)}

    @property
    def others(self):
        return {name: value for name, value in self.fields.items() if isinstance(value, list)}
