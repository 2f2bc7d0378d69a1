"""The wire: feeds that are watched, the copy that came in by them, and the stories made of it."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Section

from . import watched


class OfSections(models.QuerySet):
    """Rows that belong to a feed's section: what a closed section watches is its editors' alone."""

    section = "section"

    def visible_to(self, user):
        if user.has_perm("articles.act_on_any_desk"):
            return self
        closed, heir = Section.closed_to(user), f"{self.section}__merged_into"
        own = models.Q(**{f"{self.section}__in": closed, heir: None})
        return self.exclude(own | models.Q(**{f"{heir}__in": closed}))


class Feeds(OfSections):
    def failing(self):
        return self.filter(is_watched=True, failed_since__isnull=False)


class Feed(models.Model):
    """An address or a folder that is watched, and whose words arrive by it."""

    name = models.CharField(_("name"), max_length=100, unique=True)
    address = models.URLField(
        _("web address"),
        max_length=2000,
        blank=True,
        help_text=_("Of RSS, Atom, ninjs, NITF or NewsML-G2, at a host that the operator allowed."),
    )
    folder = models.CharField(
        _("folder"),
        max_length=200,
        blank=True,
        help_text=_("In place of an address: a folder in which an agency puts files."),
    )
    source = models.ForeignKey(
        "articles.Source",
        models.PROTECT,
        related_name="+",
        verbose_name=_("source"),
        limit_choices_to={"is_confidential": False, "merged_into": None},
        help_text=_("Whose words these are: a story that uses them cites it."),
    )
    section = models.ForeignKey(
        "articles.Section",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("section"),
        limit_choices_to={"merged_into": None},
        help_text=_("Of the drafts that are made of it. Of a closed section, only its editors see the copy."),
    )
    licence = models.CharField(
        _("credit and licence"),
        max_length=200,
        blank=True,
        help_text=_("Stands at the citation where the copy itself names no rights."),
    )
    days = models.PositiveSmallIntegerField(
        _("days"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(365)],
        help_text=_("How long copy stays that nobody used."),
    )
    is_watched = models.BooleanField(_("is watched"), default=True)
    read_at = models.DateTimeField(_("last read"), null=True, editable=False)
    asked_at = models.DateTimeField(_("last asked"), null=True, editable=False)
    failed_since = models.DateTimeField(_("failed since"), null=True, editable=False)
    error = models.CharField(_("error"), max_length=500, blank=True, editable=False)
    # What the next request or reading begins with: {"etag", "modified"} or {"since", "bad"}.
    state = models.JSONField(default=dict, editable=False)

    objects = Feeds.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(models.Q(address=""), ~models.Q(folder=""))
                | models.Q(~models.Q(address=""), models.Q(folder="")),
                name="feed_has_an_address_or_a_folder",
                violation_error_message=_("Give a web address or a folder, one of the two."),
            )
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if self.address and (why := watched.refusal_of_address(self.address)):
            raise ValidationError({"address": why})
        if self.folder and (why := watched.refusal_of_folder(self.folder)):
            raise ValidationError({"folder": why})
        if self.pk and Feed.objects.filter(pk=self.pk).exclude(address=self.address, folder=self.folder):
            self.state = {}

    def standing(self, noun):
        """Return its source or section, or what that was merged into since."""
        found = getattr(self, noun)
        return found and found.today

    def stay(self):
        return timedelta(days=self.days)


class OfFeeds(OfSections):
    section = "feed__section"

    def expired(self, at):
        """Return what stands in no list any more: it is too old, and nobody used it."""
        return self.filter(expires_at__lte=at, uses=None)

    def current(self, at):
        used = WireUse.objects.order_by().values("copy")
        return self.filter(models.Q(expires_at__gt=at) | models.Q(pk__in=used))


class WireCopy(models.Model):
    """One item of a feed: an agency's words, which are no story until somebody uses them."""

    class Status(models.TextChoices):
        USABLE = "usable", _("usable")
        CORRECTED = "corrected", _("corrected")
        KILLED = "killed", _("killed")

    # What a redaction of words empties with them. Without its digest a row is never renewed by the feed.
    AFTER_REDACTION = {"digest": "", "raw": "", "folded": ""}

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="copies", verbose_name=_("feed"))
    key = models.CharField(max_length=64, editable=False)  # SHA-256 of the agency's id
    agency_id = models.CharField(_("agency's id"), max_length=300)
    version = models.PositiveIntegerField(_("version"), default=1)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.USABLE)
    headline = models.CharField(_("headline"), max_length=300)
    standfirst = models.TextField(_("standfirst"), blank=True)
    body = models.TextField(_("body"), blank=True)
    note = models.TextField(_("agency's note"), blank=True)
    byline = models.CharField(_("byline"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True)
    rights = models.CharField(_("rights"), max_length=500, blank=True)
    address = models.CharField(_("web address"), max_length=2000, blank=True)
    embargo_until = models.DateTimeField(_("embargo until"), null=True)
    sent_at = models.DateTimeField(_("sent at"))
    seen_at = models.DateTimeField()  # in its feed, for the last time
    expires_at = models.DateTimeField(_("expires at"))
    raw = models.TextField(blank=True)  # as it came: HTML, Markdown or text
    left_out = models.JSONField(default=list)  # [[what, text]] of what is not in the body
    # What it said until a version: [{"until", "headline", "standfirst", "body"}], the oldest first.
    earlier = models.JSONField(default=list)
    digest = models.CharField(max_length=64)  # of the item as it came
    folded = models.TextField(blank=True)  # its words as search compares them

    objects = OfFeeds.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("wire copy")
        verbose_name_plural = _("wire copy")
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="one_wire_copy_a_key")]
        indexes = [
            # The list, newest first.
            models.Index(models.F("sent_at").desc(), models.F("id").desc(), name="wire_newest"),
            # Housekeeping, and the list's edge.
            models.Index("expires_at", name="wire_expiry"),
        ]

    def __str__(self):
        return self.headline

    @property
    def is_killed(self):
        return self.status == self.Status.KILLED

    @property
    def licence(self):
        return self.rights or self.feed.licence

    def is_expired(self):
        return self.expires_at <= timezone.now()

    def texts(self):
        return {"headline": self.headline, "standfirst": self.standfirst, "body": self.body}


class WireUse(models.Model):
    """That a story was made of some wire copy, and of which version."""

    copy = models.ForeignKey(WireCopy, models.PROTECT, related_name="uses", verbose_name=_("wire copy"))
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, related_name="+", verbose_name=_("article")
    )
    version = models.PositiveIntegerField(_("version"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("use of wire copy")
        verbose_name_plural = _("uses of wire copy")

    def __str__(self):
        return f"{self.copy} ({self.version})"
