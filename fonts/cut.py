"""Cut the paper's own fonts out of two families (`make fonts`): fewer letters and weights, no hints.

Both are under the SIL Open Font License with the reserved name “Source”, so what is cut has another name.
The result, its licences and checksums are committed, and its rules stand in two style sheets between marks.
"""

import sys
from hashlib import sha256
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib.instancer import instantiateVariableFont

from . import outlines

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules" / "@fontsource-variable"
STATIC = HERE.parent / "articles" / "static" / "articles"
SHEET, DESK = STATIC / "paper.css", STATIC / "admin" / "skin.css"
BEGIN, END = "/* Written by `make fonts` */\n", "/* End of what `make fonts` writes */\n"
# (file, package, style, axes, OpenType features): headlines and texts, their italics, labels
FACES = (
    ("serif", "source-serif-4", "normal", {"wght": (400, 600)}, ["kern", "onum"]),
    ("serif-italic", "source-serif-4", "italic", {"wght": 400}, ["kern", "onum"]),
    ("sans", "source-sans-3", "normal", {"wght": (400, 600)}, ["kern", "tnum"]),
)
NAMES = {"serif": "Newsroom Serif", "serif-italic": "Newsroom Serif", "sans": "Newsroom Sans"}
UNUSED = {0xA4, 0xA6, 0xA8, 0xAF, 0xB4, 0xB8}  # accents without a letter, and signs that no paper prints
LATIN = {
    *range(0x20, 0x7F),
    *range(0xA0, 0x100),
    *(0x131, 0x152, 0x153, 0x2013, 0x2014, 0x2018, 0x2019, 0x201A, 0x201C, 0x201D, 0x201E),
    *(0x2022, 0x2026, 0x2039, 0x203A, 0x20AC, 0x2212),
} - UNUSED
# What a reader of a script fetches; a page without a letter of it fetches nothing of it.
SCRIPTS = {
    "latin": LATIN,
    "latin-ext": {*range(0x100, 0x180), 0x18F, 0x259, *range(0x218, 0x21C), 0x1E9E} - LATIN,
    "cyrillic": {
        *range(0x400, 0x460),
        0x490,
        0x491,
        0x4AE,
        0x4AF,
        0x4BA,
        0x4BB,
        0x4D8,
        0x4D9,
        0x4E8,
        0x4E9,
        0x2116,
    },
    "greek": {*range(0x386, 0x3CF)},
}
# What stands in while a font comes: its local names, and the mean width of its letters in em, by their
# frequency, in each form. Figures of @capsizecss/metrics 4.3; so are those of the own fonts.
# A browser that found no bold or italic face would smear or slant the upright one.
FORMS = {"": "", " Bold": "font-weight: 600", " Italic": "font-style: italic"}
STAND_INS = {
    "Newsroom Serif": {
        "Georgia": (["Georgia"], (0.4458, 0.5186, 0.4546)),
        "Times": (["Times New Roman", "Liberation Serif", "Tinos"], (0.4063, 0.4326, 0.4082)),
        "Noto": (["Noto Serif"], (0.481, 0.512, 0.469)),
    },
    "Newsroom Sans": {
        "Arial": (["Arial", "Liberation Sans", "Arimo", "Helvetica"], (0.4458, 0.48)),
        "Roboto": (["Roboto"], (0.4448, 0.4521)),
    },
}
WIDTHS = {"Newsroom Serif": (0.479, 0.486, 0.441), "Newsroom Sans": (0.418, 0.431)}
NEAR = 3  # thousandths of an em that an outline may move: a fifth of a px in a headline of 64 px
GRID = 400  # units of an em, where the sources have 1,000: finer than a px of any screen and text
PRINTED_NAMES = {0}  # the copyright; the licence lies beside the fonts
NEEDLESS = {"GDEF", "BASE"}  # what no feature that is left asks for


def cut(package, style, script, axes, features, name):
    """Return one font and the letters that are in it."""
    source = PACKAGES / package / "files" / f"{package}-{script}-wght-{style}.woff2"
    font = TTFont(source, recalcTimestamp=False)  # two runs give the same bytes
    options = Options()
    options.layout_features, options.hinting, options.glyph_names = features, False, False
    options.name_IDs = [*PRINTED_NAMES]
    options.drop_tables += ["DSIG", "STAT", "MVAR"]
    letters = SCRIPTS[script] & font.getBestCmap().keys()
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    font = instantiateVariableFont(font, axes)
    outlines.redraw(font, NEAR)
    scale_upem(font, GRID)
    outlines.trim(font, 1)
    if "GPOS" in font:
        of_one_weight(font["GPOS"].table)
    for table in NEEDLESS & {*font.keys()}:
        del font[table]
    for number in (1, 4, 6):
        font["name"].setName(name.replace(" ", "" if number == 6 else " "), number, 3, 1, 0x409)
    font.flavor = "woff2"
    return font, letters


