"""What a photographer or an agency wrote into the file: XMP first, then IPTC-IIM, then EXIF; what we write.

The names are those of the IPTC Photo Metadata Standard 2023.1.
"""

import re
from datetime import date
from xml.etree import ElementTree

from PIL import IptcImagePlugin

from articles.models import Image
from articles.text import mojibake, reading, rendering

from . import machines

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "rights": "http://ns.adobe.com/xap/1.0/rights/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "core": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "ext": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
MADE_FROM = "{http://ns.adobe.com/xap/1.0/mm/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
MAX_XMP = 512 * 1024

# Each field's places, the best first: XMP property, IIM data set, EXIF tag.
FIELDS = {
    "alt_text": ("core:AltTextAccessibility", None, None),
    "caption": ("dc:description", (2, 120), 0x010E),
    "creator": ("dc:creator", (2, 80), 0x013B),
    "credit": ("photoshop:Credit", (2, 110), None),
    "rights": ("dc:rights", (2, 116), 0x8298),
    "licence": ("rights:WebStatement", None, None),
    "acquire_licence_page": ("plus:LicensorURL", None, None),
    "digital_source_type": ("ext:DigitalSourceType", None, None),
    "people": ("ext:PersonInImage", None, None),
    "taken_on": ("photoshop:DateCreated", (2, 55), 0x9003),
}
EXIF_IFD = 0x8769
MAKE, MODEL, SOFTWARE = 0x010F, 0x0110, 0x0131

# ISO 2022's names of encodings, as IIM's data set 1:90 declares them.
ENCODINGS = {
    **{b"\x1b%" + end: "utf-8" for end in (b"G", b"/G", b"/H", b"/I")},
    **{b"\x1b%/" + end: "utf-16-be" for end in (b"@", b"C", b"E", b"J", b"K", b"L")},
    **{
        b"\x1b" + set_of + final: encoding
        for set_of in (b"-", b".")
        for final, encoding in (
            *((b"A", "latin-1"), (b"B", "iso8859-2"), (b"C", "iso8859-3"), (b"D", "iso8859-4")),
            *((b"F", "iso8859-7"), (b"G", "iso8859-6"), (b"H", "iso8859-8"), (b"L", "iso8859-5")),
            *((b"M", "iso8859-9"), (b"V", "iso8859-10"), (b"Y", "iso8859-13"), (b"_", "iso8859-14")),
            *((b"b", "iso8859-15"), (b"f", "iso8859-16"), (b"T", "iso8859-11")),
        )
    },
}
# How a packet of XMP begins in each encoding, the longest first: with a mark, or with its first bracket.
BEGINNINGS = (
    ("utf-32-le", b"\xff\xfe\0\0", b"<\0\0\0"),
    ("utf-32-be", b"\0\0\xfe\xff", b"\0\0\0<"),
    ("utf-16-le", b"\xff\xfe", b"<\0"),
    ("utf-16-be", b"\xfe\xff", b"\0<"),
)
DECLARED = re.compile(rb"\s*<\?xml[^>]*?\bencoding\s*=\s*[\"']([\w.-]{1,40})")
# Of all codecs that Python has, those that a text of a picture can be in: a file chooses no other.
BYTEWISE = re.compile(
    r"utf-8|iso-?8859-\d+|windows-125\d|koi8-\w|shift_jis|euc-\w+|gb\w+|big5", re.IGNORECASE | re.ASCII
)
# What no text has: signs of a failed decoding, and escapes of other encodings.
UNREADABLE = re.compile(r"[\x01-\x08\x0e-\x1f\x80-\x9f\ufffd]")
SIGN_WITHIN = re.compile(
    r"[^\W\d_][¡-£¥¦¬±-³¶¸¹º¼-¿][^\W\d_]|(?<!\w)(?!£(?:k|mn?|bn|tn)\b)[ªº£¦¬¶¹][^\W\d_]|[^\W\d_][¼¾¿](?!\w)"
)
# What words are in the languages that Latin-1 is for: the Romance ones, German and Dutch with their
# neighbours, Gaelic, Scandinavian, Estonian, Icelandic and Faroese.
WORD = re.compile(r"[a-zA-ZÀ-ÖØ-öø-ÿ]+")
LATIN_1 = [re.compile(rf"(?:{letters})+") for letters in (
    "[a-zàâæçèéêëîïôùûüÿ]", "[a-záéíóúü]|ñ(?=[aeiouáéíóúü])", "[a-zàáâãçéêíóôúü]|õ(?=e)", "[a-zàèéìíîòóùú]",
    "[a-zàçèéíïòóúü]", "[a-zäéöüß]", "[a-záäèéêëíïóöúü]", "[a-zäåæèéêóöøü]", "[abd-pr-vxäöü]|õ(?!\\Z)",
    "[abd-pr-vxyáéíóúæöø]|ý(?!\\Z)|(?<=[bdklnr])ý|(?<=.)ð|þ(?=[aeiouyáéíóúýöærvj])",
)]  # fmt: skip
SAID = ("alt_text", "caption", "creator", "credit", "rights")  # what a person writes
ADDRESSES = ("licence", "acquire_licence_page")
OWNED = ("credit", "rights")  # what may name a camera's maker


