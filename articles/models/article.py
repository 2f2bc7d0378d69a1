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
        mine = self.filter(models.Q(created_by=user) | models.Q(assignee=user))
        hidden = self.filter(section__in=Section.closed_to(user)).exclude(pk__in=mine.order_by().values("pk"))
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

    # What an act changes and leaves the version: `assign`, `lift_embargo`.
    ACTED = tuple(part.name for part in PARTS if part.fieldset == "desk")

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

    as_read = None  # section and embargo

    objects = ArticleManager()
    history = CopyHistory(
        bases=[Version], m2m_fields=[topics], excluded_fields=["updated_at", "approved_print"]
    )

    class Meta:
        ordering = ["-updated_at"]
        verbose_name = _("story")
        verbose_name_plural = _("stories")
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
            # The calendar: what somebody has to write by a moment.
            models.Index("due_at", condition=models.Q(due_at__isnull=False), name="article_due"),
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

    @classmethod
    def from_db(cls, db, field_names, values):
        article = super().from_db(db, field_names, values)
        article.as_read = article._section_and_embargo()
        return article

    def _section_and_embargo(self):
        return self.__dict__.get("section_id"), self.__dict__.get("embargo_until")  # asks for no deferred one

    def is_moved_or_held_anew(self):
        """Ask whether section or embargo is another than was read; of a row just made nobody else knows."""
        return self.as_read not in (None, self._section_and_embargo())

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

    def as_saved(self, version):
        """Return the copy as a version of it was saved, or None where there is no such version."""
        row = self.history.filter(version=version).order_by("history_id").last()
        return row and row.instance

    def newest_row(self):
        """Return the key of the newest row of the history."""
        return self.history.aggregate(newest=models.Max("history_id"))["newest"]

    def as_shown(self, version, shown):
        """Return the row of the history that a form showed, by its key.

        Acts leave rows of their version too. A form that has saved since began with the save itself.
        """
        row = self.history.filter(pk=shown, version__gte=version).first() if shown else None
        return row or self.history.filter(version=version).order_by("history_id").first()

    def begun_at(self):
        """Return when this copy was last published or planned, or first saved: the log seals both moments."""
        printed = models.Q(history_change_reason__in=(self.PUBLISHED, self.PLANNED))
        moments = self.history.aggregate(
            last=models.Max("history_date", filter=printed), first=models.Min("history_date")
        )
        return moments["last"] or moments["first"] or self.created_at

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
