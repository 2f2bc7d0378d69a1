"""Pictures of 24 megapixels stay within 300 MB of memory, measured in a process of its own."""

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
    "telephone": ("HEIF", "RGB", {"quality": 90}),
    "transparent": ("PNG", "RGBA", {"compress_level": 1}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_of_24_megapixels_stays_within_300_mb(kind, tmp_path):
    form, mode, options = KINDS[kind]
    file = tmp_path / "picture"
    light = Pixels.radial_gradient("L").resize((6000, 4000))
    Pixels.merge(mode, [light] * len(mode)).save(file, form, **options)

    used = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT, str(file)],
        capture_output=True,
        text=True,
        check=True,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""},
    )

    assert int(used.stdout) < LIMIT
