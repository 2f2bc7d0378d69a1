import secrets

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .named import Named


class Source(Named):
    """Who or what a statement rests on. Its slug is its citation key."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        GOVERNMENT = "government", _("government")
        ORGANISATION = "organisation", _("organisation")
        COMPANY = "company", _("company")
        DOCUMENT = "document", _("document")
        DATASET = "dataset", _("dataset")
        NEWS_AGENCY = "news-agency", _("news agency")
        EYEWITNESS = "eyewitness", _("eyewitness")
        SOCIAL_POST = "social-post", _("social post")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.PERSON)
    role = models.CharField(_("role"), max_length=200, blank=True)
    represents = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="voices",
        verbose_name=_("speaks for"),
        help_text=_("Two people of one ministry are one voice."),
    )
    address = models.URLField(_("web address"), max_length=2000, blank=True)
    note = models.TextField(_("note"), blank=True, help_text=_("For the desk; never printed."))
    is_confidential = models.BooleanField(_("is confidential"), default=False)
    public_description = models.CharField(
        _("public description"),
        max_length=300,
        blank=True,
        help_text=_("What readers see in place of a confidential name, and why it is kept back."),
    )
    confidential_name = models.BinaryField(_("confidential name"), blank=True, default=b"", editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(_("reason of the withdrawal"), blank=True, editable=False)

    class Meta(Named.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        permissions = [("see_confidential_name", _("Can see the names of confidential sources"))]

    def __str__(self):
        return self.public_name

    @property
    def public_name(self):
        """What readers and pages may call it."""
        return self.public_description if self.is_confidential else self.name

    def fill(self, raw=False):
        if self.is_confidential and not self.slug:
            self.slug = f"source-{secrets.token_hex(4)}"
        super().fill(raw)

    def chain(self):
        """Return whom it speaks for, nearest first, up to the root; a ring ends where it closes."""
        seen, chain, source = {self.pk}, [], self.represents
        while source is not None and source.pk not in seen:
            seen.add(source.pk)
            chain.append(source)
            source = source.represents
        return chain

    def clean(self):
        super().clean()
        seen, source = {self.pk}, self.represents
        while source is not None:
            if source.pk in seen:
                raise ValidationError(
                    {"represents": _("These sources would speak for each other in a ring.")}
                )
            seen.add(source.pk)
            source = source.represents
