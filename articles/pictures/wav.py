"""Find what plays in a WAV (Multimedia Programming Interface 1.0, RIFF), whatever lengths it states.

FFmpeg's demuxer refuses a whole file for one chunk of metadata that is too short.
"""

import struct

LONGEST = 40  # bytes of a format, WAVEFORMATEXTENSIBLE


def parts(content, start):
    """Return (format, where the samples start, where they end); raise struct.error where there are none."""
    at, form = start + 12, b""
    while True:
        kind, size = struct.unpack_from("<4sI", content, at)
        at += 8
        if kind == b"fmt ":
            form = content[at : at + min(size, LONGEST)]
        elif kind == b"data":
            # A stream's length isn't known when its head is written: it states none, or all ones.
            end = at + size if 0 < size <= len(content) - at else len(content)
            (block,) = struct.unpack_from("<H", form, 12)
            return form, at, end - (end - at) % max(1, block)
        at += size + size % 2


def head(form, size):
    """Return what stands before `size` bytes of samples."""
    fields = (b"RIFF", 20 + len(form) + size, b"WAVE", b"fmt ", len(form))
    return struct.pack("<4sI4s4sI", *fields) + form + struct.pack("<4sI", b"data", size)
