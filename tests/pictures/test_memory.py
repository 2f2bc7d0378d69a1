"""Pictures of 24 megapixels stay within 300 MB of memory, measured in a process of its own."""

import struct
import subprocess
import sys

import pytest
from PIL import Image as Pixels

LIMIT = 300  # MB

SCRIPT = """
import sys
import django
django.setup()
from articles.pictures import decoding, renditions
with open(sys.argv[1], "rb") as file:
    base = decoding.base(file)
list(renditions._encoded(base))
# Not ru_maxrss: a child begins with its parent's.
print(next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""
KINDS = {
    "progressive": ("JPEG", "RGB", {"quality": 90, "progressive": True, "subsampling": 0}),
    "telephone": ("HEIF", "RGB", {"quality": 90, "enc_params": {"preset": "ultrafast"}}),
    "transparent": ("PNG", "RGBA", {"compress_level": 1}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_24_megapixels_stays_within_300_mb(kind, tmp_path):
    form, mode, options = KINDS[kind]
    file = tmp_path / "picture"
    light = Pixels.radial_gradient("L").resize((6000, 4000))
    Pixels.merge(mode, [light] * len(mode)).save(file, form, **options)

    assert used_by(SCRIPT, file) < LIMIT


RECORDING = """
import sys
import django
django.setup()
from django.conf import settings
from django.core.files import File
from articles.models import Image
from articles.pictures import recordings
settings.MEDIA_ROOT = sys.argv[1] + ".media"
with open(sys.argv[1], "rb") as content:
    file = File(content)
    checked = recordings.check(file)
    recordings.make(Image(sha256=checked.sha256, media_type=checked.recording.media_type), file)
print(next(int(line.split()[1]) // 1024 for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


def test_a_recording_of_150_mb_is_never_in_memory_whole(tmp_path):
    file, length = tmp_path / "recording", 150 * 1024 * 1024
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + length, b"WAVE", b"fmt ", 16, 1, 1, 48_000, 96_000,
                       2, 16, b"data", length)  # fmt: skip
    with file.open("wb") as out:
        out.write(head)
        out.truncate(len(head) + length)

    assert used_by(RECORDING, file) < 110


def used_by(script, file):
    """Return the most memory, in MB, that a process of its own had for a script on a file."""
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script, str(file)],
        capture_output=True,
        text=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""},
    )
    return int(run.stdout)
