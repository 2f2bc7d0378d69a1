"""Checks of citations and sources."""

from django.utils import translation
from django.utils.translation import gettext as _

from articles.archive import voices
from articles.text import passages

from .rules import BARE, NOTE, WARNING, Finding, shortened

MOST = 50  # bare passages named one by one


def withdrawn_sources(reading):
    for source in reading.sources:
        if source.withdrawn_at:
            yield Finding(
                WARNING,
                "source-withdrawn",
                "body",
                _("%(source)s is a source that we withdrew (“%(reason)s”).")
                % {"source": source, "reason": source.withdrawn_reason},
                _("Rest the story on another source, or say in it why this one is cited."),
            )


def what_agencies_changed(reading):
    """Find the open messages of agencies about copy that the story used."""
    for note in reading.agency_notes:
        yield Finding(
            WARNING,
            "wire-changed",
            "body",
            f"{note.agency}: {note.text}",
            _("Change the story, or drop it; then resolve the note."),
        )


def what_readers_are_told(reading):
    """Say beforehand the line that stands under the headline."""
    if reading.sources:
        with translation.override(reading.publication.language):
            summary = voices.summary([source.as_voice() for source in reading.sources])
            coverage = passages.coverage_sentence(*passages.coverage(reading.passages))
        said = _("Readers are told: “%(summary)s. %(coverage)s”")
        yield Finding(NOTE, "voices", "body", said % {"summary": summary, "coverage": coverage})


def bare_passages(reading):
    """Name what rests on nobody, in a story that cites somebody."""
    if not reading.known_marks:
        return
    bare = [passage for passage in reading.passages if not passage.marks]
    for passage in bare[:MOST]:
        field, place = reading.whereabouts(passage, passage.text)
        yield Finding(
            NOTE,
            BARE,
            field,
            _("Nobody stands behind this: “%(words)s”") % {"words": shortened(passage.text)},
            "",
            passage.text,
            place,
        )


def changed_passages(reading):
    now = passages.passage_digests(reading.article.text_with_marks)
    for citation in reading.citations:
        if citation.passage_digest and citation.passage_digest != now.get(citation.mark, ""):
            yield Finding(
                NOTE,
                "passage-changed",
                "body",
                _("What rests on [@%(mark)s] was changed since it was cited, or last checked.")
                % {"mark": citation.mark},
                _("Check it against the source, then tick “checked” at the citation."),
            )


RULES = (withdrawn_sources, what_agencies_changed, what_readers_are_told, changed_passages, bare_passages)
