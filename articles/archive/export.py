"""What a stranger needs to check one article's chain: docs/reference/chain.md."""

from .digests import FORMATS, field_hashes, in_one_order, iso_milliseconds, printed_values


def as_json(editions, at):
    """Return what a stranger needs to check one article's editions up to `at`: see docs/reference/chain.md.

    It names no staff and gives no redacted text; of a story that readers can't read at `at`, its notes only.
    """
    editions = sorted((row for row in editions if row.live_from <= at), key=lambda row: row.number)
    is_readable = any(edition.is_live(at) for edition in editions)
    # A story with records of the first format alone is told as it always was.
    format = max(edition.format for edition in editions)
    told = [_edition_as_json(edition, is_readable) for edition in editions]
    if format != FORMATS[0]:
        told = [{"format": edition.format, **row} for edition, row in zip(editions, told, strict=True)]
    return {"format": format, "article": str(editions[0].article_uid), "editions": told}


def _edition_as_json(edition, is_readable):
    values = printed_values(edition)
    return {
        "number": edition.number,
        "kind": str(edition.kind),
        "live_from": iso_milliseconds(edition.live_from),
        "recorded_at": iso_milliseconds(edition.recorded_at),
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
    return {"salt": edition.salts[field], "value": in_one_order(values[field])}
