"""The form of a redaction: words wherever they stand, or whole parts of some editions."""

import hashlib
import json

from django import forms
from django.utils.translation import gettext_lazy as _

from articles import desk
from articles.models import Edition

from .base_form import ActForm
from .forms import line_field, prose_field

SIMILAR = _("These may be meant, and stay; add a line for each that is:")


class Redact(ActForm):
    """Words wherever they stand, or whole parts of some editions; where words go is shown before."""

    places, bent_forms = (), ((), 0)
    words = prose_field(
        _("words that go, one a line"),
        3,
        help_text=_("They are found in all stories, names and notes, in any case of letters."),
    )
    is_sure = forms.BooleanField(
        label=_("I have looked at each place. This can't be undone."), required=False
    )
    fields_ = forms.MultipleChoiceField(
        label=_("or what goes whole"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(f, Edition._meta.get_field(f).verbose_name) for f in Edition.REDACTABLE],
    )
    numbers = forms.TypedMultipleChoiceField(
        label=_("in which editions"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    order = line_field(
        _("on whose order"), 300, help_text=_("Who asks for it, and when: a court, a person concerned.")
    )

    def prepare(self):
        records = self.article.editions.printed(self.timeline.at).order_by("number")
        self.fields["numbers"].choices = [(row.number, str(row)) for row in records]

    def visible_fields(self):
        """Ask whether each place was looked at where the places are shown: they stand above."""
        return [field for field in super().visible_fields() if field.name != "is_sure" or self.places]

    @property
    def needs_look(self):
        return bool(self.data.get("words", "").strip())

    def clean(self):
        """Ask for words or for parts, and find where the words stand."""
        if self.errors:
            return super().clean()
        chosen = self.cleaned_data.get("fields_"), self.cleaned_data.get("numbers")
        if bool(self.cleaned_data.get("words")) == any(chosen) or not (self.needs_look or all(chosen)):
            raise forms.ValidationError(_("Write words, or choose parts and editions: one of the two."))
        if self.needs_look:
            self._find()
        return super().clean()

    def _find(self):
        try:
            self.bent_forms = desk.bent_forms(self.phrases())
            self.places = desk.places(self.article, self.phrases())
        except desk.Refused as refusal:
            found = ", ".join(self.bent_forms[0])
            raise forms.ValidationError(f"{refusal} {found and SIMILAR} {found}".strip()) from refusal

    def was_looked_at(self):
        """Ask for the tick too; without it the places, and the tick below them, are shown again."""
        if not super().was_looked_at():
            self.data = self.data.copy()
            self.data.pop("is_sure", None)  # it was said of other places
            return False
        if not self.cleaned_data["is_sure"]:
            self.add_error("is_sure", _("Look at each place, then say so."))
        return self.cleaned_data.get("is_sure", False)

    def phrases(self):
        return self.cleaned_data["words"].splitlines()

    def fingerprint(self):
        """Return a hash of the places that the page showed."""
        seen = sorted(json.dumps(place.key, sort_keys=True) for place in self.places)
        return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:16]

    def arguments(self):
        rest = {name: self.cleaned_data[name] for name in ("order", "reason", "seen")}
        if self.needs_look:
            return {"words": self.phrases(), **rest}
        return {"fields": self.cleaned_data["fields_"], "numbers": self.cleaned_data["numbers"], **rest}

    def act(self, by):
        return (desk.redact_words if self.needs_look else desk.redact)(
            self.article, by=by, **self.arguments()
        )
