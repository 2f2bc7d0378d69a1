import os
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


def local_address():
    """Return where `make run` serves: what there is until an editor gives the paper's own address."""
    return f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"


class PublicationQuerySet(models.QuerySet):
    def current(self):
        """Return the one row about the title, or an unsaved one with its defaults."""
        return self.order_by("pk").first() or self.model()


class PublicationManager(models.Manager.from_queryset(PublicationQuerySet)):
    def get_by_natural_key(self, number):
        return self.get(pk=number)


class Publication(models.Model):
    """The one row about the title itself."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=100, default="Newsroom")
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    address = models.URLField(
        _("web address"),
        default=local_address,
        help_text=_("Where readers find it. Feeds and sitemaps build their addresses from this one."),
    )
    logo = models.ForeignKey("Image", models.PROTECT, null=True, blank=True, verbose_name=_("logo"))
    language = models.CharField(_("language"), max_length=35, default="en", choices=settings.LANGUAGES)
    time_zone = models.CharField(_("time zone"), max_length=50, default="UTC")
    contact = models.EmailField(_("contact"), blank=True)
    owner = models.TextField(_("who owns and pays for it"), blank=True)
    publishing_principles = models.TextField(_("publishing principles"), blank=True)
    corrections_policy = models.TextField(_("corrections policy"), blank=True)
    house_words = models.TextField(
        _("house words"),
        blank=True,
        help_text=_("One a line, “wrong → right”: the copy desk warns of the left one."),
    )
    four_eyes = models.BooleanField(
        _("four eyes"), default=False, help_text=_("Who wrote a story may not approve it.")
    )

    objects = PublicationManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="one_publication",
                violation_error_message=_("There is one publication; change the one there is."),
            )
        ]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self):
        return self.name

    @property
    def zone(self):
        """Its time zone; UTC where this server has none of that name."""
        try:
            return ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            return ZoneInfo("UTC")

    def natural_key(self):
        return (self.pk,)
