"""Documents of a dossier: what one is, who may read it, and which files are taken in.

What is accepted and what is refused stands in two tables below. What a file *is*, its content says; its name only has
to agree with it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NewType

from klachtbot.domain.model import ComplaintId

DocumentId = NewType("DocumentId", str)
"""Our own id of a document (32 hex digits)."""

LARGEST = 20 * 1024 * 1024
"""The most bytes of one document."""

LONGEST_NAME = 120


class DocumentKind(StrEnum):
    """What a document is."""

    LETTER = "letter"  # one of ours, frozen as it was sent
    MAIL = "mail"  # the words and the calendar file of a mail, as it was sent
    COMPLAINT = "complaint"  # the complaint itself, in writing
    CORRESPONDENCE = "correspondence"  # letters and mails of others
    REACTION = "reaction"  # of who the complaint is about
    REPORT = "report"  # of a conversation or a hearing
    RULING = "ruling"  # of the committee, signed or with its reasons (R18)
    AUTHORISATION = "authorisation"  # of a representative (R2)
    OTHER = "other"


class Reading(StrEnum):
    """May who the complaint is about read it? (R20)"""

    WHOLE = "whole"
    SHIELDED = "shielded"  # only a version in which others are made unreadable
    WITHHELD = "withheld"  # no, and it is written down why


class DocumentState(StrEnum):
    AWAITED = "awaited"  # added to the dossier; its content is still being fetched from Slack
    KEPT = "kept"
    FAILED = "failed"  # it could not be fetched, or was refused: see ``code``


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document with its content. ``name`` and ``reason`` are personal and stored encrypted.

    ``media_type`` "": as the content says (``examined``), which refuses what is not taken in; a letter that we made
    ourselves says its own. ``shielded`` is the document that may be read instead, ``reason`` why nobody may.
    ``origin`` is a code for where it comes from: an entry, a row of the outbox, a file in Slack.
    """

    kind: DocumentKind
    name: str = field(repr=False)
    content: bytes = field(repr=False)
    media_type: str = ""
    reading: Reading | None = None  # None: nobody chose yet
    shielded: DocumentId | None = None
    reason: str = field(default="", repr=False)
    origin: str = ""


@dataclass(frozen=True, slots=True)
class AwaitedDocument:
    """A document whose content stands in Slack and is fetched later. ``slack_file`` is Slack's id of it ("F…")."""

    kind: DocumentKind
    name: str = field(repr=False)
    slack_file: str
    reading: Reading | None = None
    shielded: DocumentId | None = None
    reason: str = field(default="", repr=False)
    origin: str = ""


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document without its content.

    ``name`` and ``reason`` are None when it was loaded unopened. ``media_type``, ``size`` and ``digest`` are empty
    while it is awaited. ``digest`` is keyed: equal for equal bytes in this database, and meaningless outside it.
    ``code`` says why it failed.
    """

    id: DocumentId
    complaint: ComplaintId
    kind: DocumentKind
    state: DocumentState
    added_at: datetime
    media_type: str
    size: int
    digest: bytes
    reading: Reading | None
    shielded: DocumentId | None
    origin: str
    slack_file: str = ""
    code: str = ""
    name: str | None = field(default=None, repr=False)
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document with its content; its row is opened."""

    row: DocumentRow
    content: bytes = field(repr=False)


