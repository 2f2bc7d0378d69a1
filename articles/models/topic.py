from django.db import models
from django.utils.translation import gettext_lazy as _

from .named import Named


class Topic(Named):
    """What stories are about, across sections."""

    description = models.TextField(_("description"), blank=True)

    class Meta(Named.Meta):
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def as_printed(self):
        return {"slug": self.slug, "name": self.name}
