"""The lines of the desk's forms, written without templates: a story's form has sixty and more."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def form_line(line):
    """Write one line of a fieldset as Django's `admin/includes/fieldset.html` does."""
    fields = list(line)
    is_alone = len(fields) == 1
    names = "".join(
        f" field-{each.field['name'] if each.is_readonly else each.field.name}" for each in fields
    )
    errors = line.errors() if is_alone else ""
    state = f"{' errors' if errors else ''}{'' if line.has_visible_field else ' hidden'}"
    parts = [f'<div class="form-row{state}{names}">', errors]
    if not is_alone:
        parts.append('<div class="flex-container form-multiline">')
    parts += [_field(each, is_alone) for each in fields]
    return SafeString("".join([*parts, "" if is_alone else "</div>", "</div>"]))


def _field(shown, is_alone):
    field, errors = shown.field, ""
    if shown.is_readonly:
        name, is_hidden, about, key = field["name"], field["is_hidden"], field["help_text"], ""
    else:
        name, is_hidden, about, key = field.name, field.is_hidden, field.help_text, field.id_for_label
        key = key or field.auto_id
        errors = "" if is_alone else shown.errors()
    classes = "flex-container"
    if not is_alone:
        classes += f" fieldBox field-{name}{' errors' if errors else ''}{' hidden' if is_hidden else ''}"
    classes += " checkbox-row" if shown.is_checkbox else ""
    return "".join(
        [
            f'<div>{errors}<div class="{classes}"{_named(shown)}>',
            _labelled(shown),
            "</div>",
            _help(about, key, is_hidden) if about else "",
            "</div>",
        ]
    )


def _named(shown):
    """Name several boxes of one question together, which Django gives a label and a help of nothing."""
    if shown.is_readonly or not shown.field.use_fieldset:
        return ""
    name, about = shown.field.label, shown.field.aria_describedby
    return format_html(' role="group" aria-label="{}" aria-describedby="{}"', name, about)


def _labelled(shown):
    if shown.is_readonly:
        return format_html('{}<div class="readonly">{}</div>', shown.label_tag(), shown.contents())
    if shown.is_checkbox:
        return f"{shown.field}{shown.label_tag()}"
    return f"{shown.label_tag()}{shown.field}"


def _help(about, key, is_hidden):
    id_attribute = f' id="{conditional_escape(key)}_helptext"' if key else ""
    return f'<div class="help{" hidden" if is_hidden else ""}"{id_attribute}><div>{about}</div></div>'
