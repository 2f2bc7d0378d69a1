from datetime import date
from io import BytesIO

import pytest
from PIL import Image as Pixels

from articles.pictures import machines, metadata

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


HEAD = '<?xml version="1.0" encoding="%s"?>'
HARBOUR = XMP.replace("The harbour at dawn", "Гавань Düne 東京")
SMALL = XMP.replace("The harbour at dawn", "Hafen Düne").replace("©", "(c)")


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_xmp_is_read_in_each_encoding_that_it_may_have(encoding, mark):
    for head in ("", HEAD % encoding[:6]):
        assert read(jpeg(xmp=(mark + head + HARBOUR).encode(encoding)))["caption"] == "Гавань Düne 東京"


@pytest.mark.parametrize(
    ("named", "encoding", "caption"),
    [
        ("ISO-8859-1", "latin-1", "Hafen Düne"),
        ("windows-1252", "cp1252", "Hafen Düne"),
        ("UTF-16", "utf-8", "Hafen Düne"),
        ("no-such", "utf-8", "Hafen Düne"),
        ("idna", "utf-8", "Hafen Düne"),
        ("punycode", "utf-8", "Hafen Düne"),
        ("unicode_escape", "utf-8", "Hafen Düne"),
        ("utf-7", "utf-8", "Hafen Düne"),
        ("gb-no-such", "utf-8", "Hafen Düne"),
        ("gbnosuch", "utf-8", "Hafen Düne"),
        ("KOI8-R", "koi8-r", "Гавань"),
        ("Shift_JIS", "shift_jis", "東京"),
        ("gb18030", "gb18030", "東京"),
    ],
)
def test_xmp_that_names_its_encoding_is_read_so(named, encoding, caption):
    xmp = (HEAD % named + SMALL).replace("Hafen Düne", caption)

    assert read(jpeg(xmp=xmp.encode(encoding)))["caption"] == caption


@pytest.mark.parametrize("encoding", ["utf-8", "utf-32-le"])
def test_xmp_that_is_too_long_is_not_decoded(encoding, monkeypatch):
    monkeypatch.setattr(metadata, "_decoded", lambda _packet: pytest.fail("It was decoded."))
    packet = (SMALL + " " * metadata.MAX_XMP * 4).encode(encoding)
    picture = Pixels.new("RGB", (1, 1))
    picture.info["xmp"] = packet

    assert metadata.read(picture) == ({}, [])


def test_remarks_in_xmp_and_words_in_brackets_are_read_over():
    xmp = XMP.replace("The harbour at dawn", "<!-- by a program --><![CDATA[The harbour & dawn]]>")

    assert read(jpeg(xmp=xmp.encode()))["caption"] == "The harbour & dawn"


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
        (b"\x1b%/G", "utf-8"),
        (b"\x1b%/J", "utf-16-be"),
        (b"\x1b.b", "iso8859-15"),
        (b"\x1b-M", "iso8859-9"),
    ],
)
def test_words_in_a_known_encoding_are_taken(declared, encoding):
    block = iim_records(declared, {"caption": "Café Müller".encode(encoding)})

    assert read(with_segment(jpeg(), 0xED, block)) == {"caption": "Café Müller"}


@pytest.mark.parametrize(
    ("declared", "encoding", "caption"),
    [
        (b"\x1b-L", "iso8859-5", "Красная площадь"),
        (b"\x1b-F", "iso8859-7", "Αθήνα"),
        (b"\x1b.G", "iso8859-6", "ميدان"),
        (b"\x1b-H", "iso8859-8", "ירושלים"),
        (b"\x1b-B", "iso8859-2", "Łódź"),
    ],
)
def test_words_of_another_script_in_a_known_encoding_are_taken(declared, encoding, caption):
    block = iim_records(declared, {"caption": caption.encode(encoding)})

    assert read(with_segment(jpeg(), 0xED, block)) == {"caption": caption}


@pytest.mark.parametrize("text", ["Красная площадь", "Αθήνα", "ירושלים", "ميدان", "Łódź"])
@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_words_in_two_bytes_a_letter_that_nothing_declares_are_left_out(encoding, text):
    block = iim_records(None, {"caption": text.encode(encoding)})

    words, unread = metadata.read(Pixels.open(BytesIO(with_segment(jpeg(), 0xED, block))))

    assert (words, unread) == ({}, ["caption"])


