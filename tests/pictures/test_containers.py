"""What readers get of a sound or a video: all that plays of it, and nothing else."""

import re
import struct
from functools import cache
from io import BytesIO
from tempfile import TemporaryDirectory

import av
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.pictures import containers, mp3, recordings

from .files import encoded, jpeg, scene, upload
from .sounds import FORMS, SECRETS, box, coded, moving, played, recording, sounding, with_box

MP3, MP4, OGG, WAV, WEBM = (recording(name) for name in ("audio/mpeg", "video/mp4", "audio/ogg", "audio/wav",
                                                         "video/webm"))  # fmt: skip
FLAC, AAC = coded("flac", sounding("flac")), coded("adts", sounding("aac"))
FRAMES = MP3[slice(*next(mp3.runs(MP3)))]
SAMPLES = WAV[WAV.index(b"data") + 8 :]
SECRET = b"SECRET 40.37 49.83"
ID3 = b"ID3\4\0\x10\0\0\0\x24" + SECRET.ljust(36)


def copied(content):
    """Return (what a recording is, its copy for readers)."""
    with TemporaryDirectory() as folder:
        found = recordings.check(upload(content), folder).recording
        return found, found.path.read_bytes()


@cache
def copied_once(media_type):
    return copied(recording(media_type))[1]


def refused(content):
    with pytest.raises(ValidationError) as refusal:
        copied(content)
    return refusal.value.messages[0]


