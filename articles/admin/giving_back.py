"""What an autosave holds beside the texts, given back: the form's other fields, and its rows."""

import re

from django.forms import BaseInlineFormSet
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property


def fill(form, others, names, prefix=""):
    """Let an unbound form open with what was typed; its rows keep the first values that they had then."""
    form.data = MultiValueDict()
    for name in names:
        key = f"{prefix}{name}"
        for left, shown in (
            (key, form.add_prefix(name)),
            (f"initial-{key}", form.add_initial_prefix(name)),
        ):
            if left in others:
                form.data.setlist(shown, others[left])
        widget = form.fields[name].widget
        form.initial[name] = widget.value_from_datadict(form.data, {}, form.add_prefix(name))


class KeptRows(BaseInlineFormSet):
    """The rows of a story as they were typed: stored ones by their keys, new ones behind them."""

    others = None

    @cached_property
    def left(self):
        """The numbers under which rows were left: {key: number} of known ones, and those of new ones."""
        said = self.others.get(f"{self.prefix}-TOTAL_FORMS", [""])[0]
        count = min(int(said), self.max_num) if said.isdecimal() and len(said) < 6 else 0
        keys = {number: self.others.get(f"{self.prefix}-{number}-id", [""])[0] for number in range(count)}
        return {key: number for number, key in keys.items() if key}, [each for each in keys if not keys[each]]

    @cached_property
    def sent_count(self):
        """How many rows were sent, whatever their count claims: each that is made costs milliseconds."""
        number = re.compile(rf"{self.prefix}-(\d+)-")
        return len({match[1] for match in map(number.match, self.data) if match})

    def total_form_count(self):
        if self.is_bound:
            return min(super().total_form_count(), self.sent_count)
        if not self.others:
            return super().total_form_count()
        return self.initial_form_count() + len(self.left[1])

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        if self.is_bound or not self.others:
            return form
        known, new = self.left
        place = i - self.initial_form_count()
        number = known.get(str(form.instance.pk)) if place < 0 else new[place]
        if number is not None:
            names = [name for name in form.fields if name not in (self._pk_field.name, self.fk.name)]
            fill(form, self.others, names, f"{self.prefix}-{number}-")
        return form
