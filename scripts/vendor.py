"""Copy the front-end files we ship from their npm tarballs, and write VENDOR.lock. A developer's tool.

    python scripts/vendor.py TARBALLS

TARBALLS is a folder; a tarball missing from it is fetched there with `npm pack`. Running it twice gives
the same bytes. Two kinds of file are not copied as they are: stylesheets lose their source-map comment (the
map is not shipped, and Django's manifest storage refuses a stylesheet that points at an absent file), and
the icon sprite is built from single Tabler icons under our own names.
"""

import hashlib
import re
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[1] / "src/rebond/web/static/vendor"
NPM_TIMEOUT_S = 120


@dataclass(frozen=True)
class Package:
    """One npm package: the folder it goes to, and which of its files (relative to the package) we ship."""

    npm_name: str
    version: str
    licence: str
    folder: str
    files: tuple[str, ...] = ()

    @property
    def tarball(self) -> str:
        """The file name `npm pack` gives: scope and name joined by a dash."""
        return f"{self.npm_name.lstrip('@').replace('/', '-')}-{self.version}.tgz"


BOOTSTRAP = Package(
    "bootstrap",
    "5.3.9",
    "MIT",
    "bootstrap",
    ("LICENSE", "dist/css/bootstrap-reboot.min.css", "dist/css/bootstrap-grid.min.css"),
)
FONT = Package(
    "@fontsource/atkinson-hyperlegible",
    "5.3.0",
    "OFL-1.1",
    "atkinson-hyperlegible",
    (
        "LICENSE",
        "files/atkinson-hyperlegible-latin-400-normal.woff2",
        "files/atkinson-hyperlegible-latin-400-italic.woff2",
        "files/atkinson-hyperlegible-latin-700-normal.woff2",
        "files/atkinson-hyperlegible-latin-ext-400-normal.woff2",
        "files/atkinson-hyperlegible-latin-ext-400-italic.woff2",
        "files/atkinson-hyperlegible-latin-ext-700-normal.woff2",
    ),
)
TABLER = Package("@tabler/icons", "3.51.0", "MIT", "tabler-icons", ("LICENSE",))

# Our name for an icon → Tabler's outline icon. `state-*` names follow the values of a device's state.
ICONS = {
    "alert": "alert-triangle",
    "arrow-back": "arrow-back-up",
    "arrow-left": "arrow-left",
    "arrow-right": "arrow-right",
    "box": "box",
    "briefcase": "briefcase",
    "brush": "brush",
    "building": "building",
    "building-bank": "building-bank",
    "building-community": "building-community",
    "bulb": "bulb",
    "calendar": "calendar",
    "cash": "cash-register",
    "chart": "chart-bar",
    "check": "check",
    "chevron-down": "chevron-down",
    "clipboard": "clipboard-list",
    "clock": "clock",
    "device-desktop": "device-desktop",
    "device-laptop": "device-laptop",
    "device-monitor": "device-tv",
    "device-phone": "device-mobile",
    "device-tablet": "device-tablet",
    "disk": "database",
    "download": "download",
    "eraser": "eraser",
    "eye": "eye",
    "file": "file",
    "file-download": "file-download",
    "file-text": "file-text",
    "filter": "filter",
    "folder": "folder",
    "friends": "friends",
    "gift": "gift",
    "hammer": "hammer",
    "hand": "hand-stop",
    "heart": "heart",
    "history": "history",
    "home": "home",
    "info": "info-circle",
    "key": "key",
    "link": "link",
    "list": "list",
    "lock": "lock",
    "login": "login",
    "logout": "logout",
    "mail": "mail",
    "map-pin": "map-pin",
    "merge": "arrow-merge",
    "minus": "minus",
    "moon": "moon",
    "mouse": "mouse",
    "package": "package",
    "pencil": "pencil",
    "phone": "phone",
    "photo": "photo",
    "pic-apple": "apple",
    "pic-bike": "bike",
    "pic-boat": "sailboat",
    "pic-car": "car",
    "pic-cat": "cat",
    "pic-cup": "cup",
    "pic-dog": "dog",
    "pic-fish": "fish",
    "pic-flower": "flower",
    "pic-star": "star",
    "pic-tree": "tree",
    "pic-umbrella": "umbrella",
    "plus": "plus",
    "power": "power",
    "printer": "printer",
    "qrcode": "qrcode",
    "receipt": "receipt",
    "recycle": "recycle",
    "refresh": "refresh",
    "robot": "robot",
    "scan": "scan",
    "school": "school",
    "search": "search",
    "server": "server",
    "settings": "settings",
    "shield-check": "shield-check",
    "shield-x": "shield-x",
    "social": "message-circle",
    "split": "arrows-split",
    "state-blocked": "lock",
    "state-cleared": "shield-check",
    "state-dismantled": "hammer",
    "state-found": "zoom-question",
    "state-handed_over": "gift",
    "state-lost": "question-mark",
    "state-merged": "arrow-merge",
    "state-ready": "circle-check",
    "state-received": "inbox",
    "state-recycled": "recycle",
    "state-refused": "ban",
    "state-reserved": "bookmark",
    "state-scrapped": "trash",
    "stethoscope": "stethoscope",
    "sun": "sun",
    "tag": "tag",
    "theme": "sun-moon",
    "tool": "tool",
    "trash": "trash",
    "truck": "truck",
    "upload": "upload",
    "user": "user",
    "users": "users",
    "volume": "volume",
    "world": "world",
    "x": "x",
}


