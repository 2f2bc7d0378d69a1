"""Whatever a zip holds: a clear line with its place, and nothing half written."""

import zipfile

import pytest

from exchange import uploads
from exchange.readers import ghost, office
from exchange.readers.fields import BadDocument
from exchange.readers.opening import BadFile
from tests.pictures import files

pytestmark = pytest.mark.django_db
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


def damaged(path, name, data, packing):
    """Write a zip of one file that is damaged within."""
    with zipfile.ZipFile(path, "w", packing) as packed:
        packed.writestr(name, data)
        start = packed.getinfo(name).header_offset + 30 + len(name)
    found = bytearray(path.read_bytes())
    found[start + 20 : start + 120] = bytes(100)
    path.write_bytes(found)
    return path


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_damaged_text_in_a_zip_is_refused_in_words(tmp_path, packing):
    path = damaged(tmp_path / "a.odt", "content.xml", files.jpeg(), packing)
    with pytest.raises(BadDocument, match="no OpenDocument text"):
        list(office.of_open_document(path.read_bytes(), "a.odt"))

    path = damaged(tmp_path / "a.zip", "ghost.json", files.jpeg(), packing)
    assert not ghost.is_mine(b"PK", path)
    with pytest.raises(BadFile, match="The zip can’t be read"):
        uploads._unpack(path, tmp_path / "unpacked")


def test_a_full_disk_is_no_damage_of_a_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("a/b", b"x")
    (tmp_path / "file").touch()

    with pytest.raises(NotADirectoryError):
        uploads._unpack(tmp_path / "a.zip", tmp_path / "file")
