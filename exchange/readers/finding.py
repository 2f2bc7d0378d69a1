"""Which reader reads a file, and the sources of a command's arguments."""

import codecs
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.records import Problem

from . import feeds, ghost, ninjs, substack, tables, taken_out, texts, wxr
from .opening import UNMARKED, BadFile

READERS = (taken_out, wxr, ghost, feeds, ninjs, substack, tables, texts)
START = 8192  # bytes by which a form is known
# Forms that hold texts and are not read. Of other files a folder may hold thousands, and nobody misses them.
OTHERS = (".doc", ".dot", ".rtf", ".pages", ".wpd", ".wps", ".sxw", ".fodt", ".epub", ".xls", ".xlsx", ".sql")


class Unread:
    """The reader of what no reader knows."""

    NAME = "unread"

    @staticmethod
    def records(_opened, name):
        yield Problem(
            name, _("it is of a form that is not read: save texts as .docx or .odt, tables as .csv")
        )


@dataclass
class Source:
    """One file, and what reads it."""

    path: Path
    reader: object
    name: str
    fields: dict = field(default_factory=dict)  # {our name: a table's column}
    is_first: bool = True  # of the tables

    @property
    def form(self):
        return self.reader.NAME

    def records(self):
        """Yield its records, from its beginning each time."""
        try:
            with self.path.open("rb") as opened:
                of_table = {"fields": self.fields, "is_first": self.is_first}
                yield from self.reader.records(opened, self.name, **of_table if self.reader is tables else {})
        except OSError as error:
            yield Problem(self.name, _("it can’t be read: %(why)s") % {"why": error.strerror})


def sources(paths):
    """Return the sources of files and folders; raise BadFile for what is not there, or of no known form."""
    found = []
    for path in map(Path, paths):
        if not path.exists():
            raise BadFile(f"{path} is not there.")
        files = _files_in(path) if path.is_dir() else [path]
        known = [(each, _reader_of(each) or _unread(each)) for each in files]
        if path.is_file() and known[0][1] in (None, Unread):
            hint = " Save texts as .docx or .odt, tables as .csv." if path.suffix.lower() in OTHERS else ""
            raise BadFile(f"{path} is of no form that is known.{hint}")
        found += [
            Source(each, reader, str(each.relative_to(path)) if path.is_dir() else each.name)
            for each, reader in known
            if reader
        ]
    for source in [each for each in found if each.reader is tables][1:]:
        source.is_first = False
    found.sort(key=lambda source: source.reader is Unread)  # the first says what form the archive has
    if not found or found[0].reader is Unread:
        raise BadFile("There is nothing to bring.")
    return found


def _files_in(folder):
    known = taken_out.files_of(folder) or substack.files_of(folder)
    return known or sorted(each for each in folder.rglob("*") if each.is_file())


def _unread(path):
    return Unread if path.suffix.lower() in OTHERS else None


def _reader_of(path):
    try:
        with path.open("rb") as opened:
            return reader_by(opened.read(START), path)
    except OSError as error:
        raise BadFile(f"{path} can't be read: {error.strerror}") from error


def reader_by(start, path, readers=READERS):
    """Return the reader that knows a file by its first bytes and its name; None where none does."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        start = start.decode("utf-16", "ignore").encode()
    for mark, encoding in UNMARKED:
        start = start.decode(encoding, "ignore").encode() if start.startswith(mark) else start
    return next((reader for reader in readers if reader.is_mine(start, path)), None)
