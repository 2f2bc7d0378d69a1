"""Django's `loaddata`, in bulk: what follows from the rows is derived once, behind the last."""

import os
import warnings

from django.core import serializers
from django.core.management.base import CommandError
from django.core.management.commands import loaddata

from articles.archive import loading
from articles.desk import origins


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
        super().loaddata(labels)
        self.load.derive()
        origins.tell_loaded()
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
        """Load the files of a label, each in the order that its rows need."""
        for path, _folder, name in self.find_fixtures(label):
            _name, form, compression = self.parse_name(os.path.basename(path))
            opened, mode = self.compression_formats[compression]
            with opened(path, mode) as file:
                try:
                    count = self.load_file(form, file)
                except CommandError:
                    raise
                except Exception as error:
                    error.args = (f"Problem installing fixture '{path}': {error}",)
                    raise
            if not count:
                warnings.warn(f"No fixture data found for '{name}'.", RuntimeWarning, stacklevel=1)
            self.fixture_count += 1
            self.fixture_object_count += count

    def load_file(self, form, file):
        """Store the rows of a file; return how many it has."""
        if form == "xml":
            raise CommandError("An XML fixture can't be loaded: use JSON or YAML.")
        rows = list(serializers.get_deserializer(form)(file).stream)
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
        return len(rows)

    def is_excluded(self, row):
        label = str(row.get("model")).lower()
        models = {model._meta.label_lower for model in self.excluded_models}
        return label in models or label.split(".")[0] in {app.label for app in self.excluded_apps}
