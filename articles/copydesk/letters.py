"""Checks of invisible letters, of letters that turn the text around, and of the language."""

import re
import unicodedata

from django.utils.translation import gettext as _

from articles.models import Article
from articles.text import languages

from .rules import ERROR, Finding, shortened

# C0 and C1 but for tab and line feed: no key types them, and XML 1.0 (2.2) forbids most.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# They let the text that follows read in another order than it is stored (Unicode TR 36, 2.10).
OVERRIDES = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
# Seen by nobody although their category is that of a letter: fillers, and an empty Braille cell.
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"}


def letters_are_seen(reading):
    for field in Article.TEXTS:
        yield from in_text(field, getattr(reading.article, field))


def in_text(field, text):
    text = text.replace("\r\n", "\n")
    if found := CONTROLS.search(text):
        message = _("A control character (%(code)s) stands in the text.") % {"code": _code(found[0])}
        yield _finding("letter-control", field, text, found.start(), message)
    if found := OVERRIDES.search(text):
        message = _("A sign that turns the order of letters (%(code)s) stands in the text.")
        yield _finding("letter-override", field, text, found.start(), message % {"code": _code(found[0])})


def headline_is_seen(reading):
    headline = reading.article.headline
    if headline.strip() and not any(map(_is_sign, headline)):
        message = _("The headline has no letter that readers see.")
        yield Finding(ERROR, "headline-unseen", "headline", message, _("Write it anew."))


def language_exists(reading):
    tag = reading.article.language
    if tag and not languages.is_known(tag):
        message = _("No language has the code “%(tag)s”.") % {"tag": tag}
        yield Finding(ERROR, "language-unknown", "language", message, _("Write a code such as “en”."))


def _is_sign(letter):
    """Ask whether a letter, a figure or a picture is seen: no mark, no punctuation."""
    return unicodedata.category(letter)[0] in "LNS" and _is_seen(letter)


def _is_seen(letter):
    return unicodedata.category(letter) not in UNSEEN and letter not in BLANKS


def _code(letter):
    return f"U+{ord(letter):04X}"


def _finding(code, field, text, at, message):
    around = "".join(
        letter for letter in text[max(0, at - 20) : at + 20] if letter == " " or _is_seen(letter)
    )
    return Finding(ERROR, code, field, message, _("Take it out."), shortened(around.strip()), at)


RULES = (headline_is_seen, letters_are_seen, language_exists)
