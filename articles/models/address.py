from django.db import models
from django.utils.translation import gettext_lazy as _

from .slugs import SlugField


class Address(models.Model):
    """A slug and the article that it belongs to; once public, it is never given to another."""

    slug = SlugField(_("slug"), max_length=150, primary_key=True)
    article = models.ForeignKey(
        "Article", models.PROTECT, related_name="addresses", verbose_name=_("article")
    )
    public_since = models.DateTimeField(_("public since"))

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self):
        return self.slug
