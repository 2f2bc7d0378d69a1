"""What editions name: a row for each person, source, topic and picture that one prints."""

from uuid import UUID

from django.db import models

from .edition import Edition


class EditionLinkQuerySet(models.QuerySet):
    def printed(self, at):
        """Links of records up to `at`.

        Saying that no story was printed before its first publication lets an index pass over the plans,
        which stand first in it: 2,400 plans of one source took 1.5 ms otherwise.
        """
        return self.filter(first_published_at__lte=at, live_from__lte=at)

    def in_force(self, at):
        """Links of the editions that readers find at `at`."""
        return self.printed(at).filter(models.Q(live_until=None) | models.Q(live_until__gt=at))

    def news(self, at):
        """Leave out the links of what somebody paid for, before the newest are counted: pages stay full."""
        return self.filter(edition__live_from__lte=at).exclude(
            edition__type_of_work=Edition.TypeOfWork.ADVERTISEMENT
        )


class EditionLink(models.Model):
    """An edition's name for something, with its moments copied, so that a list needs one index.

    Derived from what the edition prints: each class tells what it names, and where that is printed.
    """

    NAMES = ""  # the column of what is named, and the name of its model
    KEY = "slug"  # the column by which an edition prints it

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    first_published_at = models.DateTimeField()
    live_from = models.DateTimeField()
    live_until = models.DateTimeField(null=True)

    objects = EditionLinkQuerySet.as_manager()

    class Meta:
        abstract = True

    def __str__(self):
        return f"edition {self.edition_id}"

    @classmethod
    def target(cls):
        """Return the model of what is named."""
        return cls._meta.get_field(cls.NAMES).remote_field.model

    @staticmethod
    def keys_in(printed):
        """Return the keys of what is named in the lists that an edition prints."""
        raise NotImplementedError


def _links(noun):
    # published() by one person, source or topic, newest first.
    return [
        models.Index(
            noun,
            models.F("first_published_at").desc(),
            "live_from",
            "live_until",
            name=f"edition_{noun}_newest",
        )
    ]


class EditionPerson(EditionLink):
    NAMES = "person"

    person = models.ForeignKey("Person", models.PROTECT, related_name="edition_links")

    class Meta:
        indexes = _links("person")

    @staticmethod
    def keys_in(printed):
        return {row["person"] for row in printed.byline if row.get("person")}


class EditionSource(EditionLink):
    NAMES = "source"

    source = models.ForeignKey("Source", models.PROTECT, related_name="edition_links")

    class Meta:
        indexes = _links("source")

    @staticmethod
    def keys_in(printed):
        """Return the keys of the sources cited, and of those for whom they speak: a record names both."""
        voices = (voice for row in printed.citations for voice in row.get("represents", ()))
        return {row["source"] for row in printed.citations} | {voice["slug"] for voice in voices}


class EditionTopic(EditionLink):
    NAMES = "topic"

    topic = models.ForeignKey("Topic", models.PROTECT, related_name="edition_links")

    class Meta:
        indexes = _links("topic")

    @staticmethod
    def keys_in(printed):
        return {row["slug"] for row in printed.topics}


class EditionPicture(EditionLink):
    NAMES, KEY = "image", "key"

    image = models.ForeignKey("Image", models.PROTECT, related_name="edition_links")

    class Meta:
        indexes = _links("image")

    @staticmethod
    def keys_in(printed):
        return {UUID(row["key"]) for row in printed.pictures}
