"""Bring an archive of another system in: look first, then bring; again for what is new; and take it back."""

import gc
import json
from contextlib import contextmanager
from time import monotonic

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from articles.archive import whole_files
from articles.management.paths import given_path
from exchange import fetching, import_job, media, rollback
from exchange.mapping import BadMapping, Mapping
from exchange.models import Import
from exchange.readers.finding import sources
from exchange.readers.opening import BadFile
from exchange.report_words import left_words, words_of

SHOWN = 20  # problems printed; all of them are in the report
OBJECTS = 20_000  # between two searches for rings of objects; of 700, they take a tenth of an import


class Command(BaseCommand):
    help = (
        "Bring an archive in: exports of WordPress and Ghost, documents, feeds, tables. "
        "It can be stopped at any time, and goes on where it was; again, it brings what is new or changed."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "files", nargs="*", type=given_path, metavar="FILE", help="of one archive, or folders"
        )
        parser.add_argument("--look", action="store_true", help="write nothing, and say what would happen")
        parser.add_argument(
            "--mapping",
            type=given_path,
            help="what becomes of categories, authors, states; with --look it is written if new",
        )
        parser.add_argument("--media", type=given_path, help="the folder or zip that the pictures are in")
        parser.add_argument(
            "--fetch-from",
            metavar="HOST",
            help="fetch missing pictures from this host, over HTTPS, at public addresses",
        )
        parser.add_argument(
            "--origin",
            default="",
            help="whose archive it is; else the site's address in the file, or its name",
        )
        parser.add_argument("--by", metavar="USER", help="the account in whose name it is brought")
        parser.add_argument(
            "--take-back", type=int, metavar="NUMBER", help="remove all that an import brought"
        )
        parser.add_argument(
            "--report", type=given_path, help="write the whole report into this file, as JSON"
        )

    def handle(self, *args, files, **options):
        try:
            if options["take_back"]:
                return self.take_back(options["take_back"], self.user(options["by"]))
            if not files:
                raise CommandError("Name a file or a folder to bring.")
            with rare_searches_for_rings():
                self.bring(files, **options)
        except (BadFile, BadMapping, import_job.Refused, fetching.BadHost) as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(
                f"The database can't go on: {error}. What was brought stays; run this again for the rest."
            ) from error

    def user(self, name):
        if not name:
            return None
        user = get_user_model().objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no account “{name}”.")
        return user

    def bring(self, files, **options):
        path, looks = options["mapping"], options["look"]
        mapping = Mapping.read(path) if path and (path.exists() or not looks) else Mapping()
        fetcher = fetching.Fetcher(options["fetch_from"]) if options["fetch_from"] else None
        job = import_job.ImportJob(
            sources(files),
            mapping,
            media.opened(options["media"] or own_media(files)),
            fetcher,
            self.user(options["by"]),
            options["origin"],
            files[0].resolve().name,
        )
        self.began = monotonic()
        if looks:
            report = job.preview(self.tell)
            self.say(report, f"Looked at, in {monotonic() - self.began:,.0f} s; nothing was written.")
            if path and not path.exists():
                keep(path, job.mapping_file())
                self.stdout.write(f"{path} is written: change it, and give it back with --mapping.")
        else:
            done = job.bring(self.tell)
            self.say(job.report, f"Import {done.pk} of {done.origin}, in {monotonic() - self.began:,.0f} s.")
        if options["report"]:
            keep(options["report"], json.dumps(job.report.as_json(), ensure_ascii=False, indent=1))

    def take_back(self, number, by):
        row = Import.objects.filter(pk=number).first()
        if row is None:
            raise CommandError(f"There is no import {number}.")
        counts = rollback.take_back(row, by)
        said = ", ".join(f"{count} {noun}" for noun, count in counts.items() if count)
        self.stdout.write(f"Import {number} is taken back: {said or 'nothing'}.")
        if row.renewed:
            self.stdout.write(f"Of earlier imports it renewed {row.renewed}, which keep the new texts.")

    def tell(self, done, of=None):
        """Say how far it is, on a terminal as it goes."""
        if self.stdout.isatty() and (done % 100 == 0 or done == of):
            rate = done / max(monotonic() - self.began, 0.001)
            self.stdout.write(
                f"{done:,}{f' of {of:,}' if of else ''} stories, {rate:,.0f} a second\r", ending=""
            )
            self.stdout.flush()

    def say(self, report, last):
        for count, words in words_of(report.counts):
            self.stdout.write(f"{count:>9,}  {words}")
        for name, count in report.left.most_common():
            self.stdout.write(f"{count:>9,}  left out: {left_words(name)}")
        for place, sentence in report.problems[:SHOWN]:
            self.stdout.write(f"{place}: {sentence}")
        if report.count_of_problems > SHOWN:
            self.stdout.write(f"… and {report.count_of_problems - SHOWN} problems more: see --report.")
        self.stdout.write(last)


def keep(path, text):
    """Write a file whole: half a mapping would be read as one the next time."""
    try:
        with whole_files.opened(path, "w", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise CommandError(f"{path} can't be written: {error.strerror}.") from error


@contextmanager
def rare_searches_for_rings():
    """Let Python look for objects that hold each other less often: the tree of each text is one ring."""
    often = gc.get_threshold()
    gc.set_threshold(OBJECTS, *often[1:])
    try:
        yield
    finally:
        gc.set_threshold(*often)


def own_media(files):
    """Return the zip or folder that holds the pictures beside the texts, where no other is given."""
    return next((path for path in files if path.is_dir() or path.suffix == ".zip"), None)
