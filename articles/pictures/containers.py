"""Walk through the containers of sound and video, decoding nothing and trusting no length that they state.

What would tell readers more than the recording itself (a place, a serial number, an owner) is listed to be
blanked in the public copy; each length stays, so that no offset within the file moves. Formats: ISO 14496-12
(MP4, M4A), RFC 8794 and the WebM guidelines, ISO 11172-3 (MP3), RFC 3533 (Ogg), RIFF (WAV).
"""

import struct
from dataclasses import dataclass, field

from . import ogg

MANY = 200_000  # parts of one file; an hour in fragments of a second has 7,200
LONGEST = 48 * 3600  # s
WIDEST = 16_384  # px; a side that no codec of these passes
PLAYED = {
    *(b"avc1", b"avc3", b"av01", b"vp08", b"vp09", b"mp4a", b"Opus", b".mp3", b"fLaC"),
    *(b"V_VP8", b"V_VP9", b"V_AV1", b"A_OPUS", b"A_VORBIS"),
    *(b"tx3g", b"wvtt", b"stpp", b"c608", b"tmcd", b"rtp "),  # words and time codes beside them
}


class Broken(Exception):
    """It isn't what it says, or ends too early."""


class Unplayed(Exception):
    """Some browser can't play it: the codec, or the container's name."""


class Telling(Exception):
    """It has a track of data, such as a camera's places, that can't be taken out without decoding."""


@dataclass
class Found:
    """What a recording is, and what its public copy leaves out."""

    media_type: str
    extension: str
    width: int = 0
    height: int = 0
    seconds: float = 0
    blanks: list = field(default_factory=list)  # (start, length) to be zero
    patches: list = field(default_factory=list)  # (start, bytes) to be written over


class Reader:
    """A file with its length, read at places."""

    def __init__(self, file):
        self.file = file
        file.seek(0, 2)
        self.length = file.tell()
        self.parts = 0

    def at(self, start, length):
        self.file.seek(start)
        content = self.file.read(length)
        if len(content) < length:
            raise Broken
        return content

    def count(self):
        self.parts += 1
        if self.parts > MANY:
            raise Broken


def look(file):
    """Return what a file holds, or None where it is no recording by its first bytes.

    Raises Broken, Unplayed or Telling.
    """
    reader = Reader(file)
    start = reader.at(0, min(16, reader.length))
    for is_one, walk in KINDS:
        if is_one(start):
            try:
                return _credible(walk(reader))
            except (struct.error, ValueError, LookupError, ArithmeticError, RecursionError) as error:
                raise Broken from error
    return None


def _credible(found):
    """Take no length and no side that can't be: a stated one may be anything, NaN too."""
    if not (0 <= found.seconds <= LONGEST and 0 <= found.width <= WIDEST and 0 <= found.height <= WIDEST):
        raise Broken
    return found


# MP4 and M4A

STILLS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
PRIVATE_BOXES = {b"udta", b"meta", b"uuid", b"free", b"skip"}  # the last two hold what a program left
PARENTS = {b"moov", b"trak", b"mdia", b"minf", b"stbl"}
TRACKS = {b"vide", b"soun", b"text", b"sbtl", b"subt", b"clcp", b"tmcd", b"hint"}


def _is_mp4(start):
    return start[4:8] == b"ftyp" and start[8:12] not in STILLS


def _mp4(reader):
    if reader.at(8, 4) == b"qt  ":
        raise Unplayed("MOV")
    found, boxes = Found("audio/mp4", "m4a"), {}
    _boxes(reader, 0, reader.length, found, boxes)
    tracks = {reader.at(start + 8, 4) for start, _end in boxes.get(b"hdlr", [])}
    if tracks - TRACKS:
        raise Telling
    if b"moov" not in boxes or not {b"mdat", b"moof"} & set(boxes) or not tracks & {b"vide", b"soun"}:
        raise Broken
    for start, _end in boxes.get(b"stsd", []):
        _played(reader.at(start + 12, 4))
    if b"vide" in tracks:
        found.media_type, found.extension = "video/mp4", "mp4"
        found.width, found.height = max((_sides(reader, start) for start, _end in boxes[b"tkhd"]))
    start = boxes[b"mvhd"][0][0]
    form, at = (">IQ", start + 20) if reader.at(start, 1) == b"\1" else (">II", start + 12)
    scale, length = struct.unpack(form, reader.at(at, struct.calcsize(form)))
    found.seconds = length / scale
    return found


