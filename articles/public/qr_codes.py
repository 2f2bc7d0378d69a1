"""QR codes (ISO/IEC 18004) of addresses, for pages that are read on paper."""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import product, zip_longest
from operator import itemgetter, mul

import qrcode
from django.utils.html import format_html
from qrcode import base, util

MASKS = 8
LEVEL = qrcode.ERROR_CORRECT_M  # the library's own choice
SAME_LENGTHS = (9, 26, 40)  # the last versions that say the length of data in so many bits
FILLING = bytes((util.PAD0, util.PAD1))
DARK = re.compile("1+")
# A dark line of a finder, with light ones before or behind it, as bits from the right.
LIKE_A_FINDER = (0b00001011101, 0b10111010000)


@lru_cache(maxsize=500)
def svg(address):
    """Return the QR code of an address as one SVG element, a unit for each module."""
    signs, size = _modules(address)
    path = "".join(
        f"M{run.start()} {y}h{run.end() - run.start()}v1h-{run.end() - run.start()}"
        for y in range(size)
        for run in DARK.finditer(signs[y * size : (y + 1) * size])
    )
    return format_html('<svg viewBox="0 0 {0} {0}" aria-hidden="true"><path d="{1}"/></svg>', size, path)


def _modules(address):
    """Return an address' modules row by row, "1" for a dark one, and how many a row has.

    They are those of the library, under the mask that it would choose. It draws each of the eight masks, and
    counts and adds up module by module: half of an uncached story's time.
    """
    code = qrcode.QRCode()
    code.add_data(address)
    version, data = _data(code)
    drawn = _drawn(version)
    signs = f"{int.from_bytes(_corrected(data, version)):0{drawn.count * 8}b}0"
    both = [int("".join(order(signs)), 2) for order in drawn.orders]
    points = [
        _points([lines ^ empty for lines, empty in zip(both, each, strict=True)], drawn.size)
        for each in drawn.judged
    ]
    whole = both[0] ^ _frame(version, points.index(min(points)))
    return f"{whole:0{drawn.size**2}b}", drawn.size


# The words of a code (ISO/IEC 18004, 7.4 and 7.5)


class Bits:
    """What the library's writer of data puts its bits into."""

    def __init__(self):
        self.value = self.length = 0

    def put(self, number, length):
        self.value, self.length = self.value << length | number, self.length + length


def _data(code):
    """Return the smallest version that holds a code's data, and the data up to its end."""
    for last in SAME_LENGTHS:
        bits = Bits()
        for part in code.data_list:
            bits.put(part.mode, 4)
            bits.put(len(part), util.length_in_bits(part.mode, last))
            part.write(bits)
        version = bisect_left(util.BIT_LIMIT_TABLE[code.error_correction], bits.length, 1)
        if version <= last:
            break
    else:
        raise ValueError("The address is longer than a QR code can be.")
    most = util.BIT_LIMIT_TABLE[code.error_correction][version]
    bits.put(0, min(most - bits.length, 4))
    bits.put(0, -bits.length % 8)
    data = bits.value.to_bytes(bits.length // 8)
    return version, (data + FILLING * (most // 8))[: most // 8]


def _corrected(data, version):
    """Return a version's words: its data and their error correction, block after block by turns."""
    words, sums, start = [], [], 0
    for block in _blocks(version):
        part = data[start : start + block.data_count]
        start += block.data_count
        words.append(part)
        sums.append(_remainder(part, block.total_count - block.data_count))
    turns = (each for several in (words, sums) for each in zip_longest(*several))
    return bytes(word for turn in turns for word in turn if word is not None)


def _remainder(data, count):
    """Return the Reed-Solomon remainder of some words, so many words long."""
    times, cut, found = _times_generator(count), (1 << 8 * count) - 1, 0
    for word in data:
        found = found << 8 & cut ^ times[found >> 8 * (count - 1) ^ word]
    return found.to_bytes(count)


@lru_cache(maxsize=40)
def _times_generator(count):
    """Return each word times the generator polynomial, but for its first coefficient."""
    factors = (base.Polynomial([1, base.gexp(power)], 0) for power in range(count))
    logs = [base.glog(each) for each in reduce(mul, factors)][1:]
    return [0] + [
        int.from_bytes(bytes(base.gexp(base.glog(word) + each) for each in logs)) for word in range(1, 256)
    ]


def _blocks(version):
    return base.rs_blocks(version, LEVEL)


# The drawing


@dataclass
class Drawn:
    """What all codes of a version share."""

    size: int  # modules in a row
    count: int  # words
    orders: (
        list  # row by row, and column by column: picks each module's bit out of the words, or the last one
    )
    judged: list  # of each mask: a code of zeros, as it is judged


@lru_cache(maxsize=40)
def _drawn(version):
    size, count = version * 4 + 17, sum(block.total_count for block in _blocks(version))
    judged = [_bits(_code(version, bytes(count)), True, mask) for mask in range(MASKS)]
    full = _bits(_code(version, b"\xff" * count), True, 0)[0]
    is_data = f"{judged[0][0] ^ full:0{size**2}b}"
    places = (place for place in _way(size) if is_data[place[0] * size + place[1]] == "1")
    number = {place: number for number, place in enumerate(places)}
    square = list(product(range(size), repeat=2))
    orders = [
        itemgetter(*(number.get(place, -1) for place in each))
        for each in (square, [(row, column) for column, row in square])
    ]
    return Drawn(size, count, orders, judged)


def _way(size):
    """Yield the places in the order of the bits: two columns at a time, up and down by turns."""
    for turn, right in enumerate([*range(size - 1, 6, -2), 5, 3, 1]):
        for row in range(size) if turn % 2 else reversed(range(size)):
            yield from ((row, right), (row, right - 1))


@lru_cache(maxsize=320)
def _frame(version, mask):
    """Return a code of zeros under a mask, as it is printed, row by row."""
    return _bits(_code(version, bytes(_drawn(version).count)), False, mask)[0]


def _code(version, words):
    code = qrcode.QRCode(version=version)
    code.data_cache = words
    return code


def _bits(code, is_judged, mask):
    """Return a code under a mask as two numbers: row by row, and column by column."""
    code.makeImpl(is_judged, mask)
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
