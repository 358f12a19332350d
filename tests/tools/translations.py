"""Collect the texts of the product, update the English catalogue and compile it (``make translations``).

What still lacks a translation is printed, and the suite fails on it.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "klachtbot"
PO = SOURCE / "locale" / "en" / "LC_MESSAGES" / "klachtbot.po"
MO = PO.with_suffix(".mo")
# t("…") and visit.t("…"), N_("…") in tables, t.n("one", "many", count)
KEYWORDS = {"t": None, "N_": None, "n": (1, 2)}

Id = str | tuple[str, ...]


def texts() -> Iterator[Id]:
    """Every text of the product, as it stands in the code."""
    for part in ("slack", "cli"):
        found = extract_from_dir(
            str(SOURCE / part), method_map=[("**.py", "python")], keywords=KEYWORDS, comment_tags=()
        )
        for _, _, message, _, _ in found:
            yield message


def english() -> Catalog:
    """The English catalogue as it stands in the repository."""
    if not PO.exists():
        return Catalog(locale="en")
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as the product reads it."""
    made = io.BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def main() -> int:
    """Update and compile; exit code 1 when a translation is missing."""
    before = english()
    # No dates or tool names: the file changes only when a text does.
    after = Catalog(locale="en", header_comment="# English texts; `make translations` keeps them up to date.")
    for message in sorted(set(texts()), key=str):
        known = before.get(message)
        after.add(message, string=known.string if known else "")
    with PO.open("wb") as file:
        write_po(file, after, width=100, omit_header=False, no_location=True, sort_output=True)
    text = PO.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in text if not line.startswith(_HEADERS)]
    PO.write_text("".join(kept), encoding="utf-8")
    MO.write_bytes(compiled(english()))
    missing = [message.id for message in after if message.id and not _translated(message.string)]
    for id in missing:
        print("no translation:", id)
    return 1 if missing else 0


_HEADERS = (
    '"POT-Creation-Date',
    '"PO-Revision-Date',
    '"Last-Translator',
    '"Language-Team',
    '"Generated-By',
    '"Report-Msgid',
    '"Project-Id',
)


def _translated(string: object) -> bool:
    return all(string) if isinstance(string, list | tuple) else bool(string)


if __name__ == "__main__":
    sys.exit(main())
