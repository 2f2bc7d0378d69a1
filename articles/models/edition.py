"""The records of what was published, and the three questions that are asked of them."""

import secrets
from operator import attrgetter

from django.conf import settings
from django.db import models
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .address import Address
from .parts import Part, Shape, names
from .story import Story


class EditionQuerySet(models.QuerySet):
    """Every public query starts at one of these; each bounds `live_from`."""

    def in_force(self, at):
        """Editions whose interval holds the moment `at`, text or none."""
        return self.filter(live_from__lte=at).filter(models.Q(live_until=None) | models.Q(live_until__gt=at))

    def published(self, at):
        """Editions in force at `at` that have a text: what lists, feeds, pages and search show.

        None is in force before its story's first publication. Saying so lets SQLite enter the newest at the
        right end: it sorted 120,000 editions for 1.7 s otherwise.
        """
        return self.in_force(at).filter(first_published_at__lte=at).exclude(kind__in=Edition.TEXTLESS)

    def news(self):
        """Leave out what somebody paid for: it stands in no river, feed or list of news."""
        return self.exclude(type_of_work=Edition.TypeOfWork.ADVERTISEMENT)

    def printed(self, at):
        """All records up to `at`: for history, ledger, corrections and redirects."""
        return self.filter(live_from__lte=at)

    def sealed(self, at):
        """All records up to `at`, in the order in which the archive's head holds their digests."""
        return self.printed(at).filter(sealed_at__lte=at).order_by("sealed_at", "article_uid", "number")

    def as_of(self, at, now):
        """What was published at `at`, less what is withdrawn or redacted today (`now`)."""
        # A seek for each story shown; a list of all that is withdrawn took 44 ms at 100,000 stories.
        silent = Edition.objects.in_force(now).filter(
            kind__in=Edition.TEXTLESS, article_id=models.OuterRef("article_id")
        )
        return self.published(at).filter(~models.Exists(silent), redacted={})

    def at_address(self, slug, at):
        """The editions of the article to which a public slug belongs."""
        owner = Address.objects.filter(slug=slug, public_since__lte=at).values("article_id")[:1]
        return self.filter(article_id=models.Subquery(owner))

    def newest_first(self):
        return self.order_by("-first_published_at", "-pk")

    def on_corrections_page(self):
        """Leave those that the ledger of corrections lists: no expiry, and no return from one."""
        # Literal: SQLite takes a partial index only where it sees at once that its condition holds.
        kinds = ", ".join(f"'{kind}'" for kind in Edition.ON_CORRECTIONS_PAGE)
        holds = RawSQL(f'"kind" IN ({kinds})', [], output_field=models.BooleanField())  # noqa: S611
        expired = Edition.objects.printed(models.OuterRef("live_from")).filter(
            article_id=models.OuterRef("article_id"),
            number=models.OuterRef("number") - 1,
            kind=Edition.Kind.EXPIRY,
        )
        return self.filter(holds).exclude(models.Q(kind=Edition.Kind.RESTORATION), models.Exists(expired))


class EditionManager(models.Manager.from_queryset(EditionQuerySet)):
    def get_by_natural_key(self, uid, number):
        return self.get(article__uid=uid, number=number)


