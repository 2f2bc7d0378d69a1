"""What was printed and what changed: word diffs, three-way merges, the digest chain.

The chain's format is described in docs/reference/chain.md.
"""

import hashlib
import json
import re
from collections import Counter
from datetime import UTC
from difflib import SequenceMatcher
from itertools import groupby

from django.core.cache import cache
from merge3 import Merge3

from .models.edition import Edition, salt

FORMAT = "newsroom-1"
COLUMNS = tuple(field for field in Edition.PRINTED if field != "translation_of")  # as their columns stand

CONTEXT = 240  # characters of a text that stays the same
# Beyond this many pairs of equal words a comparison takes minutes; then the field is shown whole.
MOST_PAIRS = 4_000_000


# --- word diffs ---------------------------------------------------------------------------------


def words(text):
    """Split a text into words, each with the white space that follows it."""
    return re.findall(r"\S+\s*|\s+", text)


def paragraphs(text):
    """Split a text into paragraphs, each with the blank lines that follow it."""
    return re.findall(r".+?(?:\n[ \t]*\n\s*|\Z)", text, re.DOTALL)


PARAGRAPH_END = re.compile(r"\n[ \t]*\n\s*\Z")


def word_diff(old, new):
    """Return what became of `old` as [(op, text)], op one of "=", "-", "+"; paragraphs first, then words."""
    parts = []
    for tag, before, after in _opcodes(paragraphs(old), paragraphs(new)):
        if tag == "equal":
            parts.append(("=", "".join(before)))
            continue
        for inner, gone, come in _opcodes(words("".join(before)), words("".join(after))):
            if inner == "equal":
                parts.append(("=", "".join(gone)))
            else:
                parts += [("-", "".join(gone)), ("+", "".join(come))]
    return [
        (op, "".join(text for _, text in run)) for op, run in groupby(_nonempty(parts), key=lambda p: p[0])
    ]


def _nonempty(parts):
    return [part for part in parts if part[1]]


def _opcodes(old, new):
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield tag, old[a:b], new[c:d]


def difference(old, new):
    """Return the word diff of two texts of any length, for a page."""
    before, after = Counter(words(old)), Counter(words(new))
    if sum(count * after[word] for word, count in before.items()) > MOST_PAIRS:
        return [part for part in (("-", old), ("+", new)) if part[1]]
    return word_diff(old, new)


def side_by_side(parts):
    """Cut a word diff where both texts end a paragraph: [(parts of the older text, parts of the newer)]."""
    passages = [[]]
    for op, text in parts:
        for piece in paragraphs(text) if op == "=" else [text]:
            before = passages[-1]
            is_whole = all(not side or PARAGRAPH_END.search(side[-1][1]) for side in _sides(before))
            if before and is_whole and "=" in (op, before[-1][0]):
                passages.append([])
            passages[-1].append((op, piece))
    return [_sides(passage) for passage in passages if passage]


def _sides(parts):
    return [part for part in parts if part[0] != "+"], [part for part in parts if part[0] != "-"]


def abridged(parts):
    """Leave out the middle of long passages that stay the same."""
    return [part for op, text in parts for part in _short(op, text)]


def _short(op, text):
    if op != "=" or len(text) <= 2 * CONTEXT:
        return [(op, text)]
    return [(op, text[:CONTEXT].rstrip()), ("…", ""), (op, text[-CONTEXT:].lstrip())]


# --- three-way merges ---------------------------------------------------------------------------


class Clash(Exception):
    """Two changes of one passage that can't both stand."""

    def __init__(self, field, base, theirs, mine):
        super().__init__(field)
        self.field, self.base, self.theirs, self.mine = field, base, theirs, mine


def merge(field, base, theirs, mine):
    """Return `mine` with the change from `base` to `theirs` merged in, or raise Clash."""
    if theirs in (base, mine):
        return mine
    if mine == base:
        return theirs
    if field == "pictures":
        return _merge_pictures(base, theirs, mine)
    if field not in Edition.PROSE:
        raise Clash(field, base, theirs, mine)
    return "".join(_merge_parts(field, *(paragraphs(text) for text in (base, theirs, mine)), words))


def _merge_pictures(base, theirs, mine):
    """Return `mine` with the pictures that were printed anew in `theirs`, known by their keys."""
    before, after = ({printed["key"]: printed for printed in pictures} for pictures in (base, theirs))
    merged = []
    for printed in mine:
        old, new = before.get(printed["key"]), after.get(printed["key"])
        is_changed = new not in (None, old)
        if is_changed and printed not in (old, new):
            raise Clash("pictures", base, theirs, mine)
        merged.append(new if is_changed else printed)
    return merged


def passages(field, base, theirs, mine):
    """Merge a text, and return its passages: text that stands, and a Clash of whole paragraphs."""
    found = []
    for group in Merge3(*(paragraphs(text) for text in (base, theirs, mine))).merge_groups():
        if group[0] == "conflict":
            found += [_passage(field, *versions) for versions in _in_pairs(*group[1:])]
        else:
            found.append("".join(group[1]))
    return found


def _in_pairs(base, theirs, mine):
    """Cut a clash paragraph by paragraph, where each stands in its place in all three texts."""
    is_even = len(base) == len(theirs) == len(mine)
    moved = is_even and any(
        new != old and new in base
        for text in (theirs, mine)
        for new, old in zip(text, base, strict=True)
    )  # fmt: skip
    if is_even and not moved:
        return list(zip(base, theirs, mine, strict=True))
    return [tuple("".join(lines) for lines in (base, theirs, mine))]


