"""The HTML and the data that are computed from an edition's text at publication; no digest covers them.

`body_html` is the text as HTML; `derived` holds the numbers and texts from which the story's page makes its
sentences, in the paper's language. `derived` holds of an edition
- with text: "minutes";
- with citations: "words" ([all, those covered by a citation]), "passages" ([text]),
  "bare" ([place in "passages"]), and "sources" as the page numbers them:
  [{"citation": place in `citations`, "backs": [anchor], "passages": [place]}];
- that amends another: "changes" ([{"field", "parts": [[op, text]]}]);
- of which something is redacted: "redacted" ([field]), so that a redaction that derived nothing is seen.
"""

import re

from django.utils import translation
from django.utils.translation import gettext as _

from articles.models import Edition, Publication
from articles.models.edition import emptied
from articles.pictures import markup
from articles.text import counting, diffs, passages, reading
from articles.text.commonmark import MARK

from . import printing

ANCHOR = re.compile(r'id="(cite-([a-z0-9-]+)-\d+)"')
MOST = 100  # bare passages listed on a page
NEAR = 90  # characters of unchanged text beside a change
# What readers are shown of a correction. The body last: it is the longest.
FIELDS = (*(field for field in Edition.PAGE if field not in ("label", "body")), "body")


def derive(edition, before=None, language=""):
    """Fill `body_html` and `derived` from an edition's text and, where it amends `before`, from that one's.

    `language` is the paper's, where the caller has it.
    """
    if not edition.has_text:
        edition.body_html, edition.derived = "", {}
        return
    language = language or Publication.objects.current().language
    edition.body_html = printing.body_html(edition, language)
    with translation.override(language):  # a picture in a changed text is named by a word of the paper's
        edition.derived = derive_edition(edition, before)


def predecessor(edition):
    """Return the stored edition that an amending one amends; of other editions nothing follows from it."""
    if edition.kind not in Edition.AMENDING:
        return None
    return Edition.objects.filter(article_id=edition.article_id, number=edition.number - 1).first()


def derive_edition(edition, before=None):
    """Return what follows from the words of an edition with text; its `body_html` must be in place."""
    found = {"minutes": counting.reading_minutes(markup.without_figures(edition.body_html))}
    if edition.citations:
        found |= _sources(edition)
    if before and edition.kind in Edition.AMENDING:
        found["changes"] = text_changes(before, edition)
    if edition.redacted:
        found["redacted"] = sorted(edition.redacted)
    return found


def is_derived(edition):
    """Ask whether what is stored follows from the words as they stand.

    An older version, which doesn't have the column, may have redacted them during a deployment.
    """
    derived = edition.derived
    if not (isinstance(derived, dict) and derived):
        return False
    return derived.get("redacted", []) == sorted(edition.redacted)


def _sources(edition):
    """Return the passages, each text once, and the sources, each with the places of what rests on it."""
    known = frozenset(row["mark"] for row in edition.citations)
    every = passages.passages(edition.body, known, edition.standfirst)
    texts, bare, resting, backs = [], [], {}, _backs(edition, known)
    for passage in every:
        if not passage.marks and len(bare) == MOST:
            continue
        for places in [resting.setdefault(mark, []) for mark in passage.marks] or [bare]:
            places.append(len(texts))
        texts.append(passage.text)
    sources = [
        {"citation": place, "backs": backs.get(mark, []), "passages": resting.get(mark, [])}
        for place, mark in _in_order(edition, backs)
    ]
    words = list(passages.coverage(every))
    return {"words": words, "passages": texts, "bare": bare, "sources": sources}


def _backs(edition, known):
    """Return {mark: anchors of its mentions}, the marks in the order of the page."""
    backs = {}
    for match in MARK.finditer(edition.standfirst):
        if match["key"] in known:
            backs[match["key"]] = [f"cite-{match['key']}-standfirst"]
    for anchor, mark in ANCHOR.findall(edition.body_html):
        backs.setdefault(mark, []).append(anchor)
    return backs


def _in_order(edition, backs):
    """Return (place, mark) of the citations as the page numbers them: by first mention, the unmentioned last.

    A correction may move a mark, and leaves the printed order of the citations as it was.
    """
    order = {mark: number for number, mark in enumerate(backs)}
    marks = [(place, row["mark"]) for place, row in enumerate(edition.citations)]
    return sorted(marks, key=lambda pair: order.get(pair[1], len(order)))


def text_changes(before, after):
    """Return the changed passages of what an edition amends, field by field."""
    found = ((field, _changed(before, after, field)) for field in FIELDS)
    return [{"field": field, "parts": parts} for field, parts in found if parts is not None]


def _changed(before, after, field):
    """Return the changed passages of a field; None where there are none to show."""
    raw = getattr(before, field), getattr(after, field)
    if raw[0] == raw[1] or field in emptied(before.redacted) | emptied(after.redacted):
        return None
    old, new = readable_bodies(before, after) if field == "body" else _printed_texts(field, before, after)
    if old == new and field not in Edition.TEXTS:
        return None  # another file of a picture, or another slug
    return list(
        changes_in_context(diffs.bounded_diff(reading.without_marks(old), reading.without_marks(new)))
    )


def _printed_texts(field, *editions):
    return [printed_text(edition, field) for edition in editions]


def printed_text(edition, field):
    """Return what readers see of a field that can be compared, as text."""
    value = getattr(edition, field)
    if choices := dict(Edition._meta.get_field(field).flatchoices):
        return str(choices.get(value, value))
    if field == "section_as_printed":
        return value.get("name", "")
    if isinstance(value, str):
        return reading.without_marks(value)
    return "\n".join(row_as_text(row) for row in value)


# Of bylines, citations, topics and pictures.
SHOWN = ("name", "role", "basis", "standing", "quote", "locator", "address", "seen_on", "archived_copy",
         "caption", "alt", "credit")  # fmt: skip


def row_as_text(row):
    """Return a printed row on one line."""
    lead = _("lead picture") if row.get("is_lead") else ""
    return ", ".join(filter(None, (lead, *(row.get(key) for key in SHOWN))))


def readable_bodies(*editions):
    """Return two bodies in a reader's words; as typed, where they differ only in that."""
    read = [reading.readable(edition.body, edition.pictures or ()) for edition in editions]
    return read if read[0] != read[1] else [reading.without_marks(edition.body) for edition in editions]


def changes_in_context(parts):
    """Yield the changes of a text, each with the words beside it."""
    last = len(parts) - 1
    for place, (op, text) in enumerate(parts):
        if op != "=" or len(text) <= NEAR:
            yield [op, text]
            continue
        if place > 0:
            yield [op, text[:NEAR].rpartition(" ")[0]]
        yield ["…", ""]
        if place < last:
            yield [op, " " + text[-NEAR:].partition(" ")[2]]
