"""The paper's own fonts: what is committed is what `make fonts` makes, and it is small and licensed."""

import re
from cmath import rect
from collections import Counter
from hashlib import sha256
from importlib.util import find_spec
from math import cos, pi
from pathlib import Path

import pytest
from django.conf import settings
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables.TupleVariation import TupleVariation

from articles.templatetags import page_tags
from fonts import outlines

ROOT = Path(settings.BASE_DIR)
FONTS = ROOT / "articles" / "static" / "articles" / "fonts"
SHEET = (ROOT / "articles/static/articles/paper.css").read_text()
SUMS = dict(reversed(line.split()) for line in (ROOT / "fonts" / "SHA256SUMS").read_text().splitlines())


def test_the_fonts_and_their_sources_are_those_that_were_cut_together():
    assert {name: sha256((ROOT / name).read_bytes()).hexdigest() for name in SUMS} == SUMS
    assert {ROOT / name for name in SUMS} >= set(FONTS.iterdir())


def test_both_faces_take_60_kb_at_most_for_three_scripts_together():
    files = [
        FONTS / f"{face}-{script}.woff2"
        for face in ("serif", "sans")
        for script in ("latin", "cyrillic", "greek")
    ]

    assert sum(file.stat().st_size for file in files) <= 60_000


@pytest.mark.parametrize("face", ["serif", "serif-italic", "sans"])
def test_a_face_has_every_letter_of_the_languages_that_it_is_cut_for(face):
    fonts = {file.stem: TTFont(file).getBestCmap().keys() for file in FONTS.glob(f"{face}-*.woff2")}
    has = set().union(*(fonts[f"{face}-{script}"] for script in ("latin", "latin-ext", "cyrillic", "greek")))

    for language, letters in LETTERS.items():
        assert {
            ord(each) for letter in letters for each in (letter, letter.upper()) if len(each) == 1
        } <= has, language


LETTERS = {
    "English and figures": "abcdefghijklmnopqrstuvwxyz0123456789.,:;!?()[]&%$€£@#§*/+=–—…’‘“”",
    "French": "àâæçéèêëîïôœùûü«»",
    "German": "äöüẞ„“",
    "Spanish and Portuguese": "áéíóúñãõâêôç¿¡ºª",
    "Nordic": "åäöæøðþ",
    "Polish": "ąćęłńóśźż",
    "Czech and Slovak": "áčďéěíňóřšťúůýžľĺŕ",
    "Romanian": "ăâîșțşţ",
    "Turkish and Azerbaijani": "çğıİöşüə",
    "Baltic": "āčēģīķļņšūžąęėįų",
    "Russian": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя№",
    "Ukrainian and Belarusian": "ґєіїў’",
    "Serbian and Macedonian": "ђјљњћџѓѕќѐѝ",
    "Greek": "αάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώ",
}


def test_each_font_is_named_by_the_style_sheet_and_moves_nothing():
    rules = re.findall(r"@font-face \{[^}]*url\([^}]*\}", SHEET)

    assert {re.search(r"fonts/([\w-]+\.woff2)", rule)[1] for rule in rules} == {
        file.name for file in FONTS.glob("*.woff2")
    }
    assert all("font-display: optional" in rule and "unicode-range: U+" in rule for rule in rules)


def test_the_desk_has_the_papers_faces():
    skin = (FONTS.parent / "admin/skin.css").read_text()

    rules = [rule for rule in re.findall(r"@font-face .*\n", SHEET) if "url(" in rule]
    assert re.findall(r"@font-face .*\n", skin.replace("../fonts/", "fonts/")) == rules != []


