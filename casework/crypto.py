"""Encryption of single fields, and a keyed hash to find them by."""

import hashlib
import hmac
import os
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet

from common.settings import get_settings


def _make_key(path: Path) -> bytes:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes().strip()
    key = Fernet.generate_key()
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
    return key


@lru_cache(maxsize=1)
def _key() -> bytes:
    """The key of the `FIELD_KEY` setting, or one made at first use, readable by the owner only."""
    settings = get_settings()
    if settings.field_key:
        return settings.field_key.encode()
    path = settings.var_dir / "secrets" / "field.key"
    return path.read_bytes().strip() if path.exists() else _make_key(path)


def encrypt(text: str) -> str:
    """A token only this installation can read."""
    return Fernet(_key()).encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """The text of a token. Raises cryptography.fernet.InvalidToken for anything else."""
    return Fernet(_key()).decrypt(token.encode()).decode()


def fingerprint(text: str) -> str:
    """A keyed hash: equal texts have equal fingerprints, and nobody else can make them."""
    return hmac.new(_key(), text.encode(), hashlib.sha256).hexdigest()
