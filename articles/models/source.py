import re
import secrets

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from . import encryption
from .named import SLUG, Named

RANDOM_KEY = re.compile(r"source-[0-9a-f]{8}")
NAMELESS = _("Give its name, or for a confidential source the description that readers see.")


def know_chains(sources):
    """Read for whom sources speak, up to the roots: one query a step, however many sources there are."""
    sources = list(sources)
    known = {source.pk: source for source in sources}
    while missing := {source.represents_id for source in known.values()} - {None, *known}:
        known |= Source.objects.in_bulk(missing)
    for source in [*sources, *known.values()]:
        source.represents = known.get(source.represents_id)


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

    name = models.CharField(
        _("name"),
        max_length=200,
        blank=True,
        help_text=_("A confidential source's goes from here to an encrypted place, and is not shown again."),
    )
    slug = models.SlugField(**SLUG)  # Latin letters, as citation marks have them
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
    # Those that were overwritten, encrypted too, the oldest first.
    former_names = models.JSONField(default=list, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(_("reason of the withdrawal"), blank=True, editable=False)

    class Meta(Named.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_confidential=False) | models.Q(name=""),
                name="confidential_source_has_no_plain_name",
                violation_error_message=_("A confidential source's name is kept encrypted only."),
            ),
            models.CheckConstraint(
                condition=models.Q(models.Q(is_confidential=False), ~models.Q(name=""))
                | models.Q(models.Q(is_confidential=True), ~models.Q(public_description="")),
                name="source_is_called_something",
                violation_error_message=NAMELESS,
            ),
        ]
        permissions = [
            ("see_confidential_name", _("Can see the names of confidential sources")),
            ("curate_source", _("Can merge and withdraw sources")),
        ]

    def __str__(self):
        return self.public_name

    @property
    def public_name(self):
        """What readers and pages may call it."""
        return self.public_description if self.is_confidential else self.name

    def as_voice(self):
        """Return who it is and for whom it speaks, as an edition prints it."""
        return {
            "source": self.slug,
            "name": self.public_name,
            "kind": self.kind,
            "represents": [{"slug": root.slug, "name": root.public_name} for root in self.chain()],
        }

    def is_used(self):
        """Ask whether a copy or a record names it, or another source speaks for it or was merged into it."""
        rows = (self.citations, self.edition_links, self.voices, self.merged)
        return any(related.exists() for related in rows)

    def settle_key(self):
        """Give a confidential source a random slug; a typed one might tell the name. A kept name's stays."""
        encrypted = type(self).objects.filter(pk=self.pk).exclude(confidential_name=b"") if self.pk else None
        stored = encrypted.values_list("slug", flat=True).first() if encrypted is not None else None
        if stored:
            self.slug = stored
        elif not RANDOM_KEY.fullmatch(self.slug) and not self.why_slug_stays():
            self.slug = f"source-{secrets.token_hex(4)}"

    def keep_name(self):
        """Move a confidential source's name, if one was typed, from the plain column to the encrypted one.

        Raises confidential.Locked where there is no key, and then keeps nothing.
        """
        if self.is_confidential:
            self.settle_key()
        if self.is_confidential and self.name:
            if self.confidential_name:
                self.former_names = [*self.former_names, bytes(self.confidential_name).decode()]
            self.confidential_name = encryption.encrypt(self.name, self.slug)
            self.name = ""

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
        # A change's form leaves `is_confidential` out, and so the constraint.
        if self.pk and not self.public_name:
            raise ValidationError(NAMELESS)
        if self.pk and type(self).objects.filter(pk=self.pk).exclude(is_confidential=self.is_confidential):
            raise ValidationError({"is_confidential": _("That is settled once for all: add a new source.")})
        if self.closes_ring():
            raise ValidationError({"represents": _("These sources would speak for each other in a ring.")})
        self._keep_typed_name()

    def closes_ring(self):
        """Ask whether somebody for whom it speaks speaks for it, or for another of them."""
        last = [self, *self.chain()][-1]
        return last.represents_id is not None

    def _keep_typed_name(self):
        public_words = f"{self.public_description}\n{self.role}\n{self.note}".casefold()
        if self.is_confidential and self.name and self.name.casefold() in public_words:
            raise ValidationError(_("A field that others can read tells the confidential name. Take it out."))
        try:
            self.keep_name()
        except encryption.KeyMissing as locked:
            raise ValidationError({"name": str(locked)}) from locked
