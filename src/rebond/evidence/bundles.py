"""Files that came together: packed to be stored, unpacked to be read, told apart into machines.

A zip is an enemy until proven otherwise: sizes are counted while decompressing, never believed from its
header, and anything that a bench never sends (links, passwords, zips in zips, paths upwards) refuses it.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from rebond.evidence.parsing.facts import Unreadable

FILE_BYTES = 32 * 1024**2
BUNDLE_BYTES = 64 * 1024**2
ARCHIVE_BYTES = 1024**3
MEMBERS = 5_000
RATIO = 200
SINGLE = "report"

_RATIO_FROM_BYTES = 1024**2
_CHUNK_BYTES = 64 * 1024
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED = 0x1
_DRIVE_LETTER = re.compile(r"[A-Za-z]:")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    struct.error,
    OverflowError,
    OSError,
)


def pack(files: Mapping[str, bytes]) -> bytes:
    """One blob to store: a single file as it is, several as an uncompressed zip, always the same bytes.

    Raises Unreadable: 'empty', 'unsafe_name', 'duplicate_name', 'nested_zip', 'file_too_large',
    'bundle_too_large', 'too_many_files'.
    """
    if not files:
        raise Unreadable("empty")
    if len(files) > MEMBERS:
        raise Unreadable("too_many_files")
    for name, content in files.items():
        _refuse_content(name, content)
    if sum(map(len, files.values())) > BUNDLE_BYTES:
        raise Unreadable("bundle_too_large")
    if len(files) == 1:
        return next(iter(files.values()))
    return _zipped(files)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    by_name = {_safe_name(name): content for name, content in files.items()}
    if len(by_name) < len(files):
        raise Unreadable("duplicate_name")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(by_name):
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system, member.external_attr = 3, 0o644 << 16
            archive.writestr(member, by_name[name])
    return packed.getvalue()


def unpack(raw: bytes) -> dict[str, bytes]:
    """What was packed; a single file is named `report`. Raises Unreadable as machines_in_zip does."""
    if not raw.startswith(_ZIP_MARKS):
        _refuse_content(SINGLE, raw)
        return {SINGLE: raw}
    with _opened(io.BytesIO(raw)) as archive:
        return _Reader(archive, BUNDLE_BYTES).files(_members(archive))


def machines_in_zip(raw: bytes | BinaryIO) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Each machine's label and files: a folder is one machine, a file outside any folder is one by itself.

    Only one machine is in memory at a time. Raises Unreadable for the whole zip: 'broken_zip',
    'encrypted', 'symlink', 'unsafe_name', 'duplicate_name', 'nested_zip', 'zip_bomb',
    'file_too_large', 'bundle_too_large', 'archive_too_large', 'too_many_files'.
    """
    with _opened(io.BytesIO(raw) if isinstance(raw, bytes) else raw) as archive:
        reader = _Reader(archive, ARCHIVE_BYTES)
        for label, members in _by_machine(_members(archive)).items():
            files = reader.files(members)
            yield (label, {PurePosixPath(name).name: content for name, content in files.items()})


def machines_in_paths(paths: Iterable[Path]) -> Iterator[tuple[str, dict[str, bytes]]]:
    """Each machine's label and files, from files, folders (looked into to the bottom) and zips on disk.

    Links are not followed. Raises Unreadable as machines_in_zip does, and OSError where the disk does;
    a caller who wants to go on after a bad path gives one path at a time.
    """
    for path in paths:
        if path.is_dir():
            yield from _machines_in_folder(path)
        elif _is_zip(path):
            with path.open("rb") as archive:
                yield from machines_in_zip(archive)
        else:
            yield path.name, _read_all([path])


def _machines_in_folder(folder: Path) -> Iterator[tuple[str, dict[str, bytes]]]:
    entries = sorted(entry for entry in folder.iterdir() if _is_wanted(entry.name) and not _is_special(entry))
    files = [entry for entry in entries if entry.is_file() and not _is_zip(entry)]
    if files:
        yield folder.name, _read_all(files)
    yield from machines_in_paths(entry for entry in entries if entry not in files)


