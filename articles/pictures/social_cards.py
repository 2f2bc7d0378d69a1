"""Social cards: 1200 × 630 pixels for each story, with or without its own picture, in the paper's type.

They are drawn after an edition is stored, never in a reader's request, and lie beside the renditions.
"""

import hashlib
from bisect import bisect_right
from functools import cache
from io import BytesIO
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageFont, ImageOps

from articles.models import Edition, Publication

from . import renditions

WIDTH, HEIGHT, MARGIN = 1200, 630, 60
PAPER, INK, ACCENT = "#fbf9f3", "#1a1917", "#8a1c1c"  # those of paper.css
FONT = Path(__file__).parent / "fonts" / "NotoSerif-Bold.ttf"
SIZES = range(76, 34, -4)
RECIPE = "card-1"


def card_path(edition, redactions=None):
    """Return a hash that is another for each edition, and after each of its redactions."""
    count = len(edition.redacted) if redactions is None else redactions
    return hashlib.sha256(f"{RECIPE} {edition.digest} {count}".encode()).hexdigest()[:24]


def card_name(edition, redactions=None):
    return renditions.name(card_path(edition, redactions), WIDTH, "jpeg")


def store(edition):
    """Store an edition's card where it isn't, and remove those that say what is redacted or withdrawn."""
    # A redacted headline would otherwise stay readable as a picture, under an address that others
    # have linked.
    for redactions in range(len(edition.redacted)):
        default_storage.delete(card_name(edition, redactions))
    if edition.kind == Edition.Kind.WITHDRAWAL:
        for older in edition.article.editions.filter(number__lt=edition.number):
            default_storage.delete(card_name(older))
    elif edition.has_text and not default_storage.exists(card_name(edition)):
        out = BytesIO()
        draw(edition, Publication.objects.current().name).save(out, "JPEG", quality=84, optimize=True)
        default_storage.save(card_name(edition), ContentFile(out.getvalue()))


def draw(edition, paper):
    """Draw the card of an edition of the title `paper`."""
    card = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    picture, right = _picture(edition), WIDTH - MARGIN
    if picture:
        card.paste(ImageOps.fit(picture, (WIDTH // 2 - MARGIN, HEIGHT)), (WIDTH // 2 + MARGIN, 0))
        right = WIDTH // 2
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, WIDTH, 14), ACCENT)
    section = edition.section_as_printed.get("name", "")
    _write(pen, (MARGIN, 64, right, 104), section, ACCENT, range(30, 20, -2))
    _write(pen, (MARGIN, 124, right, HEIGHT - 120), edition.headline, INK, SIZES)
    _write(pen, (MARGIN, HEIGHT - 92, right, HEIGHT - 40), paper, INK, range(34, 20, -2))
    return card


def _picture(edition):
    made = (edition.lead_picture or {}).get("renditions", {}).get("card")
    if not made:
        return None
    try:
        with default_storage.open(renditions.name(made["path"], made["jpeg"][-1], "jpeg")) as file:
            return Image.open(BytesIO(file.read()), formats=["JPEG"])
    except OSError:  # removed by hand: the card does without
        return None


@cache
def _font(size):
    return ImageFont.truetype(FONT, size)


def can_write(text):
    """Ask whether the font has every letter of a text."""
    font = _font(20)
    # A code point of private use: the font draws the box that it draws for every letter that it
    # lacks.
    missing = bytes(font.getmask("\U000f0000"))
    return all(character.isspace() or bytes(font.getmask(character)) != missing for character in set(text))


def _write(pen, box, text, colour, sizes):
    """Write a text into a box as large as it fits; nothing where the font lacks its script."""
    left, top, right, bottom = box
    if not can_write(text):
        return
    for size in sizes:
        font, leading = _font(size), round(size * 1.22)
        lines, room = _wrapped(text, font, right - left), (bottom - top) // leading
        is_whole = all(font.getlength(word) <= right - left for word in text.split())
        if is_whole and len(lines) <= room:
            break
    if len(lines) > room:
        lines = [*lines[: room - 1], lines[room - 1].rpartition(" ")[0] + " …"]
    for number, line in enumerate(lines):
        pen.text((left, top + number * leading), line, colour, font)


def _wrapped(text, font, width):
    lines, line = [], ""
    for piece in (piece for word in text.split() for piece in _pieces(word, font, width)):
        joined = f"{line} {piece}".strip()
        if font.getlength(joined) > width:
            lines.append(line)
            joined = piece
        line = joined
    return [*lines, line]


def _pieces(word, font, width):
    """Break a word that is wider than a line."""
    while font.getlength(word) > width:
        fitting = bisect_right(range(1, len(word)), width, key=lambda end: font.getlength(word[:end]))
        cut = max(1, fitting)
        yield word[:cut]
        word = word[cut:]
    yield word
