"""The data home: one folder that holds the database, the keys and the files of one association.

``REBOND_HOME`` names it; without it, ``var/`` of the current folder. Everything that must be kept is in
there.
"""

import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """Paths of one installation."""

    root: Path

    @property
    def database(self) -> Path:
        return self.root / "rebond.sqlite3"

    @property
    def secret_key(self) -> Path:
        return self.root / "secret.key"

    @property
    def signing_key(self) -> Path:
        return self.root / "signing.key"

    @property
    def last_head(self) -> Path:
        """The last signed head of the sealed tree, out of the reach of whoever holds the database alone."""
        return self.root / "last-head.json"

    @property
    def passphrase_file(self) -> Path:
        """Opens the signing key. Better kept elsewhere than beside it: REBOND_PASSPHRASE_FILE."""
        return Path(os.environ.get("REBOND_PASSPHRASE_FILE") or self.root / "signing.passphrase")

    def passphrase(self) -> bytes | None:
        """None when there is none: the key, which is encrypted, then stays shut."""
        path = self.passphrase_file
        return path.read_bytes().strip() or None if path.exists() else None

    def remember_head(self, told: bytes) -> None:
        """Write the last signed head, whole or not at all."""
        handle, draft = tempfile.mkstemp(dir=self.root, prefix=".last-head.")
        with os.fdopen(handle, "wb") as file:
            file.write(told)
        os.replace(draft, self.last_head)

    def replace_signing_key(self, pem: bytes) -> None:
        """Write a new key in place of the one before, which is kept beside under its rank."""
        rank = 1 + sum(1 for _ in self.root.glob("signing.key.*"))
        if self.signing_key.exists():
            os.link(self.signing_key, self.root / f"signing.key.{rank}")
        draft = self.root / ".signing.key.new"
        draft.unlink(missing_ok=True)
        _write_once(draft, pem)
        os.replace(draft, self.signing_key)


def current() -> Home:
    """The home named by the environment."""
    return Home(Path(os.environ.get("REBOND_HOME", "var")).absolute())


def prepare(home: Home) -> None:
    """Create the folder and the missing keys, readable by their owner alone. Existing keys are never
    touched: see :func:`empty_keys`.
    """
    home.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_once(home.secret_key, secrets.token_urlsafe(50).encode())
    _write_once(home.passphrase_file, secrets.token_urlsafe(32).encode())
    if not home.signing_key.exists():
        _write_once(home.signing_key, _encrypted(None, home))
    if b"ENCRYPTED" not in (kept := home.signing_key.read_bytes()):  # made before keys were encrypted
        draft = home.root / ".signing.key.new"
        draft.unlink(missing_ok=True)
        _write_once(draft, _encrypted(kept, home))
        os.replace(draft, home.signing_key)


def empty_keys(home: Home) -> list[Path]:
    """The keys that are there and hold nothing: a copy that went wrong. Nothing here makes one."""
    keys = (home.secret_key, home.signing_key, home.passphrase_file)
    return [path for path in keys if path.exists() and not path.read_bytes().strip()]


def _encrypted(pem: bytes | None, home: Home) -> bytes:
    """A key, a new one when there is none, encrypted by the passphrase of the home."""
    # Here and not above: 7 MB of library that most processes never need.
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = serialization.load_pem_private_key(pem, None) if pem else Ed25519PrivateKey.generate()
    locked = serialization.BestAvailableEncryption(home.passphrase() or b"")
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, locked)


def _write_once(path: Path, content: bytes) -> None:
    """Whole under its name, or not at all: a full disk or a killed process leaves no half key behind."""
    if path.exists():
        return
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)  # unlike a renaming, never over a key that somebody just made
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)
