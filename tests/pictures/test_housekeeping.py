"""What `manage.py verify` finds of pictures: originals by their hash, and renditions that readers get."""

import pytest

from articles.archive import verifying
from articles.models import Image
from articles.pictures import renditions

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(make_picture, make_article, publish):
    picture = make_picture()
    publish(make_article(lead_image=picture))
    assert list(verifying.archive_faults()) == []
    return picture


def faults():
    return [fault for _what, fault in verifying.archive_faults()]


ORIGINAL = "its original is gone, or is another file than was taken"
LOST = "lacks files of its pictures: run renditions"


def test_an_original_that_is_another_file_is_found(picture):
    with open(picture.file.path, "ab") as file:
        file.write(b"x")

    assert faults() == [ORIGINAL]


@pytest.mark.parametrize("values", [{"file": ""}, {"sha256": ""}, {"file": "originals/nowhere.jpg"}])
def test_an_original_that_is_gone_is_found(picture, values):
    Image.objects.update(**values)

    assert faults() == [ORIGINAL]


def test_a_rendition_that_is_gone_is_found(picture, storage):
    storage.delete(renditions.names(picture.renditions)[3])

    assert faults() == [LOST]


def test_a_rendition_that_only_an_edition_printed_is_looked_for(picture, storage):
    storage.delete(renditions.names(picture.renditions)[3])
    Image.objects.update(renditions={})

    assert faults() == [LOST]
