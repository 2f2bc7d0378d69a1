"""What large pictures cost: memory, measured in a process of its own, and bytes on a reader's page.

`make acceptance` runs it, and so does `pytest tests/pictures/figures.py`.
`make test` doesn't: four photographs and three pictures of 24 megapixels cost 20 s of CPU.
"""

import struct
import subprocess
import sys

import pytest
from PIL import Image as Pixels

from articles.pictures import renditions

from .files import encoded, scene
from .photographs import photograph
from .similarity import ssim
from .test_renditions import opened

LIMIT = 300  # MB

SCRIPT = """
import sys
import django
django.setup()
from articles.pictures import decoding, renditions
with open(sys.argv[1], "rb") as file:
    base = decoding.base(file)
list(renditions._encoded(base, b""))
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
from articles.pictures import decoding, recordings
settings.MEDIA_ROOT = sys.argv[1] + ".media"
with open(sys.argv[1], "rb") as content:
    file = File(content)
    with decoding.one_at_a_time() as folder:
        checked = recordings.check(file, folder)
        recordings.make(Image(file="originals/long.wav", media_type="audio/wav"), checked.recording)
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


@pytest.mark.django_db
def test_an_avif_looks_like_its_picture(make_picture, read):
    whole = make_picture(encoded(scene(900, 600), quality=95)).renditions["whole"]

    original = scene(900, 600).resize((480, 320))
    assert ssim(original, opened(read, whole, 480, "avif")) >= 0.95


@pytest.mark.django_db
def test_four_photographs_at_412_px_leave_room_for_the_page(make_picture, read):
    """A page has 220 KB at 412 px and 1.75 pixels each: 16 for the page itself, 51 for each of four."""
    original = photograph(1)
    whole = make_picture(encoded(original, quality=92)).renditions["whole"]

    for width in (680, 480):
        sizes = {form: len(read(renditions.name(whole["path"], width, form))) for form in renditions.FORMATS}
        assert sizes["avif"] < 51_000
        assert max(sizes["avif"], sizes["webp"]) < sizes["jpeg"]
    shown = opened(read, whole, 680, "avif")
    assert ssim(original.resize((680, 453)).resize(shown.size), shown) >= 0.95
