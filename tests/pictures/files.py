"""Files that a newsroom gets, good and bad, made on the spot."""

import struct
import zlib
from functools import cache
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageCms, ImageDraw


def upload(content, name="harbour.jpg", kind="image/jpeg"):
    return SimpleUploadedFile(name, content, kind)


@cache
def scene(width=1500, height=1000):
    """Draw what a photograph has: soft light, hard edges, fine detail."""
    sky = Image.linear_gradient("L").resize((width, height))
    light = Image.radial_gradient("L").resize((width, height))
    detail = Image.effect_mandelbrot((width, height), (-1.5, -1, 0.5, 1), 40)
    picture = Image.merge("RGB", (Image.blend(sky, detail, 0.3), Image.blend(light, detail, 0.2), light))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, height), (width // 3, height // 2), (width // 2, height)], fill="#345")
    draw.ellipse([width * 0.7, height * 0.1, width * 0.8, height * 0.25], fill="#fe9")
    return picture


def encoded(picture=None, form="JPEG", **options):
    out = BytesIO()
    (picture or scene()).save(out, form, **options)
    return out.getvalue()


def jpeg(width=300, height=200, **options):
    return encoded(scene(width, height), "JPEG", **{"quality": 88, **options})


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def bomb(side=60_000):
    """Write a PNG of some 200 bytes that says it has `side` × `side` pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 20_000, 9)) + chunk(b"IEND", b"")
    )


def png(width, height, depth, kind, row, *more):
    """Write a PNG of equal rows; `more` are chunks before its pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress((b"\0" + row) * height))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + pixels + chunk(b"IEND", b"")


def film(frames=10_000):
    """Write a GIF whose one frame comes again and again."""
    still = encoded(Image.new("P", (2, 2)), "GIF")
    start = still.index(b",\0\0\0\0")
    return still[:start] + still[start:-1] * frames + b";"


def with_segment(content, marker, payload):
    """Put a segment behind a JPEG's start: C2PA lies in APP11."""
    return content[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(payload) + 2) + payload + content[2:]


def wide_gamut_profile():
    """Return an ICC profile whose red, green and blue are those of another space than sRGB."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    content = bytearray(profile.tobytes())
    for tag in (b"rXYZ", b"bXYZ"):  # swap: what says red is blue
        assert tag in content
    at = {tag: content.index(tag) for tag in (b"rXYZ", b"bXYZ")}
    red, blue = (content[at[tag] + 4 : at[tag] + 12] for tag in (b"rXYZ", b"bXYZ"))
    content[at[b"rXYZ"] + 4 : at[b"rXYZ"] + 12], content[at[b"bXYZ"] + 4 : at[b"bXYZ"] + 12] = blue, red
    return bytes(content)


def linear_profile():
    """Return an ICC profile whose values are those of the light."""
    content = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for tag in (b"rTRC", b"gTRC", b"bTRC"):
        (at,) = struct.unpack_from(">I", content, content.index(tag) + 4)
        content[at : at + 12] = b"curv" + bytes(8)
    return bytes(content)


def linear_grey_profile():
    """Return the same of grey: with nothing but a white and a curve."""
    white = struct.pack(">3i", 0xF6D6, 0x10000, 0xD32D)
    tags = {b"wtpt": b"XYZ \0\0\0\0" + white, b"kTRC": b"curv" + bytes(16)}
    table, body, start = struct.pack(">I", len(tags)), b"", 132 + 12 * len(tags)
    for tag, content in tags.items():
        table += tag + struct.pack(">II", start + len(body), len(content))
        body += content
    fields = (start + len(body), b"", 0x2400000, b"mntrGRAYXYZ ", b"acsp")
    head = struct.pack(">I4sI12s12x4s28x", *fields) + white
    return head.ljust(128, b"\0") + table + body


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:plus="http://ns.useplus.org/ldf/xmp/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:core="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/" xmlns:ext="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 photoshop:Credit="Anna Petrova / Agency" photoshop:DateCreated="2026-11-20T09:30:00"
 xmpRights:WebStatement="https://agency.example/terms"
 ext:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia">
<dc:description><rdf:Alt><rdf:li xml:lang="fr">Le port</rdf:li>
<rdf:li xml:lang="x-default">The harbour at dawn</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Anna Petrova</rdf:li><rdf:li>Ivan Ivanov</rdf:li></rdf:Seq></dc:creator>
<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">© Agency 2026</rdf:li></rdf:Alt></dc:rights>
<core:AltTextAccessibility><rdf:Alt>
<rdf:li xml:lang="x-default">Three boats in fog</rdf:li>
</rdf:Alt></core:AltTextAccessibility>
<ext:PersonInImage><rdf:Bag><rdf:li>Maria Example</rdf:li></rdf:Bag></ext:PersonInImage>
<plus:Licensor><rdf:Seq><rdf:li rdf:parseType="Resource">
<plus:LicensorURL>https://agency.example/buy</plus:LicensorURL></rdf:li></rdf:Seq></plus:Licensor>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def iim(**fields):
    """Write an IPTC-IIM block as Photoshop does, in UTF-8: {"caption": …} and so on."""
    return iim_records(b"\x1b%G", {field: text.encode() for field, text in fields.items()})


def iim_records(declared, fields):
    """Write an IPTC-IIM block whose texts are bytes in the encoding that it declares, or not."""
    sets = {"caption": 120, "creator": 80, "credit": 110, "rights": 116, "date": 55}
    records = b"\x1c\x01\x5a" + struct.pack(">H", len(declared)) + declared if declared else b""
    for field, value in fields.items():
        records += b"\x1c\x02" + bytes([sets[field]]) + struct.pack(">H", len(value)) + value
    block = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records
    return b"Photoshop 3.0\0" + block + b"\0" * (len(records) % 2)


def with_exif(width=300, height=200, orientation=1):
    """Write a JPEG with a place, a serial number, a thumbnail and an orientation."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E], exif[0x013B] = "A quay", "Anna Petrova"
    exif.get_ifd(0x8769).update({0xA431: "SERIAL-12345", 0x9003: "2026:11:20 09:30:00"})
    exif.get_ifd(0x8825).update({1: "N", 2: (40.0, 10.0, 30.5), 3: "E", 4: (44.0, 30.0, 10.5)})
    return jpeg(width, height, exif=exif)