def read(picture):
    """Return {field of Image: value} from an opened picture's metadata, and the fields that can't be read."""
    readers, camera = (_xmp(picture), _iim(picture), _exif(picture)), _camera(picture)
    words, unread = {}, []
    for field, places in FIELDS.items():
        found = [reader(place) for reader, place in zip(readers, places, strict=True) if place]
        legible = [text for text in found if _is_legible(text)]
        words[field] = next((tidy for text in legible if (tidy := _tidy(field, text, camera))), None)
        if len(legible) < len(found) and not words[field]:
            unread.append(field)
    return {field: value for field, value in words.items() if value}, unread


def _is_legible(text):
    """Ask whether a text was decoded as it was meant, as far as one can see."""
    return not (UNREADABLE.search(text) or any(mojibake.find_all(text)) or mojibake.is_whole(text))


def _tidy(field, text, camera):
    """Return a value as the field takes it, or None for what it can't take, and for a machine's own words."""
    text = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split())
    if field in SAID and (machines.left_out(text) if field in OWNED else machines.wrote(text, camera)):
        return None
    if field == "taken_on":
        return _date(text)
    if field == "digital_source_type":
        code = text.rstrip("/").rpartition("/")[2]
        return code if code in Image.SourceType else None
    if field in ADDRESSES and not text.startswith(("https://", "http://")):
        return None
    limit = Image._meta.get_field(field).max_length
    if field in ADDRESSES and len(text) > limit:
        return None
    return text[:limit]


def _camera(picture):
    """Return the words by which a camera and its program call themselves."""
    reader = _exif(picture)
    sets = [machines.words(reader(tag)) for tag in (MAKE, MODEL, SOFTWARE)]
    return set().union(*sets)


