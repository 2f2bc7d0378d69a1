"""The words in files: in public ones XML that any program reads, in others where programs put them."""

from io import BytesIO

import pytest
from PIL import Image as Pixels
from PIL.PngImagePlugin import PngInfo

from articles.models import Image
from articles.pictures import metadata

from .files import XMP, encoded, scene


def test_no_control_comes_into_a_public_file():
    packet = metadata.packet(Image(licence="https://a.example/\x0c", credit="A\x00nn", rights="\uffff"))

    assert dict(metadata._parsed(packet.decode())[0][0].items()) == {
        f"{metadata.RDF}about": "",
        metadata._tag("photoshop:Credit"): "Ann",
        metadata._tag("rights:WebStatement"): "https://a.example/",
    }


@pytest.mark.parametrize("control", ["\x0c", "&#65535;"])
def test_words_are_masked_in_a_packet_that_is_not_well_formed(control):
    packet = f'<x:xmpmeta xmlns:x="adobe:ns:meta/" a="Ann{control}a">Ann</x:xmpmeta>'.encode()

    masked = metadata.rewritten(b"..." + packet + b"...", lambda text: text.replace("Ann", "-"))

    assert metadata.rewritten(packet, str) == packet
    assert b"Ann" not in masked
    assert len(masked) == len(packet) + 6


@pytest.mark.parametrize("rest", ["", "zz", "0"])
def test_the_fields_are_filled_from_what_imagemagick_writes_into_a_png(rest):
    lines = "\n".join(XMP.encode().hex()[at : at + 72] for at in range(0, 2 * len(XMP.encode()), 72))
    texts = PngInfo()
    texts.add_text("Raw profile type xmp", f"\nxmp\n{len(XMP.encode()):8}\n{lines}{rest}\n", zip=True)

    words, _unread = metadata.read(Pixels.open(BytesIO(encoded(scene(60, 40), "PNG", pnginfo=texts))))

    assert words.get("caption", "") == ("" if rest else "The harbour at dawn")
