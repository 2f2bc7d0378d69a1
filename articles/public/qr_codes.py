"""QR codes (ISO/IEC 18004) of addresses, for pages that are read on paper."""

from functools import lru_cache
from itertools import groupby

import qrcode
from django.utils.html import format_html


@lru_cache(maxsize=500)
def svg(address):
    """Return the QR code of an address as one SVG element, a unit for each module."""
    code = qrcode.QRCode(border=0)
    code.add_data(address)
    code.make()
    rows = code.get_matrix()
    path = "".join(
        f"M{start} {y}h{length}v1h-{length}" for y, row in enumerate(rows) for start, length in dark(row)
    )
    return format_html('<svg viewBox="0 0 {0} {0}" aria-hidden="true"><path d="{1}"/></svg>', len(rows), path)


def dark(row):
    """Yield (start, length) of each run of dark modules."""
    start = 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            yield start, length
        start += length
