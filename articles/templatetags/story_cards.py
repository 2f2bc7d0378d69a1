"""The cards of lists: printed once for as long as what they say stays the same."""

from functools import lru_cache

from django import template
from django.template.loader import get_template
from django.utils import timezone

from articles.models import Publication

register = template.Library()


@lru_cache(maxsize=2000)
def printed(story, language, zone, level, kicker, is_short, place):
    """Print the card of a story: a row, equal to others that say the same. `zone` is the current one."""
    context = {
        "story": story.thing,
        "publication": Publication(language=language),
        "level": level,
        "kicker": kicker,
        "is_short": is_short,
        "place": place,
    }
    return get_template("articles/includes/_card.html").render(context)


@lru_cache(maxsize=500)
def printed_block(slug, name, path, stories, language, zone):
    """Print a section's stories on the front, all of them rows, under its name."""
    section, publication = {"slug": slug, "name": name, "path": path}, Publication(language=language)
    context = {"section": section, "stories": stories, "publication": publication}
    return get_template("articles/includes/_block.html").render(context)


@register.simple_tag(takes_context=True)
def section_block(context, block):
    """Print a section's stories on the front."""
    section, zone = block["section"], timezone.get_current_timezone_name()
    stories, language = tuple(block["stories"]), context["publication"].language
    return printed_block(section.slug, section.name, section.get_absolute_url(), stories, language, zone)


@register.simple_tag(takes_context=True)
def card(context, story, level, kicker=False, is_short=False, place=""):
    """Print a story's card; `place` is where it stands, for the size of its picture: none without."""
    zone = timezone.get_current_timezone_name()
    return printed(story, context["publication"].language, zone, level, bool(kicker), is_short, place)
