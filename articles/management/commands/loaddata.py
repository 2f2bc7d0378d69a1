"""Django's `loaddata`, in bulk: what follows from the rows is derived once, behind the last."""

import os
import warnings
from contextlib import contextmanager
from itertools import chain

from django.core import serializers
from django.core.management.base import CommandError
from django.core.management.commands import loaddata

from articles.archive import loading
from articles.desk import origins
from articles.models import Publication
from newsroom.checks import language_exists, time_zone_exists


@contextmanager
def naming_file(path):
    """Let an error name the file."""
    try:
        yield
    except CommandError:
        raise
    except Exception as error:
        error.args = (f"Problem installing fixture '{path}': {error}",)
        raise


class Command(loaddata.Command):
    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--add",
            action="store_true",
            help="Add what is missing here of this newsroom's own dump; what is there stays as it is.",
        )

    def handle(self, *labels, add=False, **options):
        self.adds = add
        super().handle(*labels, **options)

    def loaddata(self, labels):
        self.load, self.has_dump = (
            loading.Load(self.adds, using=self.using, ignorenonexistent=self.ignore),
            False,
        )
        self.found, self.labels_left = [], len(labels)
        super().loaddata(labels)
        self.load.derive()
        origins.tell_loaded()
        if Publication in self.load.models:  # as no form would take it
            for check in (time_zone_exists, language_exists):
                for fault in check(None, [self.using]):
                    self.stderr.write(f"{fault.msg} {fault.hint}")
        if self.verbosity and (left_out := list(self.left_out())):
            self.stdout.write(f"Left out: {'; '.join(left_out)}.")

    def left_out(self):
        """Yield what a newsroom does not have of the files, or of the newsroom that was dumped."""
        if self.load.rows_here:
            yield f"rows that are here already: {self.load.rows_here}"
        if self.load.derived_rows:
            yield f"rows that are derived anew: {self.load.derived_rows}"
        if self.has_dump:
            yield "sessions, so everybody signs in again"
            yield "the files of pictures, so copy them too"

    def load_label(self, label):
        """Read the files of a label; behind the last one, store all rows: those of one may name another's."""
        self.found += self.files(label)
        self.labels_left -= 1
        if self.labels_left:
            return
        if loading.is_dump(row for _path, rows in self.found for row in rows):
            paths, parts = zip(*self.found, strict=True)
            self.found = [(", ".join(paths), list(chain(*parts)))]
        for path, rows in self.found:
            with naming_file(path):
                self.load_rows(rows)

    def files(self, label):
        """Yield the path and the rows of each file of a label."""
        for path, _folder, name in self.find_fixtures(label):
            _name, form, compression = self.parse_name(os.path.basename(path))
            opened, mode = self.compression_formats[compression]
            if form == "xml":
                raise CommandError("An XML fixture can't be loaded: use JSON or YAML.")
            with naming_file(path), opened(path, mode) as file:
                rows = list(serializers.get_deserializer(form)(file).stream)
            if not rows:
                warnings.warn(f"No fixture data found for '{name}'.", RuntimeWarning, stacklevel=1)
            self.fixture_count += 1
            self.fixture_object_count += len(rows)
            yield path, rows

    def load_rows(self, rows):
        """Store rows, in the order that they need."""
        is_dump = loading.is_dump(rows)
        self.has_dump |= is_dump
        wanted = [row for row in rows if not self.is_excluded(row)]
        if is_dump and not self.adds and (there := loading.in_the_way(wanted)):
            raise CommandError(
                f"This file is the dump of a whole newsroom, and there are {there} here. Load it into an "
                "empty newsroom, or, if it is this newsroom's own, add what is missing with --add."
            )
        if is_dump and self.adds and loading.is_of_another(rows):
            raise CommandError(
                "This file is the dump of another newsroom: its log is another, or it has none and lacks "
                "stories that are here. To move them, write them with take_out there, and bring them here."
            )
        self.load.rows(wanted)
        self.models |= self.load.models
        self.objs_with_deferred_fields += self.load.deferred
        self.load.deferred = []
        self.loaded_object_count += len(wanted)

    def is_excluded(self, row):
        label = str(row.get("model")).lower()
        models = {model._meta.label_lower for model in self.excluded_models}
        return label in models or label.split(".")[0] in {app.label for app in self.excluded_apps}
