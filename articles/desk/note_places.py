"""Where notes stand in the text of a working copy, and stay when it changes."""

from articles.models import Note
from articles.text import anchors


def follow(article, before, after):
    """Move the open notes of a story with its text."""
    if before == after:
        return
    notes = list(Note.objects.filter(article=article, resolved_at=None, start__isnull=False))
    if notes:
        _move(notes, before, after)
        Note.objects.bulk_update(notes, ["start", "end"])


def _move(notes, before, after):
    spans = anchors.moved(before, after, [(note.start, note.end) for note in notes])
    for note, span in zip(notes, spans, strict=True):
        note.start, note.end = span or (None, None)


def shown_in(notes, stored, shown):
    """Put notes at their words in a text that a form shows, which may be another than the stored one."""
    placed = [note for note in notes if note.start is not None]
    if placed and shown != stored:
        _move(placed, stored, shown)
    return notes
