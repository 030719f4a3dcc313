"""What must be read or found again and may not lie on the disk in the open: a caller's full number.

Sealed, it is encrypted (AES-256-GCM) with a key of `secrets.json`. Beside it stands its name, a keyed hash by
which the same number is found without opening anything. Without the key neither tells a number; a plain hash
would, since there are few numbers. Keys of different purposes open nothing of one another.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from contracts.errors import HotlineError

NONCE_BYTES = 12
KEY_BYTES = 32


class SealError(HotlineError):
    """It cannot be opened: it was sealed with another key, or changed since."""


class Seal:
    """Seals and names for one purpose."""

    def __init__(self, secret: str, purpose: str) -> None:
        """`secret` is that of the instance, `purpose` what it is kept for, as `screening`."""
        self._purpose = purpose.encode()
        self._cipher = AESGCM(_key(secret, purpose, "seal"))
        self._naming = _key(secret, purpose, "name")

    def close(self, text: str) -> str:
        """The text sealed; another one each time."""
        nonce = os.urandom(NONCE_BYTES)
        return base64.b64encode(nonce + self._cipher.encrypt(nonce, text.encode(), self._purpose)).decode()

    def open(self, sealed: str) -> str:
        """The text again. Raises `SealError`."""
        try:
            raw = base64.b64decode(sealed, validate=True)
            return self._cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], self._purpose).decode()
        except (ValueError, InvalidTag):
            raise SealError(
                "this number cannot be opened: it was sealed with the key of another secrets.json. Bring "
                "that one back from a backup"
            ) from None

    def name(self, text: str) -> str:
        """The same for the same text: 64 hexadecimal digits."""
        return hmac.new(self._naming, text.encode(), hashlib.sha256).hexdigest()


def _key(secret: str, purpose: str, use: str) -> bytes:
    info = f"hotline {purpose} {use}".encode()
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=info).derive(secret.encode())
