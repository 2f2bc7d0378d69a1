"""Blank what a camera or a program notes in the packets of H.264 (ISO 14496-10, D.1.7).

A note of AVCHD may name the place where it was filmed.
"""

import re

SEI, NOTE = 6, 5  # a unit with messages, and the message that may hold anything
ESCAPED = re.compile(rb"(?:\x00\x00\x03)+(?s:.)?|(?s:.)")  # zeros that would begin a unit (7.4.1)


def without_notes(content, width):
    """Return a packet with its notes blank, as long as before; each unit behind a length of `width`."""
    parts, at = [], 0
    while at + width < len(content):
        start = at + width
        at = start + int.from_bytes(content[start - width : start], "big")
        if content[start] & 31 == SEI:
            parts += [(start + first, start + end) for first, end in _notes(content[start:at])]
    blank = bytearray(content)
    for first, end in parts:
        blank[first:end] = blanked(content[first:end])
    return bytes(blank) if parts else content


def blanked(note):
    """Return a note as long as before, read or written: the signs that escape others stay."""
    told = note.rstrip(b"\0")  # zeros at the end may need what escapes the next byte
    return ESCAPED.sub(lambda found: _blank(found[0]), told).ljust(len(note), b"\0")


def _blank(part):
    zeros = len(part) // 3 * 3
    return part[:zeros] + (b"\1" if zeros else b"\xff") * (len(part) - zeros)


def _notes(unit):
    """Yield where each note of a unit starts and ends."""
    places = _read_places(unit)
    kind, at = _number(unit, places, 1)
    while at < len(places):
        size, at = _number(unit, places, at)
        if kind == NOTE and at < len(places):
            yield places[at], places[at + size] if at + size < len(places) else len(unit)
        kind, at = _number(unit, places, at + size)


def _read_places(unit):
    """Return the places of the bytes that count: not of those that escape others."""
    escapes = {found.end() - 1 for found in re.finditer(rb"\x00\x00\x03", unit)}
    return [place for place in range(len(unit)) if place not in escapes]


def _number(unit, places, at):
    """Return a number that is written as a sum (D.1), and the place behind it."""
    total = 0
    while at < len(places):
        total, at = total + unit[places[at]], at + 1
        if unit[places[at - 1]] != 255:
            break
    return total, at
