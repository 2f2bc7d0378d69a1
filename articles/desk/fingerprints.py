"""What an approval or a proposal names: all that would be printed, and what readers first see beside it."""

from articles.archive import digests, printing
from articles.models import Edition

from . import public_rows


def fingerprint(article):
    """Return {part: hash} of what an edition of a copy would print, with {"rows": {subject: hash}}."""
    return fingerprint_of(printing.unsaved(article))


def word(article):
    """Return one word for all that a copy would print, by which a page says what was looked at."""
    return digests.sha256(digests.canonical(fingerprint(article)))


def fingerprint_of(edition):
    return {**printing.fingerprint_of(edition), "rows": public_rows.first_seen_with(edition)}


def changed(article, seen):
    """Return the names of what readers would see otherwise than in a fingerprint that somebody approved."""
    now = fingerprint(article)
    parts = [part.name for part in printing.APPROVED if seen.get(part.name) != now.get(part.name)]
    approved = seen.get("rows", now["rows"])  # one of before this rule holds none
    rows = [subject for subject, said in now["rows"].items() if approved.get(subject) != said]
    names = (Edition._meta.get_field(name).verbose_name for name in parts)
    return [str(name) for name in (*names, *public_rows.rows_of(rows).values())]
