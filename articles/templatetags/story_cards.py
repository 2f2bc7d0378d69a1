"""The cards of lists, cached as HTML until a value that they show changes."""

import json

from django import template
from django.template.loader import get_template
from django.utils import timezone

from articles.models import Edition, Publication
from articles.public import source_pages
from articles.public.compiled_queries import cached_by_rows
from articles.public.current_names import Heirs

from .picture_tags import portrait

register = template.Library()
NO_HEIRS = Heirs()
FACE = 4  # rem


@cached_by_rows(maxsize=2000)
def render_card(story, heirs, language, zone, level, kicker, is_short, place, face=""):
    """Print the card of a story: a row, equal to others that say the same. `zone` is the current one."""
    context = {
        "story": story.thing,
        "byline": heirs.rows("person", story.thing.byline),
        "publication": Publication(language=language),
        "level": level,
        "kicker": kicker,
        "is_short": is_short,
        "place": place,
        "face": face,
    }
    return get_template("articles/includes/_card.html").render(context)


@cached_by_rows(maxsize=500)
def render_block(slug, name, path, form, stories, heirs, language, zone, faces):
    """Print a section's stories on the front, all of them rows, under its name and in its form.

    `faces` are the portraits that stand beside each, for an opinion alone.
    """
    section = {"slug": slug, "name": name, "path": path, "form": form}
    publication = Publication(language=language)
    stories = [*zip(stories, faces, strict=True)]
    context = {"section": section, "stories": stories, "heirs": heirs, "publication": publication}
    return get_template("articles/includes/_block.html").render(context)


@cached_by_rows(maxsize=2000)
def printed_said(citations, slugs, heirs, corrections, story_language, language, zone):
    """Print the citations of some sources in a story, as stored, and its corrections, which are rows."""
    context = {
        **source_pages.citations_shown(json.loads(citations), slugs, heirs),
        "corrections": corrections,
        "story": Edition(language=story_language),
        "publication": Publication(language=language),
    }
    return get_template("articles/includes/_said.html").render(context)


@register.simple_tag(takes_context=True)
def said(context, story, slugs):
    """Print the citations of some sources in a story, under its card."""
    told = story.stored("citations"), slugs, heirs_of(context), story.corrections, story.language
    return printed_said(*told, context["publication"].language, timezone.get_current_timezone_name())


@register.simple_tag(takes_context=True)
def section_block(context, block):
    """Print a section's stories on the front."""
    section, zone = block["section"], timezone.get_current_timezone_name()
    stories, language = tuple(block["stories"]), context["publication"].language
    shown = section.slug, section.name, section.get_absolute_url(), section.front_form
    faces = tuple(face_of(context, story) for story in stories)
    return render_block(*shown, stories, heirs_of(context), language, zone, faces)


@register.simple_tag(takes_context=True)
def card(context, story, level, kicker=False, is_short=False, place="", face=None):
    """Print a story's card; `place` is where it stands, for the size of its picture: none without."""
    zone = timezone.get_current_timezone_name()
    language = context["publication"].language
    if face is None:
        face = "" if is_short else face_of(context, story)
    return render_card(story, heirs_of(context), language, zone, level, bool(kicker), is_short, place, face)


def face_of(context, story):
    """Return the portrait of an opinion's author, as HTML."""
    if "paper" not in context or "portrait" in context:  # their own page has it on top
        return ""
    if story.stored("type_of_work") != Edition.TypeOfWork.OPINION:
        return ""
    faces = context["paper"].portraits
    slugs = (row.get("person") for row in story.thing.byline)
    return next((portrait(faces[slug], FACE) for slug in slugs if slug in faces), "")


@register.simple_tag(takes_context=True)
def byline_today(context, story):
    """Return a story's byline for a list: a person who was merged stands there as the successor."""
    return heirs_of(context).rows("person", story.byline)


def heirs_of(context):
    return context["paper"].heirs if "paper" in context else context.get("heirs", NO_HEIRS)
