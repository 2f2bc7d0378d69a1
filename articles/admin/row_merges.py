"""Of two saves of one byline or citation, neither takes back what the other changed of it."""

import re
from collections import defaultdict
from functools import partial

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from articles.models import Citation

from .forms import as_today, parse_key
from .giving_back import KeptRows
from .offered import OfferedSelect

SIGNED = {"id": "", "name": "", "role": "", "order": "0"}  # what a form sends of a byline beside its person
ONE_A_MARK = next(
    each.violation_error_message for each in Citation._meta.constraints if each.name == "one_citation_a_mark"
)
FILLED = ("mark", "order")  # what a save fills where it was left empty


class RowForm(forms.ModelForm):
    """A row of a story: its hidden first values show which fields a colleague changed meanwhile."""

    has_news = False

    def clean(self):
        """Keep what somebody else changed; ask once where both changed a field, or one removed the row."""
        cleaned = as_today(super().clean())
        kept = [name for name, field in self.fields.items() if self.instance.pk and field.show_hidden_initial]
        meanwhile = [name for name in kept if self._is_changed_meanwhile(name)]
        if cleaned.get("DELETE"):
            self._tell_before_removal([name for name in meanwhile if not self._is_filled(name)])
            return cleaned
        for name in meanwhile:
            if name not in self.changed_data:
                cleaned[name] = getattr(self.instance, name)
            elif self._differs(name, self[name].data):
                self._tell_of(name)
        if self.add_prefix("removed") in self.data:
            self.add_error(
                None, _("This row was removed meanwhile. Save again, and it is kept as a new one.")
            )
        return cleaned

    def _is_changed_meanwhile(self, name):
        first = self[name].html_initial_name
        return first in self.data and self._differs(name, self.data[first])

    def _is_filled(self, name):
        """Ask whether a field was empty until the save of this form filled it."""
        return name in FILLED and not self.data[self[name].html_initial_name]

    def _differs(self, name, sent):
        return self.fields[name].has_changed(_on_one_line(self.initial[name]), _on_one_line(sent))

    def _tell_before_removal(self, names):
        self.has_news = bool(names)
        if not names:
            return
        said = "; ".join(f"{self.fields[name].label}: {self._stored(name)}" for name in names)
        self.add_error(
            None, _("This row was changed meanwhile: %(said)s. Save again to remove it.") % {"said": said}
        )
        for name in names:
            self._begin_from_stored(name)

    def _tell_of(self, name):
        self.add_error(
            name,
            _("Changed meanwhile: “%(stored)s”. Save again to replace that by what stands here.")
            % {"stored": self._stored(name)},
        )
        self._begin_from_stored(name)

    def _stored(self, name):
        display = getattr(self.instance, f"get_{name}_display", None)
        value = display() if display else getattr(self.instance, name)
        return "—" if value in (None, "") else str(value)

    def _begin_from_stored(self, name):
        """Let the page start from the stored value, so that its next save does not clash."""
        self.data = self.data.copy()
        self.data[self[name].html_initial_name] = self.fields[name].prepare_value(self.initial[name])


class MergedRows(KeptRows):
    """The rows of a story: none is removed before the user saw a colleague's changes to it."""

    @property
    def spare(self):
        """One more row, for browsers without scripts to add one."""
        row = self.empty_form
        row.prefix = self.add_prefix(self.total_form_count())
        del row.fields["DELETE"]
        for field in row.fields.values():
            widget = getattr(field.widget, "widget", field.widget)
            widget.is_typed_alone = True
        return row

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, OfferedSelect):
                widget.names = partial(self._names, name)
            if isinstance(field, forms.ModelChoiceField):
                field.to_python = partial(self._chosen, name, field.to_python)
        return form

    def _names(self, field):
        label = self.forms[0].fields[field].label_from_instance
        return {key: label(row) for key, row in self._choices(field).items()}

    def _chosen(self, field, look_up, value):
        """Take what a row chooses from what all choose: Django would ask the database for each by itself."""
        return self._choices(field).get(parse_key(str(value))) or look_up(value)

    def _choices(self, field):
        """Return {key: object} of what all rows choose in a field, with one query."""
        if field not in self.chosen:
            keys = {parse_key(str(form[field].value())) for form in self.forms} - {0}
            self.chosen[field] = self.forms[0].fields[field].queryset.in_bulk(keys)
        return self.chosen[field]

    @cached_property
    def chosen(self):
        return {}

    def get_queryset(self):
        """Return the rows in the order in which they were sent: the admin names each form after its place."""
        rows = super().get_queryset()
        if not self.is_bound:
            return rows
        count = _count(self.data.get(f"{self.prefix}-INITIAL_FORMS", ""))
        sent = [self.data.get(f"{self.prefix}-{place}-id") for place in range(count)]
        places = {key: place for place, key in enumerate(sent)}
        self._queryset = sorted(rows, key=lambda row: places.get(str(row.pk), len(places)))
        return self._queryset

    def _should_delete_form(self, form):
        return super()._should_delete_form(form) and not form.has_news


