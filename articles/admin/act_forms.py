"""A form for each act of the desk on a story."""

import hashlib
import json
from functools import partial

from django import forms
from django.contrib.auth import get_user_model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles import desk
from articles.archive import printing
from articles.desk import correcting, field_merges, reprinting
from articles.desk.registry import ACTS
from articles.models import Article, Edition

from .forms import STORY, Moment, line_field, note_field, prose_field, reason_field, text_field

Kind = Edition.Kind


class ActForm(forms.Form):
    """One act of the desk: its cleaned fields are the arguments of the function in `desk`."""

    verb = ""
    needs_look = False  # what it would do is shown before it is done

    @property
    def media(self):
        return super().media + STORY

    def __init__(self, *args, article, timeline, **kwargs):
        self.article, self.timeline = article, timeline
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self):
        """Fit the fields to the story."""

    def arguments(self):
        return dict(self.cleaned_data)

    @property
    def is_proposal(self):
        """Ask whether somebody else has to confirm it before it is done."""
        return ACTS[self.verb].needs_second and self.timeline.publication.four_eyes

    def act(self, by):
        if self.is_proposal:
            return desk.propose(self.verb, self.article, by=by, **self.arguments())
        return getattr(desk, self.verb)(self.article, by=by, **self.arguments())


class Publish(ActForm):
    kind = forms.ChoiceField(label=_("kind"), required=False)
    at = Moment(label=_("moment"), help_text=_("Empty: now."))
    note = note_field()
    despite = prose_field(
        _("reason to override the warnings"), 2, help_text=_("It stays with the edition; never printed.")
    )

    def prepare(self):
        if self.timeline.record is None:
            del self.fields["kind"], self.fields["note"]
            return
        if self.timeline.publication.four_eyes:
            del self.fields["note"]
        kinds = [Kind.UPDATE, Kind.MINOR] if self.timeline.live else [Kind.RESTORATION]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        if not self.timeline.live:
            del self.fields["at"]


class OfPlan(ActForm):
    part = forms.ChoiceField(label=_("plan"))

    def prepare(self):
        parts = {"text": self.timeline.planned_text, "expiry": self.timeline.planned_expiry}
        names = {"text": _("the text"), "expiry": _("the expiry")}
        self.fields["part"].choices = [(key, names[key]) for key, plan in parts.items() if plan]
        if len(self.fields["part"].choices) == 1:
            self.fields["part"].initial = self.fields["part"].choices[0][0]
            self.fields["part"].widget = forms.HiddenInput()


def reprint_field(names):
    """Return the field in which one chooses what is printed anew beside the texts."""
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
        """Return a word for what was looked at: what would be printed, the live text, the copy behind it."""
        would_print = [self.edition.note, printing.fingerprint_of(self.edition)]
        seen = [would_print, self.timeline.last_digest, self.article.version]
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]


class EmergencyCorrect(Correct):
    """A correction that readers are told of in any case."""

    note = note_field(help_text=_("What was wrong, and what is right. Readers find it on the story."))

    def prepare(self):
        super().prepare()
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in Edition.AMENDING]


label_field = partial(
    forms.ChoiceField, label=_("label"), choices=[("", _("none")), *Edition.Label.choices], required=False
)


def assignee_field():
    return forms.ModelChoiceField(
        label=_("assignee"),
        queryset=get_user_model().objects.filter(is_active=True, is_staff=True).order_by("username"),
        required=False,
        error_messages={"invalid_choice": _("This colleague no longer works here. Choose somebody else.")},
    )


class Label(ActForm):
    """Each label is a button of its own: one click sets it, and one lifts it."""

    label = label_field(widget=forms.RadioSelect)

    def prepare(self):
        self.fields["label"].initial = self.timeline.live.label if self.timeline.live else ""


class Assign(ActForm):
    assignee = assignee_field()
    due_at = Moment(label=_("due at"))
    priority = forms.TypedChoiceField(label=_("priority"), choices=Article.Priority, coerce=int)

    def prepare(self):
        for field in ("assignee", "due_at", "priority"):
            self.fields[field].initial = getattr(self.article, field)


class Settle(ActForm):
    """The corrections of the live story that clashed with the copy, each decided."""

    def prepare(self):
        self.strands = field_merges.with_corrections(self.article, self.data) if self.article.unmerged else []

    def clean(self):
        if not all(strand.is_decided for strand in self.strands):
            raise forms.ValidationError(field_merges.UNDECIDED)
        return super().clean()

    def arguments(self):
        return {**self.cleaned_data, "values": {strand.name: strand.value for strand in self.strands}}


class Redact(ActForm):
    """Words wherever they stand, or whole parts of some editions; where words go is shown before."""

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
        # Asked once the places are shown: they stand above it.
        if not self.data.get("looked_at"):
            del self.fields["is_sure"]

    @property
    def needs_look(self):
        return bool(self.data.get("words", "").strip())

    def clean(self):
        """Ask for words or for parts, and find where the words stand."""
        chosen = self.cleaned_data.get("fields_"), self.cleaned_data.get("numbers")
        if bool(self.cleaned_data.get("words")) == any(chosen) or not (self.needs_look or all(chosen)):
            raise forms.ValidationError(_("Write words, or choose parts and editions: one of the two."))
        if self.needs_look:
            try:
                self.places = desk.places(self.article, self.phrases())
            except desk.Refused as refusal:
                raise forms.ValidationError(str(refusal)) from refusal
        if "is_sure" in self.fields and "_do" in self.data and not self.cleaned_data["is_sure"]:
            self.add_error("is_sure", _("Look at each place, then say so."))
        return super().clean()

    def phrases(self):
        return self.cleaned_data["words"].splitlines()

    def fingerprint(self):
        """Return a word for what was looked at: each place as it stands."""
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


# The acts whose forms ask more than the registry says, or fit it to the story.
FORMS_OF_THEIR_OWN = {
    "publish": Publish,
    "move_plan": OfPlan,
    "drop_plan": OfPlan,
    "correct": Correct,
    "emergency_correct": EmergencyCorrect,
    "label": Label,
    "assign": Assign,
    "settle": Settle,
    "redact": Redact,
}
FIELDS = {
    # The end of the chain, and the version of the copy, that the editor saw: the second of two is told.
    "seen": partial(forms.CharField, required=False, widget=forms.HiddenInput),
    "version": partial(forms.IntegerField, widget=forms.HiddenInput),
    "at": lambda **options: Moment(**{"label": _("moment"), **options}),
    "note": note_field,
    "reason": reason_field,
}


def form_of(verb, asks):
    """Return the class of an act's form: its own fields, then those of the registry."""
    own = FORMS_OF_THEIR_OWN.get(verb, ActForm)
    fields = {name: FIELDS[name](**options) for name, options in asks.items()}
    return type(f"{own.__name__}Of{verb}", (own,), {"verb": verb, **fields})


ACT_FORMS = {verb: form_of(verb, act.asks) for verb, act in ACTS.items() if act.asks is not None}