def _read_all(files: list[Path]) -> dict[str, bytes]:
    if sum(file.stat().st_size for file in files) > BUNDLE_BYTES:
        raise Unreadable("bundle_too_large", files[0].parent.name)
    contents: dict[str, bytes] = {}
    for file in files:
        with file.open("rb") as opened:
            contents[file.name] = opened.read(FILE_BYTES + 1)
        _refuse_content(file.name, contents[file.name])
    return contents


def _is_zip(path: Path) -> bool:
    with path.open("rb") as opened:
        return opened.read(4) in _ZIP_MARKS


def _is_special(path: Path) -> bool:
    """True for a link, a pipe or a device: nothing that a bench leaves in a folder."""
    return path.is_symlink() or not (path.is_dir() or path.is_file())


def _is_wanted(name: str) -> bool:
    """False for what desktops leave in folders: `.DS_Store`, `__MACOSX`."""
    return not name.startswith((".", "__MACOSX"))


def _refuse_content(name: str, content: bytes) -> None:
    if len(content) > FILE_BYTES:
        raise Unreadable("file_too_large", name)
    if content.startswith(_ZIP_MARKS):
        raise Unreadable("nested_zip", name)


def _opened(stream: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(stream)
    except (*_BROKEN, ValueError) as error:
        raise Unreadable("broken_zip", str(error)) from None


def _safe_name(name: str) -> str:
    """The name with `/` between its parts. Absolute names and steps upwards are refused."""
    parts = name.replace("\\", "/").split("/")
    is_unsafe = not parts[0] or ".." in parts or "\0" in name or _DRIVE_LETTER.match(name)
    if is_unsafe:
        raise Unreadable("unsafe_name", name[:200])
    return "/".join(part for part in parts if part not in ("", "."))


def _members(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of the zip by safe name, none of them read yet."""
    if len(archive.infolist()) > MEMBERS:
        raise Unreadable("too_many_files")
    members: dict[str, zipfile.ZipInfo] = {}
    for member in archive.infolist():
        name = _safe_name(member.orig_filename)
        if member.flag_bits & _ENCRYPTED:
            raise Unreadable("encrypted", name)
        if stat.S_ISLNK(member.external_attr >> 16):
            raise Unreadable("symlink", name)
        if name in members:
            raise Unreadable("duplicate_name", name)
        if not member.is_dir() and all(map(_is_wanted, name.split("/"))):
            members[name] = member
    return members


def _by_machine(members: Mapping[str, zipfile.ZipInfo]) -> dict[str, dict[str, zipfile.ZipInfo]]:
    machines: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for name, member in members.items():
        folder = str(PurePosixPath(name).parent)
        machines.setdefault(name if folder == "." else folder, {})[name] = member
    return machines


class _Reader:
    """Decompresses members and counts what really comes out, over the whole archive."""

    def __init__(self, archive: zipfile.ZipFile, most_bytes: int) -> None:
        self._archive = archive
        self._most_bytes = most_bytes
        self._read_bytes = 0

    def files(self, members: Mapping[str, zipfile.ZipInfo]) -> dict[str, bytes]:
        contents: dict[str, bytes] = {}
        size = 0
        for name, member in members.items():
            contents[name] = self._file(name, member)
            size += len(contents[name])
            if size > BUNDLE_BYTES:
                raise Unreadable("bundle_too_large", name)
        return contents

    def _file(self, name: str, member: zipfile.ZipInfo) -> bytes:
        try:
            with self._archive.open(member) as stream:
                content = b"".join(self._chunks(name, member, stream))
        except Unreadable:
            raise
        except (*_BROKEN, RuntimeError, ValueError) as error:
            raise Unreadable("broken_zip", f"{name}: {error}") from None
        _refuse_content(name, content)
        return content

    def _chunks(self, name: str, member: zipfile.ZipInfo, stream: IO[bytes]) -> Iterator[bytes]:
        size = 0
        while chunk := stream.read(_CHUNK_BYTES):
            size += len(chunk)
            self._read_bytes += len(chunk)
            if size > FILE_BYTES:
                raise Unreadable("file_too_large", name)
            if size > _RATIO_FROM_BYTES and size > RATIO * max(member.compress_size, 1):
                raise Unreadable("zip_bomb", name)
            if self._read_bytes > self._most_bytes:
                raise Unreadable("archive_too_large", name)
            yield chunk
