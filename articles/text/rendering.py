"""Render a story's Markdown as safe HTML."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise, takewhile

import nh3
from django.utils import translation
from django.utils.translation import gettext as _
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML

from . import chart_drawing, charts, figures
from .commonmark import PARSER, tokens
from .reading import box_title, citations_in, marks, numbered
from .romanising import INVISIBLE

# A story's longest text in characters; forms refuse more. Nothing tried of this length takes over 5 s.
MAX_LENGTH = 200_000

# What may stand on a page. Nothing else passes, wherever it comes from.
TAGS = {
    *("p", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "ol", "li", "hr", "br", "pre", "code"),
    *(
        "em",
        "strong",
        "s",
        "sup",
        "a",
        "div",
        "section",
        "aside",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    ),
    *("figure", "figcaption", "picture", "source", "img"),
}
ATTRIBUTES = {
    "a": {"href", "title", "id", "role", "aria-label"},
    "ol": {"start", "type"},
    "li": {"id"},
    "div": {"role", "aria-label"},
    "aside": {"aria-label"},
    "section": {"role", "tabindex", "aria-label"},
    "th": {"scope"},
    "source": {"srcset", "sizes", "type", "media"},
    "img": {"src", "srcset", "sizes", "alt", "width", "height", "loading", "decoding"},
}
CLASSES = {
    # Readers' tools throw away whatever has “foot” in its class, and every div that holds a table.
    "sup": {"citation", "note"},
    "section": {"notes", "table", "facts"},
    "aside": {"pull"},
    "div": {"gallery", "beside"},
    "th": {"align-left", "align-center", "align-right"},
    "td": {"align-left", "align-center", "align-right"},
    "figure": {"picture"},
}
SCHEMES = {"http", "https", "mailto"}  # and addresses without one: /path, #fragment
SEEN = re.compile(rf"[^{INVISIBLE}\s]")
IDS = re.compile(r"(cite|fn|fnref)-[a-z0-9-]+")
ROLES = {"doc-noteref", "doc-backlink", "doc-endnotes", "group"}


# HTML


def _always(html):
    """Return a rule that prints the same HTML for each of its tokens."""
    return lambda self, tokens, idx, options, env: html


class StoryRenderer(RendererHTML):
    """Print a story's tokens, with its citations, footnotes and tables as a reader needs them."""

    def citation(self, tokens, idx, options, env):
        token = tokens[idx]
        mark = token.meta["mark"]
        if mark not in env["numbers"]:
            return escapeHtml(token.content)
        env["uses"][mark] += 1
        number = env["numbers"][mark]
        what = ", ".join(filter(None, [env["names"][mark], token.meta["locator"]]))
        label = _("Source %(number)d: %(name)s") % {"number": number, "name": what}
        return (
            f'<sup class="citation"><a id="cite-{mark}-{env["uses"][mark]}" '
            f'href="#source-{mark}" role="doc-noteref" aria-label="{escapeHtml(label)}" '
            f'title="{escapeHtml(what)}">{number}</a></sup>'
        )

    def link_open(self, tokens, idx, options, env):
        """Open a link; one without words, as around a picture, shows its address: nobody could follow it."""
        env["in_link"] = True
        words = "" if _has_words(tokens, idx) else escapeHtml(tokens[idx].attrs["href"])
        return self.renderToken(tokens, idx, options, env) + words

    def link_close(self, tokens, idx, options, env):
        env["in_link"] = False
        return self.renderToken(tokens, idx, options, env)

    def image(self, tokens, idx, options, env):
        """Print a picture of ours; an image from elsewhere becomes a link: no page calls a third party."""
        token = tokens[idx]
        address, alt = token.attrs["src"], self.renderInlineAsText(token.children, options, env)
        if figures.is_picture(token):
            key, caption = address.removeprefix("image:"), token.attrs.get("title", "")
            place = token.meta.get("place", figures.TEXT)
            return env["picture"](key, alt, caption, place) if env["picture"] else ""
        if not address or env["in_link"]:
            return escapeHtml(alt)
        return f'<a href="{escapeHtml(address)}">{escapeHtml(alt or address)}</a>'

    def gallery_open(self, tokens, idx, options, env):
        label = _("Gallery of %(count)d pictures") % tokens[idx].meta
        return f'<div class="gallery" role="group" aria-label="{escapeHtml(label)}">'

    gallery_close = _always("</div>\n")

    def embed(self, tokens, idx, options, env):
        """Print the card of a post or a video elsewhere, or a plain link where cards aren't known."""
        address = escapeHtml(tokens[idx].content)
        plain = f'<p><a href="{address}">{address}</a></p>\n'
        return env["embed"](tokens[idx].meta["embed"]) if env["embed"] else plain

    def container_facts_open(self, tokens, idx, options, env):
        """Open a fact box: no aside, which readers' tools throw away."""
        title = box_title(tokens[idx])
        label = escapeHtml(title or _("Fact box"))
        head = f"<p><strong>{escapeHtml(title)}</strong></p>\n" if title else ""
        return f'<section class="facts" aria-label="{label}">\n{head}'

    container_facts_close = _always("</section>\n")

    def container_quote_open(self, tokens, idx, options, env):
        """Open a pull quote: words that stand in the text too, and that a reader's tool may leave out."""
        label = escapeHtml(_("Pull quote"))
        return f'<aside class="pull" aria-label="{label}">\n'

    container_quote_close = _always("</aside>\n")

    container_beside_open = _always('<div class="beside">')
    container_beside_close = _always("</div>\n")

    def fence(self, tokens, idx, options, env):
        """Print a chart, or its table where drawings aren't known; what is no chart stands as typed."""
        is_wanted = charts.is_chart(tokens[idx]) and env["charts"] < charts.CHARTS
        chart = charts.chart_of(tokens[idx]) if is_wanted else None
        if chart is None:
            return super().fence(tokens, idx, options, env)
        env["charts"] += 1
        return env["chart"](chart) if env["chart"] else chart_drawing.table(chart)

    def table_open(self, tokens, idx, options, env):
        env["tables"] += 1
        # Regions of one name can't be told apart in a screen reader's list.
        label = _("Table") if env["tables"] == 1 else _("Table %(number)d") % {"number": env["tables"]}
        return f'<section class="table" tabindex="0" aria-label="{escapeHtml(label)}"><table>\n'

    table_close = _always("</table></section>\n")

    def td_open(self, tokens, idx, options, env):
        """Align a cell by its class: the page's policy takes no style attribute."""
        alignment = tokens[idx].attrs.get("style", "").removeprefix("text-align:")
        return f'<{tokens[idx].tag} class="align-{alignment}">' if alignment else f"<{tokens[idx].tag}>"

    th_open = td_open

    def footnote_ref(self, tokens, idx, options, env):
        number, place = _footnote(tokens[idx])
        label = _("Footnote %(number)d") % {"number": number}
        return (
            f'<sup class="note"><a id="fnref-{place}" href="#fn-{number}" role="doc-noteref" '
            f'aria-label="{escapeHtml(label)}">[{number}]</a></sup>'
        )

    def footnote_block_open(self, tokens, idx, options, env):
        label = escapeHtml(_("Footnotes"))
        return f'<section class="notes" role="doc-endnotes" aria-label="{label}">\n<ol>\n'

    footnote_block_close = _always("</ol>\n</section>\n")

    def footnote_open(self, tokens, idx, options, env):
        return f'<li id="fn-{tokens[idx].meta["id"] + 1}">'

    footnote_close = _always("</li>\n")

    def footnote_anchor(self, tokens, idx, options, env):
        number, place = _footnote(tokens[idx])
        label = _("Back to footnote %(number)s in the text") % {"number": place}
        # The variation selector keeps the arrow from turning into an emoji.
        return (
            f' <a href="#fnref-{place}" role="doc-backlink" aria-label="{escapeHtml(label)}">\u21a9\ufe0e</a>'
        )


