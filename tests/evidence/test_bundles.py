"""Packing, unpacking and telling machines apart; and the zips an enemy would send."""

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebond.evidence import bundles
from rebond.evidence.bundles import machines_in_paths, machines_in_zip, pack, unpack
from rebond.evidence.parsing import Unreadable


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def code_of(raw: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        list(machines_in_zip(raw))
    return refusal.value.code


def test_one_file_is_stored_as_it_is():
    assert pack({"a.json": b"{}"}) == b"{}"
    assert unpack(b"{}") == {"report": b"{}"}


@given(st.dictionaries(st.sampled_from(["a", "b.txt", "c/d", "é"]), st.binary(max_size=50), min_size=2))
def test_several_files_come_back_and_always_pack_to_the_same_bytes(files):
    files = {name: b"x" + content for name, content in files.items()}
    assert unpack(pack(files)) == files
    assert pack(dict(reversed(files.items()))) == pack(files)


def test_nothing_and_nested_zips_are_not_packed():
    for files, code in [
        ({}, "empty"),
        ({"a": zipped(("x", b""))}, "nested_zip"),
        ({"../a": b"", "b": b""}, "unsafe_name"),
    ]:
        with pytest.raises(Unreadable) as refusal:
            pack(files)
        assert refusal.value.code == code


def test_a_folder_is_one_machine_and_a_loose_file_another():
    raw = zipped(
        ("b/lshw.json", b"1"),
        ("b/smart.json", b"2"),
        ("c\\dmi.txt", b"3"),
        ("d.txt", b"4"),
        ("b/.DS_Store", b"5"),
    )
    expected = [
        ("b", {"lshw.json": b"1", "smart.json": b"2"}),
        ("c", {"dmi.txt": b"3"}),
        ("d.txt", {"d.txt": b"4"}),
    ]
    assert list(machines_in_zip(raw)) == expected
    assert list(machines_in_zip(io.BytesIO(raw))) == expected


def test_folders_files_and_zips_on_disk(tmp_path):
    (tmp_path / "park/pc1").mkdir(parents=True)
    (tmp_path / "park/pc1/lshw.json").write_bytes(b"1")
    (tmp_path / "park/pc1/dmi.txt").write_bytes(b"2")
    (tmp_path / "park/pc1/link").symlink_to("/etc/passwd")
    (tmp_path / "park/more.zip").write_bytes(zipped(("pc2/a", b"3")))
    (tmp_path / "alone.txt").write_bytes(b"4")
    assert list(machines_in_paths([tmp_path / "park", tmp_path / "alone.txt"])) == [
        ("pc2", {"a": b"3"}),
        ("pc1", {"dmi.txt": b"2", "lshw.json": b"1"}),
        ("alone.txt", {"alone.txt": b"4"}),
    ]


@pytest.mark.parametrize("name", ["../a", "a/../../b", "/etc/passwd", "C:\\a", "..\\a"])
def test_paths_that_leave_the_folder_are_refused(name):
    assert code_of(zipped((name, b""))) == "unsafe_name"


def test_links_are_refused():
    link = zipfile.ZipInfo("a")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    assert code_of(zipped((link, b"/etc/passwd"))) == "symlink"


def test_passwords_are_refused():
    raw = bytearray(zipped(("a", b"secret")))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    assert code_of(bytes(raw)) == "encrypted"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice_is_refused():
    assert code_of(zipped(("a", b"1"), ("a", b"2"))) == "duplicate_name"


def test_a_zip_in_a_zip_is_refused():
    assert code_of(zipped(("a", zipped(("b", b""))))) == "nested_zip"


def test_a_bomb_is_stopped_by_what_comes_out_of_it():
    assert code_of(zipped(("a", b"\0" * 4 * 1024**2))) == "zip_bomb"


def test_a_bomb_whose_header_lies_is_refused():
    raw = bytearray(zipped(("a", b"\0" * 4 * 1024**2)))
    entry = raw.index(b"PK\x01\x02")
    raw[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    assert code_of(bytes(raw)) in ("broken_zip", "zip_bomb")


@pytest.mark.parametrize(
    ("limit", "code"),
    [
        ("FILE_BYTES", "file_too_large"),
        ("BUNDLE_BYTES", "bundle_too_large"),
        ("ARCHIVE_BYTES", "archive_too_large"),
    ],
)
def test_sizes_are_limited(monkeypatch, limit, code):
    monkeypatch.setattr(bundles, limit, 15)
    assert code_of(zipped(("pc/a", b"0123456789"), ("pc/b", b"0123456789abcdef"))) == code


def test_the_number_of_members_is_limited(monkeypatch):
    monkeypatch.setattr(bundles, "MEMBERS", 2)
    assert code_of(zipped(("a", b""), ("b", b""), ("c", b""))) == "too_many_files"


def test_a_large_file_on_disk_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(bundles, "FILE_BYTES", 3)
    (tmp_path / "a").write_bytes(b"1234")
    with pytest.raises(Unreadable) as refusal:
        list(machines_in_paths([tmp_path]))
    assert refusal.value.code == "file_too_large"


@pytest.mark.parametrize("cut", [5, 30, 60, -1])
def test_a_truncated_zip_is_refused(cut):
    assert code_of(zipped(("a", b"0123456789"))[:cut]) == "broken_zip"


@given(st.data())
def test_any_damage_gives_files_or_a_refusal(data):
    raw = bytearray(zipped(("pc/a", b"0123456789" * 20), ("b", b"")))
    for _ in range(data.draw(st.integers(1, 4))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Unreadable):
        machines = list(machines_in_zip(bytes(raw)))
        assert all(isinstance(content, bytes) for _, files in machines for content in files.values())