def wav(riff, data, samples=SAMPLES, more=b""):
    """Write a WAV that states these lengths."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 48_000, 96_000, 2, 16)
    return (
        struct.pack("<4sI4s", b"RIFF", riff, b"WAVE")
        + form
        + more
        + struct.pack("<4sI", b"data", data)
        + samples
    )


@pytest.mark.parametrize("media_type", FORMS)
def test_a_copy_plays_as_its_source_and_says_nothing_more(media_type):
    source = recording(media_type)

    found, copy = copied(source)

    assert copy == copied_once(media_type)
    assert played(copy) == played(source)
    assert found.media_type == media_type
    assert any(secret.encode() in source for secret in SECRETS.values())
    assert b"SECRET" not in copy
    assert not any(secret.encode() in copy for secret in SECRETS.values())


CODED = {
    "H.264 and AAC": ("mp4", moving(), sounding("aac")),
    "H.264 and MP3": ("mp4", moving(), sounding("libmp3lame")),
    "VP9 and Opus in MP4": ("mp4", moving("libvpx-vp9"), sounding("libopus")),
    "FLAC in MP4": ("mp4", sounding("flac")),
    "FLAC": ("flac", sounding("flac")),
    "AAC": ("adts", sounding("aac")),
    "VP8 and Opus": ("webm", moving("libvpx"), sounding("libopus")),
    "Vorbis in WebM": ("webm", sounding("vorbis", layout="stereo", strict="-2")),
    "Vorbis in Ogg": ("ogg", sounding("vorbis", layout="stereo", strict="-2")),
    **{f"WAV {form}": ("wav", sounding(f"pcm_{form}")) for form in ("u8", "s24le", "s32le", "f32le")},
}


@pytest.mark.parametrize("made", CODED.values(), ids=CODED)
def test_each_codec_that_browsers_play_is_copied_whole(made):
    source = coded(*made)

    assert played(copied(source)[1]) == played(source)


def test_a_video_in_fragments_or_of_a_live_stream_gets_its_length():
    for source in (
        coded("mp4", moving(g="10"), sounding("aac"), movflags="frag_keyframe+empty_moov"),
        coded("webm", moving("libvpx-vp9"), live="1"),
    ):
        found, copy = copied(source)

        assert found.seconds == pytest.approx(1, abs=0.1)
        assert played(copy) == played(source)


@pytest.mark.parametrize("codec", ["opus", "vorbis"])
def test_an_ogg_of_several_links_is_one_sound_and_says_nothing_more(codec):
    link = OGG if codec == "opus" else coded(*CODED["Vorbis in Ogg"])
    samples = played(link)["audio"][0]

    found, copy = copied(link * 3)

    assert 3 * samples <= played(copy)["audio"][0] <= 3 * samples + 3 * 1024
    assert found.seconds == pytest.approx(3, abs=0.1)
    assert b"SECRET" in link
    assert b"SECRET" not in copy


def test_a_turned_video_stays_turned():
    found, copy = copied(coded("mp4", moving(turned=90)))

    assert (found.width, found.height) == (180, 320)
    with av.open(BytesIO(copy)) as container:
        assert next(container.decode(video=0)).rotation == 90


def test_what_was_cut_away_by_an_edit_list_is_gone():
    source = bytearray(coded("mp4", moving(seconds=2, g="10"), sounding("aac", 2)))
    at = source.rindex(b"moov")
    for scale in (12_800, 48_000):
        at = source.index(b"elst", at) + 12
        (start,) = struct.unpack_from(">i", source, at + 4)
        struct.pack_into(">Ii", source, at, 1000, start + int(scale * 0.45))

    found, copy = copied(bytes(source))

    assert found.seconds == 1
    assert played(copy)["video"] == played(bytes(source))["video"]
    assert played(copy)["video"][0] == 25
    assert len(copy) < 0.7 * len(source)


def test_one_video_and_one_sound_are_all_that_is_copied():
    source = coded("mp4", moving(), sounding("aac"), sounding("aac"))

    with av.open(BytesIO(copied(source)[1])) as copy:
        assert [stream.type for stream in copy.streams] == ["video", "audio"]


LONGER = (
    ("mp4", moving(), sounding("aac"), sounding("aac", seconds=3)),
    ("webm", moving("libvpx"), sounding("libopus"), sounding("libopus", seconds=3)),
)


@pytest.mark.parametrize("made", LONGER)
def test_a_second_sound_may_be_longer_than_what_is_copied(made):
    source = coded(*made)

    found, _copy = copied(source)

    assert round(found.seconds) == 1
    assert "damaged" in refused(source[: len(source) // 3])


# What others left in it

FOREIGN = {
    "GPS in moov": (MP4, with_box(MP4, box(b"gps ", SECRET), b"moov")),
    "user data in a track": (MP4, with_box(MP4, box(b"udta", box(b"\xa9xyz", SECRET)), b"moov", b"trak")),
    "metadata in a track's media": (MP4, with_box(MP4, box(b"meta", SECRET), b"moov", b"trak", b"mdia")),
    "an unknown box in a sample table": (
        MP4,
        with_box(MP4, box(b"what", SECRET), b"moov", b"trak", b"mdia", b"minf", b"stbl"),
    ),
    "an unknown box at the end": (MP4, MP4 + box(b"XMP_", SECRET)),
    "an unknown box before the end": (MP4, MP4 + box(b"SEFT", SECRET) + box(b"free", SECRET)),
    "a serial number": (MP4, MP4 + box(b"uuid", bytes(16) + SECRET)),
    "ID3v2.4 with a footer": (MP3, ID3 + b"3DI" + ID3[3:10] + FRAMES),
    "ID3v2 twice": (MP3, ID3 + ID3 + FRAMES),
    "ID3v2 of a wrong length": (MP3, ID3[:9] + b"\x09" + ID3[10:] + FRAMES),
    "ID3v2 at the end": (MP3, FRAMES + ID3),
    "ID3v1": (MP3, FRAMES + b"TAG" + SECRET.ljust(125)),
    "Lyrics3": (MP3, FRAMES + b"LYRICSBEGIN" + SECRET + b"000029LYRICS200" + b"TAG" + bytes(125)),
    "APE": (MP3, FRAMES + b"APETAGEX" + bytes(24) + SECRET * 9 + jpeg(90, 60) + b"APETAGEX" + bytes(24)),
    "a cover": (MP3, ID3 + jpeg(900, 600) + FRAMES),
    "a list in front of WAV's samples": (WAV, wav(0, len(SAMPLES), more=b"LIST\x12\0\0\0" + SECRET)),
    "a list behind them": (WAV, WAV + b"bext\x12\0\0\0" + SECRET),
    "a tag behind FLAC": (FLAC, FLAC + b"TAG" + SECRET.ljust(125)),
    "bytes behind FLAC": (FLAC, FLAC + SECRET * 9000),
    "bytes behind Ogg": (OGG, OGG + SECRET * 40),
    "bytes behind WebM": (WEBM, WEBM + SECRET * 40),
}


@pytest.mark.parametrize(("clean", "dirty"), FOREIGN.values(), ids=FOREIGN)
def test_what_nobody_needs_to_play_it_is_left_out(clean, dirty):
    _found, copy = copied(dirty)

    assert SECRET in dirty
    assert SECRET not in copy
    assert played(copy) == played(clean)


def test_chapters_words_and_time_codes_are_left_out():
    def words(container):
        stream = container.add_stream("mov_text")
        stream.codec_context.subtitle_header = b"[Script Info]\n"
        return []

    source = coded("mp4", moving(), words)

    with av.open(BytesIO(copied(source)[1])) as copy:
        assert [stream.type for stream in copy.streams] == ["video"]


def test_vorbis_comments_are_left_out_of_webm():
    source, out = coded("ogg", sounding("vorbis", layout="stereo", strict="-2")), BytesIO()
    with av.open(BytesIO(source)) as ogg, av.open(out, "w", format="webm") as webm:
        stream = webm.add_stream_from_template(ogg.streams[0], opaque=True)
        headers = ogg.streams[0].codec_context.extradata
        stream.codec_context.extradata = re.sub(rb"Lavf[\d.]{9}", b"SECRET-VENDOR", headers)
        for packet in ogg.demux():
            if packet.size:
                packet.stream = stream
                webm.mux(packet)

    copy = copied(out.getvalue())[1]

    assert b"SECRET" in out.getvalue()
    assert b"SECRET" not in copy
    assert played(copy) == played(source)


# Damage


@pytest.mark.parametrize("media_type", FORMS)
@settings(max_examples=5)
@given(head=st.integers(0, 3000), tail=st.integers(0, 3000))
def test_zeros_at_either_edge_change_nothing(media_type, head, tail):
    source = recording(media_type)

    assert copied(bytes(head) + source + bytes(tail))[1] == copied_once(media_type)


@pytest.mark.parametrize(
    ("riff", "data"),
    [(0, 0), (2**32 - 1, 2**32 - 1), (0, len(SAMPLES)), (2**31, len(SAMPLES) + 5000), (9, 0)],
)
def test_a_wav_of_wrong_lengths_is_taken_whole(riff, data):
    found, copy = copied(wav(riff, data))

    assert found.seconds == 1
    assert played(copy) == played(WAV)


TRAILERS = {
    kind: kind + struct.pack("<I", len(SECRET)) + SECRET
    for kind in (b"LIST", b"id3 ", b"iXML", b"bext", b"GPSx")
}


@pytest.mark.parametrize("kind", TRAILERS)
@pytest.mark.parametrize("stated", [0, 2**31, 2**32 - 1])
def test_what_stands_behind_samples_of_unknown_length_is_left_out(kind, stated):
    for behind in (
        TRAILERS[kind],
        TRAILERS[kind] + TRAILERS[b"GPSx"],
        TRAILERS[kind] + b"JUNK\x03\0\0\0abc" + TRAILERS[b"LIST"] + bytes(9),
    ):
        _found, copy = copied(wav(0, stated) + behind)

        assert copy == copied_once("audio/wav")


@pytest.mark.parametrize("kind", TRAILERS)
@pytest.mark.parametrize("pad", [b"", b"\0"])
def test_the_byte_that_makes_a_wavs_chunk_even_may_be_missing(kind, pad):
    more = b"note\x05\0\0\0words" + pad + TRAILERS[kind]

    assert copied(wav(0, len(SAMPLES), more=more))[1] == copied_once("audio/wav")


LIST = b"LIST\x05\0\0\0INFOx"
DS64 = struct.pack("<4sIQQQI", b"ds64", 28, 0, len(SAMPLES), 0, 0)
MP3_FORMAT = struct.pack("<4sIHHIIHHH", b"fmt ", 18, 0x55, 1, 48_000, 8000, 1, 0, 0)
IN_RIFF = b"RIFF\0\0\0\0WAVE" + MP3_FORMAT + struct.pack("<4sI", b"data", len(FRAMES)) + FRAMES


def filled(box):
    """Put a box before an MP4's first one."""
    content = bytearray(MP4)
    at = content.index(b"stco") + 8
    (count,) = struct.unpack_from(">I", content, at)
    for place in range(at + 4, at + 4 + 4 * count, 4):
        struct.pack_into(">I", content, place, struct.unpack_from(">I", content, place)[0] + len(box))
    return box + bytes(content)


