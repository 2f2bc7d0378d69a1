from django.db import models
from django.utils.translation import gettext_lazy as _

from .article import Article


class BylineManager(models.Manager):
    def get_by_natural_key(self, uid, order):
        # Two rows may have one order.
        first = self.filter(article__uid=uid, order=order).order_by("pk")[:1]
        return self.get(pk__in=first.values("pk"))

    def of(self, keys):
        """Return the bylines of articles, by their primary keys, in the order printed."""
        return self.filter(article__in=keys).select_related("person").order_by("order", "pk")


class Byline(models.Model):
    """A person, or a bare name such as an agency's, in the order printed."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines", verbose_name=_("article"))
    person = models.ForeignKey("Person", models.PROTECT, null=True, blank=True, verbose_name=_("person"))
    name = models.CharField(_("bare name"), max_length=200, blank=True, help_text=_("An agency, or “staff”."))
    role = models.CharField(_("role"), max_length=100, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = BylineManager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, name="")
                | (models.Q(person=None) & ~models.Q(name="")),
                name="byline_person_or_name",
                violation_error_message=_("Give a person or a bare name, one of the two."),
            )
        ]

    def __str__(self):
        return self.person.name if self.person_id else self.name

    def as_printed(self):
        return {"name": str(self), "role": self.role, "person": self.person.slug if self.person_id else ""}

    def natural_key(self):
        return (str(self.article.uid), self.order)

    natural_key.dependencies = ["articles.article", "articles.person"]
