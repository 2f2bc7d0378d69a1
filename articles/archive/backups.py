"""A backup: one tar of the database's rows, the files of the storage, and what proves both.

The tar holds, in this order: manifest.json, rows.jsonl.gz, the files under media/, sums.json. It is the same
for both databases and both kinds of storage.
"""

import gzip
import hashlib
import io
import json
import re
import tarfile
import tempfile
import zlib
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from articles.models import Act, clock, site_state

from . import digests, head, tables
from .snapshot import snapshot

MANIFEST, ROWS, SUMS, MEDIA = "manifest.json", "rows.jsonl.gz", "sums.json", "media/"
NAME = re.compile(r"newsroom-\d{8}T\d{6}Z\.tar")
# A path below the storage, without an empty or a hidden part.
SAFE = re.compile(r"media(?:/[\w@+-][\w.@+-]*)+")
LONGEST_LINE = 1 << 27  # characters of a row; a line of zeros without an end packs well
# What a file of any content can raise where rows are read and written.
UNREADABLE = (tables.Unreadable, ValueError, TypeError, LookupError, AttributeError, ArithmeticError,
              RecursionError, EOFError, gzip.BadGzipFile, zlib.error, DatabaseError)  # fmt: skip
HEAD, KEY = re.compile(r"(?:[0-9a-f]{64})?", re.ASCII), re.compile(r"[0-9a-f]{16}", re.ASCII)
SUBJECT = "newsroom:backup"
FRESH = timedelta(days=2)  # one is made each day


class Bad(Exception):
    """An archive that can't be used, with a sentence."""


class Unread(Exception):
    """Files of the storage that can't be read, with the reason."""


def name(at):
    return f"newsroom-{at.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar"


def last():
    """Return the moment of the newest backup, or None."""
    return Act.objects.filter(subject=SUBJECT).order_by("-at").values_list("at", flat=True).first()


def is_fresh(made):
    """Ask whether the newest backup, made at a moment or never, is recent enough."""
    return made is not None and clock.now() - made < FRESH


def fingerprints():
    """Return {setting: first digits of each key's hash}: they identify a key, and reveal nothing of it."""
    keys = {"SOURCES_KEY": settings.SOURCES_KEY, "SIGNING_KEY": [settings.SIGNING_KEY]}
    return {
        setting: [hashlib.sha256(key.encode()).hexdigest()[:16] for key in values if key]
        for setting, values in keys.items()
    }


def migrations():
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


# Writing


def write(stream, has_files=True):
    """Write an archive to a stream while people work; return its manifest."""
    with tarfile.open(fileobj=stream, mode="w|") as tar, tempfile.TemporaryFile() as rows:
        with snapshot():
            at = clock.now()
            manifest = {
                "version": settings.VERSION,
                "at": digests.iso_milliseconds(at),
                "head": head.head(at),
                "keys": fingerprints(),
                "migrations": migrations(),
            }
            with gzip.open(rows, "wt", compresslevel=1, encoding="utf-8") as text:
                text.writelines(f"{line}\n" for line in tables.lines())
        sums = {MANIFEST: _add(tar, MANIFEST, io.BytesIO(json.dumps(manifest, indent=1).encode()))}
        sums[ROWS] = _add(tar, ROWS, rows)
        # Behind the rows: a file never changes in place, so that all that they name are there.
        # What somebody else put there, such as a hidden file, would not come back.
        for path in filter(_is_safe, files() if has_files else ()):
            sums |= _add_stored(tar, path)
        _add(tar, SUMS, io.BytesIO(json.dumps(sums, indent=1).encode()))
    return manifest


def _is_safe(path):
    return SAFE.fullmatch(MEDIA + path)


@contextmanager
def _reading():
    """Tell a storage that can't be read from an archive that can't be written. Raises Unread."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unread(error) from error


def files(folder=""):
    """Yield the names of all files of the storage. Raises Unread."""
    try:
        with _reading():
            folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    below = f"{folder}/" if folder else ""
    yield from (f"{below}{name}" for name in sorted(names) if name)
    for each in sorted(folders):
        yield from files(f"{below}{each}")


def _add_stored(tar, path):
    """Add a file of the storage; one that was cleaned away meanwhile is left out."""
    with tempfile.TemporaryFile() as whole:
        try:
            with _reading(), default_storage.open(path) as file:
                for chunk in file.chunks():
                    whole.write(chunk)
        except FileNotFoundError:
            return {}
        return {MEDIA + path: _add(tar, MEDIA + path, whole)}


def _add(tar, path, file):
    """Add a file of known length; return its SHA-256."""
    member = tarfile.TarInfo(path)
    member.size, member.mode = file.seek(0, io.SEEK_END), 0o600
    member.mtime = int(datetime.now(UTC).timestamp())
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    tar.addfile(member, file)
    return digest


# Reading


def members(stream):
    """Yield (name, file) of an archive's members, each checked against the sums at its end. Raises Bad."""
    found, sums = {}, None
    try:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                if not member.isfile() or member.issparse():
                    raise Bad("The archive holds something that is no file.")
                if member.name in found:
                    raise Bad("The archive holds two files of one name.")
                with tempfile.TemporaryFile() as file:
                    found[member.name] = _copied(tar.extractfile(member), file)
                    if member.name == SUMS:
                        sums = json.load(file)
                    else:
                        yield member.name, file
    except (tarfile.TarError, EOFError, UnicodeError, json.JSONDecodeError, RecursionError) as error:
        raise Bad(f"The archive is damaged or cut off: {error}.") from error
    found.pop(SUMS, None)
    if not isinstance(sums, dict):
        raise Bad("The archive is cut off: its sums are missing.")
    if wrong := sorted(name for name in found.keys() | sums.keys() if found.get(name) != sums.get(name)):
        raise Bad(f"The archive is damaged: {wrong[0]!a} is not what was written.")