ODD = {
    "a chunk without its last zero": (WAV, wav(0, len(SAMPLES), more=LIST)),
    "RF64": (WAV, b"RF64" + wav(2**32 - 1, 2**32 - 1, more=DS64)[4:] + b"bext\x12\0\0\0" + SECRET),
    "BW64": (WAV, b"BW64" + wav(2**32 - 1, len(SAMPLES), more=DS64)[4:]),
    "an MP3 in a WAV": (FRAMES, IN_RIFF),
    "ID3 before WAV": (WAV, ID3 + WAV),
    "ID3 before FLAC": (FLAC, ID3 + FLAC),
    "ID3 before AAC": (AAC, ID3 + AAC),
    "ID3 before Ogg": (OGG, ID3 + OGG),
    "ID3 with a footer before Ogg": (OGG, ID3 + b"3DI" + ID3[3:10] + OGG),
    "ID3 longer than what is looked at": (OGG, b"ID3\4\0\0\0\x08\0\0" + bytes(2**17) + OGG),
    "ID3 before WebM": (WEBM, ID3 + WEBM),
    "free before ftyp": (MP4, filled(box(b"free", bytes(16)))),
    "wide before ftyp": (MP4, filled(box(b"wide", b""))),
    "another's box before ftyp": (MP4, filled(box(b"uuid", bytes(16) + SECRET))),
}


