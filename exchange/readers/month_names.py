"""Dates whose months are named in any language of Django: “3. Januar 2020”, “5 мая 2021 г.”."""

import re
import unicodedata
from collections import defaultdict
from datetime import date
from functools import lru_cache
from gettext import GNUTranslations
from itertools import product
from pathlib import Path

from django import conf
from django.utils import dates, translation

LOCALES = Path(conf.__file__).parent / "locale"
# Of Django’s messages; the last is “мая” where “Май” is the first.
CONTEXTS = ("", "abbrev. month", "alt. month")
COUNTED_OTHERWISE = ("th",)  # Thailand writes 2564 for 2021
WORD = re.compile(r"[^\W\d_][^\s\d.,:;/()\-–]*")
LONGEST_WORD = 30  # letters
HALF = re.compile(r"\b([ap])\.\s?m\b\.?", re.IGNORECASE)
CLOCK = re.compile(r"(?<=\d)([.h])(?=\d\d\b)|(?<=\d) ?h\b")  # 14.30, 14h30, 14 h
COUNTED = re.compile(r"(\d{4})\s?[年년]\s?(\d\d?)\s?[月월]\s?(\d\d?)\s?[日일]")
GAP = re.compile(r"[\s,./–-]+")
# Short forms that Django has otherwise.
SHORT = {"janv": 1, "févr": 2, "mrz": 3, "juil": 7}
# What stands beside the numbers of a date, and says nothing.
BESIDE = {
    *("st", "nd", "rd", "th", "of", "the", "at", "er", "le", "la", "las", "les", "a", "à", "às", "de", "del"),
    *("o", "den", "der", "om", "kl", "klo", "um", "uhr", "ob", "d", "m", "г", "года", "год", "в"),
}


def as_numbers(text):
    """Return a date with its months as in “12 Mar 2019 14:30”, or unchanged where it names none."""
    text = COUNTED.sub(r"\1/\2/\3", text)
    months, silent = _words()
    text = HALF.sub(r"\1m", CLOCK.sub(_colon, text))
    named = [word for word in map(_folded, WORD.findall(text)) if word in months]
    if len(named) > 1:  # “mar.” is March, and Tuesday
        named = [word for word in named if word not in silent]
    if len(named) != 1:
        return text

    def written(match):
        word = _folded(match[0])
        return f" {months[word]} " if word == named[0] else "" if word in silent else match[0]

    return GAP.sub(" ", WORD.sub(written, text)).strip()


def _colon(match):
    return ":" if match[1] else ":00"


def _folded(word):
    return unicodedata.normalize("NFC", word[:LONGEST_WORD].lower().rstrip("'’"))


@lru_cache(maxsize=1)
def _words():
    """Return ({word: month in English}, words without meaning); a word for two months is left out."""
    with translation.override("en"):
        forms = (dates.MONTHS, dates.MONTHS_3, dates.MONTHS_AP, dates.MONTHS_ALT)
        months = {str(name): number for names in forms for number, name in names.items()}
        days = {str(name) for names in (dates.WEEKDAYS, dates.WEEKDAYS_ABBR) for name in names.values()}
    numbers, silent = defaultdict(set, {word: {number} for word, number in SHORT.items()}), set(BESIDE)
    for catalogue in _catalogues():
        for context, (name, number) in product(CONTEXTS, months.items()):
            said = catalogue.pgettext(context, name) if context else catalogue.gettext(name)
            numbers[_folded(said).strip(".")].add(number)
        silent |= {_folded(catalogue.gettext(day)).strip(".") for day in days}
    english = {number: f"{date(2000, number, 1):%b}" for number in range(1, 13)}
    numbers |= {_folded(name).strip("."): {number} for name, number in months.items()}
    named = {word: english[number] for word, (number, *others) in numbers.items() if not others}
    return named, silent


def _catalogues():
    """Yield Django's translations one by one: kept as its own loader keeps them, they take 80 MB."""
    for path in sorted(LOCALES.glob("*/LC_MESSAGES/django.mo")):
        if path.parent.parent.name not in COUNTED_OTHERWISE:
            with path.open("rb") as file:
                yield GNUTranslations(file)
