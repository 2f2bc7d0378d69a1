"""All rows of the newsroom as lines of text, and back into the empty tables of either database.

The first line of a table is {"table", "columns"}, each line behind it one row. What other lines name may come
later: both databases look for it at the end of the transaction.
"""

import base64
import json
from datetime import date, datetime
from uuid import UUID

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, models

from articles.models import Article

from . import bulk_insert

LEFT_OUT = {"sessions.Session"}
PART = 1000  # rows held at once


class Unreadable(Exception):
    """Lines that are no rows of this version's tables, with a sentence."""


def tables():
    """Return the models whose rows make a newsroom, those of many-to-many fields among them."""
    every = apps.get_models(include_auto_created=True)
    return [
        model for model in every
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
    ]  # fmt: skip


def is_empty():
    """Ask whether there are no stories and no accounts; there may be no tables yet."""
    there = connection.introspection.table_names()
    those = (Article, get_user_model())
    return not any(model._meta.db_table in there and model.objects.exists() for model in those)


def lines():
    """Yield every row as a line of JSON, table by table; for one moment of all, inside a snapshot."""
    for model in tables():
        names = [field.attname for field in model._meta.local_concrete_fields]
        yield json.dumps({"table": model._meta.label, "columns": names})
        rows = model._base_manager.order_by("pk").values_list(*names)
        for row in rows.iterator(chunk_size=PART):
            yield json.dumps(row, default=_plain)  # in ASCII: no half of an emoji stops a backup


def _plain(value):
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(value)


def store(found):
    """Fill empty tables from lines, inside a transaction. Raises Unreadable.

    The rows that migrations make go first: those of the lines stand in their places.
    """
    models_of = {model._meta.label: model for model in tables()}
    for model in models_of.values():
        model._base_manager.all()._raw_delete(connection.alias)
    for model, names, rows in _by_table(found, models_of):
        bulk_insert.insert_values(model, names, rows)
    bulk_insert.count_on(*models_of.values())
    if connection.vendor == "postgresql":  # it would plan the next minute's queries for an empty database
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _values(model, names, rows):
    """Yield rows with the values of Python in the place of JSON's."""
    readers = [(place, _read(model._meta.get_field(name))) for place, name in enumerate(names)]
    readers = [(place, read) for place, read in readers if read]
    for row in rows:
        for place, read in readers:
            if row[place] is not None:
                row[place] = read(row[place])
        yield row


def _read(field):
    """Return what makes a column's value of JSON's; None where it is that value already."""
    if isinstance(field, models.BinaryField):
        return base64.b64decode
    if isinstance(field, models.DateTimeField):
        return datetime.fromisoformat
    if isinstance(field, models.DateField):
        return date.fromisoformat
    if isinstance(field, models.UUIDField):
        return UUID
    return None


def _by_table(found, models_of):
    """Yield (model, columns, rows) of lines."""
    values = map(json.loads, found)
    head = next(values, None)
    while head is not None:
        model, names = models_of.get(head["table"]), head["columns"]
        if model is None:
            raise Unreadable(f"There is no table {head['table']} in this version.")
        if set(names) != {field.attname for field in model._meta.local_concrete_fields}:
            raise Unreadable(f"The columns of {head['table']} are those of another version.")
        following = []
        yield model, names, _values(model, names, _until_next(values, following))
        head = following.pop() if following else None


def _until_next(values, following):
    """Yield the rows of a table; put the head of the next one into `following`."""
    for value in values:
        if isinstance(value, dict):
            following.append(value)
            return
        yield value
