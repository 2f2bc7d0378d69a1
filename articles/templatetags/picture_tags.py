"""How the paper shows the pictures that an edition printed: without a query."""

from django import template
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from articles.pictures import markup, social_cards

from .page_tags import tongue

register = template.Library()

# Where a story's picture stands on a list: its shape, and how wide it is there (see paper.css).
PLACES = {
    "lead": ("card", f"{markup.FINE_PHONE}, (min-width: 62rem) 58vw, calc(100vw - 2rem)"),
    # the second lead, under a lead without
    "first": ("card", f"{markup.FINE_PHONE}, (min-width: 40rem) 46vw, calc(100vw - 2rem)"),
    "second": ("card", "(min-width: 40rem) 46vw, calc(100vw - 2rem)"),
    "wide": ("card", "(min-width: 62rem) 48rem, calc(100vw - 2rem)"),
    "row": ("card", "(min-width: 62rem) 24rem, (min-width: 40rem) 46vw, calc(100vw - 2rem)"),
    # on a phone beside the headline
    "beside": ("card", "(min-width: 62rem) 24rem, (min-width: 40rem) 46vw, 7rem"),
    "next": ("card", "(min-width: 62rem) 20rem, (min-width: 40rem) 46vw, 7rem"),
    "river": ("card", "8rem"),
    "now": ("card", "8rem"),
}
FIRST_SEEN = ("lead", "first")  # fetched before all others


@register.simple_tag(takes_context=True)
def lead_figure(context, story):
    """Show a story's lead picture, or what it has in its place, above its text and in its language."""
    printed = story.lead_picture
    if not printed:
        return ""
    with translation.override(story.language or context["publication"].language):
        html = markup.lead_html(printed, story.lead_form)
    said = tongue(context, story)
    return mark_safe(html.replace("<figure", f"<figure{said}", 1))  # noqa: S308 - a template's


@register.simple_tag
def lead_still(story):
    """Ask first for the still of a video above a story: it is the largest part that a reader sees."""
    address = markup.lead_poster(story.lead_picture) if story.lead_picture else ""
    form = '<link rel="preload" as="image" href="{}" fetchpriority="high">\n'
    return format_html(form, address) if address else ""


@register.simple_tag
def shot(story, place):
    """Show a story's lead picture on a list; the headline beside it is the link that is read out."""
    shape, sizes = PLACES.get(place, ("", ""))
    printed = story.lead_picture if shape else None
    picture = markup.view(printed, shape, sizes, is_lead=place in FIRST_SEEN) if printed else None
    if picture is None:
        return ""
    # Low, so that one that stands in sight on a phone does not share the line with the lead's.
    shown = {**picture, "alt": "", "is_late": place not in FIRST_SEEN}
    context = {"picture": shown, "address": story.get_absolute_url()}
    return render_to_string("articles/includes/_shot.html", context)


@register.simple_tag(takes_context=True)
def social_card(context, story):
    """Name the picture that goes with a link to the story elsewhere."""
    if not (story.digest and story.has_text and "paper" in context):
        return ""
    paper, path = context["paper"], social_cards.card_path(story)
    return _card(paper, path) if social_cards.is_on_its_way(story) or paper.has_card(path) else ""


@register.simple_tag(takes_context=True)
def page_card(context, *things):
    """Name the picture that goes with a link to a page: that of the first thing that the page is about."""
    if "paper" not in context:
        return ""
    thing = next(filter(None, things))
    path = social_cards.page_card_path(thing, context["publication"])
    return _card(context["paper"], path) if context["paper"].has_card(path) else ""


@register.simple_tag
def portrait(printed, width):
    """Show a person's portrait, so many rem wide."""
    picture = markup.view(printed, "square", f"{width}rem") if printed else None
    if picture is None:
        return ""
    html = render_to_string("articles/includes/_picture.html", {"picture": picture})
    return format_html('<span class="portrait">{}</span>', html)


@register.simple_tag
def logo(paper):
    """Show the paper's logo, which says its name; of two, each where its scheme is."""
    if paper.logo_dark is None:
        return _logo(paper, paper.logo, "turns", is_lead=True)
    light = _logo(paper, paper.logo, "for-light", is_lead=True)
    return format_html("{}{}", light, _logo(paper, paper.logo_dark, "for-dark"))


def _logo(paper, printed, name, is_lead=False):
    # The one that isn't shown is not fetched: a lazy picture without a box never is.
    picture = markup.view({**printed, "alt": paper.publication.name}, "whole", "20rem", is_lead)
    return render_to_string("articles/includes/_picture.html", {"picture": {**picture, "tone": name}})


def _card(paper, path):
    return format_html(
        '<meta property="og:image" content="{}">\n<meta property="og:image:width" content="{}">\n'
        '<meta property="og:image:height" content="{}">\n'
        '<meta name="twitter:card" content="summary_large_image">',
        paper.address(markup.address(path, social_cards.WIDTH, "jpeg")),
        social_cards.WIDTH,
        social_cards.HEIGHT,
    )


register.filter("small_address", markup.small_address)
