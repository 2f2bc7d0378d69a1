"""Fields whose rows are looked up as one types; what was sent that can be no key names no row."""

from django.contrib.admin.widgets import (
    AutocompleteSelect,
    AutocompleteSelectMultiple,
    FilteredSelectMultiple,
)

from .forms import parse_key


class ByKey:
    """Shows a refused form again: Django asks the database for whatever was sent, and fails on it."""

    def optgroups(self, name, value, attrs=None):
        keys = [each for each in value if parse_key(str(each))]
        if keys:
            return super().optgroups(name, keys, attrs)
        # Django builds and compiles a query for no row at all, once a field: most of a form's are empty.
        takes_none = not self.is_required and not self.allow_multiple_selected
        return [(None, [self.create_option(name, "", "", False, 0)] if takes_none else [], 0)]


class KeysAlone:
    """Lets what no column takes be a key of no row: its field then says so."""

    def value_from_datadict(self, data, files, name):
        sent = super().value_from_datadict(data, files, name)
        return [each if parse_key(each) else "0" for each in sent]


class OfferedSelect(ByKey, AutocompleteSelect):
    pass


class OfferedSelectMultiple(KeysAlone, ByKey, AutocompleteSelectMultiple):
    pass


class FilteredKeys(KeysAlone, FilteredSelectMultiple):
    """The two lists of Django's admin between which rows are moved."""


class Offering:
    """An admin whose `autocomplete_fields` take any value without an error of the server."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(
            db_field, request, **self._offered(OfferedSelect, db_field, request), **kwargs
        )

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        return super().formfield_for_manytomany(
            db_field, request, **self._offered(OfferedSelectMultiple, db_field, request), **kwargs
        )

    def _offered(self, widget, db_field, request):
        is_offered = db_field.name in self.get_autocomplete_fields(request)
        return {"widget": widget(db_field, self.admin_site)} if is_offered else {}
