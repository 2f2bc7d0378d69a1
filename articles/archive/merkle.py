"""Merkle trees as in RFC 6962 (RFC 9162, 2.1): roots and proofs over the hashes of leaves."""

import hashlib


def leaf(data):
    return hashlib.sha256(b"\0" + data).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root(leaves):
    """Return the root over hashes of leaves."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    half = _half(leaves)
    return node(root(leaves[:half]), root(leaves[half:]))


def inclusion(leaves, index):
    """Return the hashes that lead from a leaf to the root, the nearest first."""
    if len(leaves) == 1:
        return []
    half = _half(leaves)
    if index < half:
        return [*inclusion(leaves[:half], index), root(leaves[half:])]
    return [*inclusion(leaves[half:], index - half), root(leaves[:half])]


def consistency(leaves, size, is_whole=True):
    """Return the hashes that prove that the tree of the first `size` leaves is a beginning of this one."""
    if size in (0, len(leaves)):
        return [] if is_whole else [root(leaves)]
    half = _half(leaves)
    if size <= half:
        return [*consistency(leaves[:half], size, is_whole), root(leaves[half:])]
    return [*consistency(leaves[half:], size - half, False), root(leaves[:half])]


def _half(leaves):
    """Return the largest power of two that is smaller than the number of leaves."""
    return 1 << (len(leaves) - 1).bit_length() - 1
