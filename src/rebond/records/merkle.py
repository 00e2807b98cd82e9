"""Merkle trees as RFC 9162 (Certificate Transparency v2) draws them, with SHA-256. Pure."""

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY = sha256().digest()
"""Root of a tree without leaf (§2.1.1)."""


def leaf_hash(entry: bytes) -> bytes:
    """§2.1.1: the prefix keeps a leaf from ever being taken for a node."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """§2.1.1."""
    return sha256(b"\x01" + left + right).digest()


def split(size: int) -> int:
    """The largest power of two smaller than ``size`` (at least 2)."""
    return int(1 << ((size - 1).bit_length() - 1))


def root(hashes: Sequence[bytes]) -> bytes:
    """The head of the tree over these leaves' hashes (§2.1.1)."""
    range_ = CompactRange()
    range_.extend(hashes)
    return range_.root()


def audit_path(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """The proof that leaf ``index`` is in the tree, from its neighbour up (§2.1.3.1)."""
    if len(hashes) <= 1:
        return []
    half = split(len(hashes))
    if index < half:
        return [*audit_path(index, hashes[:half]), root(hashes[half:])]
    return [*audit_path(index - half, hashes[half:]), root(hashes[:half])]


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], head: bytes) -> bool:
    """Whether ``path`` leads from the leaf's hash to the head of a tree of ``size`` leaves (§2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == head


def is_consistent(old_size: int, old_head: bytes, size: int, head: bytes, path: Sequence[bytes]) -> bool:
    """Whether ``path`` shows that the tree of ``size`` leaves began as the one of ``old_size`` (§2.1.4.2)."""
    if old_size == size:
        return old_head == head and not path
    if not 0 < old_size < size:
        return False
    steps = list(path)
    if old_size & (old_size - 1) == 0:
        steps.insert(0, old_head)
    if not steps:
        return False
    place, last = old_size - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old == old_head and new == head


class CompactRange:
    """A growing tree of which only the full subtrees on its right edge are held: log₂(size) hashes."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []  # heads of full subtrees, largest first

    def append(self, leaf: bytes) -> None:
        """One leaf more."""
        edge, size = self._edge, self.size
        while size & 1:
            leaf = node_hash(edge.pop(), leaf)
            size >>= 1
        edge.append(leaf)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Some leaves more."""
        for leaf in leaves:
            self.append(leaf)

    def root(self) -> bytes:
        """The head of what was added so far."""
        if not self._edge:
            return EMPTY
        found = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            found = node_hash(left, found)
        return found
