import pytest
from django.core.files.storage import default_storage

from articles.pictures import accepting

from .files import jpeg, upload


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
