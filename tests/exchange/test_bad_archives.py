"""Whatever a zip holds: a clear line with its place, and nothing half written."""

import zipfile

import pytest
from django.core.management import CommandError

from articles.models import Article, Image
from exchange import media, uploads
from exchange.readers import ghost, office
from exchange.readers.fields import BadDocument
from exchange.readers.opening import BadFile
from tests.pictures import files

from .test_bad_input import sentences
from .wxr import picture, post

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


def zipped(tmp_path, **entries):
    path = tmp_path / "media.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name.replace("__", "/"), data)
    return path


def test_pictures_come_from_a_zip(archive, arrived, tmp_path):
    path = zipped(tmp_path, **{"site__wp-content__uploads__2019__05__harbour.jpg": files.jpeg()})

    archive.bring(
        post(1, body="x", meta=[("_thumbnail_id", "90")]), picture(90, "2019/05/harbour.jpg"), media=path
    )

    assert arrived("post:1").lead_image


def test_a_zip_bomb_is_stopped_at_the_size_of_a_picture(archive, tmp_path, monkeypatch):
    monkeypatch.setattr("exchange.media.MAX_BYTES", 100_000)
    path = zipped(tmp_path, **{"harbour.jpg": b"\0" * 10_000_000})

    report = archive.report(post(1, body='<img src="/wp-content/uploads/harbour.jpg">'), media=path)

    assert "is larger than" in sentences(report)
    assert not Image.objects.exists()


def test_a_zip_with_paths_upwards_is_only_read_by_name(archive, tmp_path):
    path = zipped(tmp_path, **{"..__..__harbour.jpg": files.jpeg()})

    archive.bring(post(1, body='<img src="/wp-content/uploads/harbour.jpg">'), media=path)

    assert Image.objects.count() == 1
    assert not (tmp_path.parent.parent / "harbour.jpg").exists()


def test_a_file_that_is_no_zip_is_named(archive, tmp_path):
    (tmp_path / "x.zip").write_bytes(b"PK nonsense")
    archive.write(post(1))

    with pytest.raises(CommandError, match="is no zip"):
        archive.bring(media=tmp_path / "x.zip")


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_damaged_picture_in_a_zip_is_named_and_the_rest_comes(archive, tmp_path, packing):
    path = damaged(tmp_path / "media.zip", "harbour.jpg", files.jpeg(), packing)

    report = archive.report(post(1, body='<img src="/wp-content/uploads/harbour.jpg">'), post(2), media=path)

    assert "harbour.jpg in the zip can't be read" in sentences(report)
    assert Article.objects.count() == 2


def test_a_path_of_many_folders_in_a_zip_costs_no_more_than_another(tmp_path):
    with zipfile.ZipFile(tmp_path / "deep.zip", "w") as file:
        file.writestr("a/" * 30_000 + "b/x.png", b"x")

    names = media.Zip(tmp_path / "deep.zip").names

    assert len(names) == media.PARTS
    assert "b/x.png" in names