def main(tarballs: Path) -> None:
    """Rewrite every vendored file, then the lock that lists them."""
    entries = [
        lock_entry(path, package)
        for package in (BOOTSTRAP, FONT, TABLER)
        for path in unpack(package, tarballs)
    ]
    lock = "# Written by scripts/vendor.py; checked by tests/web/test_vendor.py.\n\n" + "\n".join(entries)
    (VENDOR / "VENDOR.lock").write_text(lock, encoding="utf-8")


def unpack(package: Package, tarballs: Path) -> Iterator[Path]:
    """Write the package's files under VENDOR and yield where each one went."""
    folder = VENDOR / package.folder
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fetched(package, tarballs)) as archive:
        shipped = {Path(name).name: shipped_bytes(archive, name) for name in package.files}
        if package is TABLER:
            shipped["icons.svg"] = sprite(archive)
    for name, content in shipped.items():
        (folder / name).write_bytes(content)
        yield folder / name


def fetched(package: Package, tarballs: Path) -> Path:
    """The package's tarball, fetched with npm if it is not in the folder yet."""
    tarball = tarballs / package.tarball
    if not tarball.exists():
        fetch = ["npm", "pack", f"{package.npm_name}@{package.version}", "--pack-destination", str(tarballs)]
        subprocess.run(fetch, check=True, timeout=NPM_TIMEOUT_S)
    return tarball


def read(archive: tarfile.TarFile, name: str) -> bytes:
    """The bytes of one regular file of an npm tarball, named relative to its package. KeyError if absent."""
    member = archive.extractfile(f"package/{name}")
    if member is None:
        raise KeyError(f"{name} is not a regular file of the tarball")
    return member.read()


def shipped_bytes(archive: tarfile.TarFile, name: str) -> bytes:
    """The file as we ship it: unchanged, but for a stylesheet's source-map comment."""
    content = read(archive, name)
    return re.sub(rb"\n?/\*# sourceMappingURL=.*?\*/", b"\n", content) if name.endswith(".css") else content


def sprite(archive: tarfile.TarFile) -> bytes:
    """One SVG whose symbols carry our icon names; stroke and fill come from the page's `.icon` class."""
    symbols = "\n".join(
        symbol(name, read(archive, f"icons/outline/{ICONS[name]}.svg")) for name in sorted(ICONS)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n'.encode()


def symbol(name: str, icon: bytes) -> str:
    """The drawing of one Tabler icon, without its invisible 24 by 24 ground."""
    shapes = re.findall(r"<(?!svg|path stroke=\"none\")\w[^>]*/>", icon.decode())
    return f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(shapes)}</symbol>'


def lock_entry(path: Path, package: Package) -> str:
    """The lock's TOML table for one shipped file."""
    fields = {
        "path": path.relative_to(VENDOR).as_posix(),
        "name": package.npm_name,
        "version": package.version,
        "licence": package.licence,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    return "[[file]]\n" + "".join(f'{key} = "{text}"\n' for key, text in fields.items())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Usage: python scripts/vendor.py TARBALLS")
    main(Path(sys.argv[1]))
