"""How the paper prints moments, names and marks."""

import re
from bisect import bisect_left
from functools import lru_cache
from unicodedata import east_asian_width

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.encoding import uri_to_iri
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from articles.models import Edition
from articles.models.named import address
from articles.public import qr_codes, structured_data
from articles.text import rendering
from articles.text.languages import is_right_to_left, locale, news_language
from articles.text.reading import printable, without_marks

register = template.Library()
register.filter("readable", uri_to_iri)  # an address in its own letters, for print


@register.simple_tag
def moment(at):
    """Print a moment in the paper's time zone, with the zone's name."""
    return _time(at, "j E Y, H:i", " %Z", timezone.get_current_timezone(), get_language())


@register.simple_tag
def version():
    return f"Newsroom {settings.VERSION}"


@register.simple_tag
def day(at):
    """Print the day of a moment in the paper's time zone."""
    return _time(at, "j E Y", "", timezone.get_current_timezone(), get_language())


@register.simple_tag
def whole_day(at):
    """Print the day that stories stand under."""
    return _period(timezone.localtime(at).date(), "j E Y", "%Y-%m-%d", get_language())


@register.simple_tag
def whole_month(at):
    """Print the month that stories stand under."""
    return _period(timezone.localtime(at).date(), "F Y", "%Y-%m", get_language())


@lru_cache(maxsize=1000)
def _period(day, form, machine_form, language):
    return format_html('<time datetime="{}">{}</time>', day.strftime(machine_form), date_format(day, form))


@register.simple_tag
def hour(at):
    """Print the time of a moment in the paper's time zone, under a day that is named."""
    return _time(at, "H:i", "", timezone.get_current_timezone(), get_language())


@lru_cache(maxsize=1000)
def _time(at, form, behind, zone, language):
    local = timezone.localtime(at, zone)
    text = date_format(local, form) + local.strftime(behind)
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), text)


@register.filter
def unmarked(text):
    """Print a line without its citation marks."""
    return without_marks(text)


register.filter(printable)
register.filter(locale)
register.filter(news_language)


@register.filter
def or_redacted(headline):
    """Print a headline, or the paper's words for one that is redacted."""
    return headline or _("A redacted headline")


@register.filter
def to_sentence(text):
    """Cut a long standfirst behind its last whole sentence of the first 240 characters, or behind a word."""
    if len(text) <= STANDFIRST:
        return text
    beginning = text[: STANDFIRST + 1]
    if whole := WHOLE_SENTENCES.match(beginning):
        return whole[0].rstrip()
    return f"{beginning[:STANDFIRST].rpartition(' ')[0] or beginning[:STANDFIRST]} …"


STANDFIRST = 240
WHOLE_SENTENCES = re.compile(r".{40,}[.!?](?=\s)|.{20,}[。！？؟।]", re.DOTALL)


@register.filter
def few_names(byline):
    """Return whom a card names: all of four, or the first three of more, and how many more there are."""
    names = [row["name"] for row in byline]
    if len(names) <= MOST_NAMES:
        return names
    shown = names[: MOST_NAMES - 1]
    return [*shown, _("and %(count)d more") % {"count": len(names) - len(shown)}]


MOST_NAMES = 4  # more of them would stand higher than the standfirst


@register.filter
def kind_said(type_of_work):
    """Say what readers must know of a kind of work, or nothing."""
    return KINDS_SAID.get(type_of_work, "")


Work = Edition.TypeOfWork
KINDS_SAID = {
    Work.ANALYSIS: gettext_lazy("What the facts may mean, by somebody who knows the field."),
    Work.EXPLAINER: gettext_lazy("The background, from the beginning, for readers new to the subject."),
    Work.OPINION: gettext_lazy("The view of who signs it, not the paper’s."),
    Work.REVIEW: gettext_lazy("The judgement of who signs it."),
    Work.SATIRE: gettext_lazy("This is made up, to make you laugh and think."),
    Work.ADVERTISEMENT: gettext_lazy("Somebody paid for this. The newsroom neither wrote nor chose it."),
}


@register.filter
def fit(headline):
    """Return the class of a lead's headline by its length, so that it takes three lines at most."""
    width = sum(2 if east_asian_width(char) in "WF" else 1 for char in headline)
    return f"fit-{bisect_left(FITTING, width) + 1}"


