"""The data home: one folder that holds the database, the keys and the files of one association.

``REBOND_HOME`` names it; without it, ``var/`` of the current folder. Everything that must be kept is in
there.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


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
    touched.
    """
    home.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write_once(home.secret_key, secrets.token_urlsafe(50).encode())
    _write_once(home.signing_key, _new_signing_key())


def _new_signing_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write_once(path: Path, content: bytes) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(content)
