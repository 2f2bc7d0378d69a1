"""What was printed and what changed: word diffs, three-way merges, the digest chain.

The chain's format is described in docs/reference/chain.md.
"""

import hashlib
import json
import re
from datetime import UTC
from difflib import SequenceMatcher
from itertools import groupby, pairwise

from merge3 import Merge3

from .models.edition import Edition, salt

FORMAT = "newsroom-1"


# --- word diffs ---------------------------------------------------------------------------------


def words(text):
    """Split a text into words, each with the white space that follows it."""
    return re.findall(r"\S+\s*|\s+", text)


def paragraphs(text):
    """Split a text into paragraphs, each with the blank lines that follow it."""
    return re.findall(r".+?(?:\n[ \t]*\n\s*|\Z)", text, re.DOTALL)


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


def _merge_parts(field, base, theirs, mine, finer):
    for group in Merge3(base, theirs, mine).merge_groups():
        if group[0] != "conflict":
            yield "".join(group[1])
        elif finer:
            yield from _merge_parts(field, *(finer("".join(lines)) for lines in group[1:]), None)
        else:
            raise Clash(field, *("".join(lines) for lines in group[1:]))


# --- the digest chain ---------------------------------------------------------------------------


def canonical(value):
    """Return JSON with sorted keys, no white space, and UTF-8 characters as they are."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def moment(at):
    """Return a moment as text: UTC, whole milliseconds, such as 2026-01-31T18:00:00.000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def sha256(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def printed_value(edition, field):
    """Return what the digest covers of a field: text, or JSON, or a uid."""
    if field == "translation_of":
        return str(edition.translation_of.uid) if edition.translation_of_id else ""
    return getattr(edition, field)


def field_hashes(edition):
    """Return {field: SHA-256 of salt and canonical value} of all that was printed and is not empty."""
    hashes = {field: gone["hash"] for field, gone in edition.redacted.items()}
    for field in edition.PRINTED:
        value = printed_value(edition, field)
        if value and field not in hashes:
            hashes[field] = sha256(edition.salts.get(field, "") + canonical(value))
    return hashes


def digest(edition):
    """Return the SHA-256 that holds an edition to its predecessor and to what it printed."""
    return sha256(
        canonical(
            {
                "format": FORMAT,
                "previous": edition.previous_digest,
                "article": str(edition.article.uid),
                "number": edition.number,
                "kind": str(edition.kind),
                "live_from": moment(edition.live_from),
                "recorded_at": moment(edition.recorded_at),
                "fields": field_hashes(edition),
            }
        )
    )


def seal(edition):
    """Give an edition its salts and its digest; its predecessor's digest must be in place."""
    for field in edition.PRINTED:
        if printed_value(edition, field) and field not in edition.redacted:
            edition.salts.setdefault(field, salt())
    edition.digest = digest(edition)


def faults(editions):
    """Yield (edition, sentence) for all that is wrong with one article's editions, given in order."""
    editions = list(editions)
    for edition in editions:
        yield from ((edition, fault) for fault in _own_faults(edition, editions[0]))
    for before, after in pairwise(editions):
        yield from ((after, fault) for fault in _joint_faults(before, after))
    if editions[0].number != 1:
        yield editions[0], f"edition 1 to {editions[0].number - 1} missing"
    if editions[0].previous_digest:
        yield editions[0], "names a predecessor, and there is none"
    if editions[-1].live_until is not None:
        yield editions[-1], "ends, and no edition follows it"


def _own_faults(edition, first):
    if digest(edition) != edition.digest:
        yield "its text or its columns do not match its digest"
    if edition.first_published_at != first.live_from:
        yield "its first publication is not the first edition's moment"
    if edition.sealed_at != max(edition.recorded_at, edition.live_from):
        yield "its place in the archive is not the later of its record and its moment"
    if edition.section_as_printed and edition.section.slug != edition.section_as_printed["slug"]:
        yield "its section is not the printed one"
    if edition.published_by and edition.published_by.username != edition.private.get("by"):
        yield "who published it is not who its record names"


def _joint_faults(before, after):
    if after.number != before.number + 1:
        yield f"edition {before.number + 1} is missing before it"
    if after.previous_digest != before.digest:
        yield f"does not follow edition {before.number}: the chain is broken"
    if before.live_until is None or before.live_until > after.live_from:
        yield f"overlaps edition {before.number}"
    elif before.live_until < after.live_from:
        yield f"leaves a gap after edition {before.number}"
    retracted = after.kind == Edition.Kind.RETRACTION or (
        before.is_retracted and after.kind != Edition.Kind.RESTORATION
    )
    if after.is_retracted != retracted:
        yield "its mark as retracted does not follow from its kind"
