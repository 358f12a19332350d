"""Which files are taken into a dossier: what the content is, and a name that agrees with it."""

from __future__ import annotations

import io
import zipfile

import pytest

from klachtbot.usecases.documents import ACCEPTED, REFUSED, FileRefused, examined

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def zipped(**parts: bytes) -> bytes:
    """A zip with these parts; "__" in a name stands for "/", "_" for "."."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


ODT = zipped(mimetype=b"application/vnd.oasis.opendocument.text", content_xml=b"<office/>")
WORD = zipped(word__document_xml=b"<w/>")


@pytest.mark.parametrize(
    ("name", "content", "media_type"),
    [
        ("brief.pdf", b"%PDF-1.7\n%...", "application/pdf"),
        ("BRIEF.PDF", b"%PDF-1.7\n%...", "application/pdf"),
        ("foto.jpeg", b"\xff\xd8\xff\xe0" + b"\0" * 20, "image/jpeg"),
        ("brief.docx", WORD, DOCX),
        ("brief.odt", ODT, "application/vnd.oasis.opendocument.text"),
        ("verhaal.txt", "Hij kwam niet, twee keer. Één keer wel.\r\n".encode(), "text/plain"),
        ("opname.mp3", b"ID3\x03" + b"\0" * 20, "audio/mpeg"),
    ],
    ids=["pdf", "capitals", "photo", "word", "libreoffice", "text", "recording"],
)
def test_a_file_is_what_its_content_says(name: str, content: bytes, media_type: str) -> None:
    assert examined(name, content) == media_type


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("leeg.pdf", b"", "empty"),
        ("groot.pdf", b"%PDF-1.7" + b" " * 100, "too_large"),
        ("spel.exe", b"MZ" + b"\0" * 60, "program"),
        ("brief.pdf", b"MZ" + b"\0" * 60, "program"),
        ("brief.txt", b"\x7fELF" + b"\0" * 60, "program"),
        ("brief.txt", b"#!/bin/sh\necho", "script"),
        ("brief.txt", b"  <!DOCTYPE html><script>", "script"),
        ("tekening.svg", b"<svg/>", "script"),
        ("alles.zip", zipped(a=b"x"), "archive"),
        ("brief.docx", zipped(a=b"x"), "archive"),
        ("alles.txt", b"\x1f\x8b\x08" + b"\0" * 20, "archive"),
        ("brief.pdf", b"%PDF-1.7\ntrailer << /Encrypt 5 0 R >>", "locked"),
        ("brief.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60, "old_office"),
        ("brief.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60, "old_office"),
        ("brief.docx", zipped(word__document_xml=b"<w/>", word__vbaProject_bin=b"x"), "old_office"),
        ("foto.png", b"%PDF-1.7\n", "mismatch"),
        ("brief.pdf", b"gewoon tekst", "mismatch"),
        ("brief", b"%PDF-1.7\n", "unknown"),
        ("brief.xyz", b"%PDF-1.7\n", "unknown"),
        ("brief.txt", b"tekst\x00met een nul", "unknown"),
    ],
    ids=[
        "empty",
        "too large",
        "program",
        "program called pdf",
        "program called text",
        "shell script",
        "web page",
        "drawing with script",
        "archive",
        "archive called word",
        "archive called text",
        "pdf with a password",
        "old word",
        "word with a password",
        "word with macros",
        "pdf called picture",
        "text called pdf",
        "no ending",
        "unknown ending",
        "not text",
    ],
)
def test_a_file_that_is_not_taken_in_says_why(name: str, content: bytes, code: str) -> None:
    with pytest.raises(FileRefused) as refused:
        examined(name, content, largest=100 if code == "too_large" else 10_000)

    assert refused.value.code == code


def test_nothing_is_both_accepted_and_refused() -> None:
    accepted = [suffix for suffixes in ACCEPTED.values() for suffix in suffixes]
    refused = [suffix for suffixes in REFUSED.values() for suffix in suffixes]

    assert len(accepted + refused) == len(set(accepted + refused))
