from django.db import models
from django.utils.translation import gettext_lazy as _


class AddressManager(models.Manager):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class Address(models.Model):
    """A slug and the article that it belongs to: for ever, once it is public."""

    slug = models.SlugField(_("slug"), max_length=150, primary_key=True)
    article = models.ForeignKey(
        "Article", models.PROTECT, related_name="addresses", verbose_name=_("article")
    )
    public_since = models.DateTimeField(_("public since"))

    objects = AddressManager()

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")

    def __str__(self):
        return self.slug

    def natural_key(self):
        return (self.slug,)
