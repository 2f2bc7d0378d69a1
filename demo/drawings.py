"""Pictures for the demo newsroom, drawn by a program: nobody's rights, and no file to ship."""

from io import BytesIO
from math import pi, sin
from random import Random

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1280, 853
LAYERS = 6

# The sky above and at the horizon, the land far away and near, and the light.
PALETTES = (
    ("#1f3a5f", "#f4d9b0", "#7d8ca3", "#14202e", "#ffe9c4"),
    ("#7fb1c9", "#f6efe0", "#9db7a0", "#23402f", "#fff8e0"),
    ("#2b2440", "#e58f65", "#8a5a6d", "#1d1626", "#ffd9a0"),
    ("#b8c7cf", "#eef0ee", "#8f9ea6", "#2f3d45", "#ffffff"),
)


def draw(number):
    """Return the drawing of a number: (JPEG bytes, what it shows). The same number gives the same drawing."""
    motif = MOTIFS[number % len(MOTIFS)]
    palette = [_rgb(colour) for colour in PALETTES[number // len(MOTIFS) % len(PALETTES)]]
    picture = _sky(palette)
    says = motif(ImageDraw.Draw(picture), Random(number), palette)  # noqa: S311 - a drawing
    picture = picture.filter(ImageFilter.GaussianBlur(0.8))
    file = BytesIO()
    picture.save(file, "JPEG", quality=88)
    return file.getvalue(), says


def _sky(palette):
    above, horizon = palette[:2]
    column = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        column.putpixel((0, y), _between(above, horizon, min(1, 1.5 * y / HEIGHT)))
    return column.resize((WIDTH, HEIGHT))


def _hills(draw, random, palette):
    _sun(draw, random, palette)
    for layer in range(LAYERS):
        _ridge(draw, random, palette, layer, 0.42 + 0.1 * layer, 60 + 14 * layer)
    return "Hills behind hills under a low sun."


def _sea(draw, random, palette):
    _sun(draw, random, palette)
    _ridge(draw, random, palette, 1, 0.52, 26)
    level = round(0.6 * HEIGHT)
    for y in range(level, HEIGHT, 3):
        share = (y - level) / (HEIGHT - level)
        draw.rectangle((0, y, WIDTH, y + 3), fill=_between(palette[1], palette[3], 0.25 + 0.7 * share))
        for _wave in range(round(3 + 9 * share)):
            x, length = random.randrange(WIDTH), random.randrange(20, 60 + round(180 * share))
            draw.line((x, y, x + length, y), fill=_between(palette[4], palette[2], share), width=2)
    _boat(draw, random.randrange(240, 1040), level + 90, palette[3])
    return "A boat on the sea before a far shore."


def _town(draw, random, palette):
    _sun(draw, random, palette)
    for layer in range(3):
        colour = _between(palette[2], palette[3], layer / 2)
        x = -random.randrange(80)
        while x < WIDTH:
            width = random.randrange(70, 190)
            top = round(HEIGHT * (0.34 + 0.16 * layer)) + random.randrange(-90, 120)
            _house(draw, random, (x, top, x + width, HEIGHT), colour, palette[4], layer)
            x += width + random.choice((0, 0, 6, 20))
    return "A town of plain houses, some of their windows lit."


def _fields(draw, random, palette):
    _ridge(draw, random, palette, 1, 0.44, 30)
    horizon, middle = round(0.52 * HEIGHT), random.randrange(400, 900)
    draw.rectangle((0, horizon, WIDTH, HEIGHT), fill=_between(palette[2], palette[3], 0.55))
    for row in range(-44, 45):
        near = middle + row * 150
        colour = _between(palette[1], palette[3], 0.35 + 0.3 * (row % 2))
        draw.polygon(((middle + row * 8, horizon), (near, HEIGHT), (near + 70, HEIGHT)), fill=colour)
    for _tree in range(14):
        x, size = random.randrange(WIDTH), random.randrange(14, 40)
        draw.ellipse((x - size, horizon - 2 * size, x + size, horizon), fill=palette[3])
    return "Furrows of a field that run to a row of trees."


MOTIFS = _hills, _town, _sea, _fields


def _sun(draw, random, palette):
    x, y, size = (
        random.randrange(240, 1040),
        round(HEIGHT * random.uniform(0.2, 0.36)),
        random.randrange(46, 92),
    )
    draw.ellipse((x - size, y - size, x + size, y + size), fill=palette[4])


def _ridge(draw, random, palette, layer, level, swing):
    waves = [(random.uniform(0.5, 3.5), random.uniform(0, 2 * pi), random.uniform(0.3, 1)) for _ in range(5)]
    points = [
        (
            x,
            HEIGHT * level
            - swing * sum(part * sin(pace * 2 * pi * x / WIDTH + at) for pace, at, part in waves),
        )
        for x in range(0, WIDTH + 8, 8)
    ]
    colour = _between(palette[2], palette[3], layer / (LAYERS - 1))
    draw.polygon([*points, (WIDTH, HEIGHT), (0, HEIGHT)], fill=colour)


def _house(draw, random, box, wall, light, layer):
    left, top, right, _bottom = box
    draw.rectangle(box, fill=wall)
    if random.random() < 0.4:
        draw.polygon(((left, top), ((left + right) / 2, top - 46), (right, top)), fill=wall)
    for x in range(left + 14, right - 18, 30):
        for y in range(top + 18, HEIGHT, 42):
            if random.random() < 0.1 + 0.09 * layer:
                draw.rectangle((x, y, x + 12, y + 20), fill=light)


def _boat(draw, x, y, colour):
    draw.polygon(((x - 70, y), (x + 70, y), (x + 46, y + 26), (x - 48, y + 26)), fill=colour)
    draw.polygon(((x - 4, y - 8), (x - 4, y - 150), (x + 62, y - 8)), fill=colour)
    draw.polygon(((x - 12, y - 8), (x - 12, y - 120), (x - 52, y - 8)), fill=colour)


def _rgb(text):
    return tuple(int(text[place : place + 2], 16) for place in (1, 3, 5))


def _between(first, last, share):
    return tuple(round(a + (b - a) * share) for a, b in zip(first, last, strict=True))