RENDERER = StoryRenderer()


def _has_words(tokens, idx):
    """Ask whether a link that opens at a place holds anything that one sees."""
    behind = (tokens[place] for place in range(idx + 1, len(tokens)))
    inside = takewhile(lambda token: token.type != "link_close", behind)
    return any(SEEN.search(token.content) or token.type == "footnote_ref" for token in inside)


def _footnote(token):
    """Give a footnote's number, and the place where it is called: 2, and 2-3 for its third call."""
    number, call = token.meta["id"] + 1, token.meta["subId"] + 1
    return number, f"{number}-{call}" if call > 1 else f"{number}"


def _renumber_headings(tokens):
    """Let headings start at h2, since the headline is the page's h1, and leave no level out."""
    shown = [token for token in tokens if not token.hidden]
    levels = sorted({token.tag for token in shown if token.type == "heading_open"})
    return [
        replace(token, tag=f"h{min(levels.index(token.tag) + 2, 6)}")
        if token.type in ("heading_open", "heading_close") and not token.hidden
        else token
        for token in tokens
    ]


def _close_up(tokens, known):
    """Draw each mark up to the word that it follows, so that no line begins with its number."""
    return [
        replace(token, children=_closed_up(token.children, known)) if any(citations_in([token])) else token
        for token in tokens
    ]


