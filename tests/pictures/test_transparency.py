"""What is transparent stands on white, and nothing else does: PNG of every kind and depth, byte by byte."""

import struct
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pixels

from articles.pictures import decoding

from .files import chunk, encoded, linear_grey_profile, linear_profile, png

GREY, COLOUR, PALETTE, GREY_ALPHA, COLOUR_ALPHA = 0, 2, 3, 4, 6
CHANNELS = {GREY: 1, COLOUR: 3, PALETTE: 1, GREY_ALPHA: 2, COLOUR_ALPHA: 4}
DEPTHS = {
    GREY: (1, 2, 4, 8, 16),
    COLOUR: (8, 16),
    PALETTE: (1, 2, 4, 8),
    GREY_ALPHA: (8, 16),
    COLOUR_ALPHA: (8, 16),
}
KINDS = [(kind, depth) for kind, depths in DEPTHS.items() for depth in depths]
HALF = 8  # px: as many to the left are transparent as are shown on the right


def row(left, right, depth):
    """Return the bytes of a row, half of one pixel and half of another; each a list of channels."""
    values = [value for pixel in (left, right) for _place in range(HALF) for value in pixel]
    if depth == 16:
        return struct.pack(f">{len(values)}H", *values)
    bits = "".join(f"{value:0{depth}b}" for value in values)
    return int(bits, 2).to_bytes(len(bits) // 8)


@st.composite
def pictures(draw):
    """Draw (PNG, the colour of its right half, how near it has to be)."""
    kind, depth = draw(st.sampled_from(KINDS))
    top = 2**depth - 1
    channels = CHANNELS[kind] - (kind in (GREY_ALPHA, COLOUR_ALPHA))
    pixel = st.lists(st.integers(0, top), min_size=channels, max_size=channels)
    clear = draw(pixel)
    near = st.just(clear).map(lambda one: [one[0] ^ 1, *one[1:]])  # in the lower half of 16 bits alone
    shown = draw(st.one_of(pixel, near).filter(lambda one: one != clear))
    if kind == PALETTE:
        return palette(draw, depth, clear, shown)
    more = []
    if kind in (GREY, COLOUR):
        more = [chunk(b"tRNS", struct.pack(f">{channels}H", *clear))]
        content = row(clear, shown, depth)
    else:
        content = row([*clear, 0], [*shown, top], depth)
    seen = [value / top * 255 for value in shown]
    return png(2 * HALF, 4, depth, kind, content, *more), seen * (3 // channels)


def palette(draw, depth, clear, shown):
    size = 2**depth
    colours = draw(st.lists(st.tuples(*[st.integers(0, 255)] * 3), min_size=size, max_size=size))
    (hole,), (place,) = clear, shown
    is_simple = draw(st.booleans())  # one entry is transparent, and the rest is not
    alphas = [255] * size if is_simple else draw(st.lists(st.integers(0, 255), min_size=size, max_size=size))
    alphas[hole], alphas[place] = 0, 255
    more = [
        chunk(b"PLTE", bytes(part for colour in colours for part in colour)),
        chunk(b"tRNS", bytes(alphas[: draw(st.integers(hole + 1, size))] if is_simple else alphas)),
    ]
    return png(2 * HALF, 4, depth, PALETTE, row(clear, shown, depth), *more), colours[place]


@given(pictures())
def test_a_png_is_white_where_it_is_transparent_and_there_alone(made):
    content, colour = made

    base = decoding.base(BytesIO(content))

    assert base.getpixel((HALF // 2, 2)) == (255, 255, 255)
    assert all(abs(got - part) <= 1 for got, part in zip(base.getpixel((HALF + 4, 2)), colour, strict=True))


@pytest.mark.parametrize("bit", [0, 1])
def test_only_the_bits_of_a_transparent_value_that_the_depth_has_count(bit):
    clear = chunk(b"tRNS", struct.pack(">H", 0xAB00 + 4 * bit))

    base = decoding.base(BytesIO(png(2 * HALF, 4, 8, GREY, row([4 * bit], [99], 8), clear)))

    assert [base.getpixel((place, 0))[0] for place in (0, 2 * HALF - 1)] == [255, 99]


@pytest.mark.parametrize(
    ("kind", "pixel"), [(GREY, [100]), (COLOUR, [100] * 3), (COLOUR_ALPHA, [*[100] * 3, 255])]
)
@pytest.mark.parametrize(
    ("more", "seen"),
    [
        ([(b"gAMA", 100_000)], 168),
        ([(b"gAMA", 45_455)], 100),
        ([(b"gAMA", 0)], 100),
        ([(b"gAMA", 100_000), (b"sRGB", 0)], 100),
    ],
)
def test_a_png_is_as_light_as_its_gamma_says(kind, pixel, more, seen):
    chunks = [chunk(name, struct.pack(">I", value)[3 * (name == b"sRGB") :]) for name, value in more]

    base = decoding.base(BytesIO(png(2 * HALF, 4, 8, kind, row(pixel, pixel, 8), *chunks)))

    assert base.getpixel((4, 2)) == pytest.approx((seen,) * 3, abs=1)


@pytest.mark.parametrize("profile", [linear_profile(), linear_grey_profile()])
@pytest.mark.parametrize(
    ("mode", "value", "options"),
    [("L", 100, {}), ("L", 100, {"transparency": 3}), ("LA", (100, 255), {}), ("I;16", 100 * 257, {})],
)
def test_grey_is_shown_as_its_profile_says(mode, value, options, profile):
    content = encoded(Pixels.new(mode, (8, 8), value), "PNG", icc_profile=profile, **options)

    assert decoding.base(BytesIO(content)).getpixel((4, 4)) == pytest.approx((168,) * 3, abs=1)


@pytest.mark.parametrize("mode", ["L", "P"])
def test_a_gif_is_white_where_it_is_transparent(mode):
    picture = Pixels.new("L", (200, 100), 0)
    picture.paste(90, (100, 0, 200, 100))
    content = encoded(picture.convert(mode), "GIF", transparency=0)

    base = decoding.base(BytesIO(content))

    assert [base.getpixel((place, 50)) for place in (50, 150)] == [(255,) * 3, (90,) * 3]


def test_a_gif_is_white_where_its_frame_does_not_reach():
    frame = bytearray(encoded(Pixels.new("P", (100, 100), 0), "GIF"))
    frame[6:8] = struct.pack("<H", 200)  # the screen's width
    frame[frame.index(b",\0\0\0\0") + 1] = 100  # the frame's place on it

    base = decoding.base(BytesIO(frame))

    assert base.size == (200, 100)
    assert [base.getpixel((place, 50)) for place in (50, 150)] == [(255,) * 3, (0,) * 3]


def test_a_png_with_a_transparent_colour_and_no_pixels_is_damaged():
    head, clear = chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 0, 0, 0, 0)), chunk(b"tRNS", b"\0\1")

    with pytest.raises(ValidationError, match="damaged"):
        decoding.base(BytesIO(b"\x89PNG\r\n\x1a\n" + head + clear + chunk(b"IEND", b"")))
