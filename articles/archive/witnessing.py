"""The head for others to witness: checkpoints, proofs and requests for time stamps, as text and DER.

Formats: c2sp.org/signed-note, tlog-checkpoint and tlog-proof; RFC 6962 of the tree, RFC 3161 of the request.
The leaves are the digests of the archive, as text, in its order.
"""

import hashlib
from urllib.parse import urlsplit

from articles.models import Edition

from . import merkle, signing
from .signing import base64_text, public_bytes

# TimeStampReq, version 1: SHA-256 follows; then certReq true.
REQUEST, WITH_CERTIFICATE = bytes.fromhex("30390201013031300d060960864801650304020105000420"), b"\x01\x01\xff"
ED25519 = b"\x01"


def digests(at):
    """Return [(article's UID, number, digest)] of all that was sealed up to `at`, in the archive's order."""
    return list(Edition.objects.sealed(at).values_list("article_uid", "number", "digest"))


def leaves(rows):
    return [merkle.leaf(digest.encode()) for _uid, _number, digest in rows]


def checkpoint(address, hashes):
    """Return the signed note of a tree: origin, size and root. SIGNING_KEY must be set."""
    origin = origin_of(address)
    text = f"{origin}\n{len(hashes)}\n{base64_text(merkle.root(hashes))}\n"
    key = signing.private_key()
    signature = key_id(origin, key) + key.sign(text.encode())
    return f"{text}\n— {origin} {base64_text(signature)}\n"


def is_root(note, hashes):
    """Ask whether a checkpoint is that of these leaves."""
    return note.splitlines()[2:3] == [base64_text(merkle.root(hashes))]


def verifier_key(address):
    """Return the public key as witnesses enter it: name, id and key."""
    origin, key = origin_of(address), signing.private_key()
    return f"{origin}+{key_id(origin, key).hex()}+{base64_text(ED25519 + public_bytes(key))}\n"


def time_stamp_request(note):
    """Return the RFC 3161 request, in DER, for a time stamp of a checkpoint."""
    return REQUEST + hashlib.sha256(note.encode()).digest() + WITH_CERTIFICATE


def inclusion_proof(note, hashes, index):
    """Return the proof that a leaf is in the tree of a checkpoint, which it holds."""
    lines = ["c2sp.org/tlog-proof@v1", f"index {index}", *map(base64_text, merkle.inclusion(hashes, index))]
    return "\n".join(lines) + f"\n\n{note}"


def consistency_proof(hashes, size):
    """Return the proof that a tree of `size` leaves is a beginning of this one: a hash a line."""
    return "".join(f"{base64_text(each)}\n" for each in merkle.consistency(hashes, size))


def origin_of(address):
    """Return a publication's address without its scheme, as logs are named."""
    parts = urlsplit(address)
    return f"{parts.netloc}{parts.path}".rstrip("/")


def key_id(name, key):
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_bytes(key)).digest()[:4]
