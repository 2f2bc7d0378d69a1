"""Videos and sounds, coded on the spot, each with a place, a serial number and a title in it."""

import array
import math
from functools import cache
from io import BytesIO

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


def _written(form, fill, **options):
    out = BytesIO()
    with av.open(out, "w", format=form, options=options) as container:
        container.metadata.update(SECRETS)
        fill(container)
    return out.getvalue()


def video(form="mp4", codec="libx264", seconds=1, width=320, height=180, **options):
    """Write a video in which the light changes."""

    def fill(container):
        stream = container.add_stream(codec, rate=25)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(25 * seconds):
            frame = av.VideoFrame(width, height, "yuv420p")
            for place, plane in enumerate(frame.planes):
                plane.update(bytes([(number * 8 + place * 60) % 256]) * plane.buffer_size)
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

    return _written(form, fill, **options)


def sound(form="mp3", codec="libmp3lame", seconds=1):
    """Write a tone of 440 Hz."""

    def fill(container):
        stream = container.add_stream(codec, rate=HERTZ, layout="mono")
        size = stream.codec_context.frame_size or 1024
        resampler = av.AudioResampler(
            format=stream.codec_context.format, layout="mono", rate=HERTZ, frame_size=size
        )
        for start in range(0, HERTZ * seconds, 960):
            for frame in resampler.resample(_tone(start)):
                container.mux(stream.encode(frame))
        for frame in resampler.resample(None):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))

    return _written(form, fill)


def _tone(start, samples=960):
    wave = array.array(
        "h", (int(8000 * math.sin(2 * math.pi * 440 * (start + at) / HERTZ)) for at in range(samples))
    )
    frame = av.AudioFrame(format="s16", layout="mono", samples=samples)
    frame.planes[0].update(wave.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
    frame.sample_rate, frame.pts = HERTZ, start
    return frame


def played(content):
    """Decode a recording to its end, and return how many frames it has."""
    with av.open(BytesIO(content)) as container:
        return sum(1 for _frame in container.decode(container.streams[0]))
