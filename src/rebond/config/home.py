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


def current() -> Home:
    """The home named by the environment."""
    return Home(Path(os.environ.get("REBOND_HOME", "var")).absolute())


def prepare(home: Home) -> None:
    """Create the folder and the missing keys, readable by their owner alone. Existing keys are never
    touched: see :func:`empty_keys`.
    """
    home.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_once(home.secret_key, secrets.token_urlsafe(50).encode())
    _write_once(home.signing_key, _new_signing_key())


def empty_keys(home: Home) -> list[Path]:
    """The keys that are there and hold nothing: a copy that went wrong. Nothing here makes one."""
    keys = (home.secret_key, home.signing_key)
    return [path for path in keys if path.exists() and not path.read_bytes().strip()]


def _new_signing_key() -> bytes:
    # Here and not above: 7 MB of library that the server never needs.
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


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
