"""What is too large for memory and may stand nowhere in the clear: kept in a file without a name, encrypted.

The key exists in this process only, and so does the way to the file: when the process ends, also when it is killed,
the file is gone, and what was on the disk reads as noise.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from io import RawIOBase
from typing import IO, TYPE_CHECKING

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

CHUNK = 256 * 1024


class Spool(RawIOBase):
    """Written once, from beginning to end; read as often as needed (``delivery.Stream``)."""

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - it lives as long as this does
        # One key for one stream, so the counter may begin anywhere.
        self._cipher = Cipher(AES(os.urandom(32)), CTR(os.urandom(16)))
        self._writer = self._cipher.encryptor()
        self._size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer, /) -> int:
        sealed = self._writer.update(bytes(data))
        while sealed:
            sealed = sealed[self._file.write(sealed) :]
        count = memoryview(data).nbytes
        self._size += count
        return count

    def tell(self) -> int:
        return self._size

    def __len__(self) -> int:
        return self._size

    def __bool__(self) -> bool:
        """Also while it is empty: ``zipfile`` asks whether there is a file."""
        return True

    def chunks(self) -> Iterator[bytes]:
        reader = self._cipher.decryptor()
        at = 0
        while sealed := os.pread(self._file.fileno(), CHUNK, at):
            at += len(sealed)
            yield reader.update(sealed)

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()