def of_one_weight(table):
    """Kern all weights as the regular one: what differs is little, and costs a ninth of the bytes."""
    for lookup in table.LookupList.Lookup:
        for part in lookup.SubTable:
            part = getattr(part, "ExtSubTable", part)
            _values_of(part)


def _values_of(part):
    pairs = [pair for some in getattr(part, "PairSet", ()) for pair in some.PairValueRecord]
    pairs += [each for row in getattr(part, "Class1Record", ()) for each in row.Class2Record]
    for pair in pairs:
        for value in filter(None, (pair.Value1, pair.Value2)):
            for device in ("XPlaDevice", "YPlaDevice", "XAdvDevice", "YAdvDevice"):
                value.__dict__.pop(device, None)
    for form in ("ValueFormat1", "ValueFormat2"):
        if hasattr(part, form):
            setattr(part, form, getattr(part, form) & 0xF)


def ranges(letters):
    """Return CSS's unicode-range of some letters."""
    found = []
    for letter in sorted(letters):
        if found and found[-1][1] == letter - 1:
            found[-1][1] = letter
        else:
            found.append([letter, letter])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in found)


def rule(file, name, style, axes, letters):
    weight = axes["wght"]
    weights = f"{weight[0]} {weight[1]}" if isinstance(weight, tuple) else weight
    return face(
        name,
        f'src: url("fonts/{file}") format("woff2")',
        f"font-style: {style}; font-weight: {weights}; font-display: optional",
        f"unicode-range: {ranges(letters)}",
    )


def face(name, *descriptors):
    return f'@font-face {{ font-family: "{name}"; {"; ".join(descriptors)}; }}\n'


def stand_ins(name, font):
    """Yield the rules of the faces that stand in for a font: as wide on the whole, and as high."""
    for short, (locals_, widths) in STAND_INS[name].items():
        for form, own, width in zip(FORMS, WIDTHS[name], widths, strict=False):
            yield stand_in(f"{name} {short}", [f"{each}{form}" for each in locals_], form, own / width, font)


def stand_in(name, locals_, form, size, font):
    head, em = font["hhea"], font["head"].unitsPerEm
    sources = ", ".join(f'local("{each}")' for each in locals_)
    return face(
        name,
        *filter(None, [FORMS[form]]),
        f"src: {sources}; size-adjust: {size:.1%}",
        f"ascent-override: {head.ascent / em / size:.1%}",
        f"descent-override: {-head.descent / em / size:.1%}; line-gap-override: 0%",
    )


def main(target):
    """Write fonts, licences, checksums and the rules of the style sheet."""
    target.mkdir(parents=True, exist_ok=True)
    rules, total = [], {}
    for kind, package, style, axes, features in FACES:
        for script in SCRIPTS:
            font, letters = cut(package, style, script, axes, features, NAMES[kind])
            file = f"{kind}-{script}.woff2"
            font.save(target / file)
            total[file] = (target / file).stat().st_size
            rules.append(rule(file, NAMES[kind], style, axes, letters))
            if style == "normal" and script == "latin":
                rules += stand_ins(NAMES[kind], font)
    packages = sorted({package for _face, package, *_rest in FACES})
    licences = [f"{name}\n\n{(PACKAGES / name / 'LICENSE').read_text().strip()}\n" for name in packages]
    (target / "licences.txt").write_text(f"\n{'-' * 78}\n\n".join(licences))
    for file, size in total.items():
        sys.stdout.write(f"{size:>7,}  {file}\n")
    return "".join(rules)


def of_the_desk(rules):
    """Return the rules without stand-ins: the desk may move by a line before it has the fonts."""
    own = [rule for rule in rules.splitlines(keepends=True) if "url(" in rule]
    return "".join(own).replace('url("fonts', 'url("../fonts')


def into_sheet(sheet, rules):
    text = sheet.read_text()
    before, after = text.index(BEGIN) + len(BEGIN), text.index(END)
    sheet.write_text(text[:before] + rules + text[after:])


def sums():
    sources = [HERE / name for name in ("package.json", "package-lock.json", "cut.py", "outlines.py")]
    files = [*sources, *sorted((STATIC / "fonts").iterdir())]
    lines = (f"{sha256(file.read_bytes()).hexdigest()}  {file.relative_to(HERE.parent)}\n" for file in files)
    (HERE / "SHA256SUMS").write_text("".join(lines))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        cut_rules = main(STATIC / "fonts")
        into_sheet(SHEET, cut_rules)
        into_sheet(DESK, of_the_desk(cut_rules))
        sums()
