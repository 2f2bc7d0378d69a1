"""Find the frames of an MP3 (ISO 11172-3, 13818-3), and so what lies between, before and behind them.

FFmpeg's demuxer hands tags and junk on as if they belonged to the frame beside them.
"""

import re

BITRATES = {  # kbit/s of layer III: MPEG 1, and MPEG 2 and 2.5
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # Hz by version
# Eleven set bits, then a version and layer III: the same pair occurs in noise, so one match proves
# nothing.
SYNC = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
FREE = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb][\x00-\x0b]")
LONGEST_FREE = 6000  # bytes; no decoder takes more
TAG = re.compile(rb"\0*ID3[\x02-\x04].(.)([\0-\x7f]{4})", re.DOTALL)
ZEROS = re.compile(rb"\0*")
FOOTER = 0x10  # a bit of a tag's flags
LEAST = 3  # frames in a row; in noise, two that seem to join come once in 10 GB, three never


def runs(content):
    """Yield (start, end) of each run of frames that join; whatever else there is, tags too, lies outside."""
    before = None
    for run in _joined(content):
        if before:
            yield before[0], _end(before, run)
        before = run
    if before:
        yield before[0], before[2]


def _end(run, following):
    """Return where a run ends: before its last frame, where the next run starts within that."""
    _start, last, end = run
    return last if following[0] < end else end


def is_of_free_format(content):
    """Ask whether frames begin that state no bitrate: each is as long as the first, or a byte longer."""
    at = ZEROS.match(content).end()
    if not FREE.match(content, at):
        return False
    places = {found.start() for found in FREE.finditer(content, at + 4, at + 2 * LONGEST_FREE)}
    return any(2 * place - at + more in places for place in places for more in (-1, 0, 1))


def _behind_tags(content):
    """Return where the tags at the head end, if a frame stands there: a tag may hold another MP3."""
    at = 0
    while tag := TAG.match(content, at):
        length = sum(seven << 7 * place for place, seven in enumerate(reversed(tag[2])))
        at = tag.end() + length + 10 * bool(tag[1][0] & FOOTER)
    at = ZEROS.match(content, at).end()
    return at if _length(content[at : at + 4]) else 0


def _joined(content):
    """Yield (start, start of the last frame, end) of each run; one may begin in another's last frame."""
    at = _behind_tags(content)
    while found := SYNC.search(content, at):
        start = last = end = found.start()
        count = 0
        while (length := _length(content[end : end + 4])) and end + length <= len(content):
            last, end, count = end, end + length, count + 1
        if count >= LEAST:
            yield start, last, end
        at = (last if count >= LEAST else start) + 1


def _length(head):
    """Return a frame's length in bytes by its head, or 0 where that is no frame's head."""
    if len(head) < 4 or not SYNC.match(head):
        return 0
    version, bits, rate = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if bits in (0, 15) or rate == 3:
        return 0
    samples = 144 if version == 3 else 72
    return samples * BITRATES[version == 3][bits] * 1000 // RATES[version][rate] + (head[2] >> 1 & 1)
