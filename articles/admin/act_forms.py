"""A form for each act of the desk on a story."""

import hashlib
import json

from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from articles import desk
from articles.desk import correcting, field_merges, redacting
from articles.models import Article, Edition

from .forms import Moment, body_field, line_field, note_field, prose_field, reason_field

Kind = Edition.Kind


class ActForm(forms.Form):
    """One act of the desk: its cleaned fields are the arguments of the function in `desk`."""

    verb = ""
    needs_look = False  # what it would do is shown before it is done

    def __init__(self, *args, article, timeline, **kwargs):
        self.article, self.timeline = article, timeline
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self):
        """Fit the fields to the story."""

    def arguments(self):
        return dict(self.cleaned_data)

    def act(self, by):
        return getattr(desk, self.verb)(self.article, by=by, **self.arguments())


class Seen(forms.Form):
    """The end of the chain that the editor saw, so that the second of two is told."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)


class Version(forms.Form):
    """The version of the copy that the editor saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


def part_field():
    return forms.ChoiceField(label=_("plan"), required=False)


class Reasoned(ActForm):
    reason = reason_field()


class Submit(Version, ActForm):
    verb = "submit"


class SendBack(Version, ActForm):
    verb = "send_back"
    reason = reason_field(required=True, help_text=_("What the writer has to do."))


class Approve(Version, ActForm):
    verb = "approve"


class Publish(Seen, Version, ActForm):
    verb = "publish"
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
        kinds = [Kind.UPDATE, Kind.MINOR] if self.timeline.live else [Kind.RESTORATION]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        if not self.timeline.live:
            del self.fields["at"]


class _OfPlan(Seen, ActForm):
    part = part_field()

    def prepare(self):
        parts = {"text": self.timeline.planned_text, "expiry": self.timeline.planned_expiry}
        names = {"text": _("the text"), "expiry": _("the expiry")}
        self.fields["part"].choices = [(key, names[key]) for key, plan in parts.items() if plan]
        self.fields["part"].required = True
        if len(self.fields["part"].choices) == 1:
            self.fields["part"].initial = self.fields["part"].choices[0][0]
            self.fields["part"].widget = forms.HiddenInput()


class MovePlan(_OfPlan):
    verb = "move_plan"
    at = Moment(label=_("new moment"), help_text=_("Empty: now."))


class DropPlan(_OfPlan):
    verb = "drop_plan"
    reason = reason_field()


class Expire(Seen, ActForm):
    verb = "expire"
    at = Moment(label=_("moment"), help_text=_("Empty: now. From then on its address answers “gone”."))
    reason = reason_field()


class Correct(Seen, ActForm):
    """The live text, not the copy; what a correction does elsewhere is shown before it is made."""

    verb = "correct"
    needs_look = True
    TEXTS = ("headline", "standfirst", "body", "dateline", "backstory", "ai_disclosure")

    kind = forms.ChoiceField(
        label=_("kind"),
        choices=[(kind.value, kind.label) for kind in correcting.KINDS],
        initial=Kind.CORRECTION,
    )
    note = note_field(help_text=_("What was wrong, and what is right. A minor change needs none."))
    headline = line_field(_("headline"), 300)
    standfirst = prose_field(_("standfirst"))
    body = body_field(required=False)
    dateline = line_field(_("dateline"), 100, required=False)
    backstory = prose_field(_("how we reported this"))
    ai_disclosure = prose_field(_("AI disclosure"))
    reason = reason_field()

    def prepare(self):
        self.fields["body"].widget.article = self.article.pk
        for field in self.TEXTS:
            self.fields[field].initial = getattr(self.timeline.live, field, "")

    def clean(self):
        if self.cleaned_data.get("seen") != self.timeline.last_digest:
            raise forms.ValidationError(
                _("This story was acted on since you opened the page. Look at it again.")
            )
        if not self.errors:
            try:
                correcting.check(self.cleaned_data["kind"], self.cleaned_data["note"], self.changes())
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

    def arguments(self):
        rest = {field: self.cleaned_data[field] for field in ("kind", "note", "reason", "seen")}
        return {**rest, "changes": self.changes()}

    def fingerprint(self):
        """Return a word for what was looked at: the change, the live text and the copy behind it."""
        seen = [self.changes(), self.timeline.last_digest, self.article.version]
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()[:16]


