"""Social cards: 1200 × 630 pixels for each story, with or without its own picture, in the paper's type.

The front, sections, people, topics and sources have one with their name. They are drawn after a row is
stored, never in a reader's request, and lie beside the renditions.
"""

import hashlib
import re
import unicodedata
from bisect import bisect_right
from datetime import timedelta
from functools import cache
from io import BytesIO
from itertools import groupby
from pathlib import Path
from urllib.parse import urlsplit

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import salted_hmac
from PIL import Image, ImageDraw, ImageFont, ImageOps

from articles.models import Edition, Person, Publication, Section, Source, Topic, clock, site_state
from articles.text.romanising import INVISIBLE

from . import renditions

WIDTH, HEIGHT, MARGIN = 1200, 630, 60
PAPER, INK, ACCENT = "#fbf9f3", "#1a1917", "#8a1c1c"  # those of paper.css
FONTS = [
    Path(__file__).parent / "fonts" / name
    for name in ("NotoSerif-Bold.ttf", "NotoSerifArmenian-Bold.woff2", "NotoSerifGeorgian-Bold.woff2")
]
SIZES = range(76, 34, -4)
RECIPE = "card-1"
UNSEEN = re.compile(f"[{INVISIBLE}]")
INSTEAD = {0x2212: "–", 0x2010: "-", 0x2011: "-"}  # signs that look alike, of which the fonts have the second
DRAWING = timedelta(minutes=1)  # after an edition is stored, its card may be on its way


def card_path(edition, redactions=None):
    """Return a hash that is another for each edition, and after each of its redactions."""
    count = edition.redactions if redactions is None else redactions
    return hashlib.sha256(f"{RECIPE} {edition.digest} {count}".encode()).hexdigest()[:24]


def card_name(edition, redactions=None):
    return renditions.name(card_path(edition, redactions), WIDTH, "jpeg")


def store(edition):
    """Store an edition's card where it isn't; a withdrawn story gets none."""
    is_missing = edition.has_text and not default_storage.exists(card_name(edition))
    if is_missing and not _is_withdrawn(edition):
        _save(draw(edition, Publication.objects.current()), card_name(edition))


def _is_withdrawn(edition):
    """Ask whether an edition's story was withdrawn after it, and so its card was removed."""
    later = edition.article.editions.filter(number__gt=edition.number)
    return later.filter(kind=Edition.Kind.WITHDRAWAL).exists()


def outdated(edition):
    """Return the names of the cards that say what an edition redacts or withdraws: they are to be purged.

    They would otherwise stay readable as pictures, under addresses that others have linked.
    """
    names = {card_name(edition, redactions) for redactions in range(edition.redactions)}
    if edition.kind == Edition.Kind.WITHDRAWAL:
        names |= {card_name(older) for older in edition.article.editions.filter(number__lt=edition.number)}
    return names


NAMED = (Section, Person, Topic, Source)
WITH_CARD = (*NAMED, Publication)


def page_card_path(thing, publication):
    """Return a hash that is another for all that a card shows, and that nobody can compute from a name."""
    portrait = _portrait(thing).get("path", "")
    shown = f"{RECIPE} {page_title(thing)}\n{_beneath(thing, publication)}\n{portrait}"
    return salted_hmac(__name__, shown, algorithm="sha256").hexdigest()[:24]


def page_card_name(thing, publication=None):
    publication = publication or Publication.objects.current()
    return renditions.name(page_card_path(thing, publication), WIDTH, "jpeg")


def page_title(thing):
    return thing.public_name if isinstance(thing, Source) else thing.name


def _beneath(thing, publication):
    """Return the last line of a card: the publication's name, or on the front its tagline."""
    return publication.tagline if thing == publication else publication.name


def _portrait(thing):
    portrait = thing.portrait if isinstance(thing, Person) else None
    return portrait.renditions.get("card", {}) if portrait else {}


def store_page_card(thing, publication):
    """Store the card of the front, or of what has a name, where it is missing; return whether it was."""
    name = page_card_name(thing, publication)
    is_missing = not default_storage.exists(name)
    if is_missing:
        beneath = _beneath(thing, publication)
        card = _drawn("", page_title(thing), beneath, _opened(_portrait(thing)), publication)
        _save(card, name)
    return is_missing


def store_page_cards():
    """Store the page cards that are missing, as all are after the paper has another name; return how many."""
    publication = Publication.objects.current()
    return sum(store_page_card(thing, publication) for thing in pages(publication))


def draw_page_card(thing):
    """Draw the card of a page whose words are others now, where it is missing."""
    store_page_card(thing, Publication.objects.current())
    site_state.replace_token()  # pages name the cards that are there


def names_with(thing, columns):
    """Return the names of the cards that show some columns of a thing: the paper's name is on all."""
    names = {page_card_name(thing)}
    if isinstance(thing, Publication) and not {"name", "address"}.isdisjoint(columns):
        names |= {page_card_name(each, thing) for each in pages(thing)}
        editions = Edition.objects.only("digest", "redacted").order_by()
        names |= {card_name(edition) for edition in editions.iterator(chunk_size=1000)}
    return names