def test_each_stand_in_has_the_measures_of_the_font():
    rules = re.findall(r"@font-face \{[^}]*local\([^}]*\}", SHEET)

    faces = Counter(re.search(r'"([^"]+)"', rule)[1] for rule in rules)
    serif = dict.fromkeys(("Newsroom Serif Georgia", "Newsroom Serif Times", "Newsroom Serif Noto"), 3)
    # upright, bold and, where the paper has them, italic: a browser smears or slants what it has no face for
    assert faces == {**serif, "Newsroom Sans Arial": 2, "Newsroom Sans Roboto": 2}
    assert all(
        "size-adjust" in rule and "ascent-override" in rule and "descent-override" in rule for rule in rules
    )


def test_a_cut_font_does_not_bear_the_reserved_name():
    licences = (FONTS / "licences.txt").read_text()

    assert "SIL OPEN FONT LICENSE" in licences
    assert not re.search(r'font-family: "Source', SHEET)


@pytest.mark.parametrize(("language", "files"), [("en", 2), ("ru", 4)])
def test_the_first_view_has_its_fonts_asked_for_early(language, files):
    html = page_tags.preloads(language)

    named = re.findall(r'href="/static/articles/fonts/([\w-]+\.woff2)" as="font"', html)
    assert len(named) == files
    assert all((FONTS / name).is_file() for name in named)


def test_the_face_of_labels_waits_for_that_of_the_text_and_for_a_lead_picture():
    text, labels = re.findall(r"<link [^>]+>", page_tags.preloads("en"))

    assert "serif" in text
    assert "fetchpriority" not in text
    assert "sans" in labels
    assert labels.endswith('crossorigin fetchpriority="low">')


def test_a_redrawn_outline_has_fewer_points_and_stays_where_it_was():
    font = a_round_font(arcs=16)
    before = area(font)

    outlines.redraw(font, 3)

    assert len(font["glyf"]["o"].coordinates) <= 16  # of 32
    assert [area(font)[form] / before[form] for form in (0, 1)] == pytest.approx([1, 1], abs=0.01)


def a_round_font(arcs):
    """Return a font of one round letter, which is larger where it is bolder."""
    pen = TTGlyphPen(None)
    at = [rect(1, (pi * number) / arcs) for number in range(2 * arcs)]  # on the curve, off it, in turns
    away = [400 if number % 2 == 0 else 400 / cos(pi / arcs) for number in range(2 * arcs)]
    points = [(round(way.real * far), round(way.imag * far)) for way, far in zip(at, away, strict=True)]
    pen.moveTo(points[0])
    for number in range(1, 2 * arcs, 2):
        pen.qCurveTo(points[number], points[(number + 1) % (2 * arcs)])
    pen.closePath()
    build = FontBuilder(1000, isTTF=True)
    build.setupGlyphOrder([".notdef", "o"])
    build.setupCharacterMap({ord("o"): "o"})
    build.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "o": pen.glyph()})
    build.setupHorizontalMetrics({".notdef": (500, 0), "o": (900, -400)})
    build.setupHorizontalHeader(ascent=800, descent=-200)
    build.setupNameTable({})
    build.setupFvar([("wght", 400, 400, 600, "Weight")], [])
    moves = [(round(x / 10), round(y / 10)) for x, y in build.font["glyf"]["o"].coordinates]
    bolder = TupleVariation({"wght": (0, 1, 1)}, [*moves, (0, 0), (80, 0), (0, 0), (0, 0)])
    build.setupGvar({"o": [bolder]})
    return build.font


def area(font):
    """Return the area of the letter in the regular and in the bolder weight."""
    found = []
    for weight in (400, 600):
        glyphs = font.getGlyphSet(location={"wght": weight})
        pen = AreaPen(glyphs)
        glyphs["o"].draw(pen)
        found.append(abs(pen.value))
    return found


@pytest.mark.skipif(
    not (find_spec("fontTools") and (ROOT / "fonts" / "node_modules").is_dir()),
    reason="make fonts has installed nothing here",
)
def test_a_second_cut_gives_the_same_bytes(tmp_path):
    from fonts.cut import main

    rules = main(tmp_path)

    assert rules in SHEET
    for made in tmp_path.iterdir():
        assert made.read_bytes() == (FONTS / made.name).read_bytes()
