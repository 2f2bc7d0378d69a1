"""How the paper prints moments, names and marks."""

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from articles.markdown import without_marks

register = template.Library()


@register.simple_tag
def moment(at):
    """Print a moment in the paper's time zone, with the zone's name."""
    local = timezone.localtime(at)
    text = f"{date_format(local, 'j F Y, H:i')} {local:%Z}"
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), text)


@register.simple_tag
def day(at):
    """Print the day of a moment in the paper's time zone."""
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), date_format(local, "j F Y")
    )


@register.filter
def unmarked(text):
    """Print a line without its citation marks."""
    return without_marks(text) if "[@" in text else text


@register.simple_tag(takes_context=True)
def tongue(context, story):
    """Name a story's language and direction where they are not the paper's."""
    language = story.language
    if not language or language == context["publication"].language:
        return ""
    return format_html(' lang="{}" dir="{}"', language, "rtl" if story.is_right_to_left else "ltr")
