"""The HTML of plain form fields, written without templates.

A story's form has a hundred fields and more. Django renders each of them, each label and each empty list of
errors by a template of its own, which took half of the page's time. What is written here is the same but
for blank lines.
"""

from django.forms.renderers import DjangoTemplates
from django.template.base import render_value_in_context
from django.template.context import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData, SafeString

PLAIN = Context()  # as the templates of fields are given none: escaped, and in the language of the request


def as_html(value):
    return conditional_escape(value) if isinstance(value, str) else render_value_in_context(value, PLAIN)


def as_text(value):
    """Return what `stringformat:"s"` writes: a number stays as programs read it."""
    return conditional_escape(value if isinstance(value, SafeData) else f"{value!s}")


def attributes(attrs):
    return "".join(
        f" {as_html(name)}" if value is True else f' {as_html(name)}="{as_text(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def input_html(context):
    widget = context["widget"]
    value = "" if widget["value"] is None else f' value="{as_text(widget["value"])}"'
    kind, name = as_html(widget["type"]), as_html(widget["name"])
    return f'<input type="{kind}" name="{name}"{value}{attributes(widget["attrs"])}>'


def textarea_html(context):
    widget = context["widget"]
    value = as_html(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{as_html(widget["name"])}"{attributes(widget["attrs"])}>\n{value}</textarea>'


def option_html(option):
    return (
        f'\n  <option value="{as_text(option["value"])}"{attributes(option["attrs"])}>'
        f"{as_html(option['label'])}</option>"
    )


def select_html(context):
    widget = context["widget"]
    parts = [f'<select name="{as_html(widget["name"])}"{attributes(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        rows = "".join(map(option_html, options))
        parts.append(f'\n  <optgroup label="{as_html(group)}">{rows}\n  </optgroup>' if group else rows)
    return "".join([*parts, "\n</select>"])


def label_html(context):
    label = as_html(context["label"])
    if not context["use_tag"]:
        return label.strip()
    tag = as_html(context["tag"])
    return f"<{tag}{attributes(context['attrs'] or {})}>{label}</{tag}>"


def errors_html(context):
    errors = context["errors"]
    if not errors:
        return ""
    id_attribute = f' id="{as_html(errors.field_id)}_error"' if errors.field_id else ""
    rows = "".join(f"<li>{as_html(error)}</li>" for error in errors)
    return f'<ul class="{as_html(context["error_class"])}"{id_attribute}>{rows}</ul>'


INPUTS = ("input", "checkbox", "date", "datetime", "email", "file", "hidden", "number", "password", "text",
          "time", "url")  # fmt: skip
WRITTEN = {
    **{f"django/forms/widgets/{kind}.html": input_html for kind in INPUTS},
    "django/forms/widgets/textarea.html": textarea_html,
    "django/forms/widgets/select.html": select_html,
    "django/forms/label.html": label_html,
    "django/forms/errors/list/default.html": errors_html,
    "django/forms/errors/list/ul.html": errors_html,
}


class FieldRenderer(DjangoTemplates):
    """Django's form templates, of which the plain ones are written as above."""

    def render(self, template_name, context, request=None):
        write = WRITTEN.get(template_name)
        if write is None:
            return super().render(template_name, context, request)
        return SafeString(write(context))
