"""Check a story's history.json, without Newsroom: python3 verify.py history.json

The format is described in reference/chain.md. Needs Python 3.8 or newer, and nothing else.
"""

import hashlib
import json
import sys


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text):
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def field_hash(field):
    """Return the hash that is given, or that of the salt and the value."""
    return field["hash"] if "hash" in field else sha256(field["salt"] + canonical(field["value"]))


def digest(uid, edition):
    sealed = {key: edition[key] for key in ("number", "kind", "live_from", "recorded_at", "previous")}
    fields = {name: field_hash(field) for name, field in edition["fields"].items()}
    return sha256(canonical({"format": "newsroom-1", "article": uid, "fields": fields, **sealed}))


def faults(history):
    """Yield a sentence for all that is wrong."""
    if history["format"] != "newsroom-1":
        yield f"the format {history['format']} is unknown"
        return
    previous, live_from = "", ""
    for number, edition in enumerate(history["editions"], start=1):
        if edition["number"] != number:
            yield f"edition {number} is missing: {edition['number']} stands in its place"
        if edition["previous"] != previous:
            yield f"edition {edition['number']} does not follow the one before it"
        if edition["live_from"] <= live_from:
            yield f"edition {edition['number']} is not later than the one before it"
        if digest(history["article"], edition) != edition["digest"]:
            yield f"edition {edition['number']} is not what its digest says"
        previous, live_from = edition["digest"], edition["live_from"]


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        history = json.load(file)
    found = list(faults(history))
    sys.stdout.write(("\n".join(found) or f"{len(history['editions'])} editions, no fault.") + "\n")
    sys.exit(1 if found else 0)
