import re
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .slugs import SlugField

# What nobody sees in a name that was pasted, and no feed may hold; where lines are parted, they stay so.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
CONTROL_IN_LINES = re.compile(r"(?![\t\n\r])" + CONTROL.pattern)


def without_controls(field, text):
    """Return a field's text without what nobody sees."""
    return (CONTROL if isinstance(field, models.CharField) else CONTROL_IN_LINES).sub(" ", text)


class NamedManager(models.Manager):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def not_in_print(self):
        """Ask of many rows what is_in_print() asks of one."""
        named = models.Exists(self.model().records(models.OuterRef("pk"), "exact"))
        merged = self.model.objects.filter(named, merged_into=models.OuterRef("pk")).order_by()
        # Each is asked by one key: of both in one query PostgreSQL asks all records.
        return self.exclude(named | models.Exists(merged))


SLUG = {
    "verbose_name": _("slug"),
    "max_length": 100,
    "unique": True,
    "blank": True,
    "help_text": _("Its part of the address; fixed once a published story names it."),
}


class Named(models.Model):
    """What has a name, an address of its own and, after a merge, a successor."""

    name = models.CharField(_("name"), max_length=200)
    slug = SlugField(**SLUG)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )

    objects = NamedManager()

    class Meta:
        abstract = True
        ordering = ["name"]

    def __str__(self):
        return self.name

    def natural_key(self):
        return (self.slug,)

    @property
    def today(self):
        """Return what stands for it since a merge, or itself."""
        return self.merged_into or self

    def with_merged(self):
        """Return its key and those of what was merged into it."""
        return [self.pk, *self.merged.values_list("pk", flat=True)]

    def is_in_print(self):
        """Ask whether an edition names it, or what was merged into it: then its slug is fixed."""
        if self.pk is None:
            return False
        own = type(self).objects.filter(models.Q(pk=self.pk) | models.Q(merged_into=self.pk))
        return self.records(own.order_by().values("pk")).exists()

    def why_slug_stays(self):
        """Return why its slug is fixed, as a sentence, or an empty string."""
        if self.is_in_print():
            return _("A published story names it, so its slug stays as it is.")
        # The log says of those that were merged into it by its slug for what they stand.
        has_merged = self.pk is not None and self.merged.exists()
        return _("Another was merged into it, so its slug stays as it is.") if has_merged else ""

    def records(self, keys, lookup="in"):
        """Return what in the records names rows of its kind."""
        links = self._meta.get_field("edition_links")
        return links.related_model.objects.filter(**{f"{links.field.name}__{lookup}": keys})

    def clean_fields(self, exclude=None):
        for field in self._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField):
                text = without_controls(field, getattr(self, field.attname))
                setattr(self, field.attname, text.strip())
        super().clean_fields(exclude)

    def clean(self):
        super().clean()
        stored = type(self).objects.filter(pk=self.pk).exclude(slug=self.slug) if self.pk else None
        if stored and stored.exists() and (why := self.why_slug_stays()):
            raise ValidationError({"slug": why})

    def get_absolute_url(self):
        return address(self._meta.model_name, self.slug)


# Each name stands on many pages, and Django takes 15 µs to make its address.
@lru_cache(maxsize=10_000)
def address(noun, slug):
    return reverse(noun, args=[slug])


def numbered(base):
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1
