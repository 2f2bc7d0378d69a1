"""Check what a newsroom says of its past, without Newsroom:

    python3 verify.py history.json                          a story's chain
    python3 verify.py history.json 2.tlog-proof             that an edition of it is in a checkpoint
    python3 verify.py checkpoint-7 checkpoint-9 consistency-7-9    that nothing before the first was rewritten

The format is described in reference/chain.md. Needs Python 3.8 or newer, and nothing else.
"""

import base64
import hashlib
import json
import re
import sys
from datetime import datetime

MOST_BYTES = 100_000_000
FORMATS = ("newsroom-1", "newsroom-2")
TEXTLESS = ("withdrawal", "expiry")
KINDS = {"first", "minor", "update", "clarification", "correction", "retraction", "restoration", *TEXTLESS}
UID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
SALT = re.compile(r"[0-9a-f]{32}", re.ASCII)
NAME = re.compile(r"[a-z][a-z_]{0,39}", re.ASCII)
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z", re.ASCII)
STRING_OR_SPACE = re.compile(r'("[^"\\]*(?:\\.[^"\\]*)*")|[ \t\n\r]+')


class Unreadable(Exception):
    """A file that is no history, with a sentence that says why."""


def demand(is_right, sentence):
    if not is_right:
        raise Unreadable(sentence)


# --- reading: one text has one meaning, and one meaning is written in one way ---


def read(raw):
    """Return the history that the bytes of a file hold; raise Unreadable for whatever could be read twice."""
    demand(len(raw) <= MOST_BYTES, f"the file has more than {MOST_BYTES} bytes")
    try:
        text = raw.decode("utf-8")
        history = json.loads(
            text, object_pairs_hook=_object, parse_float=_number, parse_constant=_number, parse_int=_integer
        )
        written = json.dumps(history, separators=(",", ":"), ensure_ascii=False)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"the file is no JSON in UTF-8: {error}") from error
    demand(
        STRING_OR_SPACE.sub(lambda match: match[1] or "", text) == written,
        "the file writes a text or a number in another way than canonical JSON does",
    )
    check_form(history)
    return history


def _object(pairs):
    demand(len({key for key, _value in pairs}) == len(pairs), "an object has two values of one key")
    return dict(pairs)


def _number(text):
    raise Unreadable(f"{text[:40]} is no whole number")


def _integer(text):
    demand(len(text) <= 16, f"{text[:40]} is larger than any number here")
    return int(text)


# --- the form: exact keys, and the form of all that is hashed ---


def check_form(history):
    """Raise Unreadable where a history has another form than reference/chain.md says."""
    _keys("the file", history, {"format", "article", "editions"})
    demand(history["format"] in FORMATS, f"the format is none of {FORMATS}")
    _text("the article", history["article"], UID)
    editions = history["editions"]
    demand(isinstance(editions, list) and editions, "there is no edition")
    for place, edition in enumerate(editions, start=1):
        _check_edition(f"the edition in place {place}", edition, history["format"])
    _check_shown(editions)
    newest = max(format_of(edition) for edition in editions)
    demand(newest == history["format"], f"the file is of {history['format']}, and its editions are not")


def format_of(edition):
    """Return an edition's format; a file of the first one names it once for all."""
    return edition.get("format", FORMATS[0])


def _check_edition(where, edition, format):
    keys = {"number", "kind", "live_from", "recorded_at", "previous", "digest", "fields"}
    keys |= set() if format == FORMATS[0] else {"format"}
    _keys(where, edition, keys)
    demand(format_of(edition) in FORMATS, f"{where} is of no known format")
    demand(type(edition["number"]) is int, f"{where} has no number")
    demand(isinstance(edition["kind"], str) and edition["kind"] in KINDS, f"{where} is of no known kind")
    _moment(where, edition["live_from"])
    _moment(where, edition["recorded_at"])
    if edition["previous"] != "":
        _text(f"the previous digest of {where}", edition["previous"], HASH)
    _text(f"the digest of {where}", edition["digest"], HASH)
    demand(isinstance(edition["fields"], dict), f"{where} has no fields")
    for name, field in edition["fields"].items():
        _text(f"a field's name of {where}", name, NAME)
        _check_field(f"the field {name} of {where}", field, edition["recorded_at"])


