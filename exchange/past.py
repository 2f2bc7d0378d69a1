"""The database as it was at a past moment, for one connection: views in the place of tables.

A temporary view hides the table of its name from all queries of its connection, however they are written.
So nothing has to be asked differently, and no query can forget what may not come back: a story that readers
can't read today. What is redacted is gone from every edition, so it comes back nowhere.
"""

from contextlib import contextmanager

from django.db import connection, transaction

from articles.models import Address, Edition, EditionLink, Placement, clock, site_state
from articles.public.page_cache import FAR_FUTURE, Era

# Of each table: the moment from which a row was there.
BEGAN = {
    Edition: "live_from",
    **dict.fromkeys(EditionLink.__subclasses__(), "live_from"),
    Placement: "placed_from",
    Address: "public_since",
}
ENDS = ("live_until", "placed_until")  # what ended later had no end yet
OF_ARTICLES = (Edition, Placement, Address)  # all others are of editions


@contextmanager
def the_past(at):
    """Let this connection see what readers could read at a past moment, less what they can't read today."""
    connection.ensure_connection()
    mode = getattr(connection, "transaction_mode", None)
    if connection.vendor == "sqlite":
        connection.transaction_mode = "DEFERRED"  # nobody waits for it: it writes nothing
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql" and not connection.savepoint_ids:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            views = [_view(model, at) for model in BEGAN]
            try:
                for sql in views:
                    cursor.execute(sql)
                yield
            finally:
                for model in BEGAN:
                    cursor.execute(f"DROP VIEW IF EXISTS {_temporary(model)}")
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode


def silent_slugs(at):
    """Return the addresses, public by then, of stories that readers can't read today."""
    silent = _silent(clock.now()).values("article_id")
    rows = Address.objects.filter(public_since__lte=at, article_id__in=silent)
    return list(rows.order_by("slug").values_list("slug", flat=True))


def era(at):
    """Return what a request of that moment finds as its own; no page of another moment is kept for it."""
    token = f"{site_state.state().token} at {at.isoformat()}"
    return Era(token, at, at, FAR_FUTURE, {})


def _silent(now):
    return Edition.objects.in_force(now).filter(kind__in=Edition.TEXTLESS)


def _view(model, at):
    """Return the statement that makes the view of a table."""
    quote, meta = connection.ops.quote_name, model._meta
    columns = ", ".join(_column(field.column, at) for field in meta.concrete_fields)
    where = f"{quote(BEGAN[model])} <= {_literal(at)}"
    kinds, now = ", ".join(map(_text, Edition.TEXTLESS)), _literal(clock.now())
    silent = (
        f"SELECT article_id FROM {_table(Edition)} WHERE kind IN ({kinds}) "  # noqa: S608
        f"AND live_from <= {now} AND (live_until IS NULL OR live_until > {now})"
    )
    if model in OF_ARTICLES:
        where += f" AND article_id NOT IN ({silent})"
    else:
        where += f" AND edition_id NOT IN (SELECT id FROM {_table(Edition)} WHERE article_id IN ({silent}))"  # noqa: S608
    return (
        f"CREATE TEMPORARY VIEW {quote(meta.db_table)} AS SELECT {columns} FROM {_table(model)} WHERE {where}"  # noqa: S608
    )


def _column(name, at):
    name = connection.ops.quote_name(name)
    if name.strip('"') not in ENDS:
        return name
    return f"CASE WHEN {name} <= {_literal(at)} THEN {name} END AS {name}"


def _table(model):
    """Return a table's name that leads past its view."""
    schema = "main" if connection.vendor == "sqlite" else _schema()
    return f"{connection.ops.quote_name(schema)}.{connection.ops.quote_name(model._meta.db_table)}"


def _temporary(model):
    schema = "temp" if connection.vendor == "sqlite" else "pg_temp"
    return f"{schema}.{connection.ops.quote_name(model._meta.db_table)}"


def _schema():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        return cursor.fetchone()[0]


def _literal(at):
    return _text(
        at.isoformat() if connection.vendor == "postgresql" else at.replace(tzinfo=None).isoformat(" ")
    )


def _text(value):
    return "'" + str(value).replace("'", "''") + "'"
