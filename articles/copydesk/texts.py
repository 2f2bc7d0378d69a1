"""Checks of headline, standfirst, section, slug and search title: missing, too long, or repeated."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Address, Edition
from articles.text import slugs
from articles.text.reading import plain_text

from .rules import ERROR, NOTE, WARNING, Finding, shortened

SEARCH_RESULT = 110  # characters; Google's limit of a NewsArticle's headline, and what its results show
LIST = 160  # characters; three lines of a list on a phone


def needs_headline(reading):
    if not reading.article.headline.strip():
        yield Finding(ERROR, "headline-empty", "headline", _("The story has no headline."), _("Write one."))


def needs_body(reading):
    if not reading.article.body.strip():
        yield Finding(ERROR, "body-empty", "body", _("The story has no text."), _("Write it."))


def needs_section(reading):
    if reading.article.section_id is None:
        yield Finding(ERROR, "section-empty", "section", _("The story has no section."), _("Choose one."))


def headline_fits(reading):
    length = len(reading.article.headline)
    if length > LIST:
        yield _too_long("headline-too-long", length, LIST, _("Lists show it in full: shorten it."))
    elif length > SEARCH_RESULT and not reading.article.search_title:
        remedy = _("Search results cut it off: shorten it, or write a search title.")
        yield _too_long("headline-long", length, SEARCH_RESULT, remedy)


def _too_long(code, length, limit, remedy):
    message = ngettext(
        "The headline has %(length)d character; the limit is %(limit)d.",
        "The headline has %(length)d characters; the limit is %(limit)d.",
        length,
    )
    return Finding(WARNING, code, "headline", message % {"length": length, "limit": limit}, remedy)


def standfirst_says_its_own(reading):
    """Find a standfirst that the first paragraph repeats, as a whole or as its beginning."""
    standfirst = _letters(plain_text(reading.article.standfirst))
    first = next((block.text for block in reading.blocks if block.kind == "paragraph" and block.text), "")
    paragraph = _letters(first)
    if len(standfirst) < 20 or len(paragraph) < 20:
        return
    if paragraph.startswith(standfirst) or standfirst.startswith(paragraph):
        yield Finding(
            WARNING,
            "standfirst-repeated",
            "standfirst",
            _("The standfirst says the same as the first paragraph."),
            _("Let one of them say something else."),
            shortened(first),
        )


def _letters(text):
    return "".join(re.findall(r"\w+", text.casefold()))


def slug_is_free(reading):
    slug = reading.article.slug
    if slug and slug in _owners(reading):
        yield Finding(
            ERROR,
            "slug-taken",
            "slug",
            _("The slug “%(slug)s” belongs to another story.") % {"slug": slug},
            _("Choose another."),
        )


def headline_is_new(reading):
    """Note that the story whose address the headline would give has the same headline."""
    headline = reading.article.headline
    owner = _owners(reading).get(_slug(reading))
    live = Edition.objects.published(reading.at).filter(article=owner).first() if owner else None
    if live and live.headline.strip().casefold() == headline.strip().casefold():
        message = _("Another story has this headline.")
        yield Finding(NOTE, "headline-repeated", "headline", message, _("Let readers tell them apart."))


def _owners(reading):
    """Return {slug: article} of other stories' addresses, of those that this one has or would get."""
    if "_owners" not in reading.__dict__:
        wanted = {reading.article.slug, _slug(reading)} - {""}
        others = Address.objects.filter(slug__in=wanted).exclude(article=reading.article.pk)
        reading._owners = dict(others.values_list("slug", "article_id"))
    return reading._owners


def _slug(reading):
    return slugs.slug(reading.article.headline, reading.language, longest=140)


RULES = (
    needs_headline,
    needs_body,
    needs_section,
    headline_fits,
    headline_is_new,
    standfirst_says_its_own,
    slug_is_free,
)
