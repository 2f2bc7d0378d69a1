from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .edition import Edition
from .named import Named


class Section(Named):
    """A part of the paper, and the desk that answers for it."""

    class FrontForm(models.TextChoices):
        LEAD = "lead", _("a lead with its picture, and two more")
        LINES = "lines", _("a list of lines")
        OPINION = "opinion", _("opinions")
        WIDE = "wide", _("one story, wide")

    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Its place in the menu; the lowest comes first.")
    )
    editors = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="desks",
        verbose_name=_("editors"),
        help_text=_("Whose desk this is. Empty: every editor's."),
    )

    front_form = models.CharField(
        _("on the front"),
        max_length=10,
        choices=FrontForm,
        default=FrontForm.LEAD,
        help_text=_("How the paper's own front shows this section."),
    )
    is_closed = models.BooleanField(
        _("is closed"),
        default=False,
        help_text=_("Only its editors, and who writes or has a story, see its stories at the desk."),
    )

    class Meta(Named.Meta):
        ordering = ["position", "name"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        permissions = [("act_on_any_desk", _("Can act on every section's stories"))]

    @classmethod
    def closed_to(cls, user):
        """Return the keys of the closed sections that a user is no editor of."""
        own = cls.editors.through.objects.filter(user=user).values("section")
        return cls.objects.filter(is_closed=True).exclude(pk__in=own).order_by().values("pk")

    def records(self, keys, lookup="in"):
        return Edition.objects.filter(**{f"section__{lookup}": keys})
