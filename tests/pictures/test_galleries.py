"""Several pictures of a text, shown together."""

import re

import pytest

from articles.pictures import markup
from articles.text import rendering

from .test_markup import PRINTED

KEYS = [f"{number}1111111-2222-4333-8444-555555555555" for number in range(1, 6)]
PICTURES = [{**PRINTED, "key": key, "caption": f"Boat {number}"} for number, key in enumerate(KEYS, 1)]


def marks(count, between="\n"):
    return between.join(f"![](image:{key})" for key in KEYS[:count])


def html(text):
    return markup.body_html(text, [], PICTURES)


def test_pictures_on_lines_below_each_other_are_a_gallery():
    page = html(f"Words.\n\n{marks(4)}\n\nMore.")

    gallery = re.search(r'<div class="gallery".*</div>', page, re.DOTALL)[0]
    assert 'role="group"' in gallery
    assert 'aria-label="Gallery of 4 pictures"' in gallery
    assert gallery.count("<figure") == 4
    assert page.index("Words.") < page.index("<div") < page.index("Boat 1") < page.index("Boat 4")
    assert page.index("Boat 4") < page.index("More.")


def test_pictures_in_paragraphs_of_their_own_stand_alone():
    page = html(marks(3, "\n\n"))

    assert "gallery" not in page
    assert page.count("<figure") == 3


@pytest.mark.parametrize("text", [marks(1), f"Look: {marks(2)}", f"{marks(2)} – and more"])
def test_one_picture_or_pictures_with_words_are_no_gallery(text):
    assert "gallery" not in html(text)


def test_a_gallery_shows_crops_and_its_larger_views_the_whole():
    page = html(marks(2))

    assert page.count(f"/media/renditions/{'b' * 24}/480.avif 480w") == 2
    assert page.count(f'class="larger" href="/media/renditions/{"a" * 24}/1500.jpeg"') == 2
    assert f'sizes="{markup.HALF}"' in page


def test_the_first_of_an_odd_number_goes_across():
    first, *others = re.findall(r'<img[^>]* sizes="([^"]+)"', html(marks(3)))

    assert first == markup.TEXT
    assert others == [markup.HALF] * 2


def test_an_unknown_picture_leaves_no_hole_in_a_gallery():
    page = html(f"![](image:unknown)\n{marks(2)}")

    assert page.count("<figure") == 2


def test_a_gallery_says_its_number_in_the_storys_language():
    assert 'aria-label="Gallery of 2 pictures"' in rendering.render(
        marks(2), picture=lambda *_said: "", language="en"
    )


def test_no_author_can_write_a_gallery():
    assert "<div" not in html('<div class="gallery" role="group">\n\nx')
