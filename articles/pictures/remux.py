"""The program that copies what plays out of an uploaded recording into a fresh container, packet by packet.

It reads hostile bytes with FFmpeg, so it runs as a process of its own with little time and memory, and
nothing else imports it. Its input is the upload; its arguments are FFmpeg's name of the container, the byte
where that starts, and the file to write. It prints JSON: what it made, or why it made nothing.
"""

import errno
import json
import mmap
import os
import re
import resource
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile

import av

from . import flac, h264, mp3, wav

LIMITS = {  # of this process; the largest upload needs a tenth of the time, 10 hours of AAC half the memory
    resource.RLIMIT_CPU: 30,  # s
    resource.RLIMIT_AS: 1 << 30,
    resource.RLIMIT_FSIZE: 300 << 20,
    resource.RLIMIT_CORE: 0,
}
VIDEO = {"vp8", "vp9", "av1"}
# By FFmpeg's name of the demuxer: the codecs that every browser plays in it.
CODECS = {
    "mov": VIDEO | {"h264", "aac", "mp3", "opus", "flac"},
    "matroska": VIDEO | {"opus", "vorbis"},
    "ogg": {"opus", "vorbis"},
    "flac": {"flac"},
    "aac": {"aac"},
    "mp3": {"mp3"},
    "wav": {f"pcm_{form}" for form in ("u8", "s16le", "s24le", "s32le", "f32le")},
}
MUXERS = {"mov": ("mp4", {"movflags": "+faststart"}), "matroska": ("webm", {}), "ogg": ("ogg", {})}
# Streams without a container, which browsers can't seek in: they get that of MP4.
BECOMES = {"flac": "mov", "aac": "mov"}
VIDEOS = {"mov": ("video/mp4", "mp4"), "matroska": ("video/webm", "webm")}
SOUNDS = {
    "mov": ("audio/mp4", "m4a"),
    "matroska": ("audio/webm", "weba"),
    "ogg": ("audio/ogg", "oga"),
    "mp3": ("audio/mpeg", "mp3"),
    "wav": ("audio/wav", "wav"),
}
DECODERS = "h264,vp8,vp9,libdav1d,av1,aac,mp3float,mp3,opus,libopus,vorbis,flac," + ",".join(
    sorted(CODECS["wav"])
)
# No file is opened but the two named above: not by a reference within one, nor by a playlist.
INPUT = {"protocol_whitelist": "none", "codec_whitelist": DECODERS, "threads": "1"}
STILLS = av.stream.Disposition.attached_pic | av.stream.Disposition.timed_thumbnails
CHUNK = 1 << 20
LEAD = 0.1  # s; what a decoder of sound needs before its first sample: Opus 80 ms
LONGEST = 48 * 3600  # s
WIDEST = 16_384  # px; a side that no codec of these passes


TAGGED_LENGTH = re.compile(r"(\d{1,4}):(\d\d):(\d\d(?:\.\d{1,9})?)\Z", re.ASCII)


class Broken(Exception):
    """It can't be read, or ends too early."""


class Unplayed(Exception):
    """Some browser can't play its codec."""


class Upload:
    """The standard input from a byte on, as a file; its place in it is its own."""

    def __init__(self, start):
        self.start, self.at, self.end = start, start, os.fstat(0).st_size

    def read(self, size):
        content = os.pread(0, size, self.at)
        self.at += len(content)
        return content

    def seek(self, to, whence=os.SEEK_SET):
        self.at = to + (self.start, self.at, self.end)[whence]
        return self.tell()

    def tell(self):
        return self.at - self.start


def needed(recording, kind):
    """Return the streams that a browser plays: the first video and the first sound. Covers are none."""
    chosen = []
    for streams in (recording.streams.video, recording.streams.audio):
        moving = [stream for stream in streams if not stream.disposition & STILLS]
        played = [stream for stream in moving if name(stream) in CODECS[kind]]
        if moving and not played:
            raise Unplayed(name(moving[0]))
        chosen += played[:1]
    if not chosen:
        raise Broken
    return chosen


def name(stream):
    return stream.codec.canonical_name if stream.codec_context else "?"


