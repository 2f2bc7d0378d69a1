"""Redacted words go from every column of text of every table, found by its class: no list tells them."""

import json
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, models, transaction

from articles import desk
from articles.desk import words_found
from articles.models import Address, Article, Edition, SiteState, clock
from tests.test_hunt import tables

pytestmark = pytest.mark.django_db

WORD = "Zyxwvutica Brabblemuff"
KEY = "zyxwvutica-brabblemuff"
# A story's own address can't go while it is live: tests/desk/test_redacting_words.py.
# The admin's own log names a row by its number, and the state of the site is tokens.
NO_WORDS = {(Address, "slug"), (Edition, "slug"), (Article, "slug"), (LogEntry, "object_id"),
            (SiteState, "purged")}  # fmt: skip
# What an edition prints of rows has forms that are read.
ROWS = {
    "byline": {"name": WORD, "role": WORD, "person": KEY},
    "citations": {"source": KEY, "mark": KEY, "name": WORD, "quote": WORD},
    "topics": {"slug": KEY, "name": WORD},
    "pictures": {"key": "6f9619ff-8b86-4011-b42d-00c04fc964ff", "caption": WORD},
}
# What a constraint asks of a row beside the classes of its columns.
ASKED = {"feed": {"address": "https://wire.example/feed", "folder": ""}}
TYPED = (models.CharField, models.TextField, models.JSONField)


def is_ours(model):
    return model._meta.app_label not in words_found.WITHOUT_STORIES


def columns():
    """Return (model, column) of all that may hold words: what isn't a choice, a file's name or a hash."""
    return [
        (model, column)
        for model in apps.get_models()
        if is_ours(model)
        for column in model._meta.concrete_fields
        if isinstance(column, TYPED) and not column.choices
        and column.name not in words_found.NO_TEXT
        and (model, column.name) not in NO_WORDS
        and (model._meta.model_name, column.name) not in words_found.KEPT
    ]  # fmt: skip


def filled(model):
    """Return a row of a model, made of its columns' classes where there is none."""
    if row := model._base_manager.first():
        return row
    values = {column.attname: _value(column) for column in model._meta.concrete_fields}
    known = {name: value for name, value in values.items() if value is not None}
    row = model(**known | ASKED.get(model._meta.model_name, {}))
    row.save()
    return row


def _value(column):
    if column.has_default() or column.primary_key or column.null:
        return None
    if isinstance(column, models.ForeignKey):
        return filled(column.remote_field.model).pk
    moment, day = clock.now(), date(2026, 1, 1)
    kinds = {models.DateTimeField: moment, models.DateField: day, models.IntegerField: 1}
    return next((value for kind, value in kinds.items() if isinstance(column, kind)), "x")


def with_word(column, kept):
    """Return a value of a column's class that holds the word beside what is there."""
    if column.model is Edition and column.name in ROWS:
        return [ROWS[column.name]]
    if isinstance(column, models.JSONField):
        names = {"x": [WORD]} if column.model._meta.app_label in words_found.OURS else {WORD: {"x": WORD}}
        return [*kept, names] if isinstance(kept, list) else {**(kept or {}), **names}
    if column.name == "subject":  # of the log, and of what waits for a second pair of eyes
        return f"source:{KEY}"
    if isinstance(column, models.SlugField):
        return KEY[: column.max_length]
    return f"{WORD} {kept or ''}"[: column.max_length]


@pytest.fixture
def newsroom(publish, chief_editor):
    """A row of every table, with the word in every column of text."""
    story = publish()
    desk.share(story, by=chief_editor, until=clock.now() + timedelta(days=1), version=story.version)
    LogEntry.objects.create(user=chief_editor, action_flag=2, content_type=ContentType.objects.first())
    told = []
    for model in {model: None for model, _column in columns()}:
        filled(model)
    for model, column in columns():
        row = model._base_manager.order_by("pk").first()
        value = with_word(column, getattr(row, column.name))
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=row.pk).update(**{column.name: value})
        except IntegrityError:
            continue
        told.append((model, column.name))
    return story, told


def holding(word):
    """Return the tables that hold a word."""
    with connection.cursor() as cursor:
        found = set()
        for table in tables(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows = [
                str([bytes(cell) if isinstance(cell, memoryview) else cell for cell in row]) for row in cursor
            ]
            if any(word.lower() in row.lower() for row in rows):
                found.add(table)
    return found


def test_words_go_from_every_column_of_text_of_every_table(newsroom, chief_editor):
    story, told = newsroom
    assert len(told) > 70
    assert {model._meta.db_table for model, _name in told} <= holding("brabblemuff")

    desk.redact_words(story, by=chief_editor, words=[WORD], order="The court of X")

    left = {
        (model.__name__, name)
        for model, name in told
        for value in model._base_manager.values_list(name, flat=True)
        if "brabblemuff" in json.dumps(value, default=str).lower()
    }
    assert left == set()
    assert holding("brabblemuff") == set()