def pages(publication):
    """Yield all that has a page card."""
    yield publication
    for model in NAMED:
        yield from model.objects.filter(merged_into=None).iterator(chunk_size=1000)


def _save(card, name):
    out = BytesIO()
    card.save(out, "JPEG", quality=84, optimize=True)
    default_storage.save(name, ContentFile(out.getvalue()))


def is_on_its_way(edition):
    """Ask whether an edition is so new that its card may still be drawn; a load draws none."""
    return clock.server_time() - edition.recorded_at < DRAWING


def is_stored(path):
    try:
        return default_storage.exists(renditions.name(path, WIDTH, "jpeg"))
    except Exception:  # whatever a storage that is away raises: a page does without it
        return False


def draw(edition, publication):
    """Draw the card of an edition."""
    printed = edition.lead_picture or {}
    picture = _opened(printed.get("renditions", {}).get("card"))
    section = edition.section_as_printed.get("name", "")
    return _drawn(section, edition.headline, publication.name, picture, publication)


def _drawn(kicker, title, paper, picture, publication):
    """Draw a card; where the fonts lack the title's script, the paper's name or host stands in its place."""
    instead = [publication.name, urlsplit(publication.address).hostname or ""]
    title = next((text for text in (title, *instead) if legible(text)), "")
    paper = "" if title == paper else paper
    card, right = Image.new("RGB", (WIDTH, HEIGHT), PAPER), WIDTH - MARGIN
    if picture:
        card.paste(ImageOps.fit(picture, (WIDTH // 2 - MARGIN, HEIGHT)), (WIDTH // 2 + MARGIN, 0))
        right = WIDTH // 2
    pen = ImageDraw.Draw(card)
    pen.rectangle((0, 0, WIDTH, 14), ACCENT)
    _write(pen, (MARGIN, 64, right, 104), kicker, ACCENT, range(30, 20, -2))
    _write(pen, (MARGIN, 124, right, HEIGHT - 120), title, INK, SIZES)
    _write(pen, (MARGIN, HEIGHT - 92, right, HEIGHT - 40), paper, INK, range(34, 20, -2))
    return card


def _opened(made):
    """Return the largest of a picture's renditions on cards."""
    if not made:
        return None
    try:
        with default_storage.open(renditions.name(made["path"], made["jpeg"][-1], "jpeg")) as file:
            return Image.open(BytesIO(file.read()), formats=["JPEG"])
    except OSError:  # removed by hand: the card does without
        return None


class Face:
    """The fonts in one size: each letter is of the first that has it."""

    def __init__(self, size):
        self.fonts = [ImageFont.truetype(path, size) for path in FONTS]
        self.missing = [bytes(font.getmask("\U000f0000")) for font in self.fonts]
        self.font_of = cache(self._font_of)

    def _font_of(self, letter):
        if letter.isspace():
            return self.fonts[0]
        fonts = zip(self.fonts, self.missing, strict=True) if letter.isprintable() else ()
        return next((font for font, missing in fonts if bytes(font.getmask(letter)) != missing), None)

    def runs(self, text):
        """Return [(font, letters)] of a legible text."""
        return [(font, "".join(letters)) for font, letters in groupby(text, self.font_of)]

    def getlength(self, text):
        return sum(font.getlength(letters) for font, letters in self.runs(text))

    def write(self, pen, left, top, text, colour):
        base = top + self.fonts[0].getmetrics()[0]
        for font, letters in self.runs(text):
            pen.text((left, base), letters, colour, font, anchor="ls")
            left += font.getlength(letters)


@cache
def _face(size):
    return Face(size)


def legible(text):
    """Leave out the signs that the fonts lack; return nothing where a tenth of the letters would go."""
    has = _face(20).font_of
    text = UNSEEN.sub("", unicodedata.normalize("NFC", text)).translate(INSTEAD)
    plain = "".join(sign if has(sign) else unicodedata.normalize("NFKC", sign) for sign in text)
    drawable = "".join(filter(has, plain))
    drawn, letters = (sum(map(str.isalpha, each)) for each in (drawable, plain))
    return " ".join(drawable.split()) if 10 * drawn > 9 * letters or not letters else ""


def _write(pen, box, text, colour, sizes):
    """Write a text into a box as large as it fits; nothing where the fonts lack its script."""
    left, top, right, bottom = box
    text = legible(text)
    for size in sizes:
        font, leading = _face(size), round(size * 1.22)
        lines, room = _wrapped(text, font, right - left), (bottom - top) // leading
        is_whole = all(font.getlength(word) <= right - left for word in text.split())
        if is_whole and len(lines) <= room:
            break
    if len(lines) > room:
        lines = [*lines[: room - 1], _broken_off(lines[room - 1], font, right - left)]
    for number, line in enumerate(lines):
        font.write(pen, left, top + number * leading, line, colour)


def _broken_off(line, font, width):
    """Shorten a line by its last word, or, where it is one word, by as many letters as the sign needs."""
    short = line.rpartition(" ")[0]
    if short:
        return f"{short} …"
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line}…"


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
