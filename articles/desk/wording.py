"""The copy desk's findings on a correction: its words are checked by the rules of a publication."""

from copy import copy as clone

from articles import copydesk
from articles.copydesk import letters
from articles.models import Article, Edition


def objections(edition, changes, reason, timeline):
    """Return the findings that stop a corrected edition: those that the live story does not have already.

    A warning asks for a reason.
    """
    found = letters.in_text("note", edition.note)
    if changes:
        found = [*found, *_new(edition, reason, timeline)]
    return copydesk.blocking(found, reason)


def _new(edition, reason, timeline):
    found = copydesk.blocking(_findings(edition, timeline), reason)
    known = {_said(finding) for finding in _findings(timeline.live, timeline)} if found else set()
    return [finding for finding in found if _said(finding) not in known]


def _findings(edition, timeline):
    story = clone(timeline.article)
    for field in Article.FIELDS:
        setattr(story, field, getattr(edition, field))
    printed = {part: getattr(edition, part) for part in Edition.ROWS}
    marks = [row["mark"] for row in edition.citations]
    return copydesk.check(
        story, at=timeline.at, marks=marks, printed=printed, publication=timeline.publication
    )


def _said(finding):
    return finding.code, finding.field, finding.excerpt, str(finding.message)
