from datetime import date
from io import BytesIO

import pytest
from PIL import Image as Pixels

from articles.pictures import metadata

from .files import XMP, encoded, iim, jpeg, scene, with_exif, with_segment


def read(content):
    return metadata.read(Pixels.open(BytesIO(content)))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF"])
def test_the_fields_are_filled_from_xmp(form):
    options = {"xmp": XMP.encode()}
    if form == "PNG":
        from PIL.PngImagePlugin import PngInfo

        options = {"pnginfo": PngInfo()}
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", XMP)

    words = read(encoded(scene(120, 80), form, **options))

    assert words == {
        "alt_text": "Three boats in fog",
        "caption": "The harbour at dawn",
        "creator": "Anna Petrova, Ivan Ivanov",
        "credit": "Anna Petrova / Agency",
        "rights": "© Agency 2026",
        "licence": "https://agency.example/terms",
        "acquire_licence_page": "https://agency.example/buy",
        "digital_source_type": "trainedAlgorithmicMedia",
        "people": "Maria Example",
        "taken_on": date(2026, 11, 20),
    }


def test_the_fields_are_filled_from_iptc():
    block = iim(caption="Порт утром", creator="Anna", credit="Agency", rights="© Agency", date="20261120")

    words = read(with_segment(jpeg(), 0xED, block))

    assert words == {
        "caption": "Порт утром",
        "creator": "Anna",
        "credit": "Agency",
        "rights": "© Agency",
        "taken_on": date(2026, 11, 20),
    }


def test_the_fields_are_filled_from_exif_where_nothing_else_speaks():
    words = read(with_exif())

    assert words == {"caption": "A quay", "creator": "Anna Petrova", "taken_on": date(2026, 11, 20)}


def test_xmp_goes_before_iptc():
    content = with_segment(jpeg(xmp=XMP.encode()), 0xED, iim(caption="Older", credit="Older"))

    assert read(content)["caption"] == "The harbour at dawn"


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]>" + XMP.replace("The harbour", "&b;")


@pytest.mark.parametrize("xmp", [b"<broken", b"\xff\xfe\x00", LAUGHS.encode(), b"", b"<a>" * 40_000])
def test_metadata_that_is_broken_or_hostile_says_nothing(xmp):
    assert read(jpeg(xmp=xmp[:60_000])) == {}


def test_what_is_too_long_is_cut_and_controls_are_dropped():
    words = read(jpeg(xmp=XMP.replace("Three boats in fog", "Boats&#x9;in\n" + "fog " * 400).encode()))

    assert words["alt_text"].startswith("Boats in fog")
    assert len(words["alt_text"]) <= 500


@pytest.mark.parametrize("address", ["javascript:alert(1)", "agency.example", "data:text/html,x"])
def test_only_a_web_address_is_taken_as_one(address):
    words = read(jpeg(xmp=XMP.replace("https://agency.example/buy", address).encode()))

    assert "acquire_licence_page" not in words


def test_an_unknown_origin_isnt_taken():
    words = read(jpeg(xmp=XMP.replace("trainedAlgorithmicMedia", "madeUp").encode()))

    assert "digital_source_type" not in words
