from datetime import date
from io import BytesIO

import pytest
from PIL import Image as Pixels

from articles.pictures import decoding, metadata

from .files import XMP, chunk, encoded, iim, iim_records, jpeg, scene, upload, with_exif, with_segment


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


@pytest.mark.parametrize("mark", [b"IDAT", b"IEND"])
def test_a_png_may_say_its_words_behind_its_pixels(mark):
    content = encoded(scene(60, 40), "PNG", exif=Pixels.Exif())
    before, after = content[: content.index(mark) - 4], content[content.index(mark) - 4 :]
    words = chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP.encode())

    checked = decoding.check(upload(before + words + after))

    assert checked.words["caption"] == "The harbour at dawn"


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


def test_words_that_a_control_parts_stay_parted():
    assert read(with_segment(jpeg(), 0xED, iim(caption="On Friday.\rThe mayor"))) == {
        "caption": "On Friday. The mayor"
    }
    assert read(exif(b"On Friday.\0The mayor"))["caption"] == "On Friday. The mayor"
    assert (
        read(jpeg(xmp=XMP.replace("Three boats in", "Boats.&#xD;In").encode()))["alt_text"] == "Boats. In fog"
    )


def test_xmp_goes_before_iptc():
    content = with_segment(jpeg(xmp=XMP.encode()), 0xED, iim(caption="Older", credit="Older"))

    assert read(content)["caption"] == "The harbour at dawn"


CAPTION = XMP[XMP.index("<dc:description>") : XMP.index("</dc:description>") + 17]
IN_FRENCH = {
    "an empty default": CAPTION.replace("The harbour at dawn", " "),
    "no default": CAPTION.replace("x-default", "en").replace("The harbour at dawn", ""),
    "a default in capitals": CAPTION.replace("x-default", "X-Default")
    .replace("The harbour at dawn", "Port")
    .replace("Le port", "The harbour")
    .replace("Port", "Le port"),
    "an empty property first": '<core:Note dc:description=""/>' + CAPTION.replace("The harbour at dawn", ""),
    "of what it was made from": '<mm:Pantry xmlns:mm="http://ns.adobe.com/xap/1.0/mm/"><rdf:Bag><rdf:li>'
    f"<rdf:Description>{CAPTION}</rdf:Description></rdf:li></rdf:Bag></mm:Pantry>"
    + CAPTION.replace("The harbour at dawn", ""),
}


@pytest.mark.parametrize("caption", IN_FRENCH.values(), ids=IN_FRENCH)
def test_the_best_words_that_a_picture_says_of_itself_are_taken(caption):
    assert read(jpeg(xmp=XMP.replace(CAPTION, caption).encode()))["caption"] == "Le port"


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


@pytest.mark.parametrize("address", ["https://agency.example/buy", "https://agency.example/terms"])
def test_an_address_that_is_too_long_is_not_cut(address):
    words = read(jpeg(xmp=XMP.replace(address, address + "a" * 500).encode()))

    assert address not in str(words)


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


def test_an_encoding_that_is_declared_twice_is_known():
    twice = b"\x1b%G\x1c\x01\x5a\0\x03\x1b%G"
    block = iim_records(twice, {"caption": "Café Müller".encode()}).replace(b"\0\x0b\x1b", b"\0\x03\x1b", 1)

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


@pytest.mark.parametrize("text", ["Красная площадь", "Η Ακρόπολη", "ירושלים", "Łódź", "À l’Évreux"])
@pytest.mark.parametrize("encoding", ["cp437", "cp850", "koi8-r", "mac-roman", "cp1251", "gbk"])
def test_utf_8_that_was_read_in_another_encoding_is_left_out(encoding, text):
    block = iim_records(b"\x1b%G", {"caption": text.encode().decode(encoding, "replace").encode()})

    words, unread = metadata.read(Pixels.open(BytesIO(with_segment(jpeg(), 0xED, block))))

    assert (words, unread) == ({}, ["caption"])


@pytest.mark.parametrize(
    "text", ["l’équipe, l’école, l’île", "рад сад", "東京駅の橋が開通", "m² km²", "São João é"]
)
def test_words_that_chance_to_look_misread_are_taken(text):
    assert read(with_segment(jpeg(), 0xED, iim_records(b"\x1b%G", {"caption": text.encode()}))) == {
        "caption": text
    }


OTHERS = """
cp1254       Cumhurbaşkanı açıklama yaptı
cp1254       Büyükşehir Belediyesi, Ağrı Dağı
cp1250       Żółty most w Małej
cp1250       Gdańsk, Poznań
cp1250       Időjárás és erdő Győrben
cp1250       Piaţa Unirii din Timişoara
cp1250       Constanţa, ţărmul mării
cp1250       Čeští hasiči v Košicích
iso8859-2    święto i żołnierz
iso8859-2    Łódź
cp1257       Vilnius, Gedimino pilis žiemą
cp1257       Šiauliai, Ģertrūdes iela
cp1258       Thành phô\u0301 Hô\u0300 Chí Minh
cp1258       Ha\u0300 Nô\u0323i, Đa\u0300 Nă\u0303ng
"""


@pytest.mark.parametrize("row", OTHERS.strip().split("\n"))
def test_other_latin_letters_under_a_mark_of_latin_1_are_left_out(row):
    encoding, text = row.split(None, 1)
    block = iim_records(b"\x1b.A", {"caption": text.encode(encoding)})

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
    "text",
    [
        "«\xa0École\xa0»",
        "Jäääär",
        "Losses (£bn) – Ñ.".replace("–", "-"),
        "¿Ésta?",
        "Þúfa og æði",
        "Öar på Åland",
        "½ l, ±5 °C, 20 µm, 12 m², £5 – nº 5".replace("–", "-"),
        "Íþróttir: Ísland og Danmörk, Alþingi, ný brú, þvottur, sýslumaður",
        "Sjúrður Skaale, løgtingið",
        "São João, corações, põe, Ações da Camões",
        "Jõulud Tallinnas, Põltsamaa mõis, presidendivõitlus",
        "El niño, la cigüeña, 1º de mayo, Mª José",
        "Coördinatie, één, Curaçao; Beyoncé & Björk",
        "Paral·lel a Lleida, qüestió, ciò, perché",
        "Tìr nan Òg, Éire, Tiranë, Çlirim",
        "L'Haÿ-les-Roses, août, maïs, Nîmes, «çà»",
    ],
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
