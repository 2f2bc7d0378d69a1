"""INSERT of many new rows at once; it sends no signals, so the caller updates links and search."""

from functools import cache, partial
from operator import attrgetter

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connections, models

# Their values go to the database as they are.
PLAIN = (models.CharField, models.TextField, models.IntegerField, models.ForeignKey)


def insert(rows):
    """Store new objects of one model as they stand; those that others name bring their primary keys.

    Django's bulk_create compiles each value of each row, which costs more than a story's 20 rows may in all.
    """
    if rows:
        fields = rows[0]._meta.concrete_fields
        names = [field.attname for field in fields if not (field.primary_key and rows[0].pk is None)]
        insert_values(type(rows[0]), names, map(attrgetter(*names), rows))


def insert_values(model, names, rows):
    """Store new rows of a model, given as tuples of the values of the named columns."""
    connection = connections[DEFAULT_DB_ALIAS]
    fields = [model._meta.get_field(name) for name in names]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        # executemany compiles the statement once, and reads the rows from a generator: memory stays
        # flat.
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({marks})",  # noqa: S608
            _prepared(rows, fields, connection),
        )


def _prepared(rows, fields, connection):
    others = [
        (place, _prepare(field, connection))
        for place, field in enumerate(fields)
        if not isinstance(field, PLAIN)
    ]
    for row in rows:
        values = list(row)
        for place, prepare in others:
            values[place] = prepare(values[place])
        yield values


def _prepare(field, connection):
    """Return what makes a field's value ready for the database; moments repeat, so each once."""
    prepare = partial(field.get_db_prep_save, connection=connection)
    return cache(prepare) if isinstance(field, models.DateTimeField) else prepare


def count_on(*counted):
    """Set the sequences of primary keys to continue after the keys that were inserted."""
    connection = connections[DEFAULT_DB_ALIAS]
    with connection.cursor() as cursor:
        # PostgreSQL's sequences don't notice keys that are inserted; SQLite has none to reset, so the
        # list is empty there.
        for statement in connection.ops.sequence_reset_sql(no_style(), counted):
            cursor.execute(statement)
