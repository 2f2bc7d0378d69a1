"""The copy desk's findings on a correction: its words are checked by the rules of a publication."""

from copy import copy as clone

from articles import copydesk
from articles.copydesk import letters
from articles.models import Article, Edition

CHECKED = [
    field for field in Edition.CORRECTABLE if field in {part.name for part in Article._meta.concrete_fields}
]


def objections(changes, note, reason, timeline):
    """Return the findings that stop a correction: those that the live story does not have already.

    A warning asks for a reason.
    """
    found = letters.in_text("note", note)
    if any(field in CHECKED or field == "byline" for field in changes):
        found = [*found, *_new(changes, reason, timeline)]
    return copydesk.blocking(found, reason)


def _new(changes, reason, timeline):
    found = copydesk.blocking(_findings(timeline, changes), reason)
    known = {_said(finding) for finding in _findings(timeline, {})} if found else set()
    return [finding for finding in found if _said(finding) not in known]


def _findings(timeline, changes):
    live, story = timeline.live, clone(timeline.article)
    for field in CHECKED:
        setattr(story, field, changes.get(field, getattr(live, field)))
    printed = {"byline": changes.get("byline", live.byline)}
    marks = [*(printed["mark"] for printed in live.citations), *_own_marks(timeline)]
    return copydesk.check(
        story, at=timeline.at, marks=marks, printed=printed, publication=timeline.publication
    )


def _own_marks(timeline):
    return timeline.article.citations.values_list("mark", flat=True)


def _said(finding):
    return finding.code, finding.field, finding.excerpt, str(finding.message)
