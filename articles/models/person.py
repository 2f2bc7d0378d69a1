from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .named import Named


class Person(Named):
    """Who is named in bylines."""

    role = models.CharField(_("role"), max_length=200, blank=True)
    bio = models.TextField(_("biography"), blank=True)
    portrait = models.ForeignKey(
        "Image", models.PROTECT, null=True, blank=True, related_name="portraits", verbose_name=_("portrait")
    )
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("user"),
    )

    class Meta(Named.Meta):
        verbose_name = _("person")
        verbose_name_plural = _("people")
