from datetime import date
from io import BytesIO

import pytest
from PIL import Image as Pixels

from articles.pictures import metadata

from .files import XMP, encoded, iim, iim_records, jpeg, scene, with_exif, with_segment


def read(content):
    words, unread = metadata.read(Pixels.open(BytesIO(content)))
    assert unread == []
    return words


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


FOREIGN = {  # none of them is declared, or none is known
    "cp1251": "Красная площадь",
    "koi8-r": "Красная площадь",
    "mac-roman": "Café Müller",
    "cp1252": "Café Müller",
    "latin-1": "Café Müller",
    "cp1253": "Αθήνα",
    "cp1256": "ميدان",
    "shift-jis": "東京駅",
    "gbk": "北京",
    "euc-kr": "서울역",
    "iso2022-jp": "東京駅",
    "utf-16": "東京駅",
}


@pytest.mark.parametrize("declared", [None, b"\x1b-X", b"\x1b%Q", b"?"])
@pytest.mark.parametrize("encoding", FOREIGN)
def test_words_in_an_unknown_encoding_are_left_out_and_named(encoding, declared):
    block = iim_records(declared, {"caption": FOREIGN[encoding].encode(encoding), "credit": b"Agency"})

    words, unread = metadata.read(Pixels.open(BytesIO(with_segment(jpeg(), 0xED, block))))

    assert words == {"credit": "Agency"}
    assert unread == ["caption"]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        (None, "utf-8"),
        (b"\x1b%G", "utf-8"),
        (b"\x1b%/I", "utf-8"),
        (b"\x1b.A", "latin-1"),
        (b"\x1b-A", "latin-1"),
    ],
)
def test_words_in_a_known_encoding_are_taken(declared, encoding):
    block = iim_records(declared, {"caption": "Café Müller".encode(encoding)})

    assert read(with_segment(jpeg(), 0xED, block)) == {"caption": "Café Müller"}


def exif(caption, make="OLYMPUS CORPORATION", model="E-M10", creator=b""):
    """Write a JPEG whose EXIF holds texts of any bytes."""
    made = Pixels.Exif()
    made[0x010F], made[0x0110], made[0x010E], made[0x013B] = make, model, "@" * 64, "#" * 64
    content = jpeg(exif=made)
    for text, sign in ((caption, b"@"), (creator, b"#")):
        content = content.replace(sign * 64, text.ljust(64, b"\0"))
    return content


@pytest.mark.parametrize("text", ["Красная площадь", "東京駅", "Café Müller"])
def test_an_exif_text_is_utf_8_or_left_out(text):
    assert read(exif(text.encode())) == {"caption": text}

    content = exif(text.encode({"К": "cp1251", "東": "shift-jis", "C": "latin-1"}[text[0]]))

    assert metadata.read(Pixels.open(BytesIO(content))) == ({}, ["caption"])


MACHINES = r"""OLYMPUS DIGITAL CAMERA
SONY DSC
Minolta DSC
KODAK Digital Still Camera
DIGITAL CAMERA
KONICA MINOLTA DIGITAL CAMERA
Digital StillCamera
SAMSUNG CAMERA PICTURES
Exif JPEG
Exif_JPEG_PICTURE
DCIM\100MEDIA\DJI_0042.JPG
DCIM/100GOPRO/GOPR0001.JPG
DSC_0042.JPG
P1010001
DSC 0042
IMG_1234
20240501_123456
<Digimax S500 / Kenox S500>
charset=Ascii
Created with GIMP
Processed with VSCO with c1 preset
File written by Adobe Photoshop® 4.0
LEAD Technologies Inc. V1.01
AppleMark
Screenshot
Untitled-1
User comments
default
hdr
hdrpl
dav
cof
cof_soft
fznor
oppo_0
???? ??????
- -
OLYMPUS E-M10
Image
JPEG
untitled
(c)
no title"""
PEOPLE = """The harbour at dawn
A child with a digital camera
A digital camera
Camera on a roof
Taken in Paris
Shot by police
May 2024
Paris 1968
2024
Nikon opens a works in Thailand
Untitled works of Paul Klee
Пожар
The owner
Screenshot of the minister's post
Olympus, seen from the sea
Made by hand
Copyright law is changed
Image of a saint
dig site"""


@pytest.mark.parametrize("text", MACHINES.splitlines())
def test_what_a_machine_wrote_is_no_caption(text):
    assert read(exif(text.encode())) == {}
    assert read(exif(b"", creator=text.encode())) == {}


@pytest.mark.parametrize("text", PEOPLE.splitlines())
def test_what_a_person_wrote_is_a_caption(text):
    assert read(exif(text.encode())) == {"caption": text}


@pytest.mark.parametrize("text", [*"a1_-. /<(", "a1", "_a", "1_", "hdr_", "a b "])
def test_no_text_takes_long_to_be_told_from_a_machines(text):
    for times in (20, 100 // len(text)):
        metadata.MACHINE.fullmatch("hdr_" + text * times + "!")
        metadata.MACHINE.fullmatch(text * times + "!")