def _closed_up(children, known):
    closed = list(children)
    for place, (before, after) in enumerate(pairwise(children)):
        is_mark = after.type == "citation" and after.meta["mark"] in known
        if is_mark and before.type == "text" and before.content.strip():
            closed[place] = replace(before, content=before.content.rstrip(" \t"))
    return closed


def _allowed(tag, attribute, value):
    """Keep an id or a role only if it is one of ours."""
    if attribute == "id" and not IDS.fullmatch(value):
        return None
    if attribute == "role" and value not in ROLES:
        return None
    return value


SANITISER = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    allowed_classes=CLASSES,
    url_schemes=SCHEMES,
    attribute_filter=_allowed,
    link_rel=None,
)


def sanitise(html):
    """Leave of some HTML what may stand on a page."""
    return SANITISER.clean(html)


def _field(citation, name):
    return citation[name] if isinstance(citation, Mapping) else getattr(citation, name)


def render(text, citations=(), *, behind="", picture=None, embed=None, chart=None, language=None):
    """Render a story's text as safe HTML, the same for the same input.

    `citations` are dicts or objects with `mark` and `name`. A mark of none of them stays as it was typed.
    Their numbers go on from the text `behind` which this one stands: a story's standfirst.
    `picture(key, alt, caption, place)` prints `![alt](image:key "caption")`, `place` being one of figures';
    without it nothing is printed. `embed(found)` prints a post or video elsewhere; without it a link is.
    `chart(found)` draws a chart; without it its table is printed.
    Labels are in `language`, the story's own; without one in English.
    """
    names = {_field(citation, "mark"): _field(citation, "name") for citation in citations}
    found = _close_up(_renumber_headings(figures.lift(tokens(text))), names)
    cited = [*marks(behind), *(token.meta["mark"] for token in citations_in(found))]
    env = {
        "names": names,
        "numbers": numbered(cited, names),
        "uses": Counter(),
        "picture": picture,
        "embed": embed,
        "chart": chart,
        "charts": 0,
        "in_link": False,
        "tables": 0,
    }
    with translation.override(language):
        return sanitise(RENDERER.render(found, PARSER.options, env))


def web_address(address):
    """Keep an address only where a reader may follow it: an import may hold javascript:, or worse."""
    return address if address and address.startswith(("https://", "http://")) else ""
