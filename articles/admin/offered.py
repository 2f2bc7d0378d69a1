"""Fields whose rows are looked up while one types; a sent value that can't be a key matches no row.

Without scripts nothing is looked up: beside each of them stands a field for the row's name.
"""

import re
from functools import reduce
from itertools import chain
from operator import or_

from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    FilteredSelectMultiple,
)
from django.db.models import Q
from django.forms import Select, TextInput
from django.utils.html import format_html
from django.utils.translation import gettext as _

from articles.models.named import Named
from articles.text.slugs import slug

from .forms import parse_key

NAMES = ("slug", "username", "name", "headline")
KEY_OF_PICTURE = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")  # also within its mark in a text
MANY = 20  # rows that are typed into one field; each that may be there costs a query for each way
PIECES = 3  # of a name that holds commas itself


def find_key(rows, typed):
    """Return the key of the only row of a name, or the typed text, which is no key."""
    fields = {"pk", *(field.name for field in rows.model._meta.fields)}
    if "merged_into" in fields:
        rows = rows.filter(merged_into=None)
    for name, value in _ways(typed):
        if name in fields:
            found = rows.filter(**{name: value}).order_by("pk").values_list("pk", flat=True)[:2]
            if len(found) == 1:
                return str(found[0])
            if found:
                break  # two of one name: neither is meant for sure
    else:
        if "name" in fields and (key := _find_as_slug(rows, typed)):
            return key
    return _no_key(typed)


def _no_key(typed):
    return f"“{typed}”" if typed.isdecimal() else typed


def find_keys(rows, pieces):
    """Yield the keys of rows whose names stood between commas; of a name with commas the longest is taken."""
    possible = _possible(rows, pieces)
    while pieces:
        for size in range(min(len(pieces), PIECES), 0, -1):
            typed = ", ".join(pieces[:size])
            key = find_key(rows, typed) if typed in possible else _no_key(typed)
            if parse_key(key):
                break
        yield key
        pieces = pieces[size:]


def _possible(rows, pieces):
    """Return what may name a row of all that stands between commas: the rest costs no query."""
    spans = [(at, at + size) for at in range(len(pieces)) for size in range(1, PIECES + 1)]
    slugs = {typed: slug(typed) for at, end in spans if "\0" not in (typed := ", ".join(pieces[at:end]))}
    fields = {field.name for field in rows.model._meta.fields}.intersection(NAMES)
    named = reduce(or_, (Q(**{f"{name}__in": [*slugs, *slugs.values()]}) for name in fields))
    found = set(chain.from_iterable(rows.filter(named).values_list(*fields)))
    return {typed for typed in slugs if found.intersection((typed, slugs[typed])) or parse_key(typed)}


def _find_as_slug(rows, typed):
    """Return the key of the one row of this name in other letters: small ones, or without their accents."""
    row = rows.filter(slug=slug(typed)).first() if slug(typed) else None
    is_alone = row is not None and not rows.filter(name=row.name).exclude(pk=row.pk).exists()
    return str(row.pk) if is_alone and slug(row.name) == row.slug else ""


def _ways(typed):
    """Return the ways in which a row can be named, the surest first."""
    if parse_key(typed):
        yield "pk", typed
    if key := KEY_OF_PICTURE.search(typed):
        yield "key", key[0]
    if "\0" not in typed:
        yield from ((name, typed) for name in NAMES)


class Typed:
    """Takes a row by its name, where no script looks it up."""

    is_typed_alone = False  # a row that is shown without scripts only

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.i18n_name == "en":  # what Select2 speaks without a file more
            self.i18n_name = None

    def build_attrs(self, *args, **kwargs):
        return {**super().build_attrs(*args, **kwargs), "lang": self.i18n_name or "en"}

    def value_from_datadict(self, data, files, name):
        typed = data.get(f"{name}-typed", "").strip()
        return self._named(typed, super().value_from_datadict(data, files, name))

    def _named(self, typed, sent):
        return find_key(self.choices.queryset, typed) if typed else sent

    def render(self, name, value, attrs=None, renderer=None):
        values = value if isinstance(value, list | tuple) else [value or ""]
        unknown = ", ".join(str(each) for each in values if each and not parse_key(str(each)))
        if self.is_typed_alone:
            attrs = (attrs or {}) | {"placeholder": _("name, slug or number")}
            return TextInput().render(f"{name}-typed", unknown, attrs, renderer)
        typed = format_html('<input type="text" name="{}-typed" value="{}">', name, unknown)
        said = _("or its name, slug or number:")
        if self.allow_multiple_selected:
            said = _("or their names, slugs or numbers, with commas between:")
        listed = super().render(name, value, attrs, renderer)
        return format_html('{}<noscript><label class="typed">{} {}</label></noscript>', listed, said, typed)


class ByKey:
    """Shows a refused form again: Django asks the database for whatever was sent, and fails on it."""

    names = None  # of one of many rows: a function that returns {key: name} of what all of them choose

    def optgroups(self, name, value, attrs=None):
        keys = [each for each in value if parse_key(str(each))]
        if keys and not self.names:
            return super().optgroups(name, keys, attrs)
        # Django builds and compiles a query for no row at all, once a field: most of a form's are empty.
        takes_none = not self.is_required and not self.allow_multiple_selected
        options = [self.create_option(name, "", "", False, 0)] if takes_none else []
        known = self.names() if keys else {}
        chosen = [(key, known[key]) for key in map(parse_key, map(str, keys)) if key in known]
        options += [self.create_option(name, key, said, {str(key)}, 1) for key, said in chosen]
        return [(None, options, 0)]


class KeysAlone:
    """Turns values that are no key into the key of no row, so that the field reports them."""

    def value_from_datadict(self, data, files, name):
        sent = super().value_from_datadict(data, files, name)
        return [each if parse_key(each) else "0" for each in sent]


class OfferedSelect(Typed, ByKey, AutocompleteSelect):
    pass


class OfferedSelectMultiple(Typed, KeysAlone, ByKey, AutocompleteSelectMultiple):
    def _named(self, typed, sent):
        names = [*filter(None, map(str.strip, typed.split(",")[:MANY]))]
        return [*sent, *find_keys(self.choices.queryset, names)]


class FilteredKeys(KeysAlone, FilteredSelectMultiple):
    """The two lists of Django's admin between which rows are moved."""


class StandingSelect(Select):
    """Offers no merged rows, unless one is chosen already."""

    def optgroups(self, name, value, attrs=None):
        groups = super().optgroups(name, value, attrs)
        return [(group, [*filter(_is_standing, options)], place) for group, options, place in groups]


def _is_standing(option):
    row = getattr(option["value"], "instance", None)
    return option["selected"] or getattr(row, "merged_into_id", None) is None


class Offering:
    """An admin whose `autocomplete_fields` take any value without an error of the server."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        widget = self._offered(OfferedSelect, db_field, request)
        if not widget and issubclass(db_field.related_model, Named):
            widget = {"widget": StandingSelect()}
        return super().formfield_for_foreignkey(db_field, request, **widget, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(
            db_field, request, **self._offered(OfferedSelectMultiple, db_field, request), **kwargs
        )

    def _offered(self, widget, db_field, request):
        is_offered = db_field.name in self.get_autocomplete_fields(request)
        return {"widget": widget(db_field, self.admin_site)} if is_offered else {}
