"""Find what plays in a WAV (Multimedia Programming Interface 1.0) or RF64 (BS.2088) of whatever lengths.

FFmpeg's demuxer refuses a whole file for one chunk of metadata that is too short.
"""

import struct

LONGEST = 40  # bytes of a format, WAVEFORMATEXTENSIBLE
ELSEWHERE = 2**32 - 1  # a length that stands in ds64, or that nobody knew
COMMON = {b"fmt ", b"data", b"fact", b"LIST", b"bext", b"cue "}


def parts(content, start):
    """Return (format, where the samples start, where they end); raise struct.error where there are none."""
    at, form, whole = start + 12, b"", 0
    while True:
        kind, size = struct.unpack_from("<4sI", content, at)
        at += 8
        if kind == b"fmt ":
            form = content[at : at + min(size, LONGEST)]
        elif kind == b"ds64":
            (whole,) = struct.unpack_from("<8xQ", content, at)
        elif kind == b"data":
            # A stream's length isn't known when its head is written: it states none, or all ones.
            size = whole if size == ELSEWHERE else size
            end = at + size if 0 < size <= len(content) - at else len(content)
            (block,) = struct.unpack_from("<H", form, 12)
            return form, at, end - (end - at) % max(1, block)
        at += size
        if size % 2 and content[at : at + 4] not in COMMON:  # else the byte that makes it even is missing
            at += 1


def head(form, size):
    """Return what stands before `size` bytes of samples."""
    fields = (b"RIFF", 20 + len(form) + size, b"WAVE", b"fmt ", len(form))
    return struct.pack("<4sI4s4sI", *fields) + form + struct.pack("<4sI", b"data", size)
