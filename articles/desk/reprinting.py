"""What a correction prints anew beside the texts: byline, section, topics, citations, pictures, language …

The desk mends it in the working copy, or a picture's words in the library, and the correction takes it from
there: so the next publication can't bring the error back.
"""

from django.utils.translation import gettext as _

from articles.archive import printing
from articles.models import Edition
from articles.pictures import markup
from articles.text import reading

from .rules import Refused


def offers(timeline):
    """Return the names of the parts that would be printed otherwise today than the live edition has them."""
    live = timeline.live
    parts = [part for part in Edition.PARTS if part.is_reprintable] if live else []
    intact = [part.name for part in parts if (part.printed_as or part.name) not in live.redacted]
    return [name for name in intact if reprinted(timeline, [name])]


def reprinted(timeline, names):
    """Return {field: value} of what the named parts would print otherwise. Raises Refused."""
    live, changes = timeline.live, {}
    for name in Edition.REPRINTABLE:
        if name in names:
            changes |= _made(name, live, timeline.article, changes)
    if unknown := set(names) - set(Edition.REPRINTABLE):
        raise Refused(
            _("A correction can't change “%(field)s”: publish an update.") % {"field": min(unknown)}
        )
    return {field: value for field, value in changes.items() if _said(value) != _said(getattr(live, field))}


def _made(name, live, copy, changes):
    return MAKERS[name](live, copy, changes) if name in MAKERS else {name: getattr(copy, name)}


def _said(value):
    """Return what readers see of a value: the sizes that are made of a picture are no part of it."""
    if isinstance(value, list):
        return [{**row, "renditions": printing.beside_recording(row)} for row in value]
    return value


def _citations(live, copy):
    """Return the copy's citations, but none of a text that isn't live, and all that the live text marks."""
    today = {printed["mark"]: printed for printed in printing.citations(copy)}
    marked, ahead = (set(reading.marks(each.text_with_marks)) for each in (live, copy))
    have = {printed["mark"] for printed in live.citations}
    staying = [printed for printed in live.citations if printed["mark"] in today.keys() | marked]
    new = [mark for mark in today if mark not in have | (ahead - marked)]
    return [*(today.get(printed["mark"], printed) for printed in staying), *(today[mark] for mark in new)]


def _with_lead(live, lead):
    """Return the live pictures with another in the lead; the old one stays where the text shows it."""
    key, shown = str(lead.key) if lead else "", markup.keys(live.body)
    rest = [
        {name: value for name, value in printed.items() if name != "is_lead"}
        for printed in live.pictures
        if printed["key"] != key and (not printed.get("is_lead") or printed["key"] in shown)
    ]
    return [*printing.lead_first(lead), *rest]


def _as_in_library(pictures):
    rows = printing.by_key([printed["key"] for printed in pictures])
    return [
        rows[printed["key"]].as_printed(printed.get("is_lead", False)) if printed["key"] in rows else printed
        for printed in pictures
    ]


MAKERS = {
    "byline": lambda live, copy, changes: {"byline": printing.byline(copy)},
    "topics": lambda live, copy, changes: {"topics": printing.topics(copy)},
    "citations": lambda live, copy, changes: {"citations": _citations(live, copy)},
    "lead_image": lambda live, copy, changes: (
        {"lead_image": copy.lead_image, "pictures": _with_lead(live, copy.lead_image)}
        if copy.lead_image != live.lead_image
        else {}
    ),
    "pictures": lambda live, copy, changes: {
        "pictures": _as_in_library(changes.get("pictures", live.pictures))
    },
}
