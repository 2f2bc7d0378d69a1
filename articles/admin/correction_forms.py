"""The forms of corrections: the live text, and what a correction does elsewhere."""

import hashlib
import json

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles import desk
from articles.desk import correcting, fingerprints, reprinting
from articles.models import Edition

from .base_form import ActForm
from .forms import note_field, text_field

Kind = Edition.Kind


def reprint_field(names):
    """Return the field that selects the parts beside the texts to be printed anew."""
    return forms.MultipleChoiceField(
        label=_("printed anew"),
        choices=[(name, capfirst(Edition._meta.get_field(name).verbose_name)) for name in names],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As the working copy has it now, and the words of pictures as the library has them."),
        error_messages={"invalid_choice": _("This is live already as the working copy has it.")},
    )


class Correct(ActForm):
    """The live text, not the copy; what a correction does elsewhere is shown before it is made."""

    needs_look = True
    TEXTS = [field for field in Edition.TEXTS if field in Edition.PAGE]

    kind = forms.ChoiceField(
        label=_("kind"),
        choices=[(kind.value, kind.label) for kind in correcting.KINDS],
        initial=Kind.CORRECTION,
    )
    note = note_field(help_text=_("What was wrong, and what is right. A minor change needs none."))

    def prepare(self):
        reason = self.fields.pop("reason")
        for name in self.TEXTS:
            self.fields[name] = text_field(name)
            self.fields[name].initial = getattr(self.timeline.live, name, "")
        self.fields["body"].widget.article = self.article.pk
        if offers := reprinting.offers(self.timeline):
            self.fields["reprint"] = reprint_field(offers)
        self.fields["reason"] = reason

    def clean(self):
        if self.timeline.live is None or self.cleaned_data.get("seen") != self.timeline.last_digest:
            raise forms.ValidationError(
                _("This story was acted on since you opened the page. Look at it again.")
            )
        if not self.errors:
            said = {field: self.cleaned_data[field] for field in ("kind", "note", "reason")}
            try:
                self.edition = correcting.corrected_edition(
                    self.timeline, changes=self.changes(), reprint=self.reprint(), **said
                )
            except desk.Refused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        return super().clean()

    def changes(self):
        live = self.timeline.live
        return {
            field: value
            for field in self.TEXTS
            if (value := self.cleaned_data.get(field, "")) != getattr(live, field).replace("\r\n", "\n")
        }

    def reprint(self):
        return self.cleaned_data.get("reprint", [])

    def arguments(self):
        rest = {field: self.cleaned_data[field] for field in ("kind", "note", "reason", "seen")}
        return {**rest, "changes": self.changes(), "reprint": self.reprint()}

    def fingerprint(self):
        """Return a hash of what the page showed: the new edition, the live text and the copy."""
        would_print = [self.edition.note, fingerprints.fingerprint_of(self.edition)]
        seen = [would_print, self.timeline.last_digest, self.article.version]
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]


class EmergencyCorrect(Correct):
    """A correction that is always announced to readers."""

    note = note_field(help_text=_("What was wrong, and what is right. Readers find it on the story."))

    def prepare(self):
        super().prepare()
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in Edition.AMENDING]