def _check_field(where, field, recorded_at):
    demand(isinstance(field, dict), f"{where} is no object")
    if "hash" in field:
        _keys(where, field, {"hash", "redacted"} if "redacted" in field else {"hash"})
        _text(f"the hash of {where}", field["hash"], HASH)
        redacted_at = field.get("redacted", recorded_at)
        _moment(where, redacted_at)
        demand(redacted_at >= recorded_at, f"{where} was redacted before it was recorded")
        return
    _keys(where, field, {"salt", "value"})
    _text(f"the salt of {where}", field["salt"], SALT)
    demand(type(field["value"]) in (str, list, dict) and field["value"], f"{where} has no value")


def _check_shown(editions):
    """Raise Unreadable where words are held back without a word of it, or given of a story that is gone."""
    is_readable = editions[-1]["kind"] not in TEXTLESS
    for place, edition in enumerate(editions, start=1):
        for name, field in edition["fields"].items():
            is_public = name == "note" or (is_readable and name != "private")
            is_right = "redacted" in field or ("value" in field) == is_public
            said = "is given, and is not public" if "value" in field else "is held back, and was not redacted"
            demand(is_right, f"the field {name} of the edition in place {place} {said}")


def _keys(where, thing, keys):
    demand(isinstance(thing, dict) and set(thing) == keys, f"{where} has other keys than {sorted(keys)}")


def _text(where, text, form):
    demand(isinstance(text, str) and form.fullmatch(text), f"{where} is not written as it must be")


def _moment(where, text):
    _text(f"a moment of {where}", text, MOMENT)
    try:
        datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")
    except ValueError as error:
        raise Unreadable(f"a moment of {where} is not in the calendar") from error


# --- the chain ---


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def field_hash(field, format):
    """Return the hash that is given, or that of the salt and the value."""
    if "hash" in field:
        return field["hash"]
    salt, value = field["salt"], field["value"]
    return sha256(salt + canonical(value) if format == FORMATS[0] else canonical([salt, value]))


def digest(uid, edition):
    sealed = {key: edition[key] for key in ("number", "kind", "live_from", "recorded_at", "previous")}
    format = format_of(edition)
    fields = {name: field_hash(field, format) for name, field in edition["fields"].items()}
    return sha256(canonical({"format": format, "article": uid, "fields": fields, **sealed}))


def faults(history):
    """Yield a sentence for all that is wrong in the chain of a history that `read` returned."""
    previous, live_from, format = "", "", FORMATS[0]
    for number, edition in enumerate(history["editions"], start=1):
        if edition["number"] != number:
            yield f"edition {number} is missing: {edition['number']} stands in its place"
        if edition["previous"] != previous:
            yield f"edition {edition['number']} does not follow the one before it"
        if edition["live_from"] <= live_from:
            yield f"edition {edition['number']} is not later than the one before it"
        if digest(history["article"], edition) != edition["digest"]:
            yield f"edition {edition['number']} is not what its digest says"
        if format_of(edition) < format:
            yield f"edition {edition['number']} is of an older format than the one before it"
        previous, live_from, format = edition["digest"], edition["live_from"], format_of(edition)


# --- checkpoints: c2sp.org/tlog-checkpoint and tlog-proof, the tree as in RFC 9162 ---

ROOT = r"[A-Za-z0-9+/]{42}[048AEIMQUYcgkosw]="  # 32 bytes: two bits of the last digit say nothing
NOTE = re.compile(rf"(\S+)\n(0|[1-9][0-9]{{0,15}})\n({ROOT})\n\n(?:— \S+ [A-Za-z0-9+/=]+\n)+", re.ASCII)
PROOF = re.compile(
    rf"c2sp\.org/tlog-proof@v1\nindex (0|[1-9][0-9]{{0,15}})\n((?:{ROOT}\n)*)\n(.*)", re.ASCII | re.DOTALL
)
HASHES = re.compile(rf"(?:{ROOT}\n)*", re.ASCII)


