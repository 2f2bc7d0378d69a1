"""The frames of a FLAC, which its copy holds, and what lies between them, which it does not."""

from io import BytesIO
from time import process_time

import av
import pytest

from articles.pictures import flac

from .files import encoded, scene
from .sounds import coded, played, sounding
from .test_containers import ID3, SECRET, copied

JPEG = encoded(scene(64, 48), "JPEG")
LONG_FLAC = coded("flac", sounding("flac", 2))
OF_FLAC = [bytes(packet) for packet in av.open(BytesIO(LONG_FLAC)).demux() if packet.size]


@pytest.mark.parametrize(
    "junk",
    [
        SECRET,
        b"\xff" * 50,
        b"\xff\xf8\xc9\x08",
        ID3,
        b"\0" * 50_000,
        b"TAG" + SECRET.ljust(125),
        JPEG,
    ],
    ids=["words", "bits", "a sync", "ID3", "zeros", "ID3v1", "JPEG"],
)
@pytest.mark.parametrize("place", [0, 1, len(OF_FLAC) // 2, len(OF_FLAC) - 1, len(OF_FLAC)])
def test_a_flac_loses_what_stands_between_its_frames(junk, place):
    head = LONG_FLAC[: -sum(map(len, OF_FLAC))]

    found, copy = copied(head + b"".join(OF_FLAC[:place]) + junk + b"".join(OF_FLAC[place:]))

    assert found.seconds == 2
    assert junk not in copy
    assert played(copy) == played(copied(LONG_FLAC)[1])


def test_a_damaged_frame_of_a_flac_takes_no_other_with_it():
    frames = [*OF_FLAC[:4], OF_FLAC[4][:500] + b"\x55" + OF_FLAC[4][501:], *OF_FLAC[5:]]

    found, _copy = copied(LONG_FLAC[: -sum(map(len, OF_FLAC))] + b"".join(frames))

    assert found.seconds == 2


def test_a_long_flac_is_read_once(limit):
    minute = coded("flac", sounding("flac", 60))
    began = process_time()

    found = list(flac.parts(minute, 0, bool))

    assert process_time() - began < limit
    assert len(found) == 626
    assert found[-1][1] == len(minute)
