"""Colours that the paper may have: legible on its backgrounds, light and dark (WCAG 2.2, 1.4.3 AA)."""

import colorsys
import re
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

HEX = re.compile(r"#[0-9a-f]{6}")
# What the accent stands on: --paper and --tint of paper.css; a test compares them.
GROUNDS = {"light": ("#fbf9f2", "#f2ecdd"), "dark": ("#161511", "#24221c")}
ACCENTS = {"light": "#8c1d18", "dark": "#f39381"}  # the house's own
AA = 4.5  # of text smaller than 24 px, which kickers and labels are
STEPS = 200  # of lightness, from black to white


def contrast(one, other):
    """Return the contrast ratio of two colours such as #8c1d18, from 1 to 21.

    WCAG 2.2, “contrast ratio” and “relative luminance”: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _parts(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(colour):
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def weakest(colour, scheme):
    """Return the lowest contrast that a colour has on the paper's backgrounds of a scheme."""
    return min(contrast(colour, ground) for ground in GROUNDS[scheme])


@lru_cache(maxsize=16)  # each page asks for the paper's; to find one takes 1.3 ms, as long as half a page
def nearest(colour, scheme):
    """Return the colour of the same hue that is legible in a scheme, and as near in lightness as may be."""
    if weakest(colour, scheme) >= AA:
        return colour
    hue, lightness, saturation = colorsys.rgb_to_hls(*_parts(colour))
    steps = sorted((abs(step / STEPS - lightness), step / STEPS) for step in range(STEPS + 1))
    shades = (_hex(colorsys.hls_to_rgb(hue, step, saturation)) for _distance, step in steps)
    return next(shade for shade in shades if weakest(shade, scheme) >= AA)


def _hex(parts):
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def accents(publication):
    """Return a paper's accent on light and on dark pages; what isn't chosen follows from what is."""
    # What was loaded was never checked.
    light, dark = (
        colour if HEX.fullmatch(colour) else "" for colour in (publication.accent, publication.accent_dark)
    )
    return light or ACCENTS["light"], dark or (nearest(light, "dark") if light else ACCENTS["dark"])


def check_light(colour):
    _check(colour, "light", _("on light pages"))


def check_dark(colour):
    _check(colour, "dark", _("on dark pages"))


def _check(colour, scheme, where):
    """Refuse what is no colour, and one that readers could not read."""
    if not HEX.fullmatch(colour):
        raise ValidationError(_("Write a colour as # and six digits or letters a to f, such as #8c1d18."))
    if (ratio := weakest(colour, scheme)) < AA:
        # Cut, not rounded: 4.496 is not 4.5.
        said = {"colour": colour, "where": where, "ratio": f"{int(ratio * 100) / 100:.2f}", "least": AA,
                "near": nearest(colour, scheme)}  # fmt: skip
        raise ValidationError(
            _(
                "%(colour)s has a contrast of %(ratio)s to 1 %(where)s; small text needs %(least)s. "
                "The nearest colour that has it is %(near)s."
            )
            % said
        )
