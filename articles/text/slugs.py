"""Slugs, made of headlines and names: in Latin letters, or with UNICODE_SLUGS in those of their script."""

import re
import unicodedata

from django.conf import settings
from django.utils.text import slugify

from . import romanising

LONGEST = 200  # bytes: two for a letter of Cyrillic, three for one of Thai
DOTTED = {"tr", "az", "crh", "gag"}  # languages that have an i with and one without a dot
# Thai and Lao AM, which a compatible form would take apart.
WHOLE = re.compile("[^\u0e33\u0eb3]+")


# What parts two numbers, or two words: 2.5, 3:0, 2025/26, and/or. A comma before three digits groups them.
PARTING = re.compile(r"(?<=\d)(?:[.:]|,(?!\d{3}(?!\d)))(?=\d)|(?<=\w)/(?=\w)")


# Before what joins a number in print alone: 1½ is no 11/2, and 10⁶ no 106.
RAISED = re.compile(r"(?<=\d)(?=[²³¹⁰⁴-⁹¼-¾⅐-⅞])")


def slug(text, language="", longest=None):
    """Return text as a part of an address, or an empty string where it has no letter or digit."""
    return (unicode_slug if settings.UNICODE_SLUGS else latin_slug)(text, language, longest)


def latin_slug(text, language="", longest=None):
    plain = romanising.romanised(RAISED.sub(" ", text), language)
    return _cut(slugify(PARTING.sub("-", plain)), longest)


def unparted_slug(text, language=""):
    """Return a slug as they were made before 2.5 was parted: addresses keep theirs."""
    return _cut(slugify(romanising.romanised(text, language)), None)


def unicode_slug(text, language="", longest=None):
    """Return text in the letters of its own script, all small, without what no reader sees."""
    text = RAISED.sub(" ", text)
    text = WHOLE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    text = romanising.joined(unicodedata.normalize("NFC", text))
    if language.partition("-")[0].lower() in DOTTED:
        text = text.replace("I", "ı")
    text = romanising.letters(text.replace("İ", "i").lower())
    return _cut("-".join(text.replace("_", " ").split()), longest)


def _cut(made, longest):
    """Return the beginning of a slug that fits, without a letter that would lose its marks."""
    short = made[:longest].encode()[:LONGEST].decode(errors="ignore")
    while unicodedata.category(made[len(short) : len(short) + 1] or "-")[0] == "M":
        short = short[:-1]
    return short.rstrip("-")