def copy_frames(target, _start):
    """Write an MP3's frames, and nothing else, into a file."""
    with open(target, "wb") as file, mmap.mmap(0, 0, access=mmap.ACCESS_READ) as content:
        for start, end in mp3.runs(content):
            file.write(content[start:end])


def whole_frames(start, folder):
    """Return a FLAC as an unnamed file, without what lies between its frames and behind the last."""
    whole = TemporaryFile(dir=folder)  # noqa: SIM115  it ends with the process
    with mmap.mmap(0, 0, access=mmap.ACCESS_READ) as content:
        decoder = partial(decodes, content[start : start + flac.STREAMINFO.stop][flac.STREAMINFO])
        for at, end in flac.parts(content, start, decoder):
            whole.write(content[at:end])
    whole.seek(0)
    return whole


def decodes(information, frame):
    decoder = av.CodecContext.create("flac", "r")
    decoder.extradata = information
    try:
        return bool(decoder.decode(av.Packet(frame)))
    except av.FFmpegError:
        return False


def copy_samples(target, start):
    """Write a WAV's format and samples, and nothing else, into a file."""
    with open(target, "wb") as file, mmap.mmap(0, 0, access=mmap.ACCESS_READ) as content:
        form, start, end = wav.parts(content, start)
        file.write(wav.head(form, end - start))
        for at in range(start, end, CHUNK):
            file.write(content[at : min(at + CHUNK, end)])


BY_HAND = {"mp3": copy_frames, "wav": copy_samples}


def copy_packets(recording, target, kind):
    """Write the packets of the streams, and nothing else, into a file: from the same the same."""
    (muxer, options), streams = MUXERS[BECOMES.get(kind, kind)], needed(recording, kind)
    # Without bitexact, FFmpeg writes its version and random ids: the same upload would give another
    # file each time.
    with av.open(target, "w", format=muxer, options={"fflags": "+bitexact", **options}) as container:
        copies = {stream: container.add_stream_from_template(stream, opaque=True) for stream in streams}
        for stream, bare in copies.items():
            if kind == "matroska" and name(stream) == "vorbis":
                bare.codec_context.extradata = without_comments(stream.codec_context.extradata)
        packets = recording.demux(streams)
        packets = RULES.get(kind, shown_packets)(packets)
        for packet in packets:
            if packet.has_sidedata("encryption_info"):
                raise Unplayed("encrypted")
            blank_notes(packet)
            packet.stream = copies[packet.stream]
            container.mux(packet)


def blank_notes(packet):
    headers = packet.stream.codec_context.extradata
    if name(packet.stream) == "h264" and headers and headers[0] == 1:  # its version (ISO 14496-15, 5.3.3)
        packet.update(h264.without_notes(bytes(packet), 1 + (headers[4] & 3)))


def shown_packets(packets):
    """Yield the packets without those that an edit list cuts away and that no shown one needs."""
    held = {}
    for packet in packets:
        if packet.is_discard:
            if packet.stream.type == "video" or packet.pts * packet.time_base > -LEAD:
                held.setdefault(packet.stream, []).append(packet)
        elif packet.size:  # an empty one is the demuxer's sign of the end
            yield from held.pop(packet.stream, [])
            yield packet


def joined(packets):
    """Yield the packets of a chained Ogg (RFC 3533, 4), each link of which counts from zero, as of one."""
    shift, end = 0, None
    for packet in packets:
        if not packet.size:
            continue
        if packet.has_sidedata("new_extradata") and not continues(packet):
            raise Unplayed("Ogg of several codings")
        if end is not None and packet.dts + shift < end:
            shift = end - packet.dts
        # The muxer would write what a later link says of itself.
        bare = av.Packet(bytes(packet)) if packet.has_sidedata("strings_metadata") else packet
        bare.stream, bare.time_base, bare.duration = packet.stream, packet.time_base, packet.duration
        bare.pts, bare.dts = packet.pts + shift, packet.dts + shift
        end = bare.dts + (bare.duration or 0)
        yield bare


RULES = {"ogg": joined}


def continues(packet):
    """Ask whether Vorbis' headers of a later link, each behind two bytes of length, are the first's."""
    rest, found = bytes(packet.get_sidedata("new_extradata")), []
    while rest:
        size = int.from_bytes(rest[:2], "big")
        found, rest = [*found, rest[2 : 2 + size]], rest[2 + size :]
    first, _comments, setup = parted(packet.stream.codec_context.extradata)
    return found[::2] == [first, setup] if len(found) == 3 else found in ([], [first])