FITTING = 32, 56, 88, 120  # widths in letters; a wide sign counts twice


def in_language(tag):
    """Return the attributes that name a language and its direction."""
    return format_html(' lang="{}" dir="{}"', tag, "rtl" if is_right_to_left(tag) else "ltr")


@register.simple_tag(takes_context=True)
def tongue(context, story, text=True):
    """Name a story's language and direction where they are not the paper's; none for what the paper says."""
    language = text and story.language
    if not language or language == context["publication"].language:
        return ""
    return in_language(language)


@register.simple_tag(takes_context=True)
def structured_story(context):
    """Print the story's facts for machines."""
    paper, story = context["paper"], context["story"]
    section = story.section_today
    steps = [(str(context["publication"]), "/")]
    steps += [(section.name, section.get_absolute_url())] if section else []
    steps.append((or_redacted(story.headline), story.get_absolute_url()))
    facts = structured_data.article(
        paper,
        story,
        *(context[name] for name in ("byline", "topics", "updated_at", "amendments", "series")),
    )
    return structured_data.script(facts, structured_data.breadcrumb(paper, *steps))


@register.simple_tag(takes_context=True)
def structured_list(context):
    """Print for machines what a list holds: stories, or the addresses that the view gives."""
    paper, rows = context["paper"], context["river"].rows if "river" in context else ()
    if context.get("lead"):
        rows = [context["lead"], *context["below"], *context["second_row"], *rows]
    listed = context.get("listed") or [address("article", row.slug) for row in rows]
    about = None
    if "portrait" in context:
        about = structured_data.person(paper, context["thing"], context["portrait"])
    elif context.get("is_series"):
        thing = context["thing"]
        about = structured_data.creative_series(paper, thing.name, thing.get_absolute_url())
    listed = [paper.address(path) for path in listed]
    return structured_data.collection(paper, context["canonical"], context["heading"], listed, about)


@register.simple_tag(takes_context=True)
def structured_page(context, name, kind):
    """Print for machines what a standing page is called, and whose it is."""
    return structured_data.page(context["paper"], context["canonical"], name, kind)


@register.simple_tag(takes_context=True)
def structured_front(context):
    """Print the paper's own facts for machines, and the stories of its front in order."""
    paper, front = context["paper"], context["front"]
    rows = [front.lead, *front.below, *front.second_row] if front.lead else []
    rows += [row for block in front.blocks for row in block["stories"]] + front.river
    listed = [paper.address(address("article", row.slug)) for row in rows]
    return structured_data.collection(paper, paper.address("/"), paper.publication.name, listed)


@register.simple_tag
def page_script():
    """Print what each page does in the browser; the reader's colours are set before the first paint."""
    return format_html("<script>{}</script>\n", mark_safe(settings.PAGE_SCRIPT))  # noqa: S308 - our own


@register.simple_tag
def preloads(language):
    """Name the fonts that a first view needs, so that they come with the style sheet, not behind it.

    Small labels can wait: the face of headlines and text, and a lead picture, come before theirs.
    """
    scripts = ["latin", SCRIPTS[language]] if language in SCRIPTS else ["latin"]
    form = '<link rel="preload" href="{}" as="font" type="font/woff2" crossorigin{}>\n'
    files = (
        (static(f"articles/fonts/{face}-{script}.woff2"), urgency)
        for script in scripts
        for face, urgency in FIRST_FACES.items()
    )
    return format_html_join("", form, files)


FIRST_FACES = {"serif": "", "sans": mark_safe(' fetchpriority="low"')}
SCRIPTS = {"ru": "cyrillic"}  # in which a paper's language is written, where it isn't Latin


@register.filter
def absolute(path, paper):
    """Give a path the paper's own address."""
    return paper.address(path)


@register.filter
def iso(at):
    """Print a moment for machines, in the paper's time zone."""
    return structured_data.iso_seconds(at)


@register.simple_tag
def page_title(name, publication):
    """Print a title that search results show whole: the paper's name stands behind it where there is room."""
    return name if len(name) + len(publication.name) > ROOM else f"{name} – {publication.name}"


ROOM = 57


register.simple_tag(qr_codes.svg, name="qr_code")
register.filter("web", rendering.web_address)
