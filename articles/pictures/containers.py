"""Detection of a recording by its container, and its public copy, made by a separate process.

FFmpeg reads what strangers made, so no web process loads it: `remux` is a program with limits of its own.
"""

import json
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from . import mp3

HEAD = 64 * 1024  # bytes; zeros before a recording, or what is left of a frame, are no longer
# Boxes that hold nothing to play, which may stand before the first that names an MP4.
FILLER = rb"(?:.{4}(?:free|skip|wide|uuid).{0,4096}?)?"
# By FFmpeg's name of its demuxer. A container may begin behind zeros that a damaged disk or a cut left, or
# behind a tag's footer. A WAV may hold an MP3's frames (format 0x55).
START = re.compile(
    rb"\0*?(?:3DI.{7})?(?:(?P<mov>" + FILLER + rb".{4}ftyp)|(?P<matroska>\x1aE\xdf\xa3)|(?P<ogg>OggS)"
    rb"|(?P<flac>fLaC)|(?P<aac>\xff[\xf0\xf1\xf8\xf9][\x40-\x73\x80-\xb3])"
    rb"|(?P<mp3>ID3|RIFF.{4}WAVE.{0,1024}?fmt .{4}U\0)|(?P<wav>(?:RIFF|RF64|BW64).{4}WAVE))",
    re.DOTALL,
)
# Of a picture, whose main brand may be that of a profile, one of the brands is one of these.
STILLS = re.compile(
    FILLER + rb".{4}ftyp(?:.{4}){0,16}?(?:he(?:i[cxms]|v[cxms])|miaf|mif[12]|msf1|avi[fos])", re.DOTALL
)
UNPLAYED = {
    "mov": (FILLER + rb".{4}ftypqt  ", "MOV"),
    "matroska": (rb".{0,60}?\x42\x82.{1,8}?matroska", "Matroska"),
}
# What is no recording for this paper, by its first bytes: its sender is told what it is.
OTHERS = {
    "AIFF": rb"FORM.{4}AIF[FC]",
    "WMA, WMV": rb"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
    "AVI": rb"RIFF.{4}AVI ",
    "FLV": rb"FLV\x01",
    "AMR": rb"#!AMR",
    "CAF": rb"caff\x00",
    "AU": rb"\.snd",
    "MIDI": rb"MThd",
    "MPEG": rb"\x00\x00\x01\xba|G.{187}G.{187}G",
    "WavPack": rb"wvpk",
    "Monkey's Audio": rb"MAC ",
    "RealMedia": rb"\.RMF",
}
WAIT = 60  # s


class Broken(Exception):
    """It isn't of the format that its first bytes name, or it ends too early."""


class Unplayed(Exception):
    """Some browser can't play it: the codec, or the container's name."""


class Costly(Exception):
    """It takes too much time or memory, or it crashes its decoder."""


@dataclass
class Copied:
    """What a recording is as readers get it, and the file with their copy."""

    path: Path
    media_type: str
    extension: str
    width: int
    height: int
    seconds: float


def recognise(file):
    """Return (container, the byte where it starts), or None where a file is no recording."""
    # By its bytes and not by its name or Content-Type, which the sender chooses.
    kind, start, head = _started(file, 0)
    if kind == "mp3" and head.startswith(b"ID3"):
        behind = _started(file, start + _tag_length(head))
        kind, start, head = behind if behind[0] or mp3.is_of_free_format(behind[2]) else (kind, start, head)
    if kind is None:
        return ("mp3", 0) if any(mp3.runs(head)) else _refuse_known(head)
    if kind == "mov" and STILLS.match(head):
        return None
    pattern, name = UNPLAYED.get(kind, (None, None))
    if pattern and re.match(pattern, head, re.DOTALL):
        raise Unplayed(name)
    return kind, start


def _refuse_known(head):
    """Raise Unplayed where the bytes are of a kind that is known and not taken."""
    if mp3.is_of_free_format(head):
        raise Unplayed("MP3 of free format")
    for name, pattern in OTHERS.items():
        if re.match(pattern, head, re.DOTALL):
            raise Unplayed(name)


def _started(file, at):
    """Return (container, the byte where it starts, its first bytes) from a place in a file on."""
    file.seek(at)
    head = file.read(HEAD)
    if found := START.match(head):
        start = found.start(found.lastgroup)
        return found.lastgroup, at + start, head[start:]
    return None, at, head


def _tag_length(head):
    """Return the length in bytes of an ID3v2 tag, which some programs put before any container."""
    length = 0
    for seven in head[6:10]:
        length = length << 7 | seven & 127
    return 10 + length


def copy(file, folder):
    """Write what plays of a recording into a folder; None where it is none.

    Raises Broken, Unplayed, Costly, or OSError where the disk is full.
    """
    known = recognise(file)
    if known is None:
        return None
    target = Path(folder) / "recording"
    with _on_disk(file, folder) as upload:
        answer = _run(upload, *known, target)
    reason = answer.pop("refused", None)
    if reason == "full":
        raise OSError("The disk for temporary files is full.")
    if reason:
        raise {"broken": Broken, "unplayed": Unplayed, "costly": Costly}[reason](answer.get("codec", ""))
    return Copied(path=target, **answer)


@contextmanager
def _on_disk(file, folder):
    """Yield an upload as a file with a descriptor; a small one lies in memory."""
    try:
        file.fileno()
    except OSError:
        file.seek(0)
        with (Path(folder) / "upload").open("w+b") as written:
            shutil.copyfileobj(file, written)
            written.flush()
            yield written
    else:
        yield file


def _run(file, kind, start, target):
    command = [sys.executable, "-m", "articles.pictures.remux", kind, str(start), str(target)]
    try:
        # An empty environment: SECRET_KEY and the password of the database must not be in a process
        # that reads hostile files.
        done = subprocess.run(  # noqa: S603 - a program of ours, and nothing of the upload's in its arguments
            command, stdin=file, capture_output=True, timeout=WAIT, cwd=settings.BASE_DIR, env={}
        )
    except subprocess.TimeoutExpired as error:
        raise Costly from error
    if done.returncode:  # a limit that it reached, or a crash
        raise Costly
    return json.loads(done.stdout)
