"""Refusal of a save over a newer row, or by an act, in the forms of everything but stories."""

import hashlib
import json

from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import desk


class StaleCheck:
    """An admin whose form holds the fingerprint of its row, and refuses a save where the row has changed."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the form again, with all that was typed, where an act refuses to store it."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except desk.Refused as refusal:
            request.refusal = refusal
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj:  # a form that was refused has put what was typed into it
            stored = self.get_object(request, str(obj.pk)) if request.method == "POST" else obj
            context["seen"] = stored and fingerprint(stored, context["adminform"].form.base_fields)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def why_fixed(self, request, obj):
        """Return why nobody may store a row now, as a sentence, or an empty string."""
        return ""

    def has_change_permission(self, request, obj=None):
        """Leave a POST to the form: Django answers 403 without it, and what was typed would be gone."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or request.method == "POST" or not self.why_fixed(request, obj))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        # In clean(), so that the form is shown again with what was typed instead of an error
        # page.
        is_sent = obj and request.method == "POST"
        refusal = getattr(request, "refusal", "") or (is_sent and self.why_fixed(request, obj))
        if refusal:
            form.clean = refusing(str(refusal))
        elif is_sent:
            stored = fingerprint(obj, form.base_fields)
            if request.POST.get("seen", stored) != stored:
                form.clean = refuse_stale
        return form


def fingerprint(row, fields=None):
    """Return a hash of the values of a row that can be edited, or of those that a form asks for."""
    values = model_to_dict(row, fields)
    for name, value in values.items():
        if isinstance(value, list):  # what was chosen of many: it stands in no order
            values[name] = sorted(str(getattr(each, "pk", each)) for each in value)
    return hashlib.sha256(json.dumps(values, default=str, sort_keys=True).encode()).hexdigest()[:16]


def refusing(sentence):
    """Return a form's clean() that refuses whatever was typed, with a sentence."""

    def clean(form):
        raise ValidationError(sentence)

    return clean


def refuse_stale(form):
    """Raise ValidationError with what is stored in each field that would be changed."""
    sentences = [STALE]
    for name in form.changed_data:
        text = _stored_in(form.fields[name], form.initial.get(name))
        if isinstance(text, str):
            said = {"field": capfirst(form.fields[name].label), "text": Truncator(text or "–").chars(500)}
            sentences.append(_("Stored now in “%(field)s”: %(text)s") % said)
    raise ValidationError(sentences)


def _stored_in(field, value):
    """Return what a field holds in words: a switch and a choice of many too."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list) and hasattr(field, "label_from_instance"):
        return ", ".join(map(field.label_from_instance, value))
    return value


STALE = gettext_lazy(
    "Somebody changed this since you opened it. What you typed stands below: save again to store it instead."
)