class FileRefused(Exception):
    """This file is not taken in; ``code`` says why (see ``REFUSED``), nothing of what is in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _endings(text: str) -> frozenset[str]:
    return frozenset(text.split())


EMPTY, TOO_LARGE, UNKNOWN, MISMATCH = "empty", "too_large", "unknown", "mismatch"
PROGRAM, SCRIPT, ARCHIVE, LOCKED, OLD_OFFICE = "program", "script", "archive", "locked", "old_office"

REFUSED: Mapping[str, frozenset[str]] = {
    # by the ending of the name, and by what the content is, whatever its name
    PROGRAM: _endings("exe dll com scr msi elf so bin app apk dex dmg deb rpm jar class swf wasm crx lnk nes"),
    SCRIPT: _endings("sh bash bat cmd ps1 vbs vbe js mjs jse wsf wsh hta py pl rb php html htm xhtml svg xml"),
    ARCHIVE: _endings("zip rar 7z tar gz tgz bz2 xz zst lz z cab iso ar cpio lzo"),
    # the old formats of Office, and the new ones with macros: both can hold programs
    OLD_OFFICE: _endings("doc dot xls xlt ppt pot docm dotm xlsm xlsb pptm"),
    # a PDF or Office file with a password: nobody could read it in the archive
    LOCKED: frozenset(),
    EMPTY: frozenset(),
    TOO_LARGE: frozenset(),
    MISMATCH: frozenset(),
    UNKNOWN: frozenset(),
}
"""What is refused, by the code of the refusal."""

ACCEPTED: Mapping[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "image/gif": ("gif",),
    "image/tiff": ("tif", "tiff"),
    "image/heic": ("heic", "heif"),
    "application/rtf": ("rtf",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/vnd.oasis.opendocument.text": ("odt",),
    "application/vnd.oasis.opendocument.spreadsheet": ("ods",),
    "text/plain": ("txt", "md", "csv", "eml"),
    "audio/mpeg": ("mp3",),
    "audio/mp4": ("m4a",),
    "audio/x-wav": ("wav",),
    "audio/ogg": ("ogg", "oga", "opus"),
    "video/mp4": ("mp4", "m4v"),
    "video/quicktime": ("mov",),
}
"""What is taken in: the media type of the content, and the endings its name may have."""

SUFFIXES = tuple(suffix for suffixes in ACCEPTED.values() for suffix in suffixes)

_REFUSED_SUFFIX = {suffix: code for code, suffixes in REFUSED.items() for suffix in suffixes}

_OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/workbook.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_ZIPPED = frozenset({"zip", "docx", "xlsx", "pptx", "odt", "ods", "odp", "epub"})
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office, and new Office behind a password
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|\?xml|html|head|body|script|svg|iframe)", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def examined(name: str, content: bytes, *, largest: int = LARGEST) -> str:
    """The media type of a file that may come in. Raises ``FileRefused``."""
    if not content:
        raise FileRefused(EMPTY)
    if len(content) > largest:
        raise FileRefused(TOO_LARGE)
    refuse_by_name(name)
    media_type = _content_type(content)
    if suffix_of(name) not in ACCEPTED[media_type]:
        raise FileRefused(MISMATCH)
    return media_type


def refuse_by_name(name: str) -> None:
    """What can be seen before the file is here. Raises ``FileRefused``."""
    suffix = suffix_of(name)
    if suffix in _REFUSED_SUFFIX:
        raise FileRefused(_REFUSED_SUFFIX[suffix])
    if suffix not in SUFFIXES:
        raise FileRefused(UNKNOWN)


def suffix_of(name: str) -> str:
    _, dot, suffix = name.rpartition(".")
    return suffix.strip().casefold() if dot else ""


def _content_type(content: bytes) -> str:
    if content.startswith(_OLE):
        raise FileRefused(OLD_OFFICE)
    if content.startswith(b"#!") or _MARKUP.match(content[:1024]):
        raise FileRefused(SCRIPT)
    import filetype  # with the first file, not at the start

    kind = filetype.guess(content)
    if kind is None:
        return _text(content)
    if kind.extension in _ZIPPED:
        return _office(content)
    if kind.extension in _REFUSED_SUFFIX:
        raise FileRefused(_REFUSED_SUFFIX[kind.extension])
    if kind.mime not in ACCEPTED:
        raise FileRefused(UNKNOWN)
    if kind.mime == "application/pdf" and _ENCRYPTED.search(content):
        raise FileRefused(LOCKED)
    return str(kind.mime)


def _office(content: bytes) -> str:
    """The media type of an Office file, which is a zip with known parts. Raises ``FileRefused`` for any other zip."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = set(archive.namelist())
            told = archive.open("mimetype").read(100).decode("ascii", "replace") if "mimetype" in parts else ""
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError):
        raise FileRefused(ARCHIVE) from None
    if any(part.endswith("vbaProject.bin") for part in parts):
        raise FileRefused(OLD_OFFICE)
    found = told if told in ACCEPTED else next((type for part, type in _OFFICE.items() if part in parts), None)
    if found is None:
        raise FileRefused(ARCHIVE)
    return found


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(UNKNOWN) from None
    if _CONTROLS.search(text):
        raise FileRefused(UNKNOWN)
    return "text/plain"
