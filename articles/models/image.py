import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class ImageManager(models.Manager):
    def get_by_natural_key(self, key):
        return self.get(key=key)


class Image(models.Model):
    """A picture with all that must be said with it."""

    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    file = models.ImageField(
        _("file"), upload_to="originals", width_field="width", height_field="height", max_length=200
    )
    width = models.PositiveIntegerField(_("width"), default=0, editable=False)
    height = models.PositiveIntegerField(_("height"), default=0, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    alt_text = models.CharField(
        _("alt text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for those who can't see it."),
    )
    is_decorative = models.BooleanField(_("is decorative"), default=False)
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(_("credit"), max_length=200, blank=True)
    licence = models.CharField(_("licence"), max_length=300, blank=True)
    digital_source_type = models.CharField(_("digital source type"), max_length=100, blank=True)
    focal_x = models.PositiveSmallIntegerField(
        _("focal point, % from the left"), default=50, validators=PERCENT
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point, % from the top"), default=50, validators=PERCENT
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    objects = ImageManager()

    class Meta:
        ordering = ["-uploaded_at"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self):
        return self.caption or self.alt_text or str(self.key)

    def natural_key(self):
        return (str(self.key),)
