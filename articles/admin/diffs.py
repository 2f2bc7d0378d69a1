"""What would change, in words: rows for the desk's screens."""

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.archive import printing
from articles.models import Article, Edition
from articles.text.diffs import abridged_diff, bounded_diff

from . import screens


def changes(old, new, user):
    """Return all that readers would see otherwise between two editions, as [(label, [(op, text)])]."""
    return changed_fields(old, new, user) + changed_rows(old, new)


def changed_fields(old, new, user):
    """Return [(label, [(op, text)])] of the fields in which two stories differ; either may be None.

    `user` is who reads it: a story of a closed section is not named to others.
    """
    pairs = ((field, *_texts(old, new, field, user)) for field in Edition.FIELDS)
    return [
        (label(field), abridged_diff(bounded_diff(before, after)))
        for field, before, after in pairs
        if before != after
    ]


def _texts(old, new, field, user):
    """Return a field of two stories as texts; other rows of one name are told apart by their keys."""
    before, after = field_as_text(old, field, user), field_as_text(new, field, user)
    keys = [getattr(story, f"{field}_id", None) for story in (old, new)]
    if before == after and field in Edition.LINKED and keys[0] != keys[1]:
        return [f"{before} ({key})" for key in keys]
    return before, after


def label(field):
    return Edition._meta.get_field(field).verbose_name


def field_as_text(story, field, user):
    """Return the value of a story's field as text, as a user may read it."""
    if story is None:
        return ""
    if field in Edition.LINKED:
        row = linked(story, field)
        return screens.name_for(user, row) if row else ""
    display = getattr(story, f"get_{field}_display", None)
    return str(display() if display else getattr(story, field)).replace("\r\n", "\n")


def linked(story, field):
    """Return what a story's field names; None where it names nothing, or what is deleted since."""
    try:
        return getattr(story, field)
    except ObjectDoesNotExist:
        return None


def changed_rows(old, new):
    """Return the changes of byline, citations, topics and pictures between two editions."""
    rows = []
    for field in Edition.ROWS:
        name = "alt" if field == "pictures" else "name"
        before, after = getattr(old, field) if old else [], getattr(new, field)
        if before != after:
            texts = ("; ".join(_entry(row, name) for row in rows_) for rows_ in (before, after))
            rows.append((label(field), bounded_diff(*texts)))
    return rows


# What a printed row says to machines alone.
UNREAD = {"represents", "key", "sha256", "renditions", "width", "height", "is_lead"}
BESIDE = {"captions": gettext_lazy("captions"), "whole": gettext_lazy("still picture")}


def _entry(row, name):
    rest = [str(row[key]) for key in sorted(row) if key not in {name, *UNREAD} and row[key]]
    # A code says that they are others: their words stand in no record.
    rest += [f"{BESIDE[part]} {path[:6]}" for part, path in printing.beside_recording(row).items()]
    return f"{row.get(name, '')} ({', '.join(rest)})" if rest else row.get(name, "")


def places(found):
    """Return [(what it is, how many more are like it, [(column, [(op, text)])])] of where words would go.

    Rows of one table in which the same changes are one: a story has many versions with the same sentence.
    """
    rows, alike = {}, {}
    for place in found:
        column = place.model._meta.get_field(place.column).verbose_name
        parts = [abridged_diff(bounded_diff(before, after)) for before, after in place.texts()]
        rows.setdefault((place.model, place.pk), []).extend((column, each) for each in parts)
    for (model, pk), changes in rows.items():
        alike.setdefault((model, repr(changes)), []).append((pk, changes))
    return [(_row(model, same[0][0]), len(same) - 1, same[0][1]) for (model, _changes), same in alike.items()]


def _row(model, pk):
    """Return what a row is, and which: its story's headline, or its number."""
    row = model._base_manager.filter(pk=pk).first()
    if isinstance(row, Edition):
        return f"{row.article}: {model._meta.verbose_name} {row.number}"
    if isinstance(row, Article.history.model):
        version = _("version %(number)s") % {"number": row.version}
        return f"{row.headline}: {version}"
    return f"{model._meta.verbose_name}: {row}"