def _boxes(reader, start, end, found, boxes):
    """List the boxes with their contents' places, those of a track's too; none may reach over its parent."""
    while start < end:
        reader.count()
        size, kind = struct.unpack(">I4s", reader.at(start, 8))
        head = 8
        if size == 1:
            (size,), head = struct.unpack(">Q", reader.at(start + 8, 8)), 16
        elif size == 0:
            size = end - start
        if size < head or start + size > end:
            raise Broken
        boxes.setdefault(kind, []).append((start + head, start + size))
        if kind in PRIVATE_BOXES:
            found.patches.append((start + 4, b"free"))
            found.blanks.append((start + head, size - head))
        elif kind in PARENTS:
            _boxes(reader, start + head, start + size, found, boxes)
        start += size


def _played(codec):
    if codec not in PLAYED:
        raise Unplayed(codec.decode("latin-1"))


def _sides(reader, start):
    """Return a track's width and height as shown: turned where its matrix turns it."""
    at = start + (88 if reader.at(start, 1) == b"\1" else 76)
    width, height = (side >> 16 for side in struct.unpack(">II", reader.at(at, 8)))
    is_turned = reader.at(at - 36, 4) == b"\0\0\0\0"
    return (height, width) if is_turned else (width, height)


# WebM

EBML, DOC_TYPE, SEGMENT, CLUSTER = 0x1A45DFA3, 0x4282, 0x18538067, 0x1F43B675
INFO, SCALE, DURATION, TRACKS_ID, TRACK = 0x1549A966, 0x2AD7B1, 0x4489, 0x1654AE6B, 0xAE
TYPE, CODEC, VIDEO, WIDTH, HEIGHT = 0x83, 0x86, 0xE0, 0xB0, 0xBA
PRIVATE_IDS = {0x1254C367, 0x1941A469}  # tags, attachments
TITLE = 0x7BA9
MASTERS = {EBML, SEGMENT, INFO, TRACKS_ID, TRACK, VIDEO}
VOID = 0xEC


def _webm(reader):
    found, values = Found("audio/webm", "weba"), {}
    _elements(reader, 0, reader.length, found, values)
    if values[DOC_TYPE][0].rstrip(b"\0") != b"webm":
        raise Unplayed("Matroska")
    types = {int.from_bytes(value) for value in values[TYPE]}
    if CLUSTER not in values or not types & {1, 2}:
        raise Broken
    for codec in values[CODEC]:
        _played(codec.rstrip(b"\0"))
    if 1 in types:
        found.media_type, found.extension = "video/webm", "webm"
        found.width, found.height = (int.from_bytes(values[side][0]) for side in (WIDTH, HEIGHT))
    if DURATION in values:
        (length,) = struct.unpack(">d" if len(values[DURATION][0]) == 8 else ">f", values[DURATION][0])
        scale = int.from_bytes(values[SCALE][0]) if SCALE in values else 10**6
        found.seconds = length * scale / 10**9
    return found


def _elements(reader, start, end, found, values):
    while start < end:
        reader.count()
        kind, start = _number(reader, start, keep=True)
        size, start = _number(reader, start)
        if size is None:  # until its parent ends; what is in it then counts as beside it
            size = 0 if kind == CLUSTER else end - start
        if start + size > end:
            raise Broken
        if kind in PRIVATE_IDS:
            _void(found, start, size)
        elif kind in (TITLE, VOID):
            found.blanks.append((start, size))
        elif kind in MASTERS:
            _elements(reader, start, start + size, found, values)
        else:
            values.setdefault(kind, []).append(reader.at(start, size) if size <= 64 else b"")
        start += size


def _number(reader, start, keep=False):
    """Return an EBML number and the place behind it; None where all its bits say that it isn't known."""
    first = reader.at(start, 1)[0]
    length = 9 - first.bit_length()
    if length > 8:
        raise Broken
    content = reader.at(start, length)
    number = int.from_bytes(content) if keep else int.from_bytes(content) & ((1 << (7 * length)) - 1)
    is_open = not keep and number == (1 << (7 * length)) - 1
    return (None if is_open else number), start + length


