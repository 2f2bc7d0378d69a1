from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pixels

from articles.models import Image
from articles.pictures import decoding, library, metadata, renditions

from . import files
from .files import encoded, jpeg, scene, upload
from .similarity import ssim

pytestmark = pytest.mark.django_db
on_sqlite = pytest.mark.only_on("sqlite")  # of what is encoded, no database is asked


def opened(read, shape, width, form):
    return Pixels.open(BytesIO(read(renditions.name(shape["path"], width, form))))


@on_sqlite
def test_a_picture_gets_its_widths_in_three_formats(make_picture, read):
    whole = make_picture(jpeg(700, 60)).renditions["whole"]

    assert whole["jpeg"] == [480, 680, 700]
    for form in renditions.FORMATS:
        for width in whole[form]:
            picture = opened(read, whole, width, form)
            assert (picture.format.lower(), picture.width) == (form, width)


@on_sqlite
def test_no_rendition_is_wider_than_the_picture_or_than_a_screen(make_picture):
    assert make_picture(jpeg()).renditions["whole"]["jpeg"] == [300]
    assert make_picture(encoded(Pixels.new("RGB", (5000, 10)))).renditions["whole"]["jpeg"][-1] == 2400


@on_sqlite
def test_no_rendition_is_larger_than_its_jpeg(make_picture, read):
    noise = Pixels.merge("RGB", [Pixels.effect_noise((200, 120), 90)] * 3)

    for picture in (make_picture(encoded(noise)), make_picture(jpeg()), make_picture(jpeg(1, 1))):
        for shape in picture.renditions.values():
            for form in ("avif", "webp"):
                for width in shape[form]:
                    small, large = (
                        len(read(renditions.name(shape["path"], width, f))) for f in (form, "jpeg")
                    )
                    assert small < large


@on_sqlite
def test_an_avif_looks_like_its_picture(make_picture, read):
    whole = make_picture(encoded(scene(120, 80), quality=95)).renditions["whole"]

    assert ssim(scene(120, 80), opened(read, whole, 120, "avif")) >= 0.95


@on_sqlite
def test_what_identifies_a_camera_or_a_place_isnt_public(reporter, read, stored):
    library.accept(upload(files.with_exif()), reporter)

    for name in stored():
        if name.startswith("renditions/"):
            content = read(name)
            picture = Pixels.open(BytesIO(content))
            assert dict(picture.getexif()) == {}
            assert not {"exif", "xmp", "icc_profile", "photoshop", "comment"} & set(picture.info)
            assert b"SERIAL-12345" not in content


RIGHTS = {
    "credit": "Anna & Co. / “Agency”",
    "rights": "© 2026 <Agency>",
    "licence": "https://agency.example/terms?a=1&b=2",
    "digital_source_type": "trainedAlgorithmicMedia",
}


def words_of(read, made):
    """Return what the public files of a picture say of it, each of them."""
    files = [read(name) for name in renditions.names(made)]
    return [metadata.read(Pixels.open(BytesIO(content)))[0] for content in files]


@on_sqlite
def test_each_public_file_holds_credit_rights_and_origin_and_nothing_else(reporter, read):
    content = files.with_segment(files.with_exif(), 0xED, files.iim(caption="Kept in", creator="Anna"))

    image = library.accept(upload(content), reporter, **RIGHTS)

    said = words_of(read, image.renditions)
    assert len(said) > 10
    assert all(words == RIGHTS for words in said)


@on_sqlite
def test_public_files_say_what_the_desk_says_not_what_the_file_said(reporter, read):
    image = library.accept(upload(jpeg(xmp=files.XMP.encode())), reporter)
    before = image.renditions

    image.credit = image.rights = image.licence = image.digital_source_type = ""
    image.save()
    renditions.ensure(image)

    assert words_of(read, before)[0]["credit"] == "Anna Petrova / Agency"
    assert not any(words_of(read, image.renditions))
    assert before["whole"]["path"] != image.renditions["whole"]["path"]


@pytest.mark.parametrize(
    ("focal", "left"), [((50, 50), 0.25), ((0, 50), 0), ((100, 50), 0.5), ((60, 0), 0.35)]
)
def test_a_crop_is_the_largest_about_the_focal_point(focal, left):
    image = Image(width=2000, height=1000, focal_x=focal[0], focal_y=focal[1])

    assert renditions.box(image, "square") == pytest.approx((left, 0, left + 0.5, 1))