@pytest.mark.parametrize(("clean", "odd"), ODD.values(), ids=ODD)
def test_an_odd_beginning_changes_nothing(clean, odd):
    _found, copy = copied(odd)

    assert copy == copied(clean)[1]
    assert SECRET not in copy


@pytest.mark.parametrize("brand", [b"heic", b"avif"])
def test_a_picture_behind_a_free_box_is_no_recording(brand):
    assert containers.recognise(BytesIO(box(b"free") + box(b"ftyp", brand + bytes(8)))) is None


@pytest.mark.parametrize("brand", [b"miaf", b"mif2", b"MiHE", b"MA1B", b"hevx"])
def test_a_picture_of_a_profile_is_no_recording(brand):
    still = encoded(scene(64, 48), "AVIF")

    assert containers.recognise(BytesIO(still[:8] + brand + still[12:])) is None


def test_a_quicktime_film_behind_a_wide_box_is_named():
    assert "(MOV)" in refused(box(b"wide", b"") + box(b"ftyp", b"qt  " + bytes(8)))


def test_an_mp3_is_taken_without_its_damage():
    at = len(FRAMES) - FRAMES[::-1].index(FRAMES[1::-1], 1500) - 2  # a frame's start
    junk = b"\xff\xfb\x90\0junk"

    for damaged in (
        FRAMES[:at] + junk + FRAMES[at:],
        FRAMES[-150:] + FRAMES,  # it begins within a frame
        FRAMES + FRAMES[:90],  # its last frame ends too early
    ):
        assert copied(damaged)[1] == FRAMES


def tag(content, version=3, flags=0):
    sevens = bytes(len(content) >> 7 * place & 127 for place in (3, 2, 1, 0))
    return b"ID3" + bytes([version, 0, flags]) + sevens + content


@pytest.mark.parametrize("between", [b"", bytes(700)])
def test_an_mp3_within_the_tag_of_another_is_left_out(between):
    hidden = tag(b"GEOB" + struct.pack(">I", len(FRAMES) + 10) + bytes(12) + FRAMES + bytes(900))
    footed = tag(FRAMES, 4, 0x10) + b"3DI\4\0\x10" + bytes(4)

    for tags in (hidden, footed, footed + hidden):
        assert copied(tags + between + FRAMES)[1] == FRAMES


@pytest.mark.parametrize("media_type", ["audio/mpeg", "audio/ogg", "audio/wav"])
def test_a_stream_is_taken_as_far_as_it_goes(media_type):
    source = recording(media_type, 3)

    found, _copy = copied(source[: len(source) // 2])

    assert 0.9 < found.seconds < 1.6


@pytest.mark.parametrize("media_type", ["video/mp4", "video/webm", "audio/mp4", "audio/flac"])
@pytest.mark.parametrize("part", [0.1, 0.5])
def test_what_states_a_length_and_ends_too_early_is_refused(media_type, part):
    source = FLAC if media_type == "audio/flac" else recording(media_type)

    assert "damaged" in refused(source[: int(len(source) * part)])


@pytest.mark.parametrize("seconds", ["nan", "inf", "-5000", "1e300"])
def test_a_length_that_cant_be_is_corrected(seconds):
    head, mark, rest = WEBM.partition(b"\x44\x89\x88")  # the duration, 8 bytes

    found, copy = copied(head + mark + struct.pack(">d", float(seconds)) + rest[8:])

    assert found.seconds == 1
    assert played(copy) == played(WEBM)
