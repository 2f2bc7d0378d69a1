"""Names and descriptions that live pages show at once: changed by an act, with what stood there before."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from articles.models import Act, Page, Publication, Source, clock

from .public_rows import PUBLIC, is_in_print, keys_of, subject, values_of
from .rules import Refused, begin, no_permission, refuse, second_person_missing


def may_describe(row, user):
    """Return why a user may not change what readers see of a row, as a sentence, or an empty string."""
    own = "curate" if isinstance(row, Source) else "change"
    if user.is_active and user.has_perm(f"articles.{own}_{row._meta.model_name}"):
        return ""
    return _("Readers see this: ask an editor, or a chief editor, to change it.")


def held_back(row):
    """Return what readers would see otherwise if an unsaved row were stored, and put that back in it."""
    if isinstance(row, Page) and row.is_published and not is_in_print(row):
        row.is_published = False
        # All that would be printed, so that what changes before a colleague confirms it is noticed.
        return {**values_of(row, PUBLIC[Page]), "is_published": True}
    return {} if row._state.adding or not is_in_print(row) else _changed(row)


def _changed(row):
    names = PUBLIC[type(row)]
    stored = type(row)._default_manager.get(pk=row.pk)
    before, after = values_of(stored, names), values_of(row, names)
    _put(row, before)
    return {name: after[name] for name in names if after[name] != before[name]}


def describe(row, *, by, values, proposal=None):
    """Change what readers see of a row in print: `values` is {field: value}. The log keeps both."""
    refuse(may_describe(row, by))
    refuse("" if set(values) <= set(PUBLIC[type(row)]) else _("That is no part of what readers see."))
    refuse(second_person_missing("describe", by, Publication.objects.current(), proposal))
    with transaction.atomic():
        at = begin()
        stored = type(row)._default_manager.select_for_update().get(pk=row.pk)
        before, on = values_of(stored, PUBLIC[type(row)]), subject(stored)
        _put(stored, values)
        _check(stored)  # it tidies the other words of an older row, too
        stored.save()
        after = values_of(stored, PUBLIC[type(row)])
        values = [name for name in after if name in values or after[name] != before[name]]
        data = {
            name: {each: of[each] for each in values} for name, of in (("before", before), ("after", after))
        }
        if named := keys_of(stored, values):
            data["named"] = named
        Act.objects.create(at=at, by=by, verb="describe", subject=on, data=data)
    row.refresh_from_db()


@transaction.atomic
def log_name(source, by):
    """Write down that a confidential name was overwritten; the old one is kept, encrypted, in the row."""
    Act.objects.create(at=clock.now(), by=by, verb="describe", subject=subject(source),
                       data={"before": {}, "after": {}, "confidential_name": True})  # fmt: skip


@contextmanager
def named_act(verb, thing, by):
    """Open an act on what has a name: permission, a transaction, the act's moment and the locked row."""
    refuse(no_permission(verb, by))
    with transaction.atomic():
        at = begin()
        yield type(thing).objects.select_for_update().get(pk=thing.pk), at
    thing.refresh_from_db()


def log(verb, at, by, thing, reason="", **data):
    Act.objects.create(at=at, by=by, verb=verb, subject=subject(thing), reason=reason, data=data)


def _put(row, values):
    for name, value in values.items():
        setattr(row, row._meta.get_field(name).attname, value)


def _check(row):
    try:
        row.clean_fields()  # alone first: what a row names may be deleted, and clean() reads it
        row.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
