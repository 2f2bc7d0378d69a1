"""Checks of the byline."""

import unicodedata
from collections import Counter

from django.utils.translation import gettext as _

from articles.models import Article

from .rules import ERROR, NOTE, WARNING, Finding

Type = Article.TypeOfWork


def names_stand_once(reading):
    """Find people who are named twice, as a person or as a bare name."""
    shown = {_folded(name): name for name in reversed(reading.byline)}
    for name, times in Counter(map(_folded, reading.byline)).items():
        if times > 1:
            message = _("%(name)s stands in the byline more than once.") % {"name": shown[name]}
            yield Finding(ERROR, "byline-repeated", "bylines", message, _("Leave one of the rows."))


def _folded(name):
    """Return a name without case, spaces and signs that nobody sees."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in letters if unicodedata.category(letter)[0] not in "CZ")


# Somebody's judgement or questions: readers are owed whose. News, background and obituaries are often the
# desk's own work or an agency's, and many papers print them unsigned: there a note is enough.
SIGNED = {Type.ANALYSIS, Type.OPINION, Type.REVIEW, Type.INTERVIEW}


def somebody_is_named(reading):
    """Find a story without a byline: a warning for kinds of work whose readers ask whose judgement it is."""
    if reading.byline:
        return
    remedy = _("Name who wrote it, an agency or the staff.")
    if reading.article.type_of_work in SIGNED:
        said = {"kind": reading.article.get_type_of_work_display()}
        message = _("The story has no byline, and readers expect one of this type: %(kind)s.") % said
        yield Finding(WARNING, "byline-empty", "bylines", message, remedy)
    else:
        yield Finding(NOTE, "byline-empty", "bylines", _("The story has no byline."), remedy)


RULES = (names_stand_once, somebody_is_named)
