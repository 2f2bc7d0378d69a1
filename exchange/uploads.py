"""Archives that were handed over at the desk: their files in a private folder until they are brought."""

import re
import secrets
import shutil
import tempfile
import zipfile
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.utils.translation import gettext as _

from articles.models import clock

from . import media
from .mapping import BadMapping, Mapping
from .models import Import
from .readers import ghost, texts
from .readers.finding import sources
from .readers.opening import BROKEN_ZIP, BadFile

MOST_TEXT = 100 << 20  # bytes that are read at each request
MOST_UNPACKED, MOST_FILES = 1 << 30, 20_000  # bytes, and files, of a zip
KEPT = timedelta(days=30)
PART = 1 << 20
NAME = re.compile(r"[^\w. -]+")
OF_AN_OFFICE = (*texts.WORD_ENDS, ".odt")  # zips themselves


def keep(archive, pictures=None):
    """Store uploaded files in a folder of their own, and return its name; raise BadFile."""
    root = Path(settings.IMPORTS_ROOT)
    try:
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix="", dir=root))  # open to nobody else
        _fill(folder, archive, pictures)
        return folder.rename(root / secrets.token_hex(16)).name
    except OSError as error:
        raise BadFile(_("The archive can’t be stored: %(why)s.") % {"why": error.strerror}) from error


def _fill(folder, archive, pictures):
    try:
        _store(archive, folder / "archive")
        if pictures:
            _copy(pictures, folder / "pictures.zip")
            media.opened(folder / "pictures.zip")
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _store(upload, folder):
    """Store an archive's file; a zip that is no export of its own is unpacked."""
    folder.mkdir()
    name = NAME.sub("_", PurePosixPath(upload.name).name).lstrip(".")[-100:] or "archive"
    file = folder.with_name(f"upload{PurePosixPath(name).suffix.lower()}")
    _copy(upload, file)
    if zipfile.is_zipfile(file) and file.suffix not in OF_AN_OFFICE and not _is_of_ghost(file):
        _unpack(file, folder)
        file.unlink()
    else:
        file.rename(folder / name)


def _is_of_ghost(file):
    with file.open("rb") as opened:
        return ghost.is_mine(opened.read(2), file)


def _copy(upload, file):
    with file.open("wb") as copy:
        for part in upload.chunks(PART):
            copy.write(part)


def _unpack(file, folder):
    """Write the files of a zip, counting their bytes: the sizes that it declares can be wrong."""
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(file) as archive:
            for number, info in enumerate(archive.infolist()):
                if number >= MOST_FILES:
                    raise BadFile(_("The zip holds more than %(count)s files.") % {"count": MOST_FILES})
                if path := _path_of(info, folder):
                    left = _unpack_file(archive, info, path, left)
    except (*BROKEN_ZIP, ValueError) as error:
        if getattr(error, "errno", None):  # it is the disk's
            raise
        raise BadFile(_("The zip can’t be read: %(why)s") % {"why": error}) from error


def _path_of(info, folder):
    """Return where a file of a zip belongs; nowhere outside of the folder, and nothing of a Mac's own."""
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts
    if info.is_dir() or not parts or parts[0] == "__MACOSX" or parts[-1].startswith("."):
        return None
    if "/" in parts or ".." in parts or any(len(part.encode()) > 200 for part in parts) or len(parts) > 30:
        name = info.filename[:100]
        raise BadFile(_("The zip has a file with an impossible name: %(name)s") % {"name": name})
    return folder.joinpath(*parts)


def _unpack_file(archive, info, path, left):
    path.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(info) as packed, path.open("wb") as copy:
        while part := packed.read(PART):
            left -= len(part)
            if left < 0:
                size = MOST_UNPACKED >> 20
                raise BadFile(_("Unpacked, the zip is larger than %(size)s MB.") % {"size": size})
            copy.write(part)
    return left


class Upload:
    """The files of one archive; raise BadFile where they are not here, or not to be read."""

    def __init__(self, row):
        self.folder = Path(settings.IMPORTS_ROOT) / row.upload
        if not row.upload or not self.folder.is_dir():
            raise BadFile(_("Its files are not on this server any more. Upload the archive again."))
        self.mapping_file = self.folder / "mapping.toml"

    def _root(self):
        """Return the folder of the site's files: most zips hold one folder with all of them."""
        folder = self.folder / "archive"
        while len(inside := list(folder.iterdir())) == 1 and inside[0].is_dir():
            folder = inside[0]
        return folder

    def sources(self):
        archive = self._root()
        files = [each for each in archive.rglob("*") if each.is_file()]
        try:
            found = sources(files if len(files) == 1 else [archive])
        except BadFile as error:
            said = str(error).replace(f"{archive}/", "").replace(str(archive), _("The zip"))
            raise BadFile(said) from error
        if sum(map(_text_bytes, found)) > MOST_TEXT:
            raise BadFile(
                _(
                    "Its texts have more than %(size)s MB, which is too much for the desk. Whoever runs this "
                    "newsroom brings it with the command: manage.py bring."
                )
                % {"size": MOST_TEXT >> 20}
            )
        return found

    def media(self):
        given, archive = self.folder / "pictures.zip", self._root()
        own = next(archive.glob("*.zip"), archive)
        return media.opened(given if given.exists() else own)

    def mapping(self):
        return Mapping.read(self.mapping_file) if self.mapping_file.exists() else Mapping()

    @contextmanager
    def other_mapping(self, text):
        """Yield another mapping, and keep it where nothing was raised meanwhile; raise BadMapping."""
        fresh = self.folder / "new.toml"
        fresh.write_text(text, "utf-8")
        try:
            mapping = Mapping.read(fresh)
        except BadMapping as error:
            raise BadMapping(str(error).replace(str(fresh), _("The mapping"))) from error
        yield mapping
        fresh.replace(self.mapping_file)

    def remove(self):
        shutil.rmtree(self.folder, ignore_errors=True)


def _text_bytes(source):
    if source.path.suffix.lower() != ".zip":
        return source.path.stat().st_size
    with zipfile.ZipFile(source.path) as archive:
        return sum(archive.getinfo(name).file_size for name in ghost.exports(archive))


def forget(row):
    """Remove the files of an import, where they are still here."""
    with suppress(BadFile):
        Upload(row).remove()


def clear():
    """Remove the files that nobody came back to, and yield how many; for `manage.py housekeeping`."""
    old = Import.objects.exclude(upload="").filter(uploaded_at__lt=clock.now() - KEPT)
    there = [row for row in old if (Path(settings.IMPORTS_ROOT) / row.upload).exists()]
    for row in there:
        forget(row)
    yield "archives that nobody brought", len(there)
