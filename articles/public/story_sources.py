"""The sources under a story: numbered as its marks are, each with the way back to where it is cited."""

import re
from functools import lru_cache

from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from articles.archive.voices import summary
from articles.models import Citation, Source
from articles.text import rendering
from articles.text.commonmark import MARK
from articles.text.passages import in_words, passages

ANCHOR = re.compile(r'id="(cite-([a-z0-9-]+)-(?:\d+|standfirst))"')


MOST = 100  # bare passages listed on a page


def knowledge(edition, names):
    """Return what a story's page says of how we know: its sources, what rests on each, and what on none."""
    if not edition.citations:
        return {"voices": "", "sources": [], "coverage": "", "bare": []}
    passages = _passages(edition.text_with_marks, frozenset(row["mark"] for row in edition.citations))
    resting = {}
    for passage in passages:
        for mark in passage.marks:
            resting.setdefault(mark, []).append(passage.text)
    return {
        "voices": voices(edition),
        "sources": cited(edition, names, resting),
        "coverage": in_words(passages),
        "bare": [passage.text for passage in passages if not passage.marks][:MOST],
    }


@lru_cache(maxsize=256)
def _passages(text, marks):
    """Split a text, once for each that this process shows: parsing takes longer than printing the page."""
    return passages(text, marks)


def cited(edition, names, resting):
    """Return the sources as the page lists them, in the printed order."""
    backs = {}
    for anchor, mark in ANCHOR.findall(standfirst(edition) + edition.body_html):
        backs.setdefault(mark, []).append(anchor)
    return [
        _row(number, row, names)
        | {"backs": backs.get(row["mark"], []), "passages": resting.get(row["mark"], [])}
        for number, row in enumerate(in_order(edition), start=1)
    ]


def in_order(edition):
    """Return the citations as the page numbers them: by first mention, the unmentioned last.

    A correction may move a mark, and leaves the printed order of the citations as it was.
    """
    mentioned = [match["key"] for match in MARK.finditer(edition.standfirst)]
    mentioned += [mark for _anchor, mark in ANCHOR.findall(edition.body_html)]
    places = {mark: place for place, mark in reversed(list(enumerate(mentioned)))}
    return sorted(edition.citations, key=lambda row: places.get(row["mark"], len(mentioned)))


def _row(number, row, names):
    return {
        **row,
        "number": number,
        "today": names.name("source", row["source"], row["name"]),
        "speaks_for": [
            names.name("source", root["slug"], root["name"]) for root in row.get("represents", ())
        ],
        "kind": label(Source.Kind, row.get("kind")),
        "basis": label(Citation.Basis, row.get("basis")),
        "standing": label(Citation.Standing, row.get("standing")),
        "address": rendering.web(row.get("address", "")),
        "archived_copy": rendering.web(row.get("archived_copy", "")),
    }


def label(choices, value):
    return choices(value).label if value in choices.values else value


def voices(edition):
    """Say in one line whose word the story rests on; nothing where it cites nobody."""
    if not edition.citations:
        return ""
    return summary([{"represents": [], **row} for row in edition.citations])


def standfirst(edition):
    """Print the standfirst with its marks, numbered as in the text."""
    if "[@" not in edition.standfirst:
        return escape(edition.standfirst)
    known = {row["mark"]: (number, row["name"]) for number, row in enumerate(in_order(edition), start=1)}
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
