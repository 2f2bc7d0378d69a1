"""QR codes (ISO/IEC 18004) of addresses, for pages that are read on paper."""

from functools import lru_cache
from itertools import groupby

import qrcode
from django.utils.html import format_html

MASKS = range(8)
# A dark line of a finder, with light ones before or behind it, as bits from the right.
LIKE_A_FINDER = (0b00001011101, 0b10111010000)


@lru_cache(maxsize=500)
def svg(address):
    """Return the QR code of an address as one SVG element, a unit for each module."""
    rows = _modules(address)
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


def _modules(address):
    """Return the rows of an address' code, under the mask that the library would choose.

    It draws each of the eight and counts module by module: half of an uncached story's time.
    """
    code = qrcode.QRCode(border=0)
    code.add_data(address)
    code.best_fit()
    size = code.version * 4 + 17
    both = _bits(code, 0)
    turned = (
        [lines ^ turn for lines, turn in zip(both, turns, strict=True)] for turns in _turns(code.version)
    )
    points = [_points(lines, size) for lines in turned]
    code.mask_pattern = points.index(min(points))
    code.make()
    return code.get_matrix()


@lru_cache(maxsize=40)
def _turns(version):
    """Return what each mask turns, against the first one: the same in every code of a version."""
    code = qrcode.QRCode(version=version)
    code.add_data("")
    drawn = [_bits(code, mask) for mask in MASKS]
    return [[lines ^ first for lines, first in zip(each, drawn[0], strict=True)] for each in drawn]


def _bits(code, mask):
    """Return a code under a mask, as it is judged, as two numbers: row by row, and column by column."""
    code.makeImpl(True, mask)
    matrix = code.modules
    return [
        int("".join("1" if is_dark else "0" for line in lines for is_dark in line), 2)
        for lines in (matrix, zip(*matrix, strict=True))
    ]


def _points(both, size):
    """Return how much a code looks like what readers look for (ISO/IEC 18004, 7.8.3.1); less is better."""
    whole = (1 << size * size) - 1
    alike = [~(lines ^ lines >> 1) & _columns(size, 1) for lines in both]
    square = alike[0] & alike[0] >> size & ~(both[0] ^ both[0] >> size) & whole >> size
    share = int(abs(both[0].bit_count() / size**2 * 100 - 50) / 5)
    return (
        sum(map(_runs, alike))
        + 3 * square.bit_count()
        + 40 * sum(_found(sign, lines, size) for sign in LIKE_A_FINDER for lines in both)
        + 10 * share
    )


def _runs(alike):
    """Return the points of five and more modules alike in a line: three, and one for each further."""
    five = alike & alike >> 1 & alike >> 2 & alike >> 3
    return five.bit_count() + 2 * (five & ~(five << 1)).bit_count()


def _found(sign, lines, size):
    found = _columns(size, 10)
    for place in range(11):
        found &= lines >> place if sign >> place & 1 else ~(lines >> place)
    return found.bit_count()


@lru_cache(maxsize=80)
def _columns(size, last):
    """Return the bits of all lines, but for the last ones of each."""
    line = (1 << size) - 1 >> last
    return sum(line << size * place for place in range(size))
