"""The digest that holds an edition to its predecessor and to what it printed: docs/reference/chain.md."""

import hashlib
import json
from datetime import UTC

from articles.models.edition import Edition, salt

FORMATS = ("newsroom-1", "newsroom-2")  # of records, oldest first; each keeps its own
COLUMNS = [field for field in Edition.PRINTED if field != "translation_of"]  # as their columns stand


# Canonical JSON: sorted keys, no white space, and UTF-8 characters as they are.
canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def in_one_order(value):
    """Return a stored value with the order of its keys as every database gives it: PostgreSQL keeps none."""
    return json.loads(canonical(value))


def iso_milliseconds(at):
    """Return a moment as text: UTC, whole milliseconds, such as 2026-01-31T18:00:00.000Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def sha256(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def hash_of(value):
    """Return the SHA-256 of a value as canonical JSON, in hexadecimal."""
    return sha256(canonical(value))


def printed_values(edition):
    """Return {field: what the digest covers of it: text, or JSON, or a uid} of all that is not empty."""
    values = {field: value for field in COLUMNS if (value := getattr(edition, field))}
    if edition.translation_of_uid:
        values["translation_of"] = str(edition.translation_of_uid)
    return values


def field_hashes(edition, values=None):
    """Return {field: SHA-256 of salt and value} of all that was printed and is not empty."""
    hashes = {field: edition.redacted[field]["hash"] for field in sorted(edition.redacted)}
    for field, value in (values or printed_values(edition)).items():
        if field not in hashes:
            hashes[field] = sha256(salted(edition.format, edition.salts.get(field, ""), value))
    return hashes


def salted(format, salt, value):
    """Return the text that is hashed for a value; in the first format, the length alone ends the salt."""
    return salt + canonical(value) if format == FORMATS[0] else canonical([salt, value])


def rest_hash(salt, rest):
    """Return what the log keeps of the rest where words were redacted: no digest covers it otherwise."""
    return hash_of([salt, rest])


def rows_hash(salt, rows):
    """Return the rest_hash of a list of rows that no memory has to hold at once."""
    hashed, sign = hashlib.sha256(f"[{canonical(salt)},[".encode()), ""
    for row in rows:
        hashed.update((sign + canonical(row)).encode("utf-8", "surrogatepass"))
        sign = ","
    hashed.update(b"]]")
    return hashed.hexdigest()


def digest(edition, values=None):
    """Return the SHA-256 that holds an edition to its predecessor and to what it printed."""
    return hash_of({
        "format": edition.format,
        "previous": edition.previous_digest,
        "article": str(edition.article_uid),
        "number": edition.number,
        "kind": str(edition.kind),
        "live_from": iso_milliseconds(edition.live_from),
        "recorded_at": iso_milliseconds(edition.recorded_at),
        "fields": field_hashes(edition, values),
    })  # fmt: skip


def seal_edition(edition):
    """Give an edition its format, salts and digest; its predecessor's digest must be in place."""
    edition.format = FORMATS[-1]
    edition.article_uid = edition.article.uid
    edition.translation_of_uid = edition.translation_of.uid if edition.translation_of_id else None
    values = printed_values(edition)
    for field in values:
        if field not in edition.redacted and field not in edition.salts:
            edition.salts[field] = salt()
    edition.digest = digest(edition, values)
