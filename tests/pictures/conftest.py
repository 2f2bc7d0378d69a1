from shutil import copytree

import pytest
from django.core.files.storage import default_storage
from django.test import override_settings

from articles.models import Publication
from articles.pictures import library

from .files import jpeg, upload
from .sounds import recording
from .test_captions import CAPTIONS


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return default_storage


@pytest.fixture
def stored(tmp_path):
    """List the files in storage."""
    return lambda: sorted(
        str(file.relative_to(tmp_path / "media"))
        for file in (tmp_path / "media").rglob("*")
        if file.is_file()
    )


@pytest.fixture
def read(storage):
    """Read a file in storage."""

    def read(name):
        with storage.open(name) as file:
            return file.read()

    return read


@pytest.fixture
def make_picture(reporter, storage):
    made = []

    def make(content=None, **words):
        made.append(None)
        content = content or jpeg(150 + len(made), 100)
        return library.accept(
            upload(content), reporter, **{"alt_text": "Boats in fog", "credit": "Agency", **words}
        )

    return make


@pytest.fixture(scope="module")
def keep_picture(kept_chief, tmp_path_factory):
    """Make pictures for all tests of a module; `kept_files` brings their files into a test's storage."""
    made, media = [], tmp_path_factory.mktemp("kept") / "media"

    def make(**words):
        made.append(None)
        words = {"alt_text": "Boats in fog", "credit": "Agency", **words}
        with override_settings(MEDIA_ROOT=media):
            return library.accept(upload(jpeg(140 + len(made), 90)), kept_chief, **words)

    make.media = media
    return make


@pytest.fixture
def kept_files(keep_picture, tmp_path):
    copytree(keep_picture.media, tmp_path / "media")


@pytest.fixture
def make_recording(reporter, storage):
    def make(media_type="video/mp4", **words):
        words = {"alt_text": "A ferry leaves", "credit": "Agency", **words}
        return library.accept(upload(recording(media_type), "a.bin"), reporter, **words)

    return make


@pytest.fixture
def told(make_recording, make_picture, make_article, publish):
    """Publish a story with a video in its text: captions, transcript, still picture."""
    Publication.objects.create(address="https://paper.example")
    clip = make_recording(
        caption="The last ferry", captions=CAPTIONS, transcript="The ferry leaves.\n\nGulls.",
        poster=make_picture(), captions_language="hy"
    )  # fmt: skip
    return publish(make_article(body=f"Boats.\n\n![](image:{clip.key})\n\nEnd.")), clip
