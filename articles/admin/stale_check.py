"""Refusal of a save over a newer row, in the forms of everything but stories."""

import hashlib
import json

from django.core.exceptions import ValidationError
from django.forms import model_to_dict
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class StaleCheck:
    """An admin whose form holds the fingerprint of its row, and refuses a save where the row has changed."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        stored = self.get_object(request, object_id) if object_id else None
        seen = {"seen": fingerprint(stored)} if stored else {}
        return super().changeform_view(request, object_id, form_url, seen | (extra_context or {}))

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if (
            obj
            and request.method == "POST"
            and request.POST.get("seen", fingerprint(obj)) != fingerprint(obj)
        ):
            # In clean(), so that the form is shown again with what was typed instead of an error
            # page.
            form.clean = refuse_stale
        return form


def fingerprint(row):
    """Return a hash of all values of a row that can be edited."""
    values = model_to_dict(row)
    return hashlib.sha256(json.dumps(values, default=str, sort_keys=True).encode()).hexdigest()[:16]


def refuse_stale(form):
    """Raise ValidationError with the stored text of each field that would be changed."""
    sentences = [STALE]
    for name in form.changed_data:
        text = form.initial.get(name)
        if isinstance(text, str):
            said = {"field": capfirst(form.fields[name].label), "text": Truncator(text or "–").chars(500)}
            sentences.append(_("Stored now in “%(field)s”: %(text)s") % said)
    raise ValidationError(sentences)


STALE = gettext_lazy(
    "Somebody changed this since you opened it. What you typed stands below: save again to store it instead."
)
