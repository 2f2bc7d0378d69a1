"""Checks of the byline."""

import unicodedata
from collections import defaultdict

from django.utils.translation import gettext as _

from articles.models import Article

from .letters import is_sign
from .rules import ERROR, NOTE, WARNING, Finding

Type = Article.TypeOfWork


def names_stand_once(reading):
    """Find people who are named twice in one role, as a person or as a bare name."""
    groups = defaultdict(list)
    for row in reading.byline:
        groups[_folded(row.get("name", "")), _folded(row.get("role", ""))].append(row)
    for first, *others in groups.values():
        if others:
            people = {row["person"] for row in (first, *others) if row.get("person")}
            yield _repeated(first.get("name", ""), are_namesakes=len(people) > len(others))


def _repeated(name, are_namesakes):
    if are_namesakes:
        message = _("People of one name stand in the byline: %(name)s.") % {"name": name}
        return Finding(WARNING, "byline-namesakes", "bylines", message, _("Look whether each is meant."))
    message = _("%(name)s stands in the byline more than once.") % {"name": name}
    return Finding(ERROR, "byline-repeated", "bylines", message, _("Leave one of the rows."))


def _folded(name):
    """Return a name without case, spaces and signs that nobody sees."""
    letters = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in letters if unicodedata.category(letter)[0] not in "CZ")


def names_are_seen(reading):
    if not all(any(map(is_sign, row.get("name", ""))) for row in reading.byline):
        message = _("A name of the byline has no letter that readers see.")
        yield Finding(ERROR, "byline-unseen", "bylines", message, _("Write it anew."))


# Somebody's judgement or questions: readers are owed whose. For other kinds a note is enough: decision 0023.
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


RULES = (names_stand_once, names_are_seen, somebody_is_named)
