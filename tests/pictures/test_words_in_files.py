"""The words in public files: XML that any program reads."""

import pytest

from articles.models import Image
from articles.pictures import metadata


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
