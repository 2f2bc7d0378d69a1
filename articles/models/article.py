import uuid

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from markdownx.models import MarkdownxField

from .parts import Part, Shape
from .section import Section
from .story import Story
from .version import CopyHistory, Version


class ArticleManager(models.Manager):
    def get_by_natural_key(self, uid):
        return self.get(uid=uid)

    def hidden_from(self, user):
        """Return the stories of closed sections that a user is no editor of, and has no part in."""
        if user.has_perm("articles.act_on_any_desk"):
            return self.none()
        own = Section.editors.through.objects.filter(user=user).values("section")
        closed = Section.objects.filter(is_closed=True).exclude(pk__in=own)
        mine = self.filter(models.Q(created_by=user) | models.Q(assignee=user))
        hidden = self.filter(section__in=closed.order_by().values("pk")).exclude(
            pk__in=mine.order_by().values("pk")
        )
        return hidden.order_by().values("pk")

    def visible_to(self, user):
        """Return the stories that a user may see at the desk: everything there starts from them."""
        return self.exclude(pk__in=self.hidden_from(user))

    def topics_of(self, keys):
        """Return the rows that join articles, by their primary keys, with their topics."""
        rows = self.model.topics.through.objects.filter(article__in=keys)
        return rows.select_related("topic").order_by("topic__name")


class Article(Story):
    """The desk's working copy. Readers never see it; they read its editions."""

    class Stage(models.TextChoices):
        DRAFT = "draft", _("draft")
        SUBMITTED = "submitted", _("submitted")
        APPROVED = "approved", _("approved")
        SPIKED = "spiked", _("spiked")

    class Priority(models.IntegerChoices):
        HIGH = 1, _("high")
        NORMAL = 2, _("normal")
        LOW = 3, _("low")

    # What a publication leaves in the copy's history as its reason: each act has its own, and a save none.
    PUBLISHED, PLANNED = gettext_noop("published"), gettext_noop("planned")
    # Words that reached the copy, and the live story, by one pair of eyes.
    EMERGENCY = gettext_noop("emergency correction merged")
    HANDED_OVER = gettext_noop("handed over")

    PARTS = (
        *Story.PARTS,
        Part("topics", Shape.ROWS, "story", is_searched=True),
        Part("assignee", Shape.LINK, "desk"),
        Part("due_at", Shape.DATA, "desk"),
        Part("priority", Shape.CHOICE, "desk"),
        Part("embargo_until", Shape.DATA, "desk"),
    )

    body = MarkdownxField(_("body"), blank=True)
    uid = models.UUIDField("UID", unique=True, default=uuid.uuid4, editable=False)
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.DRAFT, editable=False)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    approved_version = models.PositiveIntegerField(
        _("approved version"), null=True, blank=True, editable=False
    )
    # {part: hash of what an edition would print of it}, at the approval
    approved_print = models.JSONField(null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    legal_flag = models.TextField(
        _("legal flag"), blank=True, editable=False, help_text=_("The reason why it may not go out.")
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="assigned_articles",
        verbose_name=_("assignee"),
        limit_choices_to={"is_staff": True, "is_active": True},
    )
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now, editable=False)
    unmerged = models.JSONField(
        _("unmerged corrections"),
        default=list,
        blank=True,
        editable=False,
        help_text=_(
            "Numbers of the editions whose correction clashed with this copy and waits for the desk."
        ),
    )
    topics = models.ManyToManyField("Topic", blank=True, related_name="articles", verbose_name=_("topics"))

    objects = ArticleManager()
    history = CopyHistory(
        bases=[Version], m2m_fields=[topics], excluded_fields=["updated_at", "approved_print"]
    )

    class Meta:
        ordering = ["-updated_at"]
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [
            # The desk's list, and My desk's parts of it by stage.
            models.Index("stage", models.F("updated_at").desc(), models.F("id").desc(), name="article_stage"),
            models.Index(models.F("updated_at").desc(), models.F("id").desc(), name="article_updated"),
            models.Index("slug", name="article_slug"),
            # My desk: what is mine to do, by stage. Nobody's stories are left out: they are most of an
            # archive, and would make a planner think that a person's are as many.
            models.Index(
                "assignee",
                "stage",
                condition=models.Q(assignee__isnull=False),
                name="article_assignee_stage",
            ),
            models.Index(
                "created_by",
                "stage",
                condition=models.Q(created_by__isnull=False),
                name="article_creator_stage",
            ),
            # My desk: what a legal flag stops.
            models.Index("updated_at", condition=~models.Q(legal_flag=""), name="article_flagged"),
            # The calendar's embargoes.
            models.Index(
                "embargo_until", condition=models.Q(embargo_until__isnull=False), name="article_embargo"
            ),
        ]
        permissions = [
            ("submit_article", _("Can submit articles")),
            ("change_any_article", _("Can change the articles of others")),
            ("approve_article", _("Can approve articles")),
            ("publish_article", _("Can publish articles")),
            ("correct_article", _("Can correct live articles")),
            ("withdraw_article", _("Can withdraw and restore articles")),
            ("spike_article", _("Can spike articles")),
            ("redact_article", _("Can redact records")),
            ("lift_embargo", _("Can lift embargoes")),
            ("lift_legal_flag", _("Can lift legal flags")),
        ]

    def natural_key(self):
        return (str(self.uid),)

    def is_visible_to(self, user):
        """Ask of one story what visible_to() asks of many."""
        if self.section is None or not self.section.is_closed:
            return True
        if user.has_perm("articles.act_on_any_desk") or user.pk in (self.created_by_id, self.assignee_id):
            return True
        return user.pk in {editor.pk for editor in self.section.editors.all()}

    def clean(self):
        super().clean()
        if self.pk and self.translation_of_id == self.pk:
            raise ValidationError({"translation_of": _("A story is no translation of itself.")})

    def saver(self):
        """Return who saved this version, where its history has it."""
        row = self.history.filter(version=self.version).select_related("history_user").first()
        return row.history_user if row else None

    def begun_at(self):
        """Return when this copy was last published or planned, or made."""
        rows = self.history.filter(history_change_reason__in=(self.PUBLISHED, self.PLANNED))
        last = rows.order_by("-history_id").values_list("history_date", flat=True).first()
        return last or self.created_at

    def writers(self):
        """Return the users who saved this copy since it was last published or planned."""
        published = self.history.filter(history_change_reason__in=(self.PUBLISHED, self.PLANNED)).values(
            "history_id"
        )
        since = published.order_by("-history_id")[:1]
        wrote = models.Q(history_change_reason__in=(self.EMERGENCY, self.HANDED_OVER))
        saves = self.history.filter(models.Q(history_change_reason=None) | wrote)
        if published.exists():
            saves = saves.filter(history_id__gt=models.Subquery(since))
        return get_user_model().objects.filter(pk__in=saves.values("history_user"))