class CitedRows(MergedRows):
    """Citations, of which no two have one mark: that of a row which is changed or removed is free."""

    def clean(self):
        super().clean()
        known = [form.instance.pk for form in self.initial_forms]
        others = Citation.objects.filter(article=self.instance.pk).exclude(pk__in=known)
        marks = {form.cleaned_data.get("mark") for form in self.forms if hasattr(form, "cleaned_data")}
        if others.filter(mark__in=marks - {None}).exists():
            raise forms.ValidationError(ONE_A_MARK)

    def save_existing_objects(self, commit=True):
        """Free the marks that go before one of them is given to another row."""
        gone = [*self.deleted_forms, *(form for form in self.initial_forms if "mark" in form.changed_data)]
        for key in {form.instance.pk for form in gone} - {None}:
            Citation.objects.filter(pk=key).update(mark=f"-{key}")
        return super().save_existing_objects(commit)


def _on_one_line(value):
    """Return a text as forms and columns both have it: browsers send other ends of lines."""
    return " ".join(value.split()) if isinstance(value, str) else value


def without_gone(data, rows, there):
    """Leave out of a form's data the rows that a colleague removed, all whose keys are not `there`.

    Those that were changed here stand behind the others as new ones, and say so.
    """
    initial = _count(data.get(f"{rows}-INITIAL_FORMS", ""))
    sent = _taken_out(data, rows)
    known = [row for row in sent[:initial] if _key(row) in there]
    changed = [row for row in sent[:initial] if _key(row) not in there and _is_changed(row)]
    new = [row | {("", "id"): [""], ("", "removed"): ["on"]} for row in changed]
    if sent:
        _put(data, rows, known, [*sent[initial:], *new])


def of_story(sent, article, version, person):
    """Return the data of a new story's form as data of the story that it made, whose rows are stored by now.

    What it holds no more was taken out since, as long as nobody else has saved the story. `person` signs it
    where it names nobody.
    """
    data = sent.copy()
    data["base"] = str(version)
    for rows, names, stored in (
        ("bylines", ("person", "name"), article.bylines.all()),
        ("citations", ("source",), article.citations.all()),
    ):
        total = data.get(f"{rows}-TOTAL_FORMS", "")
        new = _taken_out(data, rows)
        if rows == "bylines" and person and not any(any(_said(row, names)) for row in new):
            signed = SIGNED | {"person": str(person.pk)}
            new.append({("", name): [value] for name, value in signed.items()})
        gone = _give_keys(new, names, stored)
        known = [*filter(_key, new), *(gone if article.version == version else ())]
        if _count(total) or total == "0":
            _put(data, rows, known, [row for row in new if not _key(row)])
    return data


def _give_keys(new, names, stored):
    """Give new rows the keys of stored ones that say the same under `names`; return the others, deleted."""
    left = [{each.name: _as_text(each.value_from_object(row)) for each in row._meta.fields} for row in stored]
    for row in new:
        same = next((each for each in left if [each[name] for name in names] == _said(row, names)), None)
        if same and not _key(row):
            left.remove(same)
            _start_from(row, same)
    return [{("", "id"): [row["id"]], ("", "DELETE"): ["on"]} for row in left]


def _said(row, names):
    return [row.get(("", name), [""])[0].strip() for name in names]


def _start_from(row, stored):
    for first, name in [*row]:
        if not first and name in stored:
            row[("initial-", name)] = [stored[name]]
            if name in FILLED:
                row[("", name)] = [value or stored[name] for value in row[("", name)]]
    row[("", "id")] = [stored["id"]]


def _as_text(value):
    return "" if value is None else str(value)


def _put(data, rows, known, new):
    """Put rows into a form's data, out of which all were taken."""
    for number, row in enumerate([*known, *new]):
        for (first, name), values in row.items():
            data.setlist(f"{first}{rows}-{number}-{name}", values)
    data[f"{rows}-TOTAL_FORMS"] = str(len(known) + len(new))
    data[f"{rows}-INITIAL_FORMS"] = str(len(known))


def _count(said):
    return int(said) if said.isdecimal() and len(said) < 4 else 0


def _taken_out(data, rows):
    """Take the rows out of a form's data: [{("" or "initial-", name of the field): values}] of each."""
    taken, field = defaultdict(dict), re.compile(rf"(initial-|){rows}-(\d+)-(.+)")
    total = _count(data.get(f"{rows}-TOTAL_FORMS", ""))
    for match in filter(None, map(field.fullmatch, [*data])):
        if (number := _count(match[2])) < total:
            taken[number][match[1], match[3]] = data.pop(match[0])
    return [taken[number] for number in range(total)]


def _key(row):
    return row.get(("", "id"), [""])[0]


def _is_changed(row):
    """Ask whether a row differs from its first values, and is not to be deleted."""
    now = {name: values for (first, name), values in row.items() if not first}
    return "DELETE" not in now and any(
        [*map(_on_one_line, now[name])] != [*map(_on_one_line, values)]
        for (first, name), values in row.items()
        if first and name in now
    )