class Edition(Story):
    """A numbered record of what was published, in force from `live_from` until its successor's."""

    class Kind(models.TextChoices):
        FIRST = "first", _("first edition")
        MINOR = "minor", _("minor change")
        UPDATE = "update", _("update")
        CLARIFICATION = "clarification", _("clarification")
        CORRECTION = "correction", _("correction")
        RETRACTION = "retraction", _("retraction")
        WITHDRAWAL = "withdrawal", _("withdrawal")
        EXPIRY = "expiry", _("expiry")
        RESTORATION = "restoration", _("restoration")

    TEXTLESS = (Kind.WITHDRAWAL, Kind.EXPIRY)
    # Kinds that a reader must be told of, and that need a note.
    AMENDING = (Kind.CLARIFICATION, Kind.CORRECTION, Kind.RETRACTION)
    # What the ledger of corrections tells.
    ON_CORRECTIONS_PAGE = (*AMENDING, Kind.WITHDRAWAL, Kind.RESTORATION)

    PARTS = (
        Part("note", Shape.PROSE, is_printed=True, is_redactable=True, is_searched=True, in_api=True),
        *Story.PARTS,
        Part("byline", Shape.ROWS, is_printed=True, is_reprintable=True, is_redactable=True,
             is_searched=True, in_results=True, on_card=True, place=50, in_feed=True, in_api=True),
        Part("citations", Shape.ROWS, is_printed=True, is_reprintable=True, is_redactable=True,
             is_searched=True, in_results=True, place=90, in_api=True),
        Part("topics", Shape.ROWS, is_printed=True, is_reprintable=True, is_redactable=True,
             is_searched=True, in_results=True, place=100, in_feed=True, in_api=True),
        Part("pictures", Shape.ROWS, is_printed=True, is_correctable=True, is_reprintable=True,
             is_redactable=True, place=55, is_searched=True, on_card=True, in_feed=True, in_api=True),
        Part("private", Shape.DATA, is_printed=True, is_redactable=True),
    )  # fmt: skip
    # What readers can compare, in the order of the page.
    PAGE = tuple(
        part.printed_as or part.name for part in sorted(PARTS, key=attrgetter("place")) if part.place
    )
    # What the digest covers, one salted hash a field, in the order of history.json; empty ones are left out.
    PRINTED = tuple(part.printed_as or part.name for part in PARTS if part.is_printed)
    CORRECTABLE = names(PARTS, is_correctable=True)
    REPRINTABLE = names(PARTS, is_reprintable=True)
    REDACTABLE = names(PARTS, is_redactable=True)
    ROWS = names(PARTS, shape=Shape.ROWS)

    article = models.ForeignKey("Article", models.PROTECT, related_name="editions", verbose_name=_("article"))
    # Copies, so that nothing public and no digest reads the article: its uid, and that of what it translates.
    article_uid = models.UUIDField(editable=False)
    translation_of_uid = models.UUIDField(null=True, editable=False)
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=15, choices=Kind)
    note = models.TextField(_("note to readers"), blank=True)
    live_from = models.DateTimeField(_("live from"))
    live_until = models.DateTimeField(_("live until"), null=True, blank=True)
    first_published_at = models.DateTimeField(_("first published at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    sealed_at = models.DateTimeField(_("sealed at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    is_retracted = models.BooleanField(_("is retracted"), default=False)
    # An emergency correction that nobody else has confirmed yet; no part of the digest.
    is_unconfirmed = models.BooleanField(_("is unconfirmed"), default=False, editable=False)
    body_html = models.TextField(_("body as HTML"), blank=True)
    # See archive/deriving.py; None where it isn't derived yet.
    derived = models.JSONField(null=True, editable=False)
    section_as_printed = models.JSONField(default=dict, blank=True)  # {"slug", "name"}
    byline = models.JSONField(
        _("byline"), default=list, blank=True
    )  # [{"name", "role", "person": slug or ""}]
    citations = models.JSONField(_("citations"), default=list, blank=True)  # see Citation.as_printed
    topics = models.JSONField(_("topics"), default=list, blank=True)  # [{"slug", "name"}]
    pictures = models.JSONField(_("pictures"), default=list, blank=True)  # see Image.as_printed
    # {"by", "reason", "findings"}: never public
    private = models.JSONField(_("private part"), default=dict, blank=True)
    # Of the digest: archive/digests.py. A record keeps its own, and an old dump's tell none.
    format = models.CharField(max_length=20, default="newsroom-1", editable=False)
    salts = models.JSONField(default=dict, blank=True)  # {field: 32 hex digits}
    # {field: {"hash", "at"}}; where words went and the rest stays, with "salt", that of the rest in the log,
    # and "times".
    redacted = models.JSONField(_("redacted"), default=dict, blank=True)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(_("digest"), max_length=64, blank=True)

    objects = EditionManager()

    class Meta:
        # By the column: by the relation, every query would join the working copies and their order.
        ordering = ["article_id", "number"]
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "number"],
                name="one_edition_a_number",
                violation_error_message=_("This story has an edition of that number."),
            ),
            models.UniqueConstraint(
                fields=["article", "live_from"],
                name="one_edition_a_moment",
                violation_error_message=_("This story has an edition that goes live at that moment."),
            ),
            models.UniqueConstraint(
                fields=["article"],
                condition=models.Q(live_until=None),
                name="one_open_edition",
                violation_error_message=_("This story has an edition that none has followed yet."),
            ),
            models.CheckConstraint(
                condition=models.Q(live_until=None) | models.Q(live_until__gt=models.F("live_from")),
                name="edition_ends_after_start",
                violation_error_message=_("An edition ends after it starts."),
            ),
        ]
        indexes = [
            # Fronts, river, archive and feeds: published(at).newest_first(), entered at first_published_at.
            models.Index(
                models.F("first_published_at").desc(), "live_from", "live_until", name="edition_newest"
            ),
            # The same of one section.
            models.Index(
                "section",
                models.F("first_published_at").desc(),
                "live_from",
                "live_until",
                name="edition_section_newest",
            ),
            # Last and next boundary.
            models.Index("live_from", name="edition_live_from"),
            # The ledger of corrections: told(), read from its end, where equal moments stand by key.
            models.Index(
                "live_from",
                condition=models.Q(
                    kind__in=["clarification", "correction", "retraction", "withdrawal", "restoration"]
                ),
                name="edition_told",
            ),
            # The bar on each page: the newest story that is labelled as breaking.
            models.Index("first_published_at", condition=models.Q(label="breaking"), name="edition_breaking"),
            # A story's translations. Partial: an index of empty values looks useless to an analysed SQLite.
            models.Index(
                "translation_of",
                condition=models.Q(translation_of__isnull=False),
                name="edition_translation_of",
            ),
            # The archive's head: the digests of everything sealed up to a moment, without reading a row.
            models.Index("sealed_at", "article_uid", "number", "digest", "live_from", name="edition_sealed"),
        ]

    def __str__(self):
        return f"{self.headline or self.get_kind_display()} ({self.number})"

    def natural_key(self):
        return (str(self.article.uid), self.number)

    # A fixture's edition may print the rows of its copy, in the paper's language.
    natural_key.dependencies = [
        f"articles.{noun}" for noun in ("article", "section", "byline", "citation", "publication")
    ]

    def get_absolute_url(self):
        return reverse("article", args=[self.slug])

    def get_kind_display(self):
        # Django's own translates all kinds to say one: that was a fifth of the ledger's page.
        return self.Kind(self.kind).label if self.kind else ""

    def get_type_of_work_display(self):
        return self.TypeOfWork(self.type_of_work).label

    @property
    def section_today(self):
        """Its section, or the one that this was merged into."""
        return self.section and self.section.today

    @property
    def gone(self):
        """The fields of which nothing is left; of other redacted ones, only words went."""
        return emptied(self.redacted)

    @property
    def redactions(self):
        """How often something of it was redacted."""
        return sum(kept.get("times", 1) for kept in self.redacted.values())

    @property
    def lead_picture(self):
        """What was printed of its lead picture, or None."""
        return next((printed for printed in self.pictures if printed.get("is_lead")), None)

    @property
    def has_text(self):
        return self.kind not in self.TEXTLESS

    def is_live(self, at):
        """Ask whether readers can read it at `at`."""
        return self.has_text and self.live_from <= at and (self.live_until is None or at < self.live_until)

    def is_plan(self, at):
        """Ask whether its moment is still ahead at `at`."""
        return self.live_from > at


def emptied(redacted):
    """Return the fields of an edition's `redacted` of which nothing is left."""
    return {field for field, kept in redacted.items() if "salt" not in kept}


def salt():
    """Return 128 random bits as 32 hex digits."""
    return secrets.token_hex(16)
