"""The tree as the database holds it: every leaf, and the heads of its full subtrees from 256 leaves on."""

from collections.abc import Sequence

from rebond.records import merkle
from rebond.records.models import Leaf, Node

BLOCK_LEVEL = 8
BLOCK = 1 << BLOCK_LEVEL


class Tree:
    """Proofs from a tree of ``size`` leaves; what was read is kept for the next proof.

    A proof costs a block of leaves and one node for each level above.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._blocks: dict[int, list[bytes]] = {}
        self._nodes: dict[tuple[int, int], bytes] = {}

    def root(self) -> bytes:
        """The head."""
        return self._head(0, self.size)

    def path(self, index: int) -> list[bytes]:
        """The proof that leaf ``index`` is in the tree (RFC 9162 §2.1.3.1)."""
        steps, first, last = [], 0, self.size
        while last - first > BLOCK:
            half = first + merkle.split(last - first)
            if index < half:
                steps.append(self._head(half, last))
                last = half
            else:
                steps.append(self._head(first, half))
                first = half
        return merkle.audit_path(index - first, self._leaves(first, last)) + steps[::-1]

    def _head(self, first: int, last: int) -> bytes:
        """Of the leaves ``first`` ≤ index < ``last``; ``first`` begins a subtree of at least that size."""
        size = last - first
        if size < BLOCK:
            return merkle.root(self._leaves(first, last))
        if size & (size - 1) == 0:
            level = size.bit_length() - 1
            return self._node(level, first >> level)
        half = first + merkle.split(size)
        return merkle.node_hash(self._head(first, half), self._head(half, last))

    def _node(self, level: int, index: int) -> bytes:
        if (level, index) not in self._nodes:
            self._nodes[level, index] = _node(level, index)
        return self._nodes[level, index]

    def _leaves(self, first: int, last: int) -> list[bytes]:
        block = first >> BLOCK_LEVEL
        start = block << BLOCK_LEVEL
        if block not in self._blocks:
            self._blocks[block] = _hashes(start, start + BLOCK)
        return self._blocks[block][first - start : last - start]


def _node(level: int, index: int) -> bytes:
    return bytes(Node.objects.get(level=level, position=index).hash)


def _hashes(first: int, last: int) -> list[bytes]:
    """Of the leaves ``first`` ≤ index < ``last``."""
    found = Leaf.objects.filter(position__gte=first, position__lt=last).order_by("position")
    return [bytes(row) for row in found.values_list("hash", flat=True)]


def new_nodes(first: int, hashes: Sequence[bytes]) -> list[Node]:
    """The full subtrees that these leaves, the next from ``first`` on, complete."""
    block, size = first >> BLOCK_LEVEL, first + len(hashes)
    waiting = _hashes(block << BLOCK_LEVEL, first) + list(hashes)
    made: dict[tuple[int, int], bytes] = {}
    for number in range(block, size >> BLOCK_LEVEL):
        start = (number - block) << BLOCK_LEVEL
        level, index, head = BLOCK_LEVEL, number, merkle.root(waiting[start : start + BLOCK])
        made[level, index] = head
        while index & 1:
            left = made.get((level, index - 1)) or _node(level, index - 1)
            level, index, head = level + 1, index >> 1, merkle.node_hash(left, head)
            made[level, index] = head
    return [Node(level=level, position=index, hash=head) for (level, index), head in made.items()]