class BylineManager(models.Manager):
    def get_by_natural_key(self, uid, order):
        return self.get(article__uid=uid, order=order)

    def of(self, keys):
        """Return the bylines of articles, by their primary keys, in the order printed."""
        return self.filter(article__in=keys).select_related("person").order_by("order", "pk")


class Byline(models.Model):
    """A person, or a bare name such as an agency's, in the order printed."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="bylines", verbose_name=_("article"))
    person = models.ForeignKey("Person", models.PROTECT, null=True, blank=True, verbose_name=_("person"))
    name = models.CharField(_("bare name"), max_length=200, blank=True, help_text=_("An agency, or “staff”."))
    role = models.CharField(_("role"), max_length=100, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = BylineManager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, name="")
                | (models.Q(person=None) & ~models.Q(name="")),
                name="byline_person_or_name",
                violation_error_message=_("Give a person or a bare name, one of the two."),
            )
        ]

    def __str__(self):
        return self.person.name if self.person_id else self.name

    def as_printed(self):
        return {"name": str(self), "role": self.role, "person": self.person.slug if self.person_id else ""}

    def natural_key(self):
        return (str(self.article.uid), self.order)

    natural_key.dependencies = ["articles.article", "articles.person"]


class CitationManager(models.Manager):
    def get_by_natural_key(self, uid, mark):
        return self.get(article__uid=uid, mark=mark)

    def of(self, keys):
        """Return the citations of articles, by their primary keys."""
        return self.filter(article__in=keys).select_related("source__represents").order_by("pk")


class Citation(models.Model):
    """That a passage of an article rests on a source, and how."""

    class Basis(models.TextChoices):
        ON_RECORD = "on-record", _("on the record")
        BACKGROUND = "background", _("on background")
        STATEMENT = "statement", _("a statement")
        DOCUMENT = "document", _("a document")
        DATA = "data", _("data")
        EYEWITNESS = "eyewitness", _("an eyewitness account")
        OBSERVATION = "observation", _("our own observation")
        OTHER_OUTLET = "other-outlet", _("another outlet")

    class Standing(models.TextChoices):
        REPORTED = "reported", _("reported")
        CORROBORATED = "corroborated", _("corroborated")
        VERIFIED = "verified", _("verified")
        DISPUTED = "disputed", _("disputed")

    article = models.ForeignKey(Article, models.CASCADE, related_name="citations", verbose_name=_("article"))
    source = models.ForeignKey("Source", models.PROTECT, related_name="citations", verbose_name=_("source"))
    mark = models.SlugField(
        _("mark"),
        max_length=100,
        blank=True,
        help_text=_("Its key in the text, [@key]. Empty: the source's."),
    )
    basis = models.CharField(
        _("basis"), max_length=20, choices=Basis, blank=True, help_text=_("How we know.")
    )
    standing = models.CharField(_("standing"), max_length=20, choices=Standing, default=Standing.REPORTED)
    quote = models.TextField(_("quotation"), blank=True)
    locator = models.CharField(
        _("locator"), max_length=200, blank=True, help_text=_("Page, minute, paragraph.")
    )
    address = models.URLField(_("web address"), max_length=2000, blank=True)
    seen_on = models.DateField(_("seen on"), null=True, blank=True)
    archived_copy = models.URLField(_("archived copy"), max_length=2000, blank=True)
    passage_digest = models.CharField(max_length=64, blank=True, editable=False)

    objects = CitationManager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "mark"],
                name="one_citation_a_mark",
                violation_error_message=_("Two citations of one story can't have the same mark."),
            )
        ]

    def __str__(self):
        return f"[@{self.mark}]"

    def as_printed(self):
        """Return what an edition prints of it; empty values are left out."""
        source = self.source
        printed = {
            **source.as_voice(),
            "mark": self.mark,
            "role": "" if source.is_confidential else source.role,
            "basis": self.basis,
            "standing": self.standing,
            "quote": self.quote,
            "locator": self.locator,
            "address": self.address or ("" if source.is_confidential else source.address),
            "seen_on": self.seen_on.isoformat() if self.seen_on else "",
            "archived_copy": self.archived_copy,
        }
        return {key: value for key, value in printed.items() if value}

    def natural_key(self):
        return (str(self.article.uid), self.mark)

    natural_key.dependencies = ["articles.article", "articles.source"]
