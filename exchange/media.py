"""The picture files that come along with an archive: in a folder or a zip, or on the old site itself."""

import tempfile
import zipfile
from contextlib import suppress
from itertools import product
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.core.files import File

from articles.pictures import decoding, recordings

from .addresses import sizes_off
from .readers.opening import BROKEN_ZIP, BadFile

MAX_BYTES = max(decoding.MAX_BYTES, getattr(recordings, "MAX_BYTES", 0))
PART = 1 << 16
PARTS = 5  # of a path, from its end, by which a file is found


class Nowhere:
    """No media were given."""

    def open(self, _address):
        return None


class Folder:
    """A folder of files, such as a copy of `wp-content/uploads`; nothing outside of it is read.

    Generators of sites serve what lies in `static` or `public` without the folder's name.
    """

    SERVED = ("", "static", "public")

    def __init__(self, path):
        self.root = Path(path).resolve()

    def open(self, address):
        for name, folder in product(candidates(address), self.SERVED):
            # No file has such a name: too long, or with a null character.
            with suppress(OSError, ValueError):
                path = (self.root / folder / name).resolve()
                if path.is_relative_to(self.root) and path.is_file():
                    return File(path.open("rb"), name=path.name)
        return None


class Zip:
    """A zip of files, read one by one and never unpacked; what is larger than a picture may be is refused."""

    def __init__(self, path):
        try:
            self.archive = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise BadFile(f"{path} is no zip that can be read: {error}") from error
        self.names = {}
        for info in self.archive.infolist():
            # By every tail of its path: archives begin at the site's folder, or at `uploads`, or below.
            parts = [part for part in PurePosixPath(info.filename).parts if part not in ("..", "/")]
            for start in range(max(0, len(parts) - PARTS), len(parts)):
                self.names.setdefault("/".join(parts[start:]), info)

    def open(self, address):
        for name in candidates(address):
            info = self.names.get(name)
            if info and not info.is_dir() and _is_of_one_date(info.filename, address):
                return self._read(info)
        return None

    def _read(self, info):
        """Copy a file out, counting its bytes: the sizes that a zip declares can be wrong."""
        copied, count = tempfile.TemporaryFile(), 0  # noqa: SIM115
        try:
            with self.archive.open(info) as file:
                while part := file.read(PART):
                    count += len(part)
                    if count > MAX_BYTES:
                        raise BadFile(f"{info.filename} is larger than {MAX_BYTES >> 20} MB")
                    copied.write(part)
        except BROKEN_ZIP as error:
            copied.close()
            raise BadFile(f"{info.filename} in the zip can't be read: {error}") from error
        except BadFile:
            copied.close()
            raise
        copied.seek(0)
        return File(copied, name=info.filename)


def _is_of_one_date(name, address):
    """Ask whether no folder of a file has another number: 2020/03/boat.jpg is no 2019/05/boat.jpg."""
    held, asked = (PurePosixPath(each).parts[-2::-1] for each in (name, next(candidates(address))))
    pairs = zip(held, asked, strict=False)
    return all(
        one.lstrip("0") == other.lstrip("0") for one, other in pairs if one.isdigit() and other.isdigit()
    )


def opened(path):
    """Return the media of a folder or a zip."""
    if path is None:
        return Nowhere()
    path = Path(path)
    if path.is_dir():
        return Folder(path)
    if not path.exists():
        raise BadFile(f"{path} is not there.")
    return Zip(path)


def candidates(address):
    """Yield where a file may lie: by each tail of its path, with the size in its name and without."""
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return
    parts = [part for part in PurePosixPath(path).parts if part not in ("/", "..", ".")]
    for full in dict.fromkeys(("/".join(parts), sizes_off("/".join(parts)))):
        pieces = full.split("/")
        for start in sorted({0, *range(max(0, len(pieces) - PARTS), len(pieces))}):
            yield "/".join(pieces[start:])
