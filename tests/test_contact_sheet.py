"""The contact sheet's comparison names what changed, and by how much."""

import pytest
from PIL import Image

from docs import contact_sheet


@pytest.fixture
def runs(tmp_path):
    """Two runs: the same, one with three other pixels, one longer by a line, one new, one gone."""
    before, now = tmp_path / "before", tmp_path / "now"
    for folder, longer, changed in ((before, 10, 0), (now, 11, 3)):
        folder.mkdir()
        picture(folder / "same.png")
        picture(folder / "changed.png", dots=changed)
        picture(folder / "longer.png", height=longer)
    picture(before / "old.png")
    picture(now / "fresh.png")
    return before, now


def picture(file, height=10, dots=0):
    made = Image.new("RGB", (20, height), "white")
    for dot in range(dots):
        made.putpixel((dot, 2), (255, 255, 254))
    made.save(file)


def test_a_comparison_names_what_changed_by_how_many_pixels(runs):
    found = dict(contact_sheet.differences(*runs))

    assert found == {"changed.png": "3 px", "longer.png": "20 px", "old.png": "gone", "fresh.png": "new"}


def test_each_shot_has_a_file_of_its_own():
    files = [shot.file for shot in contact_sheet.shots()]

    assert len(files) == len(set(files))
    assert {shot.width for shot in contact_sheet.shots()} == {320, 390, 768, 1024, 1440, 1920, 2560}
