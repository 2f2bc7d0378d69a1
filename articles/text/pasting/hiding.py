"""Whether a style lets words be seen."""

import re

ZERO = r"(?:0+(?:\.0*)?|\.0+)"
NO_LENGTH = re.compile(rf"{ZERO}(?:[a-z]{{1,4}}|%)?$")
# So far away that it is on no screen; a carousel moves its pictures, which are seen, by one screen or two.
FAR = r"(?:-(?:9\d\d|\d{4,}|\d{3}[.\d]{0,3}r?em)|[5-9]\d{3}|\d{5,})"
AWAY = re.compile(FAR)
ABOVE = re.compile(FAR.partition("|[5")[0] + ")")  # below is where a long page goes on
# Where nothing is put but to be out of sight: a long list and a row of slides move by any other number.
PARKED = r"(?:9{3,}|\d{6,})(?![\d.])"
HIDDEN = {
    "display": re.compile("none"),
    "mso-hide": re.compile("all"),
    "mso-element": re.compile("comment|header|footer"),  # what stands on each page
    "mso-special-character": re.compile("comment"),
    "opacity": re.compile(rf"{ZERO}%?$"),
    "filter": re.compile(rf".{{0,80}}?\bopacity\(\s*{ZERO}%?\s*\)"),
    "max-height": NO_LENGTH,
    "clip-path": re.compile(
        rf"inset\((?:\s*[\d.]+[a-z%]*\s){{0,3}}\s*100%|inset\(\s*50%|(?:circle|ellipse)\(\s*{ZERO}(?![.\d])"
        r"|polygon\([\s0,.px%]*\)"
    ),
    "transform": re.compile(
        rf".{{0,80}}?\b(?:scale(?:x|y|3d)?\(\s*{ZERO}\s*[,)]|translate(?:x|3d)?\(\s*-?{PARKED}"
        rf"|translatey\(\s*-{PARKED}|translate(?:3d)?\([^(),]{{0,20}},\s*-{PARKED})"
    ),
    "content-visibility": re.compile("hidden"),
    "scale": re.compile(rf"{ZERO}%?(?![\d.])"),
    "translate": re.compile(rf"-?{PARKED}"),
    "clip": re.compile(r"rect\(\s*(0|0px|1px)[\s,]+\1[\s,]+\1\b"),
    "text-indent": AWAY,
    "left": AWAY,
    "right": AWAY,
    "bottom": AWAY,
    "margin-left": AWAY,
    "top": ABOVE,
    "margin-top": ABOVE,
}
SIZES = {
    "font": re.compile(rf"(?:[\w-]+\s+){{0,5}}{ZERO}(?:[a-z]{{1,4}}|%)?[\s/]"),
    "font-size": re.compile(rf"{NO_LENGTH.pattern}|(?:1(?:\.0*)?|0?\.\d+)p[xt]$"),
}
SOME_SIZE = re.compile(r"[1-9]|small|medium|large")
NOTHING = re.compile(r"[01](\.0+)?(px|pt)?")
BESIDE = re.compile(r"[1-9]\d{2,}(\.\d+)?%")  # a line that begins where its box ends
CLEAR = re.compile(
    rf"transparent|(?:rgb|hsl)a\([^)]*,\s*{ZERO}%?\s*\)|(?:rgb|hsl)a?\([^)]*/\s*{ZERO}%?\s*\)"
    r"|#(?:[\da-f]{3}0|[\da-f]{6}00)(?![\da-f])"
)
# Without anything that shines through.
HEX = re.compile(r"#(?:([\da-f]{3})f?|([\da-f]{6})(?:ff)?)(?![\w-])")
RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*(?:1(?:\.0*)?|100%)\s*)?\)")
NAMED = {"white": (255, 255, 255), "black": (0, 0, 0)}
NAME = re.compile(r"[a-z]+(?![\w(-])")


def is_hidden(css, is_cell=False):
    """Ask whether words are out of sight; a cell is as large as its words, whatever its style says."""
    if not css:
        return False
    if any(HIDDEN[name].match(css[name]) for name in css.keys() & HIDDEN.keys()):
        return True
    return _has_no_colour(css) or (not is_cell and _has_no_room(css))


def is_invisible(css):
    return css.get("visibility") in ("hidden", "collapse")


def is_visible(css):
    """Ask whether words are seen again within invisible ones."""
    return css.get("visibility") in ("visible", "initial")


def has_no_size(css):
    return any(SIZES[name].match(css[name]) for name in css.keys() & SIZES.keys())


def has_size(css):
    """Ask whether words have a size of their own, whatever that of the words around them is."""
    return not has_no_size(css) and any(SOME_SIZE.search(css.get(name, "")) for name in SIZES)


# What hides words until something within them sets it back.
INHERITED = ((has_no_size, has_size), (is_invisible, is_visible))


def leaves_a_gap(css):
    """Ask whether what is hidden in a table keeps its place there."""
    is_away = css.get("display") == "none" or css.get("position") in ("absolute", "fixed")
    return not is_away and is_hidden(css, is_cell=True)


def _has_no_room(css):
    if css.get("overflow") not in ("hidden", "clip"):
        return False
    if css.get("white-space") == "nowrap" and BESIDE.fullmatch(css.get("text-indent", "")):
        return True
    return any(NOTHING.fullmatch(css.get(side, "")) for side in ("width", "height", "max-width"))


def _has_no_colour(css):
    # Words that are cut out of their background have no colour of their own.
    if "text" in css.get("background-clip", "") + css.get("-webkit-background-clip", ""):
        return False
    colour = css.get("-webkit-text-fill-color") or css.get("color", "")
    behind = css.get("background-color") or css.get("background", "")
    return bool(CLEAR.match(colour) or (_colour(colour) and _colour(colour) == _colour(behind)))


def _colour(value):
    """Return the red, green and blue that a value begins with, or None where it shows other things too."""
    if "url(" in value or "gradient(" in value:
        return None
    if found := HEX.match(value):
        figures = found[2] or "".join(figure * 2 for figure in found[1])
        return tuple(bytes.fromhex(figures))
    if found := RGB.match(value):
        return tuple(map(int, found.groups()))
    return NAMED.get(found[0]) if (found := NAME.match(value)) else None
