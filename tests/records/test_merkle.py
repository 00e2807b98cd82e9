"""The tree of RFC 9162, against the vectors of Certificate Transparency and against its own definition."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.records import merkle

# The eight entries and the heads that every Certificate Transparency log is tested with (RFC 6962 and its
# reference implementation; RFC 9162 kept the hashes). Audit paths and consistency proofs: RFC 9162 §2.1.5.
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
HEADS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
SIZES = st.integers(1, 70)


def hashes(size: int) -> list[bytes]:
    return [merkle.leaf_hash(size.to_bytes(4, "big") + n.to_bytes(4, "big")) for n in range(size)]


def defined_root(leaves: list[bytes]) -> bytes:
    """MTH of §2.1.1, word for word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + defined_root(leaves[:k]) + defined_root(leaves[k:])).digest()


def defined_consistency(old: int, leaves: list[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF of §2.1.4.1, word for word."""
    if old == len(leaves):
        return [] if whole else [defined_root(leaves)]
    k = merkle.split(len(leaves))
    if old <= k:
        return [*defined_consistency(old, leaves[:k], whole=whole), defined_root(leaves[k:])]
    return [*defined_consistency(old - k, leaves[k:], whole=False), defined_root(leaves[:k])]


def test_empty_tree() -> None:
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_published_heads(size: int) -> None:
    assert merkle.root(LEAVES[:size]).hex() == HEADS[size - 1]


def test_audit_paths_of_the_seven_leaves_of_the_rfc() -> None:
    """§2.1.5: PATH(0) = [b, h, l], PATH(3) = [c, g, l], PATH(4) = [f, j, k], PATH(6) = [i, k]."""
    a, b, c, d, e, f, j = LEAVES[:7]
    g, h, i = merkle.node_hash(a, b), merkle.node_hash(c, d), merkle.node_hash(e, f)
    k, line = merkle.node_hash(g, h), merkle.node_hash(i, j)
    paths = {n: merkle.audit_path(n, LEAVES[:7]) for n in (0, 3, 4, 6)}
    assert paths == {0: [b, h, line], 3: [c, g, line], 4: [f, j, k], 6: [i, k]}


@pytest.mark.parametrize("old", range(1, 8))
def test_published_heads_follow_each_other(old: int) -> None:
    for size in range(old, 9):
        path = defined_consistency(old, LEAVES[:size])
        heads = bytes.fromhex(HEADS[old - 1]), bytes.fromhex(HEADS[size - 1])
        assert merkle.is_consistent(old, heads[0], size, heads[1], path)
        if size > old:
            assert not merkle.is_consistent(old, heads[1], size, heads[0], path)
            assert not merkle.is_consistent(old, heads[0], size, heads[1], path[:-1])


@given(SIZES)
def test_root_is_the_defined_one(size: int) -> None:
    assert merkle.root(hashes(size)) == defined_root(hashes(size))


@given(st.data(), SIZES)
def test_a_path_proves_its_leaf_and_no_other(data: st.DataObject, size: int) -> None:
    leaves = hashes(size)
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size - 1))
    path, head = merkle.audit_path(index, leaves), merkle.root(leaves)
    assert merkle.is_included(leaves[index], index, size, path, head)
    assert merkle.is_included(leaves[other], index, size, path, head) == (other == index)
    assert not merkle.is_included(leaves[index], index, size, [*path, head], head)
    assert not merkle.is_included(leaves[index], size, size, path, head)
    if path:
        assert not merkle.is_included(leaves[index], index, size, path[:-1], head)


@given(st.data(), SIZES)
def test_a_tree_that_grew_is_consistent_and_another_is_not(data: st.DataObject, size: int) -> None:
    leaves = hashes(size)
    old = data.draw(st.integers(1, size))
    path = defined_consistency(old, leaves)
    before, head = merkle.root(leaves[:old]), merkle.root(leaves)
    assert merkle.is_consistent(old, before, size, head, path)
    forged = merkle.root([merkle.leaf_hash(b"another"), *leaves[1:old]])
    assert not merkle.is_consistent(old, forged, size, head, path)
