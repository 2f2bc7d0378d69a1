"""A signed mark of what `verify` read, so that what is as it was then need not be read closely again.

A closed month has the hash of its digests, which must stay, and that of its rows as they are stored: where
those are equal, every check of a row alone would find what it found. See docs/reference/chain.md.
"""

import base64
import hashlib
import json
from datetime import UTC

from cryptography.exceptions import InvalidSignature

import newsroom

from . import digests, signing

FORMAT = "newsroom-mark-1"
# A later edition ends the one before, and a colleague confirms an emergency: both are checked each time.
NOT_FIXED = ("live_until", "is_unconfirmed")


class BadMark(Exception):
    """A mark that can't be used for this archive, with a sentence."""


class Reading:
    """One run of `verify`: hashes of each month in which editions were sealed, and those of a mark."""

    def __init__(self, mark=None, at=None):
        self.mark, self.at = mark, at
        self.seen, self.rows, self.digests, self.articles = 0, {}, {}, {}

    def add(self, row):
        """Note a row of an edition, a named tuple."""
        self.seen += 1
        month = f"{row.sealed_at.astimezone(UTC):%Y-%m}"
        fixed = [value for name, value in zip(row._fields, row, strict=True) if name not in NOT_FIXED]
        self.rows.setdefault(month, []).append(hashlib.sha256(repr(fixed).encode()).digest())
        place = (row.sealed_at, row.article_uid.hex, row.number, row.digest)
        self.digests.setdefault(month, []).append(place)
        self.articles.setdefault(month, set()).add(row.article_id)

    def mark_of(self, month):
        """Return a month's hashes for a mark, without the moment at which it was read closely."""
        places = sorted(self.digests.get(month, ()))
        return {
            "editions": len(places),
            "digests": _hash("\n".join(digest for *_place, digest in places).encode()),
            "rows": _hash(b"".join(sorted(self.rows.get(month, ())))),
        }

    def faults(self):
        """Yield (what, sentence) where a month that was marked holds other editions than then."""
        for month, then in sorted((self.mark or {}).items()):
            if self.mark_of(month)["digests"] != then["digests"]:
                fault = "holds other editions than when it was marked: the past was rewritten"
                yield f"the month {month}", fault

    def as_marked(self):
        """Return the months whose rows are as they were marked, but for the one that was read longest ago."""
        mark = self.mark or {}
        same = [month for month, then in mark.items() if self.mark_of(month)["rows"] == then["rows"]]
        return sorted(same, key=lambda month: self.mark[month]["read_at"])[1:]

    def articles_anew(self):
        """Return the keys of the stories with editions in all other months."""
        return set().union(*(self.articles[month] for month in self.articles.keys() - self.as_marked()))

    def read_at(self):
        """Return {closed month: when it was last read closely}, behind a run that found no fault."""
        now = digests.iso_milliseconds(self.at)
        this_month = f"{signing.last_settled_minute(self.at).astimezone(UTC):%Y-%m}"
        before = {month: self.mark[month]["read_at"] for month in self.as_marked()}
        return {month: before.get(month, now) for month in self.articles if month < this_month}


def _hash(content):
    return hashlib.sha256(content).hexdigest()


def signed(reading, publication):
    """Return the text of a mark of a run that found no fault. SIGNING_KEY must be set."""
    read_at = reading.read_at()
    said = {
        "format": FORMAT,
        "paper": publication.address,
        "version": newsroom.__version__,
        "language": publication.language,
        "at": digests.iso_milliseconds(reading.at),
        "months": {month: {**reading.mark_of(month), "read_at": read_at[month]} for month in sorted(read_at)},
    }
    key = signing.private_key()
    signature = signing.base64_text(key.sign(digests.canonical(said).encode()))
    return json.dumps({**said, "signature": signature}, indent=1) + "\n"


def read(text, publication):
    """Return {month: its hashes in a mark}, if this paper signed the mark. Raises BadMark.

    It is empty for another version of the newsroom or another language: then other HTML may be right.
    """
    try:
        mark = json.loads(text)
        signature = base64.b64decode(mark.pop("signature"))
        signing.private_key().public_key().verify(signature, digests.canonical(mark).encode())
    except (AttributeError, InvalidSignature, KeyError, TypeError, ValueError) as error:
        raise BadMark(
            "This is no mark that this paper signed: it was changed, or signed with another key."
        ) from error
    if (mark["format"], mark["paper"]) != (FORMAT, publication.address):
        raise BadMark("This is the mark of another paper.")
    now = (newsroom.__version__, publication.language)
    return mark["months"] if (mark["version"], mark["language"]) == now else {}
