"""Find what plays in a WAV (Multimedia Programming Interface 1.0) or RF64 (BS.2088) of whatever lengths.

FFmpeg's demuxer refuses a whole file for one chunk of metadata that is too short.
"""

import re
import struct
from functools import partial
from itertools import islice

LONGEST = 40  # bytes of a format, WAVEFORMATEXTENSIBLE
ELSEWHERE = 2**32 - 1  # a length that stands in ds64, or that nobody knew
KNOWN = re.compile(
    rb"fmt |data|fact|LIST|bext|cue |id3 |ID3 |iXML|aXML|axml|chna|_PMX|JUNK|junk|FLLR|PAD |smpl|inst|acid"
    rb"|cart|PEAK|DISP|IDIT|umid|afsp|minf|elm1|regn|mext|levl|plst|qlty"
)
KIND = re.compile(rb"[\w ]{4}")
ANY = re.compile(rb"(?=[\w ]{4})")
# Places where known chunks may begin behind samples of unknown length, chunks each, bytes in which any may.
TRIED, WALKED, LAST = 1000, 100, 1 << 18


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
            end = at + size if 0 < size <= len(content) - at else _end(content, at)
            (block,) = struct.unpack_from("<H", form, 12)
            return form, at, end - (end - at) % max(1, block)
        at = _behind(content, at + size, size)


def _behind(content, at, size):
    """Return where the next chunk begins: behind a byte that makes the last even, if there is one."""
    is_padded = content[at : at + 1] == b"\0" or KNOWN.match(content, at + 1)
    return at + 1 if size % 2 and is_padded else at


def _end(content, at):
    """Return where samples of unknown length end: before chunks that go on up to the file's end."""
    known = (found.start() for found in islice(KNOWN.finditer(content, at), TRIED))
    others = (found.start() for found in ANY.finditer(content, max(at, len(content) - LAST)))
    found = (next(filter(partial(_are_chunks, content), places), len(content)) for places in (known, others))
    return min(found)


def _are_chunks(content, at):
    """Ask whether chunks follow each other from a place up to the end, or, with a known one, up to zeros."""
    is_known = False
    for _each in range(WALKED):
        kind, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if not kind.strip(b"\0"):
            return is_known or at == len(content)
        if not KIND.fullmatch(kind) or at + 8 + size > len(content):
            return False
        is_known = is_known or bool(KNOWN.match(kind))
        at = _behind(content, at + 8 + size, size)
    return False


def head(form, size):
    """Return what stands before `size` bytes of samples."""
    fields = (b"RIFF", 20 + len(form) + size, b"WAVE", b"fmt ", len(form))
    return struct.pack("<4sI4s4sI", *fields) + form + struct.pack("<4sI", b"data", size)