def test_a_crop_by_hand_goes_before_the_focal_point():
    image = Image(width=2000, height=1000, focal_x=0, crops={"square": [50, 20, 25]})

    assert renditions.box(image, "square") == pytest.approx((0.5, 0.2, 0.75, 0.7))
    assert renditions.box(image, "card")[0] == 0


@on_sqlite
def test_each_shape_has_its_proportions(make_picture):
    made = make_picture(jpeg()).renditions

    for shape, (ratio, _widths) in renditions.SHAPES.items():
        if ratio:
            assert made[shape]["width"] / made[shape]["height"] == pytest.approx(ratio, rel=0.01)


@on_sqlite
def test_what_has_a_name_never_changes(make_picture):
    picture = make_picture()
    before = renditions.path(picture, "square"), renditions.path(picture, "whole")

    picture.focal_x = 0
    moved = renditions.path(picture, "square"), renditions.path(picture, "whole")
    picture.file.name = "originals/another.jpg"
    replaced = renditions.path(picture, "square"), renditions.path(picture, "whole")

    assert moved[0] != before[0]
    assert moved[1] == before[1]
    assert not set(replaced) & {*before, *moved}


def test_another_focal_point_makes_only_what_it_changes(make_picture, stored):
    picture = make_picture()
    before = stored()

    picture.focal_x = 0
    picture.save()
    renditions.ensure(picture)

    new = set(stored()) - set(before)
    assert set(before) < set(stored())
    assert not any(picture.renditions["whole"]["path"] in name for name in new)
    assert Image.objects.get().renditions == picture.renditions


def test_renditions_are_made_by_one_of_many(make_picture, monkeypatch):
    picture = make_picture()
    picture.focal_x = 0
    picture.save()
    other = Image.objects.get()
    makes = []

    def make(image, base):
        makes.append(image)
        with pytest.raises(ValidationError, match="Try again"):
            renditions.ensure(other)
        return {}

    monkeypatch.setattr(renditions, "make", make)
    renditions.ensure(picture)

    assert len(makes) == 1


def test_a_picture_whose_file_is_gone_says_so(make_picture, storage):
    picture = make_picture(caption="At dawn")
    storage.delete(picture.file.name)
    picture.focal_x = 0

    with pytest.raises(ValidationError, match="gone from the storage"):
        renditions.ensure(picture)

    assert Image.objects.get().claimed_at is None


@on_sqlite
def test_who_has_a_file_cant_compute_its_address(make_picture):
    """An address that turns from 404 to 200 would tell a leak's sender that it came in."""
    first = make_picture(jpeg())
    before = paths(first)
    Image.objects.all().delete()

    assert not before & paths(make_picture(jpeg()))


def paths(image):
    return {shape["path"] for shape in image.renditions.values()}


@on_sqlite
@given(
    st.tuples(st.integers(1, 3000), st.integers(1, 3000)),
    st.tuples(st.integers(0, 100), st.integers(0, 100)),
    st.tuples(st.floats(0, 95), st.floats(0, 95), st.floats(5, 100)),
)
def test_no_crop_of_any_picture_is_empty(size, focal, crop):
    width, height = size
    image = Image(width=width, height=height, focal_x=focal[0], focal_y=focal[1])
    for image.crops in ({}, dict.fromkeys(renditions.SHAPES, crop)):
        for shape in renditions.SHAPES:
            left, top, right, bottom = renditions._pixels(renditions.box(image, shape), size)

            assert 0 <= left < right
            assert 0 <= top < bottom
            assert left < width
            assert top < height


@on_sqlite
@pytest.mark.parametrize("form", decoding.FORMATS)
@pytest.mark.parametrize("size", [(1, 1), (1, 16), (16, 1), (1, 500), (500, 1), (2400, 5), (2500, 5)])
def test_the_thinnest_picture_is_made_ready(make_picture, form, size):
    made = make_picture(encoded(Pixels.new("RGB", size), form)).renditions

    assert set(made) == set(renditions.SHAPES)


@on_sqlite
@pytest.mark.parametrize("form", decoding.FORMATS)
@pytest.mark.parametrize("size", [(2500, 1), (1, 2500), (501, 1), (2, 4096)])
def test_a_thinner_picture_is_refused_with_a_sentence(reporter, stored, form, size):
    with pytest.raises(ValidationError, match="too thin"):
        library.accept(upload(encoded(Pixels.new("RGB", size), form)), reporter)

    assert stored() == []
