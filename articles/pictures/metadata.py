"""What a photographer or an agency wrote into the file: XMP first, then IPTC-IIM, then EXIF; what we write.

The names are those of the IPTC Photo Metadata Standard 2023.1.
"""

import re
from datetime import date
from xml.etree import ElementTree

from PIL import IptcImagePlugin

from articles.models import Image
from articles.text import rendering

NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "rights": "http://ns.adobe.com/xap/1.0/rights/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "core": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "ext": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
}
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
ENCODINGS = {b"\x1b%G": "utf-8", b"\x1b%/I": "utf-8", b"\x1b.A": "latin-1", b"\x1b-A": "latin-1"}
# What no text has: signs of a failed decoding, and escapes of other encodings.
UNREADABLE = re.compile(r"[\x1b\x80-\x9f\ufffd]")

# What cameras, telephones and programs write where a person wrote nothing.
MACHINE = re.compile(
    r"(?!(?:an?|the)\b)(?:[\w.#<-]+ ){0,2}(?:digital ?(?:still ?)?camera(?: [\w.>-]+)?|dsc|camera pictures?)"
    r"|exif[ _]?jpe?g(?:[ _]picture)?|jpe?g|(?:jpe?g )?image|dcim[\\/].*|<.* / .*>|charset=.*|ascii|unicode"
    r"|\S+\.(?:jpe?g|png|hei[cf]|tiff?|gif|webp|dng|nef|cr[23]|arw|raf|orf|rw2|bmp|psd)|\d{8}_\d{4,9}"
    r"|(?:[a-z]{1,5}[_-]?|(?:img|dsc[nf]?|p?ict|mvi|pxl|sam) )\d{3,}(?:[_-]\d+)*"
    r"|(?:processed|created|edited|made|captured|taken|shot) (?:with|by|using|on) (?:the |an? |my )?"
    r"(?:gimp|vsco|ebay|adobe|photoshop|lightroom|snapseed|instagram|iphone|canva|imagemagick|picasa)\b.*"
    r"|file (?:written|created) by .*|(?:lead technologies|applemark|handmade software|acd systems)\b.*"
    r"|screen ?shot[\d., :_-]*|untitled(?:[ -]?\d+)?|no (?:title|description|caption)|user comments?|picasa"
    r"|default|null|none|n/?a|unknown|owner|user|admin|administrator|photographer|copyright|\(c\)"
    # Modes of telephones' cameras.
    r"|[rf]?(?:hdr|dav|cof|vtr|edf|btf|bst|bsh|bty|fbt|mde|z?nor|ptr|dig|sdr|zsl|oppo|vivo)"
    r"(?:pl|mdn|soft|_[a-z0-9]{1,12})*",
    re.IGNORECASE | re.DOTALL,
)
LONGEST = 100  # characters of such words
SAID = ("alt_text", "caption", "creator", "credit", "rights")  # what a person writes


def read(picture):
    """Return {field of Image: value} from an opened picture's metadata, and the fields that can't be read."""
    readers, camera = (_xmp(picture), _iim(picture), _exif(picture)), _camera(picture)
    words, unread = {}, []
    for field, places in FIELDS.items():
        found = [reader(place) for reader, place in zip(readers, places, strict=True) if place]
        legible = [text for text in found if not UNREADABLE.search(text)]
        words[field] = next((tidy for text in legible if (tidy := _tidy(field, text, camera))), None)
        if len(legible) < len(found) and not words[field]:
            unread.append(field)
    return {field: value for field, value in words.items() if value}, unread


def _tidy(field, text, camera):
    """Return a value as the field takes it, or None for what it can't take, and for a machine's own words."""
    text = " ".join(re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text).split())
    if field in SAID and _is_machines(text, camera):
        return None
    if field == "taken_on":
        return _date(text)
    if field == "digital_source_type":
        code = text.rstrip("/").rpartition("/")[2]
        return code if code in Image.SourceType else None
    if field in ("licence", "acquire_licence_page") and not text.startswith(("https://", "http://")):
        return None
    limit = Image._meta.get_field(field).max_length
    if field == "acquire_licence_page" and len(text) > limit:
        return None
    return text[:limit]