def _void(found, start, size):
    """Put one void element where an element's content was."""
    if 2 <= size <= 128:
        found.patches.append((start, bytes([VOID, 0x80 | (size - 2)])))
    elif size > 128:
        found.patches.append((start, bytes([VOID, 1]) + (size - 9).to_bytes(7)))
    head = 2 if size <= 128 else 9
    found.blanks.append((start + head, max(0, size - head)))


# MP3

BITRATES = {  # kbit/s of layer III: MPEG 1, and MPEG 2 and 2.5
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
FRAMES = 4_000_000  # a day of them is 3.3 million


def _is_mp3(start):
    return start[:3] == b"ID3" or (len(start) > 1 and start[0] == 0xFF and start[1] & 0xE6 == 0xE2)


def _mp3(reader):
    found, start, end = Found("audio/mpeg", "mp3"), 0, reader.length
    while reader.at(start, 3) == b"ID3":
        size = int("".join(f"{byte & 0x7F:07b}" for byte in reader.at(start + 6, 4)), 2)
        found.blanks.append((start + 10, min(size, end - start - 10)))
        start += 10 + size
    if end >= 128 and reader.at(end - 128, 3) == b"TAG":
        end -= 128
        found.blanks.append((end + 3, 125))
    if end >= 32 and reader.at(end - 32, 8) == b"APETAGEX":
        size = int.from_bytes(reader.at(end - 20, 4), "little")
        found.blanks.append((end - min(size, end), min(size, end)))
        end -= size
    for _frame in range(FRAMES):
        if start >= end:
            break
        length, seconds = _frame_of(reader.at(start, 4))
        start, found.seconds = start + length, found.seconds + seconds
    if start != end or found.seconds < 0.1:
        raise Broken
    return found


def _frame_of(head):
    """Return a frame's length in bytes and in seconds."""
    version, rate = head[1] >> 3 & 3, head[2] >> 2 & 3
    if head[0] != 0xFF or head[1] & 0xE6 != 0xE2 or version == 1 or rate == 3 or head[2] >> 4 in (0, 15):
        raise Broken
    is_first = version == 3
    bits, hertz = BITRATES[is_first][head[2] >> 4] * 1000, RATES[version][rate]
    samples = 1152 if is_first else 576
    return samples // 8 * bits // hertz + (head[2] >> 1 & 1), samples / hertz


# WAV

KEPT_CHUNKS = {b"fmt ", b"data", b"fact"}


def _wav(reader):
    found, start, chunks = Found("audio/wav", "wav"), 12, {}
    end = 8 + int.from_bytes(reader.at(4, 4), "little")
    if end > reader.length:
        raise Broken
    while start + 8 <= end:
        reader.count()
        kind, size = struct.unpack("<4sI", reader.at(start, 8))
        if start + 8 + size > end:
            raise Broken
        chunks[kind] = (start + 8, size)
        if kind not in KEPT_CHUNKS:
            found.patches.append((start, b"JUNK"))
            found.blanks.append((start + 8, size))
        start += 8 + size + size % 2
    if not {b"fmt ", b"data"} <= set(chunks):
        raise Broken
    code, _channels, _rate, speed = struct.unpack("<HHII", reader.at(chunks[b"fmt "][0], 12))
    if code not in (1, 3, 0xFFFE):
        raise Unplayed(f"WAV {code}")
    found.blanks.append((end, reader.length - end))
    found.seconds = chunks[b"data"][1] / speed
    return found


def _ogg(reader):
    try:
        codec, seconds, patches = ogg.walk(reader)
    except ogg.Broken as error:
        raise Broken from error
    if codec is None:
        raise Unplayed("Ogg")
    return Found("audio/ogg", "oga", seconds=seconds, patches=patches)


KINDS = (
    (_is_mp4, _mp4),
    (lambda start: start[:4] == b"\x1a\x45\xdf\xa3", _webm),
    (lambda start: start[:4] == b"RIFF" and start[8:12] == b"WAVE", _wav),
    (lambda start: start[:4] == b"OggS", _ogg),
    (_is_mp3, _mp3),
)
