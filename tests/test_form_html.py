"""The plain fields of forms are written as Django's templates write them, whatever they hold."""

import re

import pytest
from django import forms
from django.contrib.admin import widgets
from django.forms.renderers import DjangoTemplates
from django.forms.utils import ErrorList
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from newsroom import form_html

OURS, DJANGOS = form_html.FieldRenderer(), DjangoTemplates()
CHOICES = [("", "---"), ("Abroad", [(1, "a<b"), (2, 'c"d')]), (3, 4), (True, gettext_lazy("Yes"))]
WIDGETS = [
    *(getattr(forms, f"{kind}Input") for kind in ("Text", "Number", "Email", "URL", "Password", "Hidden",
                                                  "Date", "DateTime", "Time", "Checkbox", "File")),
    forms.Textarea,
    widgets.AdminTextareaWidget,
    widgets.AdminTextInputWidget,
    lambda attrs: forms.Select(attrs, CHOICES),
    lambda attrs: forms.SelectMultiple(attrs, CHOICES),
    lambda attrs: forms.NullBooleanSelect(attrs),
]  # fmt: skip
VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(mark_safe("<b>"))
ATTRS = st.dictionaries(st.sampled_from(["id", "class", "required", "data-x", "rows"]), VALUES, max_size=4)


def lean(html):
    return re.sub(r"\n+ *", "\n", html)


@pytest.mark.parametrize("widget", WIDGETS)
@given(value=VALUES, attrs=ATTRS)
def test_a_widget_is_written_as_by_its_template(widget, value, attrs):
    made = widget(attrs)
    if isinstance(made, forms.SelectMultiple):
        value = [value]
    if isinstance(value, str):
        value = type(value)(value.replace("\n", "")) if not isinstance(made, forms.Textarea) else value

    ours, djangos = (made.render("na<me", value, renderer=by) for by in (OURS, DJANGOS))

    assert lean(ours) == lean(djangos)
    assert hasattr(ours, "__html__")


class Said(forms.Form):
    name = forms.CharField(label="Who & <what>", help_text="x")
    sure = forms.BooleanField(label=mark_safe("<i>Sure</i>"))
    lang = forms.ChoiceField(choices=CHOICES)


@pytest.mark.parametrize("options", [{}, {"auto_id": False}, {"data": {}}, {"data": {"lang": "<no>"}}])
def test_a_form_with_its_labels_and_errors_is_written_as_by_its_templates(options):
    ours, djangos = (Said(renderer=by, **options).as_p() for by in (OURS, DJANGOS))

    assert lean(ours) == lean(djangos)


@pytest.mark.parametrize(
    "errors", [[], ["<b>", mark_safe("<b>")], [forms.ValidationError("%(n)s &", params={"n": 2})]]
)
@pytest.mark.parametrize("options", [{}, {"error_class": "nonfield"}, {"field_id": "id_x"}])
def test_a_list_of_errors_is_written_as_by_its_template(errors, options):
    ours, djangos = (ErrorList(errors, renderer=by, **options) for by in (OURS, DJANGOS))

    assert (str(ours), ours.as_ul()) == (str(djangos), djangos.as_ul())


def test_the_pages_forms_are_written_so():
    assert isinstance(forms.Form().renderer, form_html.FieldRenderer)
