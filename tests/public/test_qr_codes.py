import re

import pytest
import qrcode
from hypothesis import given
from hypothesis import strategies as st

from articles.public import qr_codes


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=120))
def test_the_path_draws_each_module(address):
    code = qrcode.QRCode(border=0)
    code.add_data(address)
    code.make()
    drawn = set()

    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", qr_codes.svg(address)):
        drawn |= {(int(x) + step, int(y)) for step in range(int(length))}

    rows = code.get_matrix()
    assert drawn == {(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark}


@pytest.mark.parametrize("length", [13, 14, 15, 180, 181, 230, 1000, 2300])
def test_codes_of_every_size_are_those_of_the_library(length):
    test_the_path_draws_each_module.hypothesis.inner_test("ж/" * (length // 3) + "x" * (length % 3))


def test_the_library_draws_each_version_once_however_many_addresses_there_are(monkeypatch):
    qr_codes.svg("https://example.org/articles/a-story/")
    qr_codes.svg.cache_clear()
    monkeypatch.setattr(qrcode.QRCode, "makeImpl", None)

    assert "<path" in qr_codes.svg("https://example.org/articles/a-story/")
