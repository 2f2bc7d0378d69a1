"""A bucket that is away or refuses, and a disk whose programs are stopped: no half file, and a sentence."""

import errno
import os
from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from articles.archive import verifying
from articles.models import Image, clock
from articles.pictures import housekeeping, library, renditions
from tests.pictures.files import jpeg, upload
from tests.settings import STORAGES

pytestmark = [pytest.mark.django_db, pytest.mark.only_on("sqlite")]


@pytest.fixture
def picture(reporter, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return library.accept(upload(jpeg(40, 30)), reporter)


@pytest.fixture
def away(picture, settings, monkeypatch):
    """Let a bucket take the place of the disk, at a port where nothing listens."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "key")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    options = {"bucket_name": "paper", "endpoint_url": "http://127.0.0.1:9", "region_name": "eu-central-1"}
    settings.STORAGES = {**STORAGES, "default": {"BACKEND": "newsroom.bucket.Bucket", "OPTIONS": options}}
    return picture


def address(picture):
    return f"/media/{renditions.names(picture.renditions)[0]}"


def test_no_backup_is_written_of_a_bucket_that_is_away(away, tmp_path):
    with pytest.raises(CommandError, match="No backup: the files of pictures can't be read: the bucket is"):
        call_command("backup", str(tmp_path / "backups"))

    assert list((tmp_path / "backups").iterdir()) == []


def test_verify_says_that_it_is_away_and_not_that_pictures_are_gone(away):
    (fault,) = [said for what, said in verifying.archive_faults() if what == "the pictures"]

    assert fault.startswith("can't be read to the end: the bucket is away")


def test_a_reader_is_told_to_come_again_and_not_that_a_picture_is_gone(away, client):
    client.raise_request_exception = False

    assert client.get(address(away)).status_code == 503


def test_an_upload_is_refused_with_a_sentence(away, reporter):
    with pytest.raises(ValidationError, match="The storage is full, or away"):
        library.accept(upload(jpeg(50, 30)), reporter)

    assert Image.objects.get() == away


def test_a_program_that_is_killed_leaves_no_half_under_a_name(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    child = os.fork()
    if not child:
        content = ContentFile(b"boats" * 99)
        content.chunks = lambda: (os._exit(9) if part == 3 else b"boats" for part in range(9))
        default_storage.save("originals/ab/boats.jpg", content)
    os.waitpid(child, 0)

    assert not default_storage.exists("originals/ab/boats.jpg")
    with time_machine.travel(clock.now() + timedelta(days=2), tick=False):
        halves = list(housekeeping.unneeded())
    assert [name.partition("/")[0] for name in halves] == [".halves"]


def test_a_disk_that_is_full_keeps_no_half(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    full = OSError(errno.ENOSPC, "No space left on device")
    with mock.patch("newsroom.disk.file_move_safe", side_effect=full), pytest.raises(OSError, match="space"):
        default_storage.save("originals/ab/boats.jpg", ContentFile(b"boats"))

    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


@pytest.fixture
def of_another_user(picture):
    """Let each file be one that root left."""
    refusal = PermissionError(errno.EACCES, "Permission denied", picture.file.path)
    with mock.patch("newsroom.disk.Disk._open", side_effect=refusal):
        yield picture


def test_a_file_of_another_user_is_named_and_is_not_said_to_be_gone(of_another_user, client):
    faults = [said for what, said in verifying.archive_faults() if what == "the pictures"]

    refusal = f"[Errno 13] Permission denied: '{of_another_user.file.path}'"
    assert faults == [f"can't be read to the end: {refusal}"]
    client.raise_request_exception = False
    assert client.get(address(of_another_user)).status_code == 503
