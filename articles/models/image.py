import uuid
from functools import cached_property

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .named import without_controls
from .page import Page

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class ImageManager(models.Manager):
    def get_by_natural_key(self, key):
        return self.get(key=key)


class Image(models.Model):
    """A picture, a video or a sound, with its texts, credit and rights."""

    class SourceType(models.TextChoices):
        """IPTC's terms for how a picture came about: http://cv.iptc.org/newscodes/digitalsourcetype/."""

        DIGITAL_CAPTURE = "digitalCapture", _("a photograph")
        COMPUTATIONAL_CAPTURE = "computationalCapture", _("a photograph of several exposures")
        NEGATIVE_FILM = "negativeFilm", _("scanned from a negative")
        POSITIVE_FILM = "positiveFilm", _("scanned from a slide")
        PRINT = "print", _("scanned from a print")
        HUMAN_EDITS = "humanEdits", _("changed by a person")
        ENHANCED = "algorithmicallyEnhanced", _("enhanced by a program, without AI that makes up content")
        COMPOSITE_CAPTURE = "compositeCapture", _("put together from photographs")
        SCREEN_CAPTURE = "screenCapture", _("a picture of a screen")
        DIGITAL_CREATION = "digitalCreation", _("drawn by a person on a computer")
        DATA_DRIVEN = "dataDrivenMedia", _("drawn from data")
        ALGORITHMIC = "algorithmicMedia", _("drawn by a program, without AI")
        VIRTUAL_RECORDING = "virtualRecording", _("recorded in a virtual world")
        COMPOSITE_SYNTHETIC = "compositeSynthetic", _("put together, with parts made by a program")
        AI_COMPOSITE = "compositeWithTrainedAlgorithmicMedia", _("changed with AI")
        AI = "trainedAlgorithmicMedia", _("made by AI")

    key = models.UUIDField(_("key"), unique=True, default=uuid.uuid4, editable=False)
    # The file as it came, byte for byte. It is never served: readers get its renditions.
    file = models.FileField(_("file"), upload_to="originals", max_length=200, editable=False)
    width = models.PositiveIntegerField(_("width"), default=0, editable=False)
    height = models.PositiveIntegerField(_("height"), default=0, editable=False)
    # Empty for a picture; of a recording what it proved to be: video/mp4, audio/mpeg …
    media_type = models.CharField(_("kind of recording"), max_length=20, blank=True, editable=False)
    seconds = models.PositiveIntegerField(_("seconds"), default=0, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    alt_text = models.CharField(
        _("alt text"),
        max_length=500,
        blank=True,
        help_text=_("What the picture shows, for those who can't see it."),
    )
    is_decorative = models.BooleanField(
        _("is decorative"), default=False, help_text=_("It says nothing that the text doesn't say.")
    )
    caption = models.TextField(_("caption"), blank=True)
    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("As printed: “Anna Petrova / Agency”.")
    )
    creator = models.CharField(_("creator"), max_length=200, blank=True)
    rights = models.CharField(_("copyright notice"), max_length=300, blank=True)
    licence = models.CharField(
        _("licence"), max_length=300, blank=True, help_text=_("Its name, or its web address.")
    )
    acquire_licence_page = models.URLField(_("where a licence is to be had"), max_length=500, blank=True)
    digital_source_type = models.CharField(_("origin"), max_length=100, blank=True, choices=SourceType)
    people = models.CharField(_("people shown"), max_length=500, blank=True)
    taken_on = models.DateField(_("taken on"), null=True, blank=True)
    focal_x = models.PositiveSmallIntegerField(
        # xgettext:no-python-format
        _("focal point, % from the left"),
        default=50,
        validators=PERCENT,
    )
    focal_y = models.PositiveSmallIntegerField(
        # xgettext:no-python-format
        _("focal point, % from the top"),
        default=50,
        validators=PERCENT,
    )
    captions = models.TextField(
        _("captions"), blank=True, help_text=_("WebVTT: what is said and heard, with its times.")
    )
    captions_language = models.CharField(
        _("language of the captions"), max_length=35, blank=True, help_text=_("Empty: the story's.")
    )
    # Printed with each edition, which lists of stories read: no book.
    transcript = models.TextField(
        _("transcript"),
        max_length=100_000,
        blank=True,
        help_text=_("What is said and shown; a blank line ends a paragraph."),
    )
    poster = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recordings",
        limit_choices_to={"media_type": ""},
        verbose_name=_("still picture"),
        help_text=_("Shown until the recording is played, and on lists."),
    )
    # {shape: [left, top, width]}, in % of the picture; a shape that isn't here is cropped by the focal point.
    crops = models.JSONField(_("crops by hand"), default=dict, blank=True, editable=False)
    renditions = models.JSONField(default=dict, blank=True, editable=False)  # see pictures.renditions
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = ImageManager()

    is_new = False  # of an upload: it was not in the library before
    unread = ()  # of an upload: the fields whose words the file has in no known encoding

    class Meta:
        ordering = ["-uploaded_at"]
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"],
                condition=~models.Q(sha256=""),
                name="one_picture_a_file",
                violation_error_message=_("This file is in the library already."),
            )
        ]

    def __str__(self):
        return self.caption or self.alt_text or str(self.key)

    def natural_key(self):
        return (str(self.key),)

    def clean_fields(self, exclude=None):
        for field in self._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField):
                setattr(self, field.attname, without_controls(field, getattr(self, field.attname)))
        super().clean_fields(exclude)

    @property
    def mark(self):
        """What shows it in a text."""
        return f"![](image:{self.key})"

    @cached_property
    def pages(self):
        """The standing pages that show it, looked for once."""
        return list(Page.objects.filter(body__icontains=f"image:{self.key}"))

    @property
    def is_recording(self):
        return bool(self.media_type)

    @property
    def is_sound(self):
        return self.media_type.startswith("audio/")

    @property
    def needs_words(self):
        """Ask whether it shows something and lacks the alt text without which it can't be printed."""
        return not (self.alt_text or self.is_decorative or self.is_sound)

    def as_printed(self, is_lead=False):
        """Return all that a page, a feed and their data say of a picture, so that none of them asks again.

        A recording has the renditions of its still picture besides its own.
        """
        printed = {
            "key": str(self.key),
            "sha256": self.sha256,
            "alt": self.alt_text,
            "caption": self.caption,
            "credit": self.credit,
            "creator": self.creator,
            "rights": self.rights,
            "licence": self.licence,
            "acquire_licence_page": self.acquire_licence_page,
            "digital_source_type": self.digital_source_type,
            "width": self.width,
            "height": self.height,
            "media_type": self.media_type,
            "seconds": self.seconds,
            "captions_language": self.captions_language,
            "transcript": self.transcript,
            "renditions": {**(self.poster.renditions if self.poster else {}), **self.renditions},
            "is_lead": is_lead,
        }
        return {key: value for key, value in printed.items() if value}
