"""What cameras and programs note within H.264's packets, a place among it, is in no public copy."""

from io import BytesIO
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.pictures import h264, recordings

from .sounds import coded, moving, played, sounding

MARK = b"x264 - core"  # in the note that the encoder writes into the first packet
NOTES = st.lists(
    st.sampled_from([b"\0", b"\0\0", b"\1", b"\3", b"\xff", b"+40.1", b"\x05"]), max_size=300
).map(b"".join)


def copied(content):
    with TemporaryDirectory() as folder:
        return recordings.copy(BytesIO(content), folder).path.read_bytes()


def escaped(content):
    """Write bytes as a unit does: no two zeros stand before a small one."""
    out = bytearray()
    for byte in content:
        if out[-2:] == b"\0\0" and byte < 4:
            out.append(3)
        out.append(byte)
    return bytes(out)


def plain(unit):
    out, zeros = bytearray(), 0
    for byte in unit:
        if not (zeros >= 2 and byte == 3):
            out.append(byte)
        zeros = 0 if byte else zeros + 1
    return bytes(out)


def sized(count):
    return b"\xff" * (count // 255) + bytes([count % 255])


@pytest.mark.parametrize("options", [{}, {"movflags": "frag_keyframe+empty_moov"}])
def test_a_public_copy_plays_the_same_without_the_notes_in_its_packets(options):
    video = coded("mp4", moving(), sounding("aac"), **options)

    copy = copied(video)

    assert MARK in video
    assert MARK not in copy
    assert played(copy) == played(video)


@given(NOTES, NOTES)
def test_a_note_is_blank_and_all_around_it_stays(note, other):
    message = b"\5" + sized(16 + len(note)) + b"P" * 16 + note
    unit = escaped(b"\6" + message + b"\0" + sized(len(other)) + other + message + b"\x80")
    picture = b"\x65" + bytes(40)
    packet = b"".join(len(each).to_bytes(4, "big") + each for each in (unit, picture))

    blank = h264.without_notes(packet, 4)

    assert len(blank) == len(packet)
    assert blank.endswith(picture)
    said, was = (plain(content[4 : 4 + len(unit)]) for content in (blank, packet))
    assert len(said) == len(was)
    assert b"P" not in said
    assert b"+40.1" not in said.replace(other, b"")
    first = 1 + len(message)
    assert said[first : first + 1 + len(sized(len(other))) + len(other)] == was[first:].partition(message)[0]


@given(st.binary(max_size=300), st.sampled_from([1, 2, 4]))
def test_any_bytes_are_read_and_keep_their_length(content, width):
    assert len(h264.without_notes(content, width)) == len(content)
