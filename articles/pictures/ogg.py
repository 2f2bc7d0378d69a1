"""Walk through the pages of an Ogg file (RFC 3533), and blank its comments (RFC 7845, 5.2; Vorbis I, 5)."""

import struct

HEAD = struct.Struct("<4sBBqIIIB")
LAST = 4  # the flag of a stream's last page
MAX_COMMENTS = 4 * 1024 * 1024  # bytes; a cover may lie in them
CODECS = {b"OpusHead": "opus", b"\x01vorbis": "vorbis"}


class Broken(Exception):
    """Its pages don't join up to its end."""


def walk(reader):
    """Return (codec or None, seconds, patches that blank the comments)."""
    start, flags, granule, serials, pieces = 0, 0, 0, set(), []
    first, is_open = b"", False
    while start < reader.length:
        reader.count()
        name, version, flags, at, serial, _number, _sum, count = HEAD.unpack(reader.at(start, HEAD.size))
        laces = reader.at(start + HEAD.size, count)
        content = start + HEAD.size + count
        if name != b"OggS" or version or content + sum(laces) > reader.length:
            raise Broken
        if not first:
            first = reader.at(content, sum(laces))
        elif is_open or not pieces:
            length, is_open = _packet(laces)
            pieces.append((start, content, length, content + sum(laces)))
        serials.add(serial)
        granule, start = max(granule, at), content + sum(laces)
    codec = next((name for start, name in CODECS.items() if first.startswith(start)), None)
    if codec is None or len(serials) > 1:
        return None, 0, []
    if not flags & LAST or is_open or not pieces:
        raise Broken
    return codec, _seconds(codec, first, granule), _patches(reader, codec, pieces)


def _packet(laces):
    """Return how much of a page is of the packet that it begins with, and whether that goes on behind it."""
    length = 0
    for lace in laces:
        length += lace
        if lace < 255:
            return length, False
    return length, True


def _seconds(codec, first, granule):
    if codec == "opus":
        return max(0, granule - int.from_bytes(first[10:12], "little")) / 48_000
    return granule / int.from_bytes(first[12:16], "little")


def _patches(reader, codec, pieces):
    if sum(length for _start, _content, length, _end in pieces) > MAX_COMMENTS:
        raise Broken
    packet = b"".join(reader.at(content, length) for _start, content, length, _end in pieces)
    blank, patches = _blanked(packet, 8 if codec == "opus" else 7), []
    for start, content, length, end in pieces:
        page = bytearray(reader.at(start, end - start))
        page[content - start : content - start + length] = blank[:length]
        page[22:26] = bytes(4)
        page[22:26] = checksum(page).to_bytes(4, "little")
        patches.append((start, bytes(page)))
        blank = blank[length:]
    return patches


def _blanked(packet, head):
    """Keep the lengths of all comments, and nothing that they say."""
    result, at = bytearray(packet), head
    at += 4 + int.from_bytes(packet[at : at + 4], "little")
    count, at = int.from_bytes(packet[at : at + 4], "little"), at + 4
    for _comment in range(min(count, len(packet))):
        length, at = int.from_bytes(packet[at : at + 4], "little"), at + 4
        if at + length > len(packet):
            raise Broken
        result[at : at + length] = b"_=".ljust(length)[:length]
        at += length
    return bytes(result)


def _table():
    for byte in range(256):
        value = byte << 24
        for _bit in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
        yield value


TABLE = tuple(_table())


def checksum(page):
    """Return a page's CRC-32 as Ogg has it: not reflected, from nought."""
    value = 0
    for byte in page:
        value = (value << 8 & 0xFFFFFF00) ^ TABLE[value >> 24 ^ byte]
    return value
