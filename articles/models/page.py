from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .named import NamedManager
from .slugs import SlugField


class Page(models.Model):
    """A standing page: about, imprint, privacy. The footer links to it."""

    headline = models.CharField(_("headline"), max_length=200)
    slug = SlugField(_("slug"), max_length=100, unique=True)
    body = models.TextField(_("body"))
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_published = models.BooleanField(_("is published"), default=False)

    objects = NamedManager()

    class Meta:
        ordering = ["position", "headline"]
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")

    def __str__(self):
        return self.headline

    def natural_key(self):
        return (self.slug,)

    def is_in_print(self):
        """Ask whether readers see the stored row: then it is not deleted, and its slug is fixed."""
        return self.pk is not None and type(self).objects.filter(pk=self.pk, is_published=True).exists()

    def why_slug_stays(self):
        """Return why its slug is fixed, as a sentence, or an empty string."""
        return _("Readers know its address, so its slug stays as it is.") if self.is_in_print() else ""

    def clean(self):
        super().clean()
        why = self.why_slug_stays()
        if why and type(self).objects.filter(pk=self.pk).exclude(slug=self.slug).exists():
            raise ValidationError({"slug": why})

    def get_absolute_url(self):
        return reverse("page", args=[self.slug])