def _copied(source, target):
    digest = hashlib.sha256()
    while chunk := source.read(1 << 20):
        digest.update(chunk)
        target.write(chunk)
    target.seek(0)
    return digest.hexdigest()


def check(stream):
    """Read an archive to its end. Raises Bad."""
    for _member in members(stream):
        pass


def restore(stream, on_manifest=lambda manifest: None, may_add=False):
    """Fill an empty, migrated newsroom from an archive; return its manifest. Raises Bad.

    The rows come in one transaction, which ends when the archive was read to its end and its sums are right.
    Into a storage with pictures it puts others only if it `may_add` them.
    """
    written = []
    try:
        with transaction.atomic():
            manifest = _fill(stream, on_manifest, written, may_add)
            site_state.replace_token()
    except BaseException as error:
        for name in written:
            default_storage.delete(name)
        if isinstance(error, OperationalError | InterfaceError):
            raise Bad(f"The database took no more: {error}.") from error
        if isinstance(error, Unread):
            raise Bad(f"The storage can't be read: {error}.") from error
        if isinstance(error, UNREADABLE):
            raise Bad(f"The archive can't be read: {str(error).rstrip('.')}.") from error
        raise
    return manifest


def _fill(stream, on_manifest, written, may_add):
    """Store what an archive holds, with the names of its files in `written`; return the manifest."""
    manifest, number = None, -1
    for number, (name, file) in enumerate(members(stream)):
        if name != (MANIFEST, ROWS)[number] if number < 2 else not SAFE.fullmatch(name):
            raise Bad(f"The archive holds a file that is none of Newsroom's, or not there: {name!a}.")
        if name == MANIFEST:
            manifest = _manifest(file)
            on_manifest(manifest)
        elif name == ROWS:
            with gzip.open(file, "rt", encoding="utf-8") as text:
                tables.store(_lines(text))
        else:
            _store(name.removeprefix(MEDIA), file, written, may_add)
    if number < 1:
        raise Bad("This is no backup of Newsroom's: it holds no rows.")
    return manifest


def _manifest(file):
    """Return a manifest of the form that `write` gives it. Raises Bad."""
    manifest = json.load(file)
    refuse_another_version(manifest)
    if not datetime.fromisoformat(manifest["at"]).tzinfo or not HEAD.fullmatch(manifest["head"]):
        raise Bad("The manifest of the archive names no moment or no head.")
    if not all(map(KEY.fullmatch, (key for keys in manifest["keys"].values() for key in keys))):
        raise Bad("The manifest of the archive names keys in another form.")
    return manifest


def _lines(text):
    """Yield the lines of a text, of a bounded length. Raises Bad."""
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise Bad("The archive holds a row that is too long.")
        yield line


def refuse_another_version(manifest):
    there, here = manifest.get("migrations"), migrations()
    if there == here:
        return
    others = set(map(str, there)) ^ set(here) if isinstance(there, list) else {""}
    if all(name.startswith("socialaccount.") for name in others):
        raise Bad("One of the two newsrooms alone has single sign-on: set OIDC_URL as it was there.")
    raise Bad(
        f"The backup is of version {manifest.get('version')!a}, whose tables are others than those of "
        f"{settings.VERSION}. Restore it with that version, then bring it up to date."
    )


def _store(path, file, written, may_add):
    """Store a file unless it is there whole: a stopped restoration, or a crash, may have left a half."""
    is_there = default_storage.exists(path)
    if is_there and default_storage.size(path) == file.seek(0, io.SEEK_END):
        return
    if not (may_add or written) and next(files("originals"), None):
        raise Bad(
            f"The storage holds pictures, and {path} is none of them: it may be another newsroom's, which "
            "removed it. Set another S3_BUCKET, or move var/media away; if it is this one's own, --add-files."
        )
    if is_there:
        default_storage.delete(path)
    written.append(path)
    default_storage.save(path, File(file))
