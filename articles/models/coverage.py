from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .section import Section


class CoverageQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Return what a user may see: not what a closed section covers, unless it is theirs."""
        if user.has_perm("articles.act_on_any_desk"):
            return self.all()
        mine = models.Q(by=user) | models.Q(assignee=user)
        return self.filter(mine | ~models.Q(section__in=Section.closed_to(user)))

    def without_story(self):
        return self.filter(article=None)


class Coverage(models.Model):
    """What a desk must cover, by when: an event, a hearing, a match. One press makes it a story."""

    slugline = models.CharField(
        _("what"), max_length=200, help_text=_("As its story may be called at first.")
    )
    section = models.ForeignKey(
        "Section", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    due_at = models.DateTimeField(_("due"))
    note = models.TextField(_("note"), blank=True, help_text=_("Where, whom to ask, what is agreed."))
    article = models.OneToOneField(
        "Article",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="coverage",
        verbose_name=_("story"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    objects = CoverageQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            # What is still to be covered, the next first.
            models.Index("due_at", condition=models.Q(article=None), name="coverage_open"),
        ]
        verbose_name = _("coverage")
        verbose_name_plural = _("coverages")

    def __str__(self):
        return self.slugline
