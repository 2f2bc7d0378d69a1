import re

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
