from django.db import models
from django.utils.translation import gettext_lazy as _


class Snippet(models.Model):
    """A standing text of the desk: put into stories as a copy, or what a new story begins with."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    begins_story = models.BooleanField(
        _("is a template"),
        default=False,
        help_text=_("It fills the form of a new story. Else it is put into a text, behind {{."),
    )
    section = models.ForeignKey(
        "Section", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    headline = models.CharField(
        _("headline"), max_length=200, blank=True, help_text=_("Of a template alone, as is the standfirst.")
    )
    standfirst = models.TextField(_("standfirst"), blank=True)
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown; fact boxes too."))

    class Meta:
        ordering = ["name"]
        verbose_name = _("snippet")
        verbose_name_plural = _("snippets and templates")

    def __str__(self):
        return self.name

    def fills(self):
        """Return what a new story's form begins with."""
        said = {"headline": self.headline, "standfirst": self.standfirst, "body": self.body}
        return {**said, **({"section": self.section_id} if self.section_id else {})}
