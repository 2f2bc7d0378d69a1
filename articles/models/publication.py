import os
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from . import colours, root_files


def local_address():
    """Return where `make run` serves: what there is until an editor gives the paper's own address."""
    return f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"


LOGOS = ("logo", "logo_dark", "logo_square")
MIDDLE = 0.18  # the luminance of what looks half as light as white
MOST_ADDRESSES = 10


def check_addresses(text):
    """Refuse what is no address of the web, one a line."""
    lines = text.split()
    if len(lines) > MOST_ADDRESSES:
        raise ValidationError(_("These are more than %(most)d addresses."), params={"most": MOST_ADDRESSES})
    for line in lines:
        URLValidator(["https"], message=_("Write whole addresses with https://, one a line."))(line)


def file_field(name, check, verbose_name, help_text):
    """Return the field of a file for the root."""
    checks = [MaxLengthValidator(root_files.LENGTHS[name]), check]
    return models.TextField(verbose_name, blank=True, validators=checks, help_text=help_text)


class PublicationQuerySet(models.QuerySet):
    def current(self):
        """Return the one row about the title, or an unsaved one with its defaults."""
        return self.order_by("pk").first() or self.model()


class PublicationManager(models.Manager.from_queryset(PublicationQuerySet)):
    def get_by_natural_key(self, number):
        return self.get(pk=number)


class Publication(models.Model):
    """The one row about the title itself."""

    class Typeface(models.TextChoices):
        SERIF = "serif", _("headlines with serifs, labels without")
        SANS = "sans", _("headlines and labels without serifs")

    class Density(models.TextChoices):
        OPEN = "open", _("open")
        CLOSE = "close", _("close")

    class FrontBox(models.TextChoices):
        SOURCES = "sources", _("whom its stories rest on")
        CORRECTIONS = "corrections", _("what was corrected last")

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=100, default="Newsroom")
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    address = models.URLField(
        _("web address"),
        default=local_address,
        help_text=_("Where readers find it. Feeds and sitemaps build their addresses from this one."),
    )
    logo = models.ForeignKey("Image", models.PROTECT, null=True, blank=True, verbose_name=_("logo"))
    logo_dark = models.ForeignKey(
        "Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("logo on dark pages"),
        help_text=_("Such as white letters on black. Empty: the logo with its light and dark exchanged."),
    )
    logo_square = models.ForeignKey(
        "Image",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("square logo"),
        help_text=_("The icon of tabs, of bookmarks and of the paper on a telephone."),
    )
    accent = models.CharField(
        _("colour"),
        max_length=7,
        blank=True,
        validators=[colours.check_light],
        help_text=_("Of rules, labels and marks, such as #8c1d18. Empty: the house's red."),
    )
    accent_dark = models.CharField(
        _("colour on dark pages"),
        max_length=7,
        blank=True,
        validators=[colours.check_dark],
        help_text=_("Empty: the same hue, as light as dark pages need."),
    )
    typeface = models.CharField(_("type"), max_length=10, choices=Typeface.choices, default=Typeface.SERIF)
    density = models.CharField(_("density"), max_length=10, choices=Density.choices, default=Density.OPEN)
    front_box = models.CharField(
        _("box of the front"),
        max_length=15,
        choices=FrontBox.choices,
        blank=True,
        help_text=_("Beside the latest stories. Empty: none."),
    )
    footer = models.TextField(
        _("at the foot of each page"),
        blank=True,
        validators=[MaxLengthValidator(1000)],
        help_text=_("Plain text, such as who publishes the paper and where."),
    )
    social_addresses = models.TextField(
        _("elsewhere"),
        blank=True,
        validators=[check_addresses],
        help_text=_("The paper's own addresses on social networks, one a line."),
    )
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
    second_factor_roles = models.JSONField(
        _("roles that need a second factor"),
        default=list,
        blank=True,
        help_text=_("Whoever has one gives a second factor, or sets one up, before the desk opens."),
    )

    ads_txt = file_field(
        "ads_txt", root_files.check_plain, "ads.txt", _("Who may sell the paper's advertising space.")
    )
    trust_txt = file_field(
        "trust_txt",
        root_files.check_plain,
        "trust.txt",
        _("Which associations the paper belongs to, and what it controls."),
    )
    security_txt = file_field(
        "security_txt",
        root_files.check_security,
        "security.txt",
        _("Empty: made of the contact above."),
    )
    verification = file_field(
        "verification",
        root_files.check_verification,
        _("verification files"),
        _("One a line: the file's name, a space, and what is in it."),
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

    def clean(self):
        errors = {name: sentence for name in LOGOS if (sentence := self._misfit(name))}
        if errors:
            raise ValidationError(errors)

    def _misfit(self, name):
        """Return why a picture can't be a logo, as a sentence, or an empty string."""
        picture = getattr(self, name)
        if picture is None:
            return ""
        if picture.is_recording:
            return _("This is no picture: a logo is one.")
        if name == "logo_square" and not 0.9 <= picture.width / max(picture.height, 1) <= 1.1:
            return _("This picture is no square: it is %(width)d by %(height)d pixels.") % vars(picture)
        colour = picture.renditions.get("whole", {}).get("colour", "")
        if name != "logo_dark" and colour == "#ffffff":
            return _(
                "This picture is white all over: nobody would see it. What is transparent in a picture "
                "becomes white, so white letters on it are lost: choose dark ones."
            )
        if name == "logo_dark" and colour and colours.luminance(colour) > MIDDLE:
            return _(
                "This picture is mostly light, and would be a white box on dark pages: choose one that is "
                "light on black. What is transparent in a picture becomes white."
            )
        return ""

    @property
    def elsewhere(self):
        """Its addresses on social networks, with what readers see of each."""
        https = "https://"  # in letters of any case, as browsers take it
        lines = [line for line in self.social_addresses.split() if line.lower().startswith(https)]
        return [(line, line[len(https) :].removeprefix("www.").strip("/")) for line in dict.fromkeys(lines)]

    @property
    def accents(self):
        return colours.accents(self)

    @property
    def colour_sheet(self):
        """The address of the style sheet with its own colours, or an empty string."""
        light, dark = self.accents
        return reverse("colours", args=[light[1:], dark[1:]]) if self.accent or self.accent_dark else ""

    def natural_key(self):
        return (self.pk,)