class Label(Seen, ActForm):
    """Each label is a button of its own: one click sets it, and one lifts it."""

    verb = "label"
    label = forms.ChoiceField(
        label=_("label"),
        choices=[("", _("none")), *Edition.Label.choices],
        required=False,
        widget=forms.RadioSelect,
    )

    def prepare(self):
        self.fields["label"].initial = self.timeline.live.label if self.timeline.live else ""


class Assign(ActForm):
    verb = "assign"
    assignee = forms.ModelChoiceField(
        label=_("assignee"),
        queryset=get_user_model().objects.filter(is_active=True, is_staff=True).order_by("username"),
        required=False,
        error_messages={"invalid_choice": _("This colleague no longer works here. Choose somebody else.")},
    )
    due_at = Moment(label=_("due at"))
    priority = forms.TypedChoiceField(label=_("priority"), choices=Article.Priority, coerce=int)
    reason = reason_field()

    def prepare(self):
        for field in ("assignee", "due_at", "priority"):
            self.fields[field].initial = getattr(self.article, field)


class Settle(Version, ActForm):
    """The corrections of the live story that clashed with the copy, each decided."""

    verb = "settle"

    def prepare(self):
        self.strands = field_merges.with_corrections(self.article, self.data) if self.article.unmerged else []

    def clean(self):
        if not all(strand.is_decided for strand in self.strands):
            raise forms.ValidationError(field_merges.UNDECIDED)
        return super().clean()

    def arguments(self):
        return {
            "base": self.cleaned_data["version"],
            "values": {strand.name: strand.value for strand in self.strands},
        }


class Withdraw(Seen, ActForm):
    verb = "withdraw"
    note = note_field(required=True, help_text=_("Readers find it in the story's place."))
    reason = reason_field()


class Restore(Seen, ActForm):
    verb = "restore"
    note = note_field(help_text=_("Why it is back."))
    reason = reason_field()


class Spike(Reasoned):
    verb = "spike"


class Unspike(ActForm):
    verb = "unspike"


class Flag(ActForm):
    verb = "flag"
    reason = reason_field(
        required=True, help_text=_("What is legally doubtful. Nothing goes out until it is lifted.")
    )


class LiftFlag(Reasoned):
    verb = "lift_flag"


class LiftEmbargo(Reasoned):
    verb = "lift_embargo"


class Redact(Seen, ActForm):
    verb = "redact"
    fields_ = forms.MultipleChoiceField(
        label=_("what goes"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(f, Edition._meta.get_field(f).verbose_name) for f in redacting.REDACTABLE],
    )
    numbers = forms.TypedMultipleChoiceField(
        label=_("in which editions"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    order = line_field(
        _("on whose order"), 300, help_text=_("Who asks for it, and when: a court, a person concerned.")
    )
    reason = reason_field()

    def prepare(self):
        records = self.article.editions.printed(self.timeline.at).order_by("number")
        self.fields["numbers"].choices = [(row.number, str(row)) for row in records]

    def arguments(self):
        rest = dict(self.cleaned_data)
        return {"fields": rest.pop("fields_"), **rest}


ACT_FORMS = {
    form.verb: form
    for form in (Submit, SendBack, Approve, Publish, MovePlan, DropPlan, Expire, Correct, Label,
                 Settle, Withdraw,
                 Restore, Spike, Unspike, Flag, Assign, LiftFlag, LiftEmbargo, Redact)
}  # fmt: skip
