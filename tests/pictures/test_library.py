import errno
import threading
from io import BytesIO

import pillow_heif
import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import FileSystemStorage
from django.db import connection
from PIL import Image as Pixels

from articles.models import Image
from articles.pictures import decoding, library
from tests.cast import make_user

from . import files
from .files import encoded, jpeg, scene, upload

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.only_on("sqlite")  # of what decoders and encoders do, no database is asked


def refused(content, by, name="harbour.jpg"):
    """Return the sentence with which an upload is refused."""
    with pytest.raises(ValidationError) as error:
        library.accept(upload(content, name), by)
    return error.value.messages[0]


def test_an_original_is_kept_byte_for_byte(reporter, read):
    content = files.with_exif()

    image = library.accept(upload(content), reporter)

    assert read(image.file.name) == content
    assert (image.width, image.height, image.uploaded_by) == (300, 200, reporter)


def test_content_credentials_stay_in_the_original(reporter, read):
    manifest = b"JP\x02\x11\0\0\0\x01jumb c2pa manifest"
    image = library.accept(upload(files.with_segment(jpeg(), 0xEB, manifest)), reporter)

    assert manifest in read(image.file.name)
    assert image.renditions


def test_who_may_not_upload_cant(db):
    visitor, reader = AnonymousUser(), make_user("reader")

    for person in (visitor, reader):
        with pytest.raises(PermissionDenied):
            library.accept(upload(jpeg()), person)

    assert not Image.objects.exists()


@on_sqlite
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "GIF", "MPO", "HEIF"])
def test_each_named_format_is_taken(reporter, form):
    image = library.accept(upload(encoded(scene(120, 80), form)), reporter)

    assert image.file.name.endswith("." + decoding.FORMATS[form])


@on_sqlite
@pytest.mark.parametrize("form", ["TIFF", "BMP", "PPM", "ICO", "TGA", "JPEG2000", "PDF"])
def test_no_other_format_is_decoded(reporter, form):
    assert "video or sound that can be read" in refused(encoded(scene(120, 80), form), reporter)


@on_sqlite
def test_svg_is_refused_whatever_it_is_called(reporter):
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'

    for content in (drawing, b'<?xml version="1.0"?>' + drawing):
        assert "SVG" in refused(content, reporter, "chart.png")


@on_sqlite
def test_a_bomb_is_refused_before_its_pixels_are_loaded(reporter, monkeypatch):
    monkeypatch.setattr(Pixels.Image, "load", pytest.fail)
    bomb = files.bomb()

    assert len(bomb) < 250
    assert "50 megapixels" in refused(bomb, reporter)
    assert "50 megapixels" in refused(files.bomb(10_000), reporter)


@on_sqlite
def test_a_file_of_too_many_bytes_isnt_read(reporter, monkeypatch, read):
    monkeypatch.setattr(decoding, "MAX_BYTES", 1 << 20)

    assert "larger than 1 MB" in refused(jpeg() + b"\0" * (1 << 20), reporter)


