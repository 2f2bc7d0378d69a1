"""Each column of each table, changed once past the acts: verify tells it, or the column stands here as one
that it does not tell; docs/explanation/threats.md says why."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, models, transaction

from articles import desk
from articles.archive import verifying
from articles.desk import origins, public_rows
from articles.models import Byline, Edition, Image, Page, Person, Publication, Topic, clock
from tests.cast import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]
LATER = datetime(2031, 2, 3, tzinfo=UTC)
# Of editions and acts other tests change each column; of pictures, what stands in their files.
ELSEWHERE = {"articles.Edition", "articles.Act", "articles.Image"}
OF_EDITIONS = {"the search index", "the pictures"}
# Tables of which nothing is told: what helps the desk, what goes by itself, and what is Django's own.
UNTOLD = {
    *("articles.Autosave", "articles.Coverage", "articles.Preference", "articles.Push", "articles.SavedView"),
    *(
        "articles.Snippet",
        "admin.LogEntry",
        "sessions.Session",
        "contenttypes.ContentType",
        "auth.Permission",
    ),
    *("account.EmailAddress", "account.EmailConfirmation", "mfa.Authenticator"),
    # Of the wire and of imports, the tests of exchange.
    *("exchange.Import", "exchange.Arrival", "exchange.OldAddress", "exchange.Feed", "exchange.WireCopy"),
    "exchange.WireUse",
}
COLUMNS = {
    "articles.Article": {
        *("stage", "approved_version", "due_at", "priority", "created_at", "updated_at"),
    },
    "articles.Citation": {"passage_digest"},
    "articles.HistoricalArticle": {
        *("uid", "approved_version", "legal_flag", "due_at", "priority", "created_at", "unmerged"),
        *("approved_by", "assignee", "created_by", "rows"),
    },
    "articles.HistoricalArticle_topics": {"id", "article", "topic", "history"},
    "articles.Note": {"end", "resolved_by"},
    "articles.Person": {"user"},
    "articles.PreviewLink": {"created_at", "revoked_at", "views"},
    "articles.Proposal": {"declined_by", "declined_because"},  # of one that waits
    "articles.Publication": {"house_words"},
    "articles.SiteState": {"token", "purged"},
    "articles.Source": {"note", "former_names", "confidential_name", "withdrawn_reason"},
    "auth.User": {"password", "last_login", "first_name", "last_name", "date_joined"},
}


@pytest.fixture
def room(make_article, make_source, chief_editor, editor, reporter, section):
    """A row of each kind that the log tells of."""
    make_user("root", "Chief editor").user_permissions.add(Permission.objects.first())
    section.editors.add(editor)
    origins.take_stock()
    picture = Image.objects.create(alt_text="Boats", credit="Us")
    story, other = (
        make_article(sources=[make_source(name)], body=f"So. [@{name}]", lead_image=lead)
        for name, lead in (("office", picture), ("ministry", None))
    )
    Byline.objects.create(article=story, person=Person.objects.create(name="Ann", slug="ann"))
    story.topics.add(Topic.objects.create(name="Peace", slug="peace"))
    Person.objects.create(name="Bob", slug="bob"), Topic.objects.create(name="War", slug="war")
    for each in (other, story):
        desk.publish(each, by=editor, despite="A test.")
    page, paper = Page.objects.create(headline="Imprint", slug="imprint"), Publication.objects.create()
    values = public_rows.values_of(paper, public_rows.PUBLIC[Publication])
    desk.describe(paper, by=chief_editor, values=values | {"name": "Paper"})
    values = public_rows.values_of(page, public_rows.PUBLIC[Page]) | {"body": "We.", "is_published": True}
    desk.describe(page, by=chief_editor, values=values)
    desk.note(story, by=editor, text="Who?", passage="So")
    desk.share(story, by=editor, until=clock.now() + timedelta(days=2), version=1)
    desk.place(story, by=editor, slot=0)
    desk.relate(story, by=editor, stories=[other])
    said = {"kind": "correction", "note": "New.", "changes": {"body": "No. [@office]"}}
    desk.propose("correct", story, by=chief_editor, **said)
    assert faults() == set()
    return story


def faults():
    """Return what is told beside the editions, whose own checks find none of this."""
    return {row for name, part in verifying.PARTS.items() if name not in OF_EDITIONS for row in part()}


def other_value(field, value):
    if field.is_relation:
        return field.remote_field.model._base_manager.exclude(pk=value).values_list("pk", flat=True).last()
    if field.flatchoices:
        return next(key for key, _name in field.flatchoices if key != value)
    for kind, made in KINDS.items():
        if isinstance(field, kind):
            return made(value)
    raise AssertionError(f"No other value is known for {field}.")


KINDS = {
    models.BooleanField: lambda value: not value,
    models.DateTimeField: lambda value: LATER,
    models.DateField: lambda value: date(2031, 2, 3),
    models.JSONField: lambda value: {**value, "zz": 1} if isinstance(value, dict) else [*(value or ()), "zz"],
    (models.IntegerField, models.FloatField): lambda value: (value or 0) + 3,
    models.BinaryField: lambda value: b"zz",
    models.UUIDField: lambda value: "ab" * 16,
    (models.CharField, models.TextField, models.FileField): lambda value: f"{value or ''}zz"[-60:],
}


def is_missed(row, field):
    """Change a column of a row past the acts, and ask whether nothing tells it; what is refused is told."""
    value = other_value(field, getattr(row, field.attname))
    there = type(row)._base_manager.filter(pk=row.pk)
    return is_untold(lambda: there.update(**{field.attname: value}))


def is_untold(change):
    """Make a change, ask whether nothing tells it, and take it back."""
    try:
        with transaction.atomic():
            change()
            found = faults()
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return not found


def test_each_column_that_is_changed_past_the_acts_is_told_or_known_as_untold(room):
    differ = {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        row = model._base_manager.filter(**of(model, room)).order_by("pk").first()
        if label in UNTOLD | ELSEWHERE:
            continue
        assert row is not None, f"The room has no row of {label}."
        columns = [field for field in model._meta.concrete_fields if not field.primary_key]
        missed = {field.name for field in columns if is_missed(row, field)}
        if missed != COLUMNS.get(label, set()):
            differ[label] = missed ^ COLUMNS.get(label, set())

    assert differ == {}


# Tables of which a row more, a copy of one, is not told.
ROWS = {
    "articles.HistoricalArticle_topics",
}


def is_a_copy_missed(row):
    """Put a copy of a row beside it, and ask whether nothing tells it; what is refused is told."""
    columns = [field for field in row._meta.concrete_fields if not field.primary_key]
    copy = type(row)(**{field.attname: getattr(row, field.attname) for field in columns})
    return is_untold(lambda: type(row)._base_manager.bulk_create([copy]))


def test_each_row_that_is_there_twice_is_told_or_known_as_untold(room):
    missed = set()
    for model in apps.get_models(include_auto_created=True):
        row = model._base_manager.filter(**of(model, room)).order_by("pk").first()
        if model._meta.label not in UNTOLD | ELSEWHERE and is_a_copy_missed(row):
            missed.add(model._meta.label)

    assert missed == ROWS


# Tables of which a row less is not told: the topics of a version, and a preview, which may be over.
GONE = {"articles.HistoricalArticle_topics", "articles.PreviewLink"}


def is_its_loss_missed(row):
    """Delete a row as a program does that heeds no foreign keys, and ask whether nothing tells it."""
    try:
        return is_untold(lambda: type(row)._base_manager.filter(pk=row.pk)._raw_delete("default"))
    except ObjectDoesNotExist:  # `manage.py verify` names what can't be read
        return False


def test_each_row_that_is_deleted_is_told_or_known_as_untold(room):
    missed = set()
    for model in apps.get_models(include_auto_created=True):
        row = model._base_manager.filter(**of(model, room)).order_by("pk").first()
        if model._meta.label not in UNTOLD and row and is_its_loss_missed(row):
            missed.add(model._meta.label)

    assert missed == GONE


def of(model, story):
    names = {field.name for field in model._meta.concrete_fields}
    return {"article": story} if "article" in names and model is not Edition else {}
