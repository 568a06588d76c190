"""Encryption of single fields, and a keyed hash to find them by."""

import hashlib
import hmac
import os
import tempfile
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet

from common.settings import get_settings

FINGERPRINT = b"fingerprint"


def _make_key(path: Path) -> bytes:
    """Write a new key, or read the one another process made in the same moment.

    The file appears under its name only when complete: all processes start together and none of
    them may read half a key.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(Fernet.generate_key())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)
    return path.read_bytes().strip()


@lru_cache(maxsize=4)
def _key_in(path: Path) -> bytes:
    return path.read_bytes().strip() if path.exists() else _make_key(path)


def _key() -> bytes:
    """The key of the `FIELD_KEY` setting, or one made at first use, readable by the owner only."""
    settings = get_settings()
    if settings.field_key:
        return settings.field_key.encode()
    return _key_in(settings.var_dir / "secrets" / "field.key")


def encrypt(text: str) -> str:
    """A token only this installation can read."""
    return Fernet(_key()).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text of a token. Raises cryptography.fernet.InvalidToken for anything else."""
    return Fernet(_key()).decrypt(token.encode()).decode()


def fingerprint(text: str) -> str:
    """A keyed hash: equal texts have equal fingerprints, and nobody else can make them."""
    key = hmac.new(_key(), FINGERPRINT, hashlib.sha256).digest()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
