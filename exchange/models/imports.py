"""An import, what it brought, and the addresses that its things had before."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

# The columns that say what a row is about; one of them is filled.
NOUNS = ("article", "person", "section", "topic", "image", "page")


class Import(models.Model):
    """One run that brought an archive in, or what changed in it since."""

    class State(models.TextChoices):
        LOOKED_AT = "looked at", _("looked at")
        BEGUN = "begun", _("begun")
        BROUGHT = "brought", _("brought")
        TAKEN_BACK = "taken back", _("taken back")

    origin = models.CharField(
        _("origin"), max_length=200, help_text=_("Whose archive it is; its things keep their keys in it.")
    )
    form = models.CharField(_("form"), max_length=30)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    # Of an archive that was handed over at the desk: when, and the private folder of its files.
    uploaded_at = models.DateTimeField(_("uploaded at"), null=True)
    upload = models.CharField(max_length=32, blank=True)
    started_at = models.DateTimeField(_("started at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    taken_back_at = models.DateTimeField(_("taken back at"), null=True)
    mapping = models.JSONField(_("mapping"), default=dict)
    # {"counts": {what: number}, "problems": [[place, sentence]]}; while it runs, also "after", the key of
    # the last story, and how many are "done", "of" how many
    report = models.JSONField(_("report"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        permissions = [("bring_import", _("Can bring archives in"))]

    def __str__(self):
        return f"{self.origin} ({self.pk})"

    @property
    def state(self):
        if self.taken_back_at:
            return self.State.TAKEN_BACK
        if self.ended_at:
            return self.State.BROUGHT
        return self.State.BEGUN if self.started_at else self.State.LOOKED_AT

    @property
    def renewed(self):
        """How many stories and pages of earlier imports it renewed: they stay when it is taken back."""
        counts = self.report.get("counts", {})
        return counts.get("stories renewed", 0) + counts.get("pages renewed", 0)


def _of_one_noun():
    """Return the condition that a row is about one thing, or about none."""
    found = models.Q(*((f"{noun}__isnull", True) for noun in NOUNS))
    for noun in NOUNS:
        found |= models.Q(*((f"{each}__isnull", each != noun) for each in NOUNS))
    return found


class OfOneThing(models.Model):
    article = models.ForeignKey("articles.Article", models.CASCADE, null=True, related_name="+")
    person = models.ForeignKey("articles.Person", models.CASCADE, null=True, related_name="+")
    section = models.ForeignKey("articles.Section", models.CASCADE, null=True, related_name="+")
    topic = models.ForeignKey("articles.Topic", models.CASCADE, null=True, related_name="+")
    image = models.ForeignKey("articles.Image", models.CASCADE, null=True, related_name="+")
    page = models.ForeignKey("articles.Page", models.CASCADE, null=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=_of_one_noun(), name="%(class)s_is_of_one_thing")]

    def __str__(self):
        return str(self.thing)

    @property
    def noun(self):
        return next((noun for noun in NOUNS if getattr(self, f"{noun}_id")), "")

    @property
    def thing(self):
        return getattr(self, self.noun) if self.noun else None


class Arrival(OfOneThing):
    """One thing of another system, and what it became here: a second run finds it by its key."""

    origin = models.CharField(max_length=200)
    key = models.CharField(_("key"), max_length=300)
    brought_by = models.ForeignKey(Import, models.PROTECT, related_name="arrivals", verbose_name=_("import"))
    is_new = models.BooleanField(default=False)  # made by the import, not found here
    source_digest = models.CharField(max_length=64, blank=True)  # of the record as it came
    version = models.PositiveIntegerField(default=0)  # of the copy, as it was brought
    edition_digest = models.CharField(max_length=64, blank=True)  # of its last edition, as it was brought
    # What did not survive, kept beside the story: [[what, text]].
    left_out = models.JSONField(_("left out"), default=list)
    # Addresses of pictures that were not to be had: they can be given later.
    missing = models.JSONField(_("missing pictures"), default=list)

    class Meta(OfOneThing.Meta):
        constraints = [
            *OfOneThing.Meta.constraints,
            models.UniqueConstraint(fields=["origin", "key"], name="one_arrival_a_key"),
        ]
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")

    def holds(self, version, edition_digest):
        """Ask whether a story is as it was brought: nobody changed it here since."""
        return (self.version, self.edition_digest) == (version, edition_digest)


class OldAddress(OfOneThing):
    """Where a thing stood in another system: readers who ask there are sent to where it stands now."""

    LONGEST = 500

    # Decoded, without a slash at its end; with the query where it has one, and of /?p=123 the query alone.
    path = models.CharField(_("path"), max_length=LONGEST, unique=True)
    brought_by = models.ForeignKey(
        Import, models.PROTECT, related_name="old_addresses", verbose_name=_("import")
    )

    class Meta(OfOneThing.Meta):
        constraints = OfOneThing.Meta.constraints
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")

    def __str__(self):
        return self.path
