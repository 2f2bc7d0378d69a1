from django.db import models
from django.utils.translation import gettext_lazy as _

from .article import Article
from .source import know_chains


class CitationManager(models.Manager):
    def get_by_natural_key(self, uid, mark):
        return self.get(article__uid=uid, mark=mark)

    def of(self, keys):
        """Return the citations of articles, by their primary keys, with for whom their sources speak."""
        rows = list(self.filter(article__in=keys).select_related("source").order_by("pk"))
        know_chains(row.source for row in rows)
        return rows


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
