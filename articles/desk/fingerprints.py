"""What an approval or a proposal names: all that would be printed, and what readers first see beside it."""

from articles.archive import digests, printing
from articles.models import Edition

from . import public_rows


def fingerprint(article):
    """Return {part: hash} of what an edition of a copy would print, with {"rows": {subject: hash}}."""
    return fingerprint_of(printing.unsaved(article))


def word(article):
    """Return a hash of all that a copy would print: a page names by it what it showed."""
    return word_of(printing.unsaved(article))


def word_of(edition):
    """Return that hash of an edition that is made of the copy already."""
    return digests.hash_of(fingerprint_of(edition))


def fingerprint_of(edition):
    return {**printing.fingerprint_of(edition), "rows": public_rows.first_seen_with(edition)}


def changed(article, seen):
    """Return the names of what readers would see otherwise than in a fingerprint that somebody approved."""
    now = fingerprint(article)
    parts = [part.name for part in printing.APPROVED if seen.get(part.name) != now.get(part.name)]
    if "pictures" not in parts and _other_recordings(seen, now):
        parts.append("pictures")
    names = (Edition._meta.get_field(name).verbose_name for name in parts)
    return [str(name) for name in (*names, *public_rows.rows_of(_others("rows", seen, now)).values())]


def _other_recordings(seen, now):
    """Return the keys of the recordings beside which something else stands, whatever recipe made it."""
    others = _others("recordings", seen, now)
    rows = printing.by_key(others)
    return [
        key
        for key in others
        if not {seen["recordings"].get(key), now["recordings"][key]} <= printing.hashes_beside(rows[key])
    ]


def _others(name, seen, now):
    """Return the keys of the rows or recordings whose public fields changed since the approval."""
    today = now.get(name, {})
    approved = seen.get(name, today)  # one of before this rule holds none
    return [key for key, said in today.items() if approved.get(key) != said]
