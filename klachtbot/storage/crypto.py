"""Locking away what is personal: AES-256-GCM under a data key, data keys wrapped by a master key.

A sealed value is ``nonce (12 bytes) || ciphertext || tag (16 bytes)``. The *place* of a value (``table.column:row``)
is authenticated with it, so a cell that is moved or swapped does not open.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class Sealed(Exception):
    """The value does not open: another key, another place, or it was changed."""


def new_key() -> bytes:
    """32 random bytes. Never derived from the master: a derived key cannot be destroyed."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, value: bytes, *, place: str) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, value, place.encode())


def unseal(key: bytes, sealed: bytes, *, place: str) -> bytes:
    """The value; raises ``Sealed``."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
    except (InvalidTag, ValueError, TypeError):
        raise Sealed(place) from None
