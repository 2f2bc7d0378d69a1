"""Find the frames of a FLAC (RFC 9639), and so what lies between and behind them.

FFmpeg's parser hands that on with the frame before it, and loses frames beside it.
"""

import re
from functools import cache
from itertools import islice

LONGEST = 1 << 21  # bytes; a frame of 65,535 samples in eight channels has no more
POLYNOMIAL = 0x18005  # of the CRC-16 at a frame's end
SYNC = re.compile(rb"\xff[\xf8\xf9][\x10-\xff][\x00-\xaf]")
MOST_HEADS = 8  # that are tried as the next one; what looks like a head within a frame is rare
STREAMINFO = slice(8, 42)  # what a decoder has to know, behind “fLaC” and the head of its block


def parts(content, start, decodes):
    """Yield (start, end) of all metadata, and of each frame; `decodes` asks of bytes whether they are one."""
    end = _behind_metadata(content, start)
    yield start, end
    while (at := next(heads(content, end), None)) is not None:
        stop = _end(content, at, decodes)
        if stop:
            yield at, stop
        end = stop or at + 1


def _behind_metadata(content, start):
    at, is_last = start + 4, False
    while not is_last and at + 4 <= len(content):
        is_last = bool(content[at] & 0x80)
        at += 4 + int.from_bytes(content[at + 1 : at + 4], "big")
    return min(at, len(content))


def _end(content, at, decodes):
    """Return where a frame ends: at the next one's head, or before what lies there; 0 where it has no end."""
    limit = min(at + LONGEST, len(content))
    following = [*islice((head for head in heads(content, at + 1) if head < limit), MOST_HEADS)]
    if len(following) < MOST_HEADS:
        following.append(limit)
    for head in following:
        if is_whole(content[at:head]):
            if content[head - 2 : head] != b"\0\0":
                return head
            break  # noughts behind a frame change nothing in the sum
    frame = content[at : following[-1]]
    bare = next((end for end in ends(frame) if decodes(frame[:end])), 0)
    # A damaged frame plays for the most part.
    return at + bare if bare else following[0] * (following[0] < len(content))


def heads(content, start):
    """Yield where heads of frames begin, which end with a CRC-8 of themselves."""
    while found := SYNC.search(content, start):
        start = found.start() + 1
        head = content[found.start() : found.start() + 16]
        if len(head) > 5 and _is_head(head):
            yield found.start()


def _is_head(head):
    size, rate, number = head[2] >> 4, head[2] & 15, (~head[4] & 0xFF).bit_length()
    if rate == 15 or number in (7, 0):
        return False
    length = 4 + (8 - number if number < 8 else 1) + {6: 1, 7: 2}.get(size, 0)
    length += {12: 1, 13: 2, 14: 2}.get(rate, 0)
    crc = 0
    for byte in head[: length + 1]:
        crc ^= byte
        for _bit in range(8):
            crc = crc << 1 & 0xFF ^ (0x07 if crc & 0x80 else 0)
    return crc == 0 and len(head) > length


def is_whole(content):
    """Ask whether a frame ends where its bytes do: as a polynomial over GF(2), the whole leaves nothing.

    The bits above a place are taken away, and added below times what that place leaves: of whole numbers of
    any length, that is quicker than a table of bytes.
    """
    value = int.from_bytes(content, "big")
    while (bits := value.bit_length()) > 64:
        place = 1 << (bits - 1).bit_length() - 1
        above, value = value >> place, value & (1 << place) - 1
        factor = _power(place)
        for bit in range(16):
            if factor >> bit & 1:
                value ^= above << bit
    return _remainder(value) == 0


@cache
def _power(exponent):
    """Return what x to a power of two leaves."""
    return _remainder(_square(_power(exponent // 2))) if exponent > 1 else 2


def _square(value):
    return int(bin(value)[2:], 4)  # over GF(2), a nought comes between two bits


def _remainder(value):
    while (above := value.bit_length() - 17) >= 0:
        value ^= POLYNOMIAL << above
    return value


def _row(byte):
    crc = byte << 8
    for _bit in range(8):
        crc = crc << 1 & 0xFFFF ^ (0x8005 if crc & 0x8000 else 0)
    return crc


TABLE = [_row(byte) for byte in range(256)]


def ends(content):
    """Yield each length at which a frame may end, by its CRC-16; one of 65,536 others looks so by chance."""
    crc = 0
    for at, byte in enumerate(content, 1):
        crc = crc << 8 & 0xFFFF ^ TABLE[crc >> 8 ^ byte]
        if not crc:
            yield at
