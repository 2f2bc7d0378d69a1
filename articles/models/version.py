"""The rows of a version of a copy: byline, citations and topics, as JSON in its history."""

from django.db import models
from simple_history.models import HistoricalRecords

PEOPLE = ("name", "role", "order")
CITED = ("mark", "basis", "standing", "quote", "locator", "address", "seen_on", "archived_copy")
EMPTY = {"seen_on": None}  # of a citation; other columns hold text


class Version(models.Model):
    """A row of the history; `rows` is None while its version is the newest, and where none were kept.

    What is kept of a dropped plan has rows at once.
    """

    rows = models.JSONField(null=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self):
        return f"version {self.version}"


def keep_rows(copy, version):
    """Keep the rows of a version with it, before the next is saved: a form stores rows behind the story."""
    copy.history.filter(version=version, rows__isnull=True).update(rows=rows_of(copy))


def keep_printed_rows(copy, plan):
    """Keep what a plan prints beside its texts with the newest row of the history: the copy has its own."""
    newest = copy.history.order_by("-history_id").values("pk")[:1]
    copy.history.filter(pk__in=newest).update(rows=printed_rows(plan))


def printed_rows(edition):
    """Return what rows_of() returns, of what an edition prints."""
    byline = [
        {**line, "name": "" if line["person"] else line["name"], "order": place}
        for place, line in enumerate(edition.byline)
    ]
    citations = [
        {"source": row["source"], **{name: row.get(name, EMPTY.get(name, "")) for name in CITED}}
        for row in edition.citations
    ]
    return {"byline": byline, "citations": citations, "topics": [topic["slug"] for topic in edition.topics]}


def rows_of(copy):
    """Return {"byline", "citations", "topics"} of a copy as it stands; people, sources and topics by slug."""
    byline = copy.bylines.select_related("person").order_by("order", "pk")
    citations = copy.citations.select_related("source").order_by("pk")
    return {
        "byline": [
            {"person": row.person.slug if row.person_id else "", **_values(row, PEOPLE)} for row in byline
        ],
        "citations": [{"source": row.source.slug, **_values(row, CITED)} for row in citations],
        "topics": list(copy.topics.order_by("name").values_list("slug", flat=True)),
    }


def _values(row, names):
    values = {name: getattr(row, name) for name in names}
    if values.get("seen_on"):
        values["seen_on"] = values["seen_on"].isoformat()
    return values


class CopyHistory(HistoricalRecords):
    """The columns of a copy at each save, and its topics."""

    def create_historical_record_m2ms(self, history_instance, instance):
        # The library reads the whole story twice for this, at each save.
        if history_instance.history_type != "+":
            self._copy_topics(history_instance, instance)

    def m2m_changed(self, instance, action, attr, pk_set, reverse, **_more):
        """Give the newest row the topics: a form stores them behind the story, and that is no other save."""
        newest = None if reverse else instance.history.order_by("-history_date", "-history_id").first()
        if newest and action in ("post_add", "post_remove", "post_clear"):
            for model in self.m2m_models.values():
                model.objects.filter(history=newest).delete()
            self._copy_topics(newest, instance)

    def _copy_topics(self, row, instance):
        for field, model in self.m2m_models.items():
            topics = field.remote_field.through.objects.filter(article=instance)
            rows = topics.values("id", "article_id", "topic_id")
            model.objects.bulk_create(model(history=row, **each) for each in rows)
