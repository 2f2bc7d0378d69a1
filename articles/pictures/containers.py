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
# By FFmpeg's name of its demuxer. A container may begin behind zeros that a damaged disk or a cut left.
START = re.compile(
    rb"\0*?(?:(?P<mov>.{4}ftyp)|(?P<matroska>\x1aE\xdf\xa3)|(?P<ogg>OggS)|(?P<wav>RIFF.{4}WAVE)|(?P<mp3>ID3))",
    re.DOTALL,
)
STILLS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis"}
UNPLAYED = {"mov": (rb".{8}qt  ", "MOV"), "matroska": (rb".{0,60}?\x42\x82.{1,8}?matroska", "Matroska")}
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
    file.seek(0)
    # By its bytes and not by its name or Content-Type, which the sender chooses.
    head = file.read(HEAD)
    if found := START.match(head):
        kind = found.lastgroup
        start = found.start(kind)
        if kind == "mov" and head[start + 8 : start + 12] in STILLS:
            return None
        pattern, name = UNPLAYED.get(kind, (None, None))
        if pattern and re.match(pattern, head[start:], re.DOTALL):
            raise Unplayed(name)
        return kind, start
    return ("mp3", 0) if any(mp3.runs(head)) else None


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