def _is_machines(text, camera):
    """Ask whether no person wrote some words: a camera's name, a file's, or signs without a letter."""
    return bool(not _words(text) - camera or (len(text) <= LONGEST and MACHINE.fullmatch(text)))


def _words(text):
    return set(re.findall(r"\w+", text.casefold()))


def _camera(picture):
    """Return the words by which a camera and its program call themselves."""
    reader = _exif(picture)
    named = [_words(reader(tag)) for tag in (MAKE, MODEL, SOFTWARE)]
    return set().union(*named)


def _date(text):
    match = re.match(r"(\d{4})[-:]?(\d\d)[-:]?(\d\d)", text)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _xmp(picture):
    packet = picture.info.get("xmp") or b""
    text = packet.decode("utf-8", "replace") if isinstance(packet, bytes) else packet
    root = _parsed(text.strip("\ufeff\x00 \r\n\t"))
    return lambda name: _property(root, name) if root is not None else ""


def _parsed(text):
    # Without a document type no entity can be defined, so none can grow or reach a file.
    if not text or len(text) > MAX_XMP or "<!" in text:
        return None
    try:
        return ElementTree.fromstring(text)  # noqa: S314
    except (ElementTree.ParseError, ValueError):
        return None


def _tag(name):
    prefix, _, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _property(root, name):
    tag = _tag(name)
    for element in root.iter():
        if tag in element.attrib:
            return element.attrib[tag]
        if element.tag == tag:
            return _value(element)
    return ""


def _value(element):
    """Return a property's text: of its languages the default, of a list all."""
    items = element.findall(f".//{RDF}li")
    if not items:
        return element.text or element.get(f"{RDF}resource", "")
    if element.find(f"{RDF}Alt") is not None:
        items = sorted(items, key=lambda item: item.get(LANGUAGE) != "x-default")[:1]
    return ", ".join(item.text.strip() for item in items if item.text)


def _iim(picture):
    try:
        records = IptcImagePlugin.getiptcinfo(picture) or {}
    except Exception:  # a broken block says nothing
        records = {}
    # What is declared in no known encoding, or not at all, is read only if UTF-8 can be meant.
    encoding = ENCODINGS.get(records.get((1, 90), b""), "utf-8")
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
        return value.decode(encoding, "replace")
    return value if isinstance(value, str) else ""


def packet(image):
    """Return the XMP of a picture's public files: its credit, rights and origin, as readers are told them.

    It is empty where nothing of it is known. The other words of the original stay in the original.
    """
    origin, licence = image.digital_source_type, rendering.web_address(image.licence)
    said = {
        "photoshop:Credit": image.credit,
        "rights:WebStatement": licence,
        "ext:DigitalSourceType": origin and SOURCE_TYPES + origin,
    }
    if not (image.rights or any(said.values())):
        return b""
    ElementTree.register_namespace("x", "adobe:ns:meta/")
    for prefix, address in {**NAMESPACES, "rdf": RDF[1:-1]}.items():
        ElementTree.register_namespace(prefix, address)
    root = ElementTree.Element("{adobe:ns:meta/}xmpmeta")
    about = ElementTree.SubElement(ElementTree.SubElement(root, f"{RDF}RDF"), f"{RDF}Description")
    about.attrib = {f"{RDF}about": ""} | {_tag(name): text for name, text in said.items() if text}
    if image.rights:
        choices = ElementTree.SubElement(ElementTree.SubElement(about, _tag("dc:rights")), f"{RDF}Alt")
        ElementTree.SubElement(choices, f"{RDF}li", {LANGUAGE: "x-default"}).text = image.rights
    return ElementTree.tostring(root)
