from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteState(models.Model):
    """One row: a random word that every change to what is public replaces, and the last act's moment."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    token = models.CharField(_("token"), max_length=32, default="")
    last_act_at = models.DateTimeField(_("last act at"), null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_site_state")]

    def __str__(self):
        return self.token