def _date(text):
    match = re.match(r"(\d{4})[-:]?(\d\d)[-:]?(\d\d)", text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _xmp(picture):
    packet = picture.info.get("xmp") or _raw_profile(picture.info.get("Raw profile type xmp", ""))
    if len(packet) > 4 * MAX_XMP:  # a letter takes four bytes at most
        return lambda _name: ""
    text = _decoded(packet) if isinstance(packet, bytes) else packet
    root = _parsed(text.strip("\ufeff\x00 \r\n\t"))
    return lambda name: _property(root, name) if root is not None else ""


def _raw_profile(text):
    """Return what ImageMagick put into a PNG's text: its kind, its length and its bytes in hex."""
    parts = text.split(maxsplit=2)
    try:
        return bytes.fromhex(parts[2]) if len(parts) == 3 else b""
    except ValueError:
        return b""


def _decoded(packet):
    """Return the text of a packet: XMP may be in UTF-8, UTF-16 or UTF-32, and some programs say another."""
    for encoding, *beginnings in BEGINNINGS:
        if packet.lstrip(b" \r\n\t").startswith(tuple(beginnings)):
            return packet.decode(encoding, "replace")
    declared = DECLARED.match(packet)
    encoding = declared[1].decode() if declared else "utf-8"
    try:
        return packet.decode(encoding if BYTEWISE.fullmatch(encoding) else "utf-8", "replace")
    except LookupError:
        return packet.decode("utf-8", "replace")


def _parsed(text):
    # Without a document type no entity can be defined, so none can grow or reach a file.
    if not text or len(text) > MAX_XMP or "<!doctype" in text.lower():
        return None
    try:
        return _alone(ElementTree.fromstring(text))  # noqa: S314
    except (ElementTree.ParseError, ValueError):
        return None


def _alone(root):
    """Return a picture's XMP without the data about the pictures that it was made from."""
    for element in list(root.iter()):
        for child in [child for child in element if child.tag.startswith(MADE_FROM)]:
            element.remove(child)
    return root


def _tag(name):
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _property(root, name):
    tag = _tag(name)
    for element in root.iter():
        text = element.get(tag) or (_value(element) if element.tag == tag else "")
        if text and not text.isspace():
            return text
    return ""


def _value(element):
    """Return a property's text: of its languages the default, of a list all."""
    items = element.findall(f".//{RDF}li")
    if not items:
        return element.text or element.get(f"{RDF}resource", "")
    items = [item for item in items if item.text and not item.text.isspace()]
    if element.find(f"{RDF}Alt") is not None:
        items = sorted(items, key=lambda item: item.get(LANGUAGE, "").lower() != "x-default")[:1]
    return ", ".join(item.text.strip() for item in items)


def _iim(picture):
    try:
        records = IptcImagePlugin.getiptcinfo(picture) or {}
    except Exception:  # a broken block says nothing
        records = {}
    # What is declared in no known encoding, or not at all, is read only if UTF-8 can be meant.
    declared = records.get((1, 90), b"")
    encoding = ENCODINGS.get(declared[0] if isinstance(declared, list) else declared, "utf-8")
    return lambda place: _text(records.get(place, b""), encoding)


def _exif(picture):
    try:
        exif = picture.getexif()
        tags = {**exif, **exif.get_ifd(EXIF_IFD)}
    except Exception:
        tags = {}
    return lambda tag: _text(_bytes(tags.get(tag, "")), "utf-8")


def _bytes(value):
    """Return an EXIF text as it stands in the file: Pillow takes its bytes for Latin-1."""
    try:
        return value.encode("latin-1") if isinstance(value, str) else value
    except UnicodeEncodeError:
        return value


def _text(value, encoding):
    if isinstance(value, list):
        return ", ".join(_text(item, encoding) for item in value)
    if isinstance(value, bytes):
        text = value.decode(encoding, "replace")
        return "\ufffd" if encoding == "latin-1" and _is_foreign(text) else text
    return value if isinstance(value, str) else ""


def _is_foreign(text):
    """Ask whether another encoding was read as Latin-1: then words are none of the languages that it is for.

    Each has few letters beside the English ones, and some of those stand in few places. Within a word of
    theirs stands no sign: where Polish of Windows-1250 has an ł, that has a `³`.
    """
    if SIGN_WITHIN.search(text):
        return True
    words = (word.strip("«»¡¿") for word in re.findall(r"[\xa1-\xff]{3,}", text))
    return any(len(set(word)) > 2 for word in words) or not all(map(_is_of_latin_1, WORD.findall(text)))


def _is_of_latin_1(word):
    return word.isascii() or len(word) == 1 or any(language.fullmatch(word.lower()) for language in LATIN_1)


NUMBER = re.compile(r"&#(\d{1,7});")
PACKET = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>", re.DOTALL)


def rewritten(content, write):
    """Return a public file with `write` of each text of its XMP, which must make none longer.

    The packet keeps its length, so that nothing else of the file has to change: JPEG, WebP and AVIF hold it
    as it is.
    """
    return PACKET.sub(lambda found: _rewritten_packet(found[0], write).ljust(len(found[0])), content)


def _rewritten_packet(packet, write):
    root = _ours(ElementTree.fromstring(_well_formed(packet)))  # noqa: S314 - our own
    before = ElementTree.tostring(root)
    for element in root.iter():
        element.text = element.text and write(element.text)
        element.attrib = {name: write(text) for name, text in element.attrib.items()}
    after = ElementTree.tostring(root)
    return after if after != before else packet


def _well_formed(packet):
    """Leave out what no XML may hold: packets were written with controls, or with the numbers of them."""
    text = NUMBER.sub(
        lambda found: found[0] if reading.printable(chr(int(found[1]))) else "", packet.decode()
    )
    return reading.printable(text)


def packet(image):
    """Return the XMP of a picture's public files: its credit, rights and origin, as pages show them.

    It is empty where nothing of it is known. The other words of the original stay in the original.
    """
    origin, licence = image.digital_source_type, rendering.web_address(image.licence)
    credit, licence, rights = map(reading.printable, (image.credit, licence, image.rights))
    said = {
        "photoshop:Credit": credit,
        "rights:WebStatement": licence,
        "ext:DigitalSourceType": origin and SOURCE_TYPES + origin,
    }
    if not (rights or any(said.values())):
        return b""
    root = _ours(ElementTree.Element("{adobe:ns:meta/}xmpmeta"))
    about = ElementTree.SubElement(ElementTree.SubElement(root, f"{RDF}RDF"), f"{RDF}Description")
    about.attrib = {f"{RDF}about": ""} | {_tag(name): text for name, text in said.items() if text}
    if rights:
        choices = ElementTree.SubElement(ElementTree.SubElement(about, _tag("dc:rights")), f"{RDF}Alt")
        ElementTree.SubElement(choices, f"{RDF}li", {LANGUAGE: "x-default"}).text = rights
    return ElementTree.tostring(root)


def _ours(root):
    """Return an element that is written with the usual prefixes."""
    ElementTree.register_namespace("x", "adobe:ns:meta/")
    for prefix, address in {**NAMESPACES, "rdf": RDF[1:-1]}.items():
        ElementTree.register_namespace(prefix, address)
    return root
