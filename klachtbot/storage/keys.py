"""The master keys: from ``KLACHTBOT_KEYS``, or for a SQLite file from a key file beside it.

``KLACHTBOT_KEYS`` reads ``id:base64,id:base64``; the first is current (it wraps what is new), the others still open
what they once wrapped. Key material never stands in a message or a repr.
"""

from __future__ import annotations

import base64
import binascii
import itertools
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from klachtbot.storage.crypto import KEY_BYTES, Sealed, new_key, seal, unseal
from klachtbot.storage.refusals import KeyFileExposed, KeysMalformed, KeysMissing, KeysWrong

SETTING = "KLACHTBOT_KEYS"
_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")


@dataclass(frozen=True, slots=True)
class MasterKeys:
    """``current`` is the id of the key that wraps what is new."""

    current: str
    keys: Mapping[str, bytes] = field(repr=False)
    setting: str = SETTING

    def wrap(self, data_key: bytes, *, place: str) -> tuple[str, bytes]:
        """The id of the master key and the data key wrapped by it."""
        return self.current, seal(self.keys[self.current], data_key, place=place)

    def unwrap(self, key_id: str, wrapped: bytes, *, place: str) -> bytes:
        """The data key; raises ``KeysMissing`` or ``KeysWrong``."""
        master = self.keys.get(key_id)
        if master is None:
            raise KeysMissing(setting=self.setting, detail=f" (id {key_id})")
        try:
            return unseal(master, wrapped, place=place)
        except Sealed:
            raise KeysWrong(setting=self.setting, detail=f" (id {key_id})") from None


def parse_keys(text: str, *, setting: str = SETTING) -> MasterKeys:
    """Raises ``KeysMalformed``, which says which part is wrong (by its place, from 1) and never what stood there."""
    keys: dict[str, bytes] = {}
    for place, part in enumerate(text.strip().split(","), start=1):
        id, colon, encoded = part.strip().partition(":")
        if not colon or not _ID.fullmatch(id):
            raise KeysMalformed(setting=setting, detail=f"{place}: id?")
        if id in keys:
            raise KeysMalformed(setting=setting, detail=f"{place}: id 2x")
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            raise KeysMalformed(setting=setting, detail=f"{place}: base64?") from None
        if len(key) != KEY_BYTES:
            raise KeysMalformed(setting=setting, detail=f"{place}: {len(key)} bytes")
        keys[id] = key
    return MasterKeys(current=next(iter(keys)), keys=keys, setting=setting)


def new_keys_text() -> str:
    """A fresh value for ``KLACHTBOT_KEYS``."""
    return _written("k1", new_key())


def key_file_of(database: Path) -> Path:
    return database.with_name(database.name + ".keys")


def read_key_file(path: Path) -> MasterKeys | None:
    """The keys in a key file, None when there is no such file; raises ``KeyFileExposed`` when others may read it."""
    try:
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    with os.fdopen(fd, encoding="ascii", errors="replace") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise KeyFileExposed(setting=SETTING, detail=path.name)
        return parse_keys(file.read(), setting=path.name)


def put_first(path: Path, keys: MasterKeys) -> MasterKeys:
    """Put a fresh key in front in the key file, before those that stand there; on disk before this returns.

    The file is replaced in one go: whenever it ends, there is a whole one, and none without the keys that were there.
    """
    n = next(n for n in itertools.count(len(keys.keys) + 1) if f"k{n}" not in keys.keys)
    text = ",".join([_written(f"k{n}", new_key()), *(_written(id, key) for id, key in keys.keys.items())])
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    _write_new(new, text)
    new.replace(path)
    _keep_name(path)
    return parse_keys(text, setting=path.name)


def _written(id: str, key: bytes) -> str:
    return f"{id}:{base64.b64encode(key).decode()}"


def make_key_file(path: Path) -> MasterKeys:
    """Make the key file, once: mode 0600 from the first byte, on disk before this returns.

    When somebody else made it in the meantime, theirs holds.
    """
    text = new_keys_text()
    try:
        _write_new(path, text)
    except FileExistsError:
        theirs = read_key_file(path)
        assert theirs is not None
        return theirs
    _keep_name(path)
    return parse_keys(text, setting=path.name)


def _write_new(path: Path, text: str) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(fd, "w", encoding="ascii") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def _keep_name(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # the name must outlive a power cut, too
    finally:
        os.close(folder)
