"""A form for each act of the desk on a story."""

from functools import partial

from django import forms
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.desk import field_merges, relating
from articles.desk.registry import ACTS
from articles.models import Address, Article, Edition, Relation
from articles.models.slugs import in_address

from .base_form import ActForm
from .correction_forms import Correct, EmergencyCorrect
from .forms import Moment, note_field, prose_field, reason_field, text_field
from .redaction_form import Redact

Kind = Edition.Kind


class OfCopy(ActForm):
    """An act on the copy, or on whose it is, as the page showed that; without its hash it is refused."""

    def arguments(self):
        return {**super().arguments(), "looked_at": self.data.get("looked_at", "")}


class Publish(OfCopy):
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
        # Switched on while this page was open, the act refuses the note that was typed: it is not dropped.
        if self.timeline.publication.four_eyes and not self.data.get("note"):
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


class Relate(ActForm):
    """The stories beside this one, by their addresses: the field holds those that stand there now."""

    stories = prose_field(
        _("related stories"),
        4,
        required=False,
        help_text=_("Their addresses, one a line, as readers find them in order. Empty: none is chosen."),
    )

    def prepare(self):
        at = self.timeline.at
        chosen = Relation.objects.in_force(at).filter(article=self.article).order_by("place")
        slugs = dict(
            Edition.objects.published(at)
            .filter(article__in=chosen.values("other"))
            .values_list("article_id", "slug")
        )
        readable = [slugs[row.other_id] for row in chosen if row.other_id in slugs]
        self.fields["stories"].initial = "\n".join(reverse("article", args=[slug]) for slug in readable)

    def clean_stories(self):
        slugs = [in_address(line) for line in self.cleaned_data["stories"].splitlines() if line.strip()]
        if len(slugs) > relating.MOST:
            said = _("Readers are shown %(most)d at most. Leave some out.")
            raise forms.ValidationError(said, params={"most": relating.MOST})
        # Of live stories alone: what is planned, or of a closed section, is told like what is not there.
        live = Edition.objects.published(self.timeline.at).order_by()
        rows = Address.objects.filter(slug__in=slugs, article__in=live.values("article"))
        found = {row.slug: row.article for row in rows.select_related("article")}
        if unknown := [slug for slug in slugs if slug not in found]:
            said = _("“%(address)s” is no story’s address. Copy it from the story’s page.")
            raise forms.ValidationError(said, params={"address": unknown[0][:100]})
        return [found[slug] for slug in slugs]


class Assign(OfCopy):
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
        self.values = {strand.name: self._value(strand) for strand in self.strands}
        return super().clean()

    def _value(self, strand):
        """Return a field's new value; what was typed is cleaned as the story's own form cleans it."""
        try:
            return text_field(strand.name).clean(strand.value) if strand.is_edited else strand.value
        except forms.ValidationError as refusal:
            self.add_error(None, [f"{capfirst(strand.label)}: {sentence}" for sentence in refusal.messages])

    def arguments(self):
        return {**self.cleaned_data, "values": self.values}


# The acts whose forms ask more than the registry says, or fit it to the story.
FORMS_OF_THEIR_OWN = {
    "approve": OfCopy,
    "lift_flag": OfCopy,
    "lift_embargo": OfCopy,
    "publish": Publish,
    "move_plan": OfPlan,
    "drop_plan": OfPlan,
    "correct": Correct,
    "emergency_correct": EmergencyCorrect,
    "label": Label,
    "relate": Relate,
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
