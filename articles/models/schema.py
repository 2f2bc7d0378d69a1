"""Whether the database has the columns that the models have, and every migration."""

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

COLUMNS = {
    "sqlite": (
        "SELECT t.name, c.name FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'"
    ),
    "postgresql": (
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()"
    ),
}


def unapplied():
    """Return the migrations that are still to be done: before them, columns have to be missing."""
    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def differences():
    """Return (missing, unknown): columns as “table.column” that the models have alone, or the database."""
    wanted, found = of_models(), stored()
    tables = {table for table, _column in wanted}
    missing = sorted(f"{table}.{column}" for table, column in wanted - found)
    return missing, sorted(f"{table}.{column}" for table, column in found - wanted if table in tables)


def of_models():
    return {
        (model._meta.db_table, field.column)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
        for field in model._meta.local_concrete_fields
    }


def stored():
    """Return {(table, column)} of the database, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS[connection.vendor])
        return set(cursor.fetchall())