def checkpoint(text):
    """Return (origin, size, root) of a checkpoint. Its signature is for others to check: see chain.md."""
    match = NOTE.fullmatch(text)
    demand(match and match[1].isprintable(), "this is no checkpoint")  # it is printed: no code of a terminal
    return match[1], int(match[2]), base64.b64decode(match[3])


def hashes(text):
    demand(HASHES.fullmatch(text), "this is no list of hashes")
    return [base64.b64decode(line) for line in text.splitlines()]


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_included(leaf, index, size, root, path):
    """Ask whether the hashes lead from a leaf to the root: RFC 9162, 2.1.3.2."""
    first, last, found = index, size - 1, hashlib.sha256(b"\x00" + leaf).digest()
    if index >= size:
        return False
    for each in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            found = node(each, found)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            found = node(found, each)
        first, last = first >> 1, last >> 1
    return last == 0 and found == root


def is_beginning(old, new, path):
    """Ask whether an older (size, root) is a beginning of a newer one: RFC 9162, 2.1.4.2."""
    (old_size, old_root), (new_size, new_root) = old, new
    if old_size == new_size or old_size == 0:
        return not path and (old_size == 0 or old_root == new_root)
    if old_size > new_size or not path:
        return False
    if old_size & (old_size - 1) == 0:
        path = [old_root, *path]
    first, last = old_size - 1, new_size - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    older = newer = path[0]
    for each in path[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            older, newer = node(each, older), node(each, newer)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            newer = node(newer, each)
        first, last = first >> 1, last >> 1
    return last == 0 and (older, newer) == (old_root, new_root)


# --- the command ---


def check_history(history):
    """Return what to print of a story's chain, and whether it is without a fault."""
    found = list(faults(history))
    return "\n".join(found) or f"{len(history['editions'])} editions, no fault.", not found


def check_inclusion(history, proof):
    """Return which edition of a story is in the checkpoint of a proof."""
    match = PROOF.fullmatch(proof)
    demand(match, "this is no proof of inclusion")
    origin, size, root = checkpoint(match[3])
    path = hashes(match[2])
    for edition in history["editions"]:
        if is_included(edition["digest"].encode(), int(match[1]), size, root, path):
            return f"Edition {edition['number']} is in the checkpoint of {size} of {origin}.", True
    return "No edition of this story is in the checkpoint at that place.", False


def check_consistency(old, new, proof):
    """Return whether an older checkpoint is a beginning of a newer one."""
    (old_origin, *old), (new_origin, *new) = checkpoint(old), checkpoint(new)
    demand(old_origin == new_origin, "the checkpoints are of two newsrooms")
    is_right = is_beginning(old, new, hashes(proof))
    return ("Nothing before the first was rewritten." if is_right else "The past was rewritten."), is_right


def main(*paths):
    """Return what to print of the files, and whether they are without a fault."""
    try:
        raw = [_bytes(path) for path in paths]
        if len(raw) == 3:
            return check_consistency(*(each.decode() for each in raw))
        history = read(raw[0])
        said, is_right = check_history(history)
        return check_inclusion(history, raw[1].decode()) if is_right and len(raw) == 2 else (said, is_right)
    # The third: too deep to hash, though not to read.
    except (OSError, UnicodeDecodeError, RecursionError, Unreadable) as error:
        return str(error), False


def _bytes(path):
    with open(path, "rb") as file:
        return file.read(MOST_BYTES + 1)


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 4:
        sys.exit(__doc__)
    said, is_right = main(*sys.argv[1:])
    sys.stdout.write(said + "\n")
    sys.exit(0 if is_right else 1)
