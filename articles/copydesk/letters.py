"""Checks of invisible letters, of letters that turn the text around, and of the language."""

import re
import unicodedata
from dataclasses import replace
from itertools import islice

from django.utils.translation import gettext as _

from articles.models import Article
from articles.text import languages, mojibake

from .rules import ERROR, WARNING, Finding, shortened

# C0 and C1 but for tab and line feed, Unicode's own ends of lines, remarks between lines, and what is no
# character: no key types them, and XML 1.0 (2.2) forbids many. Tags spell words that nobody sees, but for
# those that make a region's flag (Unicode TR 51, C.1): a black flag, the region's code, the end.
FLAG = (
    "\U0001f3f4(?:"
    + "|".join(
        "".join(chr(0xE0000 + ord(letter)) for letter in region) for region in ("gbeng", "gbsct", "gbwls")
    )
    + ")\U000e007f"
)  # all that Unicode recommends
CONTROLS = re.compile(
    rf"{FLAG}|(?P<control>"
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u206a-\u206f\ufff9-\ufffb\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + r"\U000e0000-\U000e007f])"
)
# They let the text that follows read in another order than it is stored (Unicode TR 36, 2.10).
OVERRIDES = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
# Seen by nobody although their category is that of a letter: fillers, and an empty Braille cell.
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
MISREAD = 20  # of a text are named: who has more pastes it anew
UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"}


def letters_are_seen(reading):
    for field in Article.TEXTS:
        yield from in_text(field, getattr(reading.article, field))
    for field, text in reading.beside:
        yield from (replace(found, start=None) for found in in_text(field, text))


def letters_were_read_right(reading):
    """Find what a program made of letters that it could not read."""
    for field in Article.TEXTS:
        yield from _misread(field, getattr(reading.article, field))
    for field, text in reading.beside:
        yield from (replace(found, start=None, fix="") for found in _misread(field, text))


def _misread(field, text):
    text = text.replace("\r\n", "\n")
    if (at := text.find("\ufffd")) >= 0:
        message = _("A letter was lost: “�” stands in its place.")
        around = shortened(text[max(0, at - 20) : at + 20].strip())
        yield Finding(WARNING, "letter-lost", field, message, _("Write the word anew."), around, at)
    for at, wrong, right in islice(mojibake.find_all(text), MISREAD):
        message = _("Letters were read in a wrong encoding: “%(wrong)s”.") % {"wrong": shortened(wrong)}
        if right and not any(letter.isspace() or _is_seen(letter) for letter in right):
            remedy, right = _("Take it out."), ""  # the mark of a file's beginning, and the like
        else:
            remedy = _("Write “%(meant)s”.") % {"meant": right} if right else _("Write the word anew.")
        yield Finding(WARNING, "letter-misread", field, message, remedy, wrong, at, right)


def in_text(field, text):
    text = text.replace("\r\n", "\n")
    if found := next((match for match in CONTROLS.finditer(text) if match["control"]), None):
        message = _("A control character (%(code)s) stands in the text.") % {"code": _code(found[0])}
        yield _finding("letter-control", field, text, found.start(), message)
    if found := OVERRIDES.search(text):
        message = _("A sign that turns the order of letters (%(code)s) stands in the text.")
        yield _finding("letter-override", field, text, found.start(), message % {"code": _code(found[0])})


def headline_is_seen(reading):
    headline = reading.article.headline
    if headline.strip() and not any(map(is_sign, headline)):
        message = _("The headline has no letter that readers see.")
        yield Finding(ERROR, "headline-unseen", "headline", message, _("Write it anew."))


def language_exists(reading):
    tag = reading.article.language
    if tag and not languages.is_known(tag):
        message = _("No language has the code “%(tag)s”.") % {"tag": tag}
        yield Finding(ERROR, "language-unknown", "language", message, _("Write a code such as “en”."))


def is_sign(letter):
    """Ask whether a letter, a figure or a picture is seen: no mark, no punctuation."""
    return unicodedata.category(letter)[0] in "LNS" and _is_seen(letter)


def _is_seen(letter):
    return unicodedata.category(letter) not in UNSEEN and letter not in BLANKS


def _code(letter):
    return f"U+{ord(letter):04X}"


def _finding(code, field, text, at, message):
    near = text[max(0, at - 20) : at + 20]
    around = "".join(letter for letter in near if letter in " \n\t" or _is_seen(letter))
    return Finding(ERROR, code, field, message, _("Take it out."), shortened(" ".join(around.split())), at)


RULES = (headline_is_seen, letters_are_seen, letters_were_read_right, language_exists)
