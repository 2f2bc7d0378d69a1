"""Checks of the byline."""

import unicodedata
from collections import Counter

from django.utils.translation import gettext as _

from .rules import ERROR, NOTE, Finding


def names_stand_once(reading):
    """Find who is named twice, as a person or as a bare name."""
    shown = {_folded(name): name for name in reversed(reading.byline)}
    for name, times in Counter(map(_folded, reading.byline)).items():
        if times > 1:
            message = _("%(name)s stands in the byline more than once.") % {"name": shown[name]}
            yield Finding(ERROR, "byline-repeated", "bylines", message, _("Leave one of the rows."))


def _folded(name):
    """Return a name without case, spaces and signs that nobody sees."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in letters if unicodedata.category(letter)[0] not in "CZ")


def somebody_is_named(reading):
    """Note a story without a byline. It is no warning: many papers print briefs without one."""
    if not reading.byline:
        remedy = _("Name who wrote it, an agency or the staff.")
        yield Finding(NOTE, "byline-empty", "bylines", _("The story has no byline."), remedy)


RULES = (names_stand_once, somebody_is_named)