def without_comments(headers):
    """Return Vorbis' three headers, as Matroska holds them (Xiph lacing), with the second empty."""
    first, _comments, setup = parted(headers)
    comments = b"\3vorbis" + bytes(8) + b"\1"
    return bytes([2, len(first), len(comments)]) + first + comments + setup


def parted(headers):
    """Return Vorbis' three headers of a laced whole."""
    at, sizes = 1, []
    for _header in range(2):
        size = 0
        while headers[at] == 255:
            size, at = size + 255, at + 1
        sizes.append(size + headers[at])
        at += 1
    return headers[at : at + sizes[0]], headers[at + sizes[0] : at + sum(sizes)], headers[at + sum(sizes) :]


def facts(target, kind, stated):
    """Return what a copy is, as it will be played; raise Broken where its length can't be."""
    with open(target, "rb") as file, av.open(file, format=kind, options=INPUT) as container:
        needed(container, kind)
        seconds = length(container, kind)
        video = container.streams.video[0] if container.streams.video else None
        width, height = sides(container, video) if video else (0, 0)
    if not 0 < seconds <= LONGEST or max(width, height) > WIDEST or seconds < 0.9 * stated:
        raise Broken
    media_type, extension = (VIDEOS if video else SOUNDS)[kind]
    return {
        "media_type": media_type,
        "extension": extension,
        "width": width,
        "height": height,
        "seconds": seconds,
    }


def length(container, kind):
    """Return a recording's length in seconds; of an MP3, which may state none, by its frames."""
    if kind == "mp3":
        return float(sum(packet.duration * packet.time_base for packet in container.demux() if packet.size))
    return (container.duration or 0) / av.time_base


def stated_length(recording, kind):
    """Return how long the streams that are copied are by the file's own word: another may be longer."""
    lengths, whole = [stream_length(stream) for stream in needed(recording, kind)], length(recording, kind)
    return min(whole, max(lengths)) if all(lengths) else whole


def stream_length(stream):
    """Return a stream's stated length in seconds, or 0; programs write that of Matroska's as a tag."""
    if stream.duration:
        return float(stream.duration * stream.time_base)
    clock = TAGGED_LENGTH.match(stream.metadata.get("DURATION", ""))
    return float(clock[1]) * 3600 + float(clock[2]) * 60 + float(clock[3]) if clock else 0


def sides(container, video):
    """Return a video's width and height as shown: turned, and its pixels made square."""
    width, height = round(video.width * (video.sample_aspect_ratio or 1)), video.height
    try:
        turned = next(container.decode(video)).rotation % 180
    except (av.FFmpegError, StopIteration):
        turned = 0
    return (height, width) if turned else (width, height)


def main(kind, start, target):
    for limit, value in LIMITS.items():
        resource.setrlimit(limit, (value, value))
    start, stated = int(start), 0
    if kind in BY_HAND:
        BY_HAND[kind](target, start)
    else:
        upload = whole_frames(start, Path(target).parent) if kind == "flac" else Upload(start)
        with av.open(upload, format=kind, options=INPUT, metadata_errors="replace") as recording:
            if kind in ("mov", "matroska", "flac"):  # where the others end too early, that is their length
                stated = stated_length(recording, kind)
            copy_packets(recording, target, kind)
    return facts(target, BECOMES.get(kind, kind), stated)


def refusal(error):
    """Return why there is no copy, for the page that asked."""
    if isinstance(error, Unplayed):
        return {"refused": "unplayed", "codec": str(error)}
    number = getattr(error, "errno", None)
    if isinstance(error, MemoryError) or number in (errno.ENOMEM, errno.EFBIG):
        return {"refused": "costly"}
    return {"refused": "full" if number in (errno.ENOSPC, errno.EDQUOT) else "broken"}


if __name__ == "__main__":
    try:
        answer = main(*sys.argv[1:])
    except Exception as error:  # a hostile file makes a demuxer raise anything
        answer = refusal(error)
    json.dump(answer, sys.stdout)
