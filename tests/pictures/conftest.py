import pytest
from django.core.files.storage import default_storage

from articles.models import Publication
from articles.pictures import accepting

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
        return accepting.accept(
            upload(content), reporter, **{"alt_text": "Boats in fog", "credit": "Agency", **words}
        )

    return make


@pytest.fixture
def make_recording(reporter, storage):
    def make(media_type="video/mp4", **words):
        words = {"alt_text": "A ferry leaves", "credit": "Agency", **words}
        return accepting.accept(upload(recording(media_type), "a.bin"), reporter, **words)

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