@pytest.mark.parametrize("declared", [b"\x1b.A", b"\x1b-A"])
@pytest.mark.parametrize(
    "encoding", ["cp1251", "koi8-r", "cp1253", "cp1255", "cp1256", "gbk", "euc-kr", "euc-jp"]
)
def test_words_under_a_mark_of_latin_1_that_arent_in_it_are_left_out(declared, encoding):
    text = {
        "cp1253": "Αθήνα",
        "cp1255": "ירושלים",
        "cp1256": "ميدان",
        "gbk": "北京",
        "euc-kr": "서울역",
        "euc-jp": "東京駅",
    }
    caption = text.get(encoding, "Красная площадь").encode(encoding)
    block = iim_records(declared, {"caption": caption, "credit": b"Agency"})

    words, unread = metadata.read(Pixels.open(BytesIO(with_segment(jpeg(), 0xED, block))))

    assert (words, unread) == ({"credit": "Agency"}, ["caption"])


@pytest.mark.parametrize(
    "text", ["«\xa0École\xa0»", "Jäääär", "¿Ésta?", "Þúfa og æði", "Öar på Åland", "½ l, ±5 °C"]
)
def test_what_latin_1_is_for_is_taken(text):
    block = iim_records(b"\x1b.A", {"caption": text.encode("latin-1")})

    assert read(with_segment(jpeg(), 0xED, block)) == {"caption": " ".join(text.split())}


@pytest.mark.parametrize("caption", ["ÐŸÑ€Ð¸Ð²ÐµÑ‚", "MÃ¤dchen", "donâ€™t"])
def test_words_that_a_program_misread_before_are_left_out(caption):
    content = jpeg(xmp=XMP.replace("The harbour at dawn", caption).encode())

    words, unread = metadata.read(Pixels.open(BytesIO(content)))

    assert "caption" not in words
    assert unread == ["caption"]


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
no title
Exif_JPEG_422
EXIF_HDL_ID_1
oplus_0
EPSON scanned image
Windows Photo Editor
CREATOR: gd-jpeg v1.0 (using IJG JPEG v62)
Lavc58.54.100
My beautiful picture
mmexport1512345678901
WhatsApp Image 2024-01-01 at 12.00.00 (1)
IMG-20200101-WA0001
IMG_20200101_123456_HDR
filter: 0; filterMask: 0; touch: (0.3, 0.5); lux: 9;
{"ARInfo":{"IsUseAR":false},"Version":"1.0"}"""
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
dig site
Scanned images of the treaty
A filter: 0; a lens: 1
Binary code on a wall
WhatsApp's office"""


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
        machines.MACHINE.fullmatch("hdr_" + text * times + "!")
        machines.MACHINE.fullmatch(text * times + "!")


CAMERAS = """Canon
NIKON CORPORATION
Canon EOS 5D Mark III
Canon EOS 400D DIGITAL
Canon PowerShot A520
Canon DIGITAL IXUS 70
Canon Canon EOS R5m2
NIKON D850
NIKON CORPORATION NIKON Z 9
COOLPIX P900
SONY ILCE-7M3
ILCE-7M3
Sony Cyber-shot DSC-RX100
DSC-RX100M3
OLYMPUS E-M10MarkII
OLYMPUS IMAGING CORP. E-M10
OLYMPUS OPTICAL CO.,LTD C2020Z
OM Digital Solutions OM-1
FUJIFILM X-T3
FinePix HS10
Fujifilm GFX 100S II
Panasonic DMC-FZ200
Lumix DMC-TZ5
Leica Camera AG LEICA M10
PENTAX K-5 II s
RICOH GR III
KODAK EASYSHARE C813 ZOOM DIGITAL CAMERA
CASIO COMPUTER CO.,LTD. EX-Z750
Samsung Galaxy S21 Ultra
SAMSUNG SM-G991B
iPhone 14 Pro Max
Apple iPhone 12
Google Pixel 7 Pro
HUAWEI P30 Pro
Xiaomi Redmi Note 9
DJI FC3170
GoPro HERO9 Black
HP PhotoSmart 715"""
THINGS = """Canon City, Colorado
Canon opens a works
Canon law
Leica shop in Vienna
Nikon in UK
iPhone
An iPhone 14
Apple
Apple Park
Apple harvest 2024 in Kent
Apple II
Sharp
Sharp rise in prices
Sigma
Sony
Sony Pictures
Galaxy M31
Pixel art
Phantom of the Opera
Honor guard
Google in court
G7 summit
Pen y Fan
Casio watch, 1984"""


@pytest.mark.parametrize("text", CAMERAS.splitlines())
def test_a_cameras_name_is_no_caption_where_no_field_names_the_camera(text):
    assert read(exif(text.encode(), make="", model="")) == {}


@pytest.mark.parametrize("text", THINGS.splitlines())
def test_a_name_that_is_no_cameras_alone_is_a_caption(text):
    assert read(exif(text.encode(), make="", model="")) == {"caption": text}
