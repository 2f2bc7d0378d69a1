"""Write the whole newsroom as one fixture, for an empty newsroom to load."""

import os
from contextlib import nullcontext
from datetime import datetime

from django.apps import apps
from django.core import serializers
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers import sort_dependencies
from django.core.serializers.json import DjangoJSONEncoder

from articles.archive import whole_files
from articles.archive.snapshot import snapshot
from articles.desk import auditing
from articles.management.machine import account
from articles.management.paths import given_path
from articles.models import EditionLink

# What migrations make, and what sessions hold.
LEFT_OUT = {
    "contenttypes.ContentType",
    "auth.Permission",
    "sessions.Session",
    "articles.SiteState",
}
WARNING = (
    "This file holds the accounts with their password hashes and second factors, drafts, notes and "
    "the log. Keep it as you keep the database."
)


class Command(BaseCommand):
    help = f"Write the whole newsroom as one fixture (JSON), for `loaddata` in an empty one. {WARNING}"

    def add_arguments(self, parser):
        parser.add_argument("--output", "-o", type=given_path, help="the file; without it, standard output")

    def handle(self, *args, output, **options):
        try:
            with _opened(output) if output else nullcontext(self.stdout) as file:
                auditing.log("dump", "newsroom", "all", account=account())  # of the machine
                self.write(file)
        except OSError as error:
            raise CommandError(f"{output or 'The output'} can't be written: {error.strerror}.") from error
        self.stderr.write(WARNING)

    def write(self, file):
        with snapshot():
            serializers.serialize(
                "json",
                _rows(),
                stream=file,
                indent=1,
                ensure_ascii=False,
                use_natural_foreign_keys=True,
                cls=Encoder,
            )


def _opened(output):
    return whole_files.opened(output, "w", encoding="utf-8", opener=_private)


def _private(path, flags):
    """Open a file that, where it is new, nobody else on the machine may read."""
    return os.open(path, flags, 0o600)


def _rows():
    """Yield every row, what is named before what names it."""
    for model in sort_dependencies([(app, list(_models(app))) for app in apps.get_app_configs()]):
        relations = [field.name for field in model._meta.concrete_fields if field.remote_field]
        joined = [field.name for field in model._meta.many_to_many]
        rows = model._base_manager.order_by(model._meta.pk.name).select_related(*relations)
        for row in rows.prefetch_related(*joined).iterator(chunk_size=500):
            yield _without_lost_ones(row)


def _models(app):
    """Return the models of an app, but for those whose rows are made again on loading."""
    return (
        model for model in app.get_models(include_auto_created=False)
        if model._meta.managed and not model._meta.proxy and model._meta.label not in LEFT_OUT
        and not issubclass(model, EditionLink)
    )  # fmt: skip


def _without_lost_ones(row):
    """Empty the references of a line of history to a row that was deleted since."""
    for field in row._meta.concrete_fields:
        if field.remote_field and not field.db_constraint and getattr(row, field.name) is None:
            setattr(row, field.attname, None)
    return row


class Encoder(DjangoJSONEncoder):
    """Django's encoder, but with the microseconds by which lists are sorted."""

    def default(self, value):
        return value.isoformat() if isinstance(value, datetime) else super().default(value)
