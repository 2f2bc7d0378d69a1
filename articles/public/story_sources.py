"""The sources under a story: numbered as its marks are, each with the way back to where it is cited."""

from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles.archive import voices
from articles.models import Citation, Source
from articles.text import passages, rendering
from articles.text.commonmark import MARK


def sourcing_context(edition, names):
    """Return a story's sources as its page shows them, with what rests on each, and what on none."""
    if not edition.citations:
        return {"standfirst": edition.standfirst, "voices": "", "sources": [], "coverage": "", "bare": []}
    derived, texts = edition.derived, edition.derived["passages"]
    return {
        "standfirst": standfirst(edition),
        "voices": voices.summary(names.citations(edition)),
        "sources": [
            {
                **source_entry(edition.citations[row["citation"]], names),
                "number": number,
                "backs": row["backs"],
                "passages": [texts[place] for place in row["passages"]],
            }
            for number, row in enumerate(derived["sources"], start=1)
        ],
        "coverage": passages.coverage_sentence(*derived["words"]),
        "bare": [texts[place] for place in derived["bare"]],
    }


def source_entry(row, names):
    """Return a citation as printed, with today's names and in the paper's words."""
    return {
        **row,
        "today": names.name("source", row["source"], row["name"]),
        "speaks_for": [
            names.name("source", root["slug"], root["name"]) for root in row.get("represents", ())
        ],
        "kind": choice_label(Source.Kind, row.get("kind")),
        "basis": choice_label(Citation.Basis, row.get("basis")),
        "standing": choice_label(Citation.Standing, row.get("standing")),
        "address": rendering.web_address(row.get("address", "")),
        "archived_copy": rendering.web_address(row.get("archived_copy", "")),
    }


def choice_label(choices, value):
    return choices(value).label if value in choices.values else value


def standfirst(edition):
    """Print the standfirst with its marks, numbered as in the text."""
    if "[@" not in edition.standfirst:
        return edition.standfirst
    rows = [edition.citations[row["citation"]] for row in edition.derived.get("sources", ())]
    known = {row["mark"]: (number, row["name"]) for number, row in enumerate(rows, start=1)}
    parts, end, seen = [], 0, set()
    for match in MARK.finditer(edition.standfirst):
        key = match["key"]
        if key in known:
            parts.append(escape(edition.standfirst[end : match.start()].rstrip()))
            parts.append(_mark(key, *known[key], is_first=key not in seen))
            seen.add(key)
            end = match.end()
    return mark_safe("".join([*parts, escape(edition.standfirst[end:])]))  # noqa: S308 - escaped above


def _mark(key, number, name, is_first):
    anchor = format_html('id="cite-{}-standfirst" ', key) if is_first else ""
    return format_html(
        '<sup class="citation"><a {}href="#source-{}" role="doc-noteref" '
        'aria-label="{}" title="{}">{}</a></sup>',
        anchor,
        key,
        _("Source %(number)d: %(name)s") % {"number": number, "name": name},
        name,
        number,
    )
