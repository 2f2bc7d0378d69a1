"""Pictures of which the file's main brand is that of a profile, as some programs write it."""

import pytest
from django.core.files.base import ContentFile

from articles.pictures import decoding

from .files import encoded, scene


@pytest.mark.parametrize("brand", [b"miaf", b"mif2", b"MiHE", b"MA1B", b"1pic"])
@pytest.mark.parametrize(("form", "extension"), [("AVIF", "avif"), ("HEIF", "heic")])
def test_a_picture_is_read_by_its_coding_whatever_profile_stands_first(form, extension, brand):
    still = encoded(scene(64, 48), form)
    usual, odd = (ContentFile(content) for content in (still, still[:8] + brand + still[12:]))

    first, second = decoding.check(usual), decoding.check(odd)

    assert (second.extension, second.width, second.height) == (extension, 64, 48)
    assert second.base.tobytes() == first.base.tobytes()
    assert decoding.base(odd).tobytes() == first.base.tobytes()