def _passage(field, *versions):
    try:
        return "".join(_merge_parts(field, *(words(text) for text in versions), None))
    except Clash:
        return Clash(field, *versions)


def _merge_parts(field, base, theirs, mine, finer):
    for group in Merge3(base, theirs, mine).merge_groups():
        if group[0] != "conflict":
            yield "".join(group[1])
        elif finer:
            yield from _merge_parts(field, *(finer("".join(lines)) for lines in group[1:]), None)
        else:
            raise Clash(field, *("".join(lines) for lines in group[1:]))


# --- the digest chain ---------------------------------------------------------------------------


# Canonical JSON: sorted keys, no white space, and UTF-8 characters as they are.
canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def moment(at):
    """Return a moment as text: UTC, whole milliseconds, such as 2026-01-31T18:00:00.000Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def sha256(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def printed_values(edition):
    """Return {field: what the digest covers of it: text, or JSON, or a uid} of all that is not empty."""
    values = {field: value for field in COLUMNS if (value := getattr(edition, field))}
    if edition.translation_of_uid:
        values["translation_of"] = str(edition.translation_of_uid)
    return values


def field_hashes(edition, values=None):
    """Return {field: SHA-256 of salt and canonical value} of all that was printed and is not empty."""
    hashes = {field: gone["hash"] for field, gone in edition.redacted.items()}
    for field, value in (values or printed_values(edition)).items():
        if field not in hashes:
            hashes[field] = sha256(edition.salts.get(field, "") + canonical(value))
    return hashes


def digest(edition, values=None):
    """Return the SHA-256 that holds an edition to its predecessor and to what it printed."""
    return sha256(
        canonical(
            {
                "format": FORMAT,
                "previous": edition.previous_digest,
                "article": str(edition.article_uid),
                "number": edition.number,
                "kind": str(edition.kind),
                "live_from": moment(edition.live_from),
                "recorded_at": moment(edition.recorded_at),
                "fields": field_hashes(edition, values),
            }
        )
    )


def seal(edition):
    """Give an edition its salts and its digest; its predecessor's digest must be in place."""
    edition.article_uid = edition.article.uid
    edition.translation_of_uid = edition.translation_of.uid if edition.translation_of_id else None
    values = printed_values(edition)
    for field in values:
        if field not in edition.redacted and field not in edition.salts:
            edition.salts[field] = salt()
    edition.digest = digest(edition, values)


# --- what a stranger needs to check it ------------------------------------------------------------


def as_json(editions, at):
    """Return what a stranger needs to check one article's editions up to `at`: see docs/reference/chain.md.

    It names no staff and gives no redacted text; of a story that readers can't read at `at`, its notes only.
    """
    editions = sorted((row for row in editions if row.live_from <= at), key=lambda row: row.number)
    is_readable = any(edition.is_live(at) for edition in editions)
    return {
        "format": FORMAT,
        "article": str(editions[0].article_uid),
        "editions": [_edition_as_json(edition, is_readable) for edition in editions],
    }


def _edition_as_json(edition, is_readable):
    values = printed_values(edition)
    return {
        "number": edition.number,
        "kind": str(edition.kind),
        "live_from": moment(edition.live_from),
        "recorded_at": moment(edition.recorded_at),
        "previous": edition.previous_digest,
        "digest": edition.digest,
        "fields": {
            field: _field_as_json(edition, field, hashed, is_readable, values)
            for field, hashed in field_hashes(edition, values).items()
        },
    }


def _field_as_json(edition, field, hashed, is_readable, values):
    if field in edition.redacted:
        return {"hash": hashed, "redacted": edition.redacted[field]["at"]}
    if field == "private" or not (is_readable or field == "note"):
        return {"hash": hashed}
    return {"salt": edition.salts[field], "value": values[field]}


# --- the archive's head -------------------------------------------------------------------------


def head(at):
    """Return the archive's head at `at`: it changes if anything sealed up to then does, or is missing.

    Months hash one after the other, so that those which are over are kept. Acts take a moment to be
    stored: a head to hand out is one of a minute ago, or older.
    """
    month = at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return _heads(_head_before(month), _sealed(at).filter(sealed_at__gte=month))


def _head_before(month):
    """Return the head at a month's start: kept under the count and the last digest of what it covers."""
    sealed = _sealed(month).filter(sealed_at__lt=month)
    last = sealed.last()
    if last is None:
        return ""
    key = f"head-{month:%Y-%m}-{sealed.count()}-{last[1]}"
    kept = cache.get(key)
    if kept is None:
        kept = _heads("", sealed)
        cache.set(key, kept, timeout=None)
    return kept


def _sealed(at):
    """Return (moment sealed, digest) of all that was sealed up to `at`, in the archive's order."""
    rows = (
        Edition.objects.printed(at).filter(sealed_at__lte=at).order_by("sealed_at", "article_uid", "number")
    )
    return rows.values_list("sealed_at", "digest")


def _heads(head, rows):
    """Return the head after `rows`: month by month, the SHA-256 of the head before and their digests."""
    for _month, sealed in groupby(rows.iterator(), key=lambda row: row[0].strftime("%Y-%m")):
        hashed = hashlib.sha256(head.encode())
        for _at, digest in sealed:
            hashed.update(f"\n{digest}".encode())
        head = hashed.hexdigest()
    return head
