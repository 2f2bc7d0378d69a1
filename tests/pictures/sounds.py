"""Videos and sounds, coded on the spot, each with a place, a serial number and a title in it."""

import array
import hashlib
import math
import struct
from functools import cache
from io import BytesIO
from itertools import chain

import av

SECRETS = {"title": "SECRET-TITLE", "comment": "SERIAL-12345", "location": "+40.1+044.5/"}
FORMS = {
    "video/mp4": ("mp4", "libx264"),
    "video/webm": ("webm", "libvpx-vp9"),
    "audio/mpeg": ("mp3", "libmp3lame"),
    "audio/mp4": ("ipod", "aac"),
    "audio/ogg": ("ogg", "libopus"),
    "audio/wav": ("wav", "pcm_s16le"),
}
HERTZ = 48_000


@cache
def recording(media_type, seconds=1):
    form, codec = FORMS[media_type]
    make = video if media_type.startswith("video/") else sound
    return make(form, codec, seconds)


def coded(form, *tracks, **options):
    """Write a recording of tracks, each a function that adds its stream to a container and yields packets."""
    out = BytesIO()
    with av.open(out, "w", format=form, options=options) as container:
        container.metadata.update(SECRETS)
        started = [track(container) for track in tracks]
        packets = list(chain.from_iterable(started))
        for packet in sorted(packets, key=lambda packet: packet.dts * packet.time_base):
            container.mux(packet)
    return out.getvalue()


def moving(codec="libx264", seconds=1, width=320, height=180, turned=0, **options):
    """Return a track in which the light changes."""

    def add(container):
        stream = container.add_stream(codec, rate=25, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.metadata["handler_name"] = "SECRET-HANDLER"
        if turned:
            stream.set_display_rotation(turned)
        return packets(stream)

    def packets(stream):
        for number in range(25 * seconds):
            frame = av.VideoFrame(width, height, "yuv420p")
            for place, plane in enumerate(frame.planes):
                plane.update(bytes([(number * 8 + place * 60) % 256]) * plane.buffer_size)
            frame.pts = number
            yield from stream.encode(frame)
        yield from stream.encode(None)

    return add


def sounding(codec="libmp3lame", seconds=1, layout="mono", **options):
    """Return a track with a tone of 440 Hz."""

    def add(container):
        stream = container.add_stream(codec, rate=HERTZ, layout=layout, options=options)
        stream.metadata.update(title="SECRET-TRACK", language="hye")
        return packets(stream)

    def packets(stream):
        resampler = av.AudioResampler(
            format=stream.codec_context.format,
            layout=layout,
            rate=HERTZ,
            frame_size=stream.codec_context.frame_size or 1024,
        )
        for start in range(0, HERTZ * seconds, 960):
            for frame in resampler.resample(_tone(start)):
                yield from stream.encode(frame)
        for frame in resampler.resample(None):
            yield from stream.encode(frame)
        yield from stream.encode(None)

    return add


def _tone(start, samples=960):
    wave = array.array(
        "h", (int(8000 * math.sin(2 * math.pi * 440 * (start + at) / HERTZ)) for at in range(samples))
    )
    frame = av.AudioFrame(format="s16", layout="mono", samples=samples)
    frame.planes[0].update(wave.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
    frame.sample_rate, frame.pts = HERTZ, start
    return frame


def video(form="mp4", codec="libx264", seconds=1, width=320, height=180, **options):
    return coded(form, moving(codec, seconds, width, height), **options)


def sound(form="mp3", codec="libmp3lame", seconds=1):
    return coded(form, sounding(codec, seconds))


def played(content):
    """Decode the first video and the first sound to their ends: {kind: (frames or samples, their hash)}."""
    result = {}
    for kind in ("video", "audio"):
        with av.open(BytesIO(content)) as container:
            if streams := getattr(container.streams, kind):
                result[kind] = _decoded(container.decode(streams[0]))
    return result


def _decoded(frames):
    count, digest = 0, hashlib.sha256()
    for frame in frames:
        sounds = isinstance(frame, av.AudioFrame)
        count += frame.samples if sounds else 1
        for plane in frame.planes:
            whole = bytes(plane)
            digest.update(whole[: _size(frame)] if sounds else whole)
    return count, digest.hexdigest()


def _size(frame):
    """Return the bytes of a plane of sound, which may be followed by others."""
    return frame.samples * frame.format.bytes * (1 if frame.format.is_planar else len(frame.layout.channels))


def box(kind, content=b"SECRET"):
    return struct.pack(">I4s", 8 + len(content), kind) + content


def with_box(content, added, *parents):
    """Put a box at the end of an MP4's last box, `parents` within each other."""
    result, start, end = bytearray(content), 0, len(content)
    for parent in parents:
        start = result.rindex(parent, start, end) - 4
        size = int.from_bytes(result[start : start + 4])
        end = start + size
        result[start : start + 4] = (size + len(added)).to_bytes(4)
        start += 8
    result[end:end] = added
    return bytes(result)