@on_sqlite
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_a_truncated_file_is_refused(reporter, stored, form):
    content = encoded(scene(120, 80), form)

    sentence = refused(content[: len(content) // 2], reporter)

    assert "damaged" in sentence or "no picture" in sentence
    assert not Image.objects.exists()
    assert stored() == []


@on_sqlite
def test_an_empty_file_is_refused(reporter):
    assert "empty" in refused(b"", reporter)


@on_sqlite
def test_a_film_of_ten_thousand_frames_is_refused(reporter):
    assert "moves" in refused(files.film(), reporter)


@on_sqlite
@pytest.mark.parametrize("mode", ["CMYK", "L", "I;16", "P", "1", "LA", "RGBA"])
def test_every_kind_of_pixel_becomes_srgb(reporter, mode, read):
    form = "JPEG" if mode == "CMYK" else "PNG"
    grey = Pixels.new("L", (300, 200), 128)
    picture = (
        grey.convert("I").point(lambda value: value * 257).convert("I;16")
        if mode == "I;16"
        else grey.convert(mode)
    )

    image = library.accept(upload(encoded(picture, form)), reporter)

    middle = decoding.base(BytesIO(read(image.file.name))).getpixel((150, 100))
    assert len(middle) == 3
    if mode != "1":
        assert all(abs(part - 128) < 6 for part in middle)


@on_sqlite
def test_what_is_transparent_stands_on_white(reporter):
    content = encoded(Pixels.new("RGBA", (200, 100), (0, 0, 0, 0)), "PNG")

    image = library.accept(upload(content), reporter)

    assert image.renditions["whole"]["colour"] == "#ffffff"


@on_sqlite
def test_a_wide_gamut_picture_is_converted_by_its_profile(reporter, read):
    red = Pixels.new("RGB", (100, 100), (200, 20, 20))
    content = encoded(red, "PNG", icc_profile=files.wide_gamut_profile())

    image = library.accept(upload(content), reporter)

    red, _green, blue = decoding.base(BytesIO(read(image.file.name))).getpixel((50, 50))
    assert blue > red


@on_sqlite
def test_a_broken_profile_is_as_none(reporter):
    content = encoded(scene(100, 100), "PNG", icc_profile=b"no profile")

    assert library.accept(upload(content), reporter).renditions


@on_sqlite
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright(reporter, orientation):
    left, upright = Pixels.new("RGB", (300, 200), "blue"), (orientation < 5)
    content = encoded(left, exif=_orientation(orientation))

    image = library.accept(upload(content), reporter)

    assert (image.width, image.height) == ((300, 200) if upright else (200, 300))
    whole = image.renditions["whole"]
    assert (whole["width"], whole["height"]) == (image.width, image.height)


@on_sqlite
def test_a_telephones_heic_is_turned_once(reporter):
    turned = pillow_heif.from_pillow(Pixels.new("RGB", (300, 200), "blue"))
    turned.info["exif"] = _orientation(6).tobytes()
    content = BytesIO()
    turned.save(content)

    image = library.accept(upload(content.getvalue()), reporter)

    assert b"irot" in content.getvalue()
    assert (image.width, image.height) == (200, 300)
    assert (image.renditions["whole"]["width"], image.renditions["whole"]["height"]) == (200, 300)


def _orientation(value):
    exif = Pixels.Exif()
    exif[0x0112] = value
    return exif


@pytest.mark.parametrize(
    "name",
    [
        "../../x.jpg",
        "a.php.jpg",
        "x" * 3000 + ".jpg",
        "\u202egpj.exe",
        "a\x00b.jpg",
        "con.jpg",
        "..",
        "مرفأ.jpg",
    ],
)
def test_the_server_names_files_not_who_sends_them(reporter, stored, name):
    file = upload(jpeg())
    file._name = name

    image = library.accept(file, reporter)

    assert all(part.startswith(("originals/", "renditions/")) for part in stored())
    assert image.file.name.startswith(f"originals/{image.key}/")
    assert image.file.name.endswith(".jpg")


@on_sqlite
def test_a_misnamed_picture_gets_the_name_of_what_it_is(reporter):
    image = library.accept(upload(encoded(scene(120, 80), "PNG"), "harbour.gif", "image/gif"), reporter)

    assert image.file.name.endswith(".png")


@on_sqlite
@pytest.mark.parametrize(
    "tail", [b"<script>alert(1)</script>", b"PK\x03\x04 archive", b"<?php system($_GET[0]);"]
)
def test_of_a_polyglot_readers_get_the_pixels_alone(reporter, stored, tail, read):
    library.accept(upload(jpeg() + tail), reporter)

    for name in stored():
        if name.startswith("renditions/"):
            assert tail not in read(name)


@on_sqlite
def test_a_comment_in_the_file_isnt_published(reporter, stored, read):
    library.accept(upload(jpeg(comment=b"<script>alert(1)</script>")), reporter)

    assert not any(b"script" in read(name) for name in stored() if name.startswith("renditions/"))


def test_a_file_that_is_there_is_taken_once(reporter, stored):
    first = library.accept(upload(jpeg()), reporter, caption="At dawn")
    before = stored()

    second = library.accept(upload(jpeg(), "copy.jpg"), reporter, caption="At dusk")

    assert (second.pk, second.caption) == (first.pk, "At dawn")
    assert stored() == before


@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_one_file_at_once_make_one_picture(reporter, stored, read):
    found, start = [], threading.Barrier(2)

    def send():
        start.wait()
        found.append(library.accept(upload(jpeg()), reporter).pk)
        connection.close()

    senders = [threading.Thread(target=send) for _ in range(2)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    assert len(found) == 2
    assert len(set(found)) == 1
    assert len([name for name in stored() if name.startswith("originals/")]) == 1


def test_a_twin_taken_by_another_machine_meanwhile_wins(reporter, stored, monkeypatch):
    twin = library.accept(upload(jpeg()), reporter)
    before = stored()
    monkeypatch.setattr(library, "_twin", lambda digest: None)

    image = library.accept(upload(jpeg()), reporter)

    assert image == twin
    assert stored() == before


@pytest.mark.parametrize("fails_at", [1, 2, 9, 14])
def test_of_an_upload_to_a_full_disk_nothing_is_left(reporter, stored, monkeypatch, fails_at):
    save, count = FileSystemStorage._save, iter(range(1, 1000))

    def fill_up(self, name, content):
        stored_as = save(self, name, content)
        if next(count) == fails_at:
            raise OSError(errno.ENOSPC, "No space left on device")
        return stored_as

    monkeypatch.setattr(FileSystemStorage, "_save", fill_up)

    assert "full" in refused(jpeg(), reporter)
    assert stored() == []
    assert not Image.objects.exists()


def test_the_words_come_from_the_file_and_from_who_sends_it(reporter):
    image = library.accept(upload(jpeg(xmp=files.XMP.encode())), reporter, caption="Said by the desk")

    assert image.caption == "Said by the desk"
    assert image.alt_text == "Three boats in fog"


def test_a_replacement_takes_back_no_words_that_are_saved_while_it_is_rendered(
    make_picture, chief_editor, monkeypatch
):
    image, make = make_picture(caption="A harbour"), library.renditions.make

    def make_late(*args):
        Image.objects.filter(pk=image.pk).update(caption="The harbour of Oslo")
        return make(*args)

    monkeypatch.setattr(library.renditions, "make", make_late)
    library.replace(image, upload(jpeg(170, 90)), chief_editor)

    stored = Image.objects.get(pk=image.pk)
    assert (stored.caption, image.caption, stored.width) == (*["The harbour of Oslo"] * 2, 170)
