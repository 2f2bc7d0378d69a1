"""Recordings that are refused with a sentence, and the limits of the process that reads them."""

import struct
import subprocess
import sys
from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from articles.pictures import containers, recordings

from .sounds import FORMS, box, coded, moving, recording, sound, sounding, video, with_box
from .test_containers import MP4, SECRET, copied, refused

FREE = b"".join(
    b"\xff\xfb" + bytes([2 * (number % 2)]) + b"\xc4" + b"\x5a" * (999 + number % 2) for number in range(9)
)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (lambda: FREE, "MP3 of free format"),
        (lambda: bytes(99) + FREE, "MP3 of free format"),
        (lambda: b"ID3\4\0\0\0\0\0\x24" + SECRET.ljust(36) + FREE, "MP3 of free format"),
        (lambda: b"ID3\4\0\0\0\7\0\0" + bytes(7 << 14) + FREE, "MP3 of free format"),
        (lambda: video("mov"), "MOV"),
        (lambda: video("matroska"), "Matroska"),
        (lambda: video(codec="mpeg4"), "mpeg4"),
        (lambda: video(codec="libx265"), "hevc"),
        (lambda: coded("mp4", moving(), sounding("ac3")), "ac3"),
        (lambda: sound("ogg", "flac"), "flac"),
        (lambda: sound("aiff", "pcm_s16be"), "AIFF"),
        (lambda: sound("au", "pcm_s16be"), "AU"),
        (lambda: sound("caf", "pcm_s16le"), "CAF"),
        (lambda: video("avi", "mpeg4"), "AVI"),
        (lambda: video("mpegts"), "MPEG"),
        (lambda: video("mpeg", "mpeg1video"), "MPEG"),
        (lambda: video("flv"), "FLV"),
        (lambda: b"#!AMR\n" + bytes(40), "AMR"),
        (lambda: b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(40), "WMA, WMV"),
        (lambda: sound("wav", "adpcm_ms"), "adpcm_ms"),
        (lambda: sound("wav", "pcm_f64le"), "pcm_f64le"),
        (
            lambda: video(
                encryption_scheme="cenc-aes-ctr", encryption_key="00" * 16, encryption_kid="11" * 16
            ),
            "encrypted",
        ),
    ],
)
def test_what_not_every_browser_plays_is_refused(content, what):
    assert f"Not every browser plays this ({what})" in refused(content())


def test_a_large_file_of_a_kind_that_isnt_taken_is_refused_too(monkeypatch):
    monkeypatch.setattr(recordings, "MAX_BYTES", 100)

    assert "(MOV)" in refused(video("mov"))
    assert "larger than" in refused(MP4)


FTYP = struct.Struct(">I4s").pack(16, b"ftyp") + b"isom\0\0\0\0"
HEAD = struct.Struct(">I4s").pack
HOSTILE = {
    "boxes in boxes": FTYP + HEAD(0, b"moov") * 5000,
    "a box over the end": FTYP + HEAD(2**31, b"moov"),
    "a box of nothing": FTYP + HEAD(3, b"moov") * 9,
    "a large box": FTYP + HEAD(1, b"moov") + b"\xff" * 8,
    "many boxes": FTYP + HEAD(8, b"skip") * 250_000,
    "no samples": with_box(FTYP + HEAD(8, b"moov"), box(b"gps ", SECRET), b"moov") + box(b"mdat", bytes(200)),
    "no tracks": FTYP + HEAD(8, b"moov") + HEAD(8, b"mdat"),
    "an endless number": b"\x1a\x45\xdf\xa3" + b"\0" * 40,
    "an open element": b"\x1a\x45\xdf\xa3\xff\x18\x53\x80\x67\xff" + b"\xff" * 30,
    "an empty RIFF": b"RIFF\4\0\0\0WAVE",
    "a RIFF without speed": b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0" + b"\0" * 12 + b"data\0\0\0\0",
    "an empty page": b"OggS" + b"\0" * 24,
    "a tag alone": b"ID3\4\0\0\x7f\x7f\x7f\x7f" + b"\0" * 40,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence(content):
    assert refused(content)


@given(
    st.sampled_from(list(FORMS)), st.lists(st.tuples(st.integers(0, 2**20), st.integers(1, 255)), min_size=1)
)
def test_every_changed_byte_is_taken_or_refused(media_type, changes):
    content = bytearray(recording(media_type))
    for at, change in changes:
        content[at % min(len(content), 2000)] ^= change

    with suppress(ValidationError, AttributeError):  # no recording any more
        copied(bytes(content))


def test_a_recording_that_takes_too_long_is_refused(monkeypatch):
    monkeypatch.setattr(containers, "WAIT", 0.001)

    assert "too long" in refused(MP4)


def test_a_recording_over_which_ffmpeg_falls_is_refused(monkeypatch, tmp_path):
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nkill -SEGV $$\n")
    program.chmod(0o755)
    monkeypatch.setattr(containers.sys, "executable", str(program))

    assert "too much memory" in refused(MP4)


LIMITED = """
import resource, sys
from articles.pictures import remux
remux.LIMITS[getattr(resource, sys.argv[1])] = int(sys.argv[2])
try:
    print(remux.main("mov", "0", sys.argv[3]))
except BaseException as error:
    print(remux.refusal(error))
"""


@pytest.mark.parametrize(("limit", "value"), [("RLIMIT_AS", 1 << 20), ("RLIMIT_FSIZE", 2000)])
def test_memory_and_disk_have_limits(tmp_path, limit, value):
    (tmp_path / "upload").write_bytes(MP4)

    with (tmp_path / "upload").open("rb") as file:
        command = [sys.executable, "-c", LIMITED, limit, str(value), str(tmp_path / "copy")]
        done = subprocess.run(command, stdin=file, capture_output=True, text=True)

    assert "costly" in done.stdout


def test_no_web_process_loads_ffmpeg():
    script = (
        "import django; django.setup(); import newsroom.wsgi, newsroom.urls, sys; print('av' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script],
        capture_output=True, text=True, check=True, env={"DJANGO_SETTINGS_MODULE": "tests.settings"},
    )  # fmt: skip

    assert done.stdout.strip() == "False"
