from django.db import models
from django.utils.translation import gettext_lazy as _

from .parts import TEXT, Part, Shape, names
from .slugs import SlugField


class Story(models.Model):
    """The fields that a working copy and an edition have in common."""

    class TypeOfWork(models.TextChoices):
        NEWS = "news", _("news")
        ANALYSIS = "analysis", _("analysis")
        OPINION = "opinion", _("opinion")
        REVIEW = "review", _("review")
        INTERVIEW = "interview", _("interview")
        BACKGROUND = "background", _("background")
        EXPLAINER = "explainer", _("explainer")
        OBITUARY = "obituary", _("obituary")
        SATIRE = "satire", _("satire")
        ADVERTISEMENT = "advertisement", _("advertisement")

    # What tells of facts, and so rests on several voices.
    REPORTS = (TypeOfWork.NEWS, TypeOfWork.ANALYSIS, TypeOfWork.BACKGROUND, TypeOfWork.EXPLAINER)

    class Label(models.TextChoices):
        BREAKING = "breaking", _("breaking")
        DEVELOPING = "developing", _("developing")
        EXCLUSIVE = "exclusive", _("exclusive")
        LIVE = "live", _("live")

    class LeadForm(models.TextChoices):
        WIDE = "wide", _("across the page")
        COLUMN = "column", _("in the column")
        UPRIGHT = "upright", _("upright, its caption beside it")

    # In the order of the desk's form and of its comparisons.
    PARTS = (
        Part("headline", Shape.LINE, "text", **TEXT, in_house_style=True, is_searched=True, in_results=True,
             on_card=True, place=10, in_feed=True, in_api=True),
        Part("slug", Shape.CODE, "address", is_printed=True, is_redactable=True, is_autosaved=True,
             in_results=True, on_card=True, in_feed=True),
        Part("standfirst", Shape.PROSE, "text", **TEXT, in_house_style=True, is_searched=True,
             in_results=True, on_card=True, place=20, in_feed=True, in_api=True),
        Part("body", Shape.PROSE, "text", **TEXT, is_searched=True, in_results=True, place=60, in_api=True),
        Part("section", Shape.LINK, "story", is_printed=True, printed_as="section_as_printed",
             is_reprintable=True, place=5, is_searched=True, in_results=True, on_card=True, in_api=True),
        Part("type_of_work", Shape.CHOICE, "address", is_printed=True, is_correctable=True,
             is_reprintable=True, place=7, is_searched=True, in_results=True, on_card=True, in_api=True),
        Part("label", Shape.CHOICE, "address", is_beside=True, is_printed=True, is_correctable=True,
             on_card=True, place=40, in_api=True),
        Part("dateline", Shape.LINE, "address", **TEXT, is_searched=True, place=30, in_api=True),
        Part("language", Shape.CODE, "address", is_printed=True, is_reprintable=True, is_searched=True,
             in_results=True, on_card=True, in_feed=True, in_api=True),
        Part("translation_of", Shape.LINK, "address", is_beside=True, is_printed=True, is_reprintable=True),
        Part("lead_image", Shape.LINK, "picture", is_reprintable=True),
        Part("lead_form", Shape.CHOICE, "picture", is_printed=True, is_correctable=True,
             is_reprintable=True),
        Part("backstory", Shape.PROSE, "readers", **TEXT, is_searched=True, place=70, in_api=True),
        Part("ai_disclosure", Shape.PROSE, "readers", **TEXT, place=80, in_api=True),
        Part("search_title", Shape.LINE, "readers", **TEXT, is_reprintable=True),
        Part("search_description", Shape.LINE, "readers", **TEXT, is_reprintable=True),
    )  # fmt: skip
    FIELDS = names(PARTS)
    TEXTS = names(PARTS, is_text=True)
    PROSE = names(PARTS, shape=Shape.PROSE)
    LINKED = names(PARTS, shape=Shape.LINK)
    CORRECTABLE = names(PARTS, is_correctable=True)
    AUTOSAVED = names(PARTS, is_autosaved=True)

    headline = models.CharField(_("headline"), max_length=300)
    slug = SlugField(
        _("slug"),
        max_length=150,
        blank=True,
        help_text=_("Its address. Empty: made from the headline when it is published."),
    )
    standfirst = models.TextField(_("standfirst"), blank=True)
    body = models.TextField(_("body"), blank=True)
    section = models.ForeignKey(
        "Section", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    type_of_work = models.CharField(
        _("type of work"), max_length=20, choices=TypeOfWork, default=TypeOfWork.NEWS
    )
    label = models.CharField(_("label"), max_length=20, choices=Label, blank=True)
    dateline = models.CharField(_("dateline"), max_length=100, blank=True)
    language = models.CharField(
        _("language"),
        max_length=35,
        blank=True,
        help_text=_("Empty: the publication's. A code such as “ru”."),
    )
    translation_of = models.ForeignKey(
        "Article",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("translation of"),
    )
    lead_image = models.ForeignKey(
        "Image", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead picture")
    )
    lead_form = models.CharField(
        _("form of the lead picture"),
        max_length=10,
        choices=LeadForm,
        blank=True,
        help_text=_("Empty: as the picture's shape asks."),
    )
    backstory = models.TextField(_("how we reported this"), blank=True)
    ai_disclosure = models.TextField(
        _("AI disclosure"), blank=True, help_text=_("In words: what a machine wrote, translated or drew.")
    )
    search_title = models.CharField(_("search title"), max_length=100, blank=True)
    search_description = models.CharField(_("search description"), max_length=300, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def fields_with(cls, **true):
        """Return the names of the parts of which all that is given is true: see Part."""
        return names(cls.PARTS, **true)

    def __str__(self):
        return self.headline

    @property
    def text_with_marks(self):
        """The texts that may hold citation marks, in the order of the page."""
        return "\n\n".join(filter(None, (self.standfirst, self.body)))
