"""Pictures and recordings come back with all that the library says of them."""

import json
from datetime import date

import pytest

from articles.models import Image
from articles.pictures import library
from exchange import image_import, media, rollback
from exchange.models import Import
from tests.pictures import files
from tests.pictures.sounds import recording

from .conftest import forget_newsroom

pytestmark = pytest.mark.django_db
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:01.000\nGulls.\n"


@pytest.fixture
def again(again, monkeypatch):
    """Forget the pictures, too."""

    def forget():
        forget_newsroom()
        Image.objects.update(poster=None)
        Image.objects.all().delete()

    monkeypatch.setattr("tests.exchange.conftest.forget_newsroom", forget)
    return again


def test_a_picture_keeps_its_crops_and_what_is_not_printed(publish, reporter, settings, tmp_path, again):
    settings.MEDIA_ROOT = tmp_path / "media"
    said = {
        "is_decorative": True, "people": "Ann Lee", "taken_on": date(2020, 1, 2), "focal_x": 0, "focal_y": 90,
        "crops": {"square": [10, 0, 50.5]}, "credit": "Anna",
    }  # fmt: skip
    publish(headline="Rain", lead_image=library.accept(files.upload(files.jpeg()), reporter, **said))

    again()

    assert Image.objects.values(*said).get() == said


def test_a_recording_keeps_its_captions_and_its_still_picture(publish, reporter, settings, tmp_path, again):
    settings.MEDIA_ROOT = tmp_path / "media"
    said = {"captions": CAPTIONS, "captions_language": "hy", "alt_text": "A ferry", "credit": "Anna"}
    clip = library.accept(files.upload(recording("video/mp4"), "a.mp4"), reporter, **said)
    Image.objects.filter(pk=clip.pk).update(
        poster=library.accept(files.upload(files.jpeg()), reporter, alt_text="Still", credit="Anna")
    )
    publish(headline="Rain", body=f"![](image:{clip.key})")

    again()

    clip = Image.objects.exclude(media_type="").get()
    assert {name: getattr(clip, name) for name in said} == said
    assert clip.poster.alt_text == "Still"
    assert "captions" in clip.renditions
    rollback.take_back(Import.objects.get())
    assert not Image.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"captions": "no captions"}, {"captions_language": "../x"}, {"focal_x": 101}, {"focal_x": "a"},
        {"crops": {"square": [90, 0, 50]}}, {"crops": {"square": "x", "other": [1, 2, 3], "wide": [None] * 3}},
        {"crops": "x"}, {"crops": [1]}, {"taken_on": "yesterday"}, {"poster": "nowhere"}, {"poster": 5},
        {"is_decorative": "perhaps"}, {"taken_on": 20240101}, {"taken_on": True},
    ],
)  # fmt: skip
def test_what_the_library_would_not_take_is_left(tmp_path, said):
    (tmp_path / "pictures.json").write_text(json.dumps([{"key": "k", "file": "pictures/a.jpg", **said}]))

    found = image_import.words_taken_out(media.Folder(tmp_path))["pictures/a.jpg"]

    assert not any(found.values())


def test_recordings_that_are_each_others_still_pictures_are_none(bring):
    rows = [{"key": name, "file": f"pictures/{name}.jpg", "poster": other} for name, other in ("ab", "ba")]
    made = {f"pictures__{name}_DOT_jpg": files.jpeg(width) for name, width in (("a", 200), ("b", 210))}

    bring(**made, pictures_DOT_json=json.dumps(rows),
          rain_DOT_md="---\ntitle: Rain\n---\n![](/pictures/a.jpg)")  # fmt: skip

    assert Image.objects.get().poster is None
