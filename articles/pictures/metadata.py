"""Read what a photographer or an agency wrote into the file: XMP first, then IPTC-IIM, then EXIF.

The names are those of the IPTC Photo Metadata Standard 2023.1.
"""

import re
from datetime import date
from xml.etree import ElementTree

from PIL import IptcImagePlugin

from articles.models import Image

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


def read(picture):
    """Return {field of Image: value} from the metadata of an opened picture."""
    readers = (_xmp(picture), _iim(picture), _exif(picture))
    words = {}
    for field, places in FIELDS.items():
        found = (reader(place) for reader, place in zip(readers, places, strict=True) if place)
        words[field] = next((tidy for text in found if (tidy := _tidy(field, text))), None)
    return {field: value for field, value in words.items() if value}


def _tidy(field, text):
    """Return a value as the field takes it, or None for what it can't take."""
    text = " ".join(re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text).split())
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


def _property(root, name):
    prefix, _, local = name.partition(":")
    tag = f"{{{NAMESPACES[prefix]}}}{local}"
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
    encoding = "utf-8" if records.get((1, 90), b"") in (b"\x1b%G", b"") else "latin-1"
    return lambda place: _text(records.get(place, b""), encoding)


def _exif(picture):
    try:
        exif = picture.getexif()
        tags = {**exif, **exif.get_ifd(EXIF_IFD)}
    except Exception:
        tags = {}
    return lambda tag: _text(tags.get(tag, ""), "utf-8")


def _text(value, encoding):
    if isinstance(value, list):
        return ", ".join(_text(item, encoding) for item in value)
    if isinstance(value, bytes):
        try:
            return value.decode(encoding)
        except UnicodeDecodeError:
            return value.decode("latin-1")
    return value if isinstance(value, str) else ""
