"""Collect the texts of the product, update the English catalogue and compile it (``make translations``).

What still lacks a translation is printed, and the suite fails on it.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "klachtbot"
PO = SOURCE / "locale" / "en" / "LC_MESSAGES" / "klachtbot.po"
MO = PO.with_suffix(".mo")

Id = str | tuple[str, ...]


def texts() -> Iterator[Id]:
    """Every text of the product, as it stands in the code."""
    for part in ("slack", "cli"):
        for module in sorted((SOURCE / part).rglob("*.py")):
            yield from texts_in(module.read_text(encoding="utf-8"))


def texts_in(code: str) -> Iterator[Id]:
    """The texts of one module: ``t("…")``, ``visit.t("…")``, ``N_("…")`` and ``t.n("one", "many", count)``.

    Python's own parser also finds those within f-strings, which Babel's extraction does not.
    """
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            held = [text.value for text in node.args[: HOLDS.get(name, 0)] if isinstance(text, ast.Constant)]
            said = [text for text in held if isinstance(text, str)]
            if said and len(said) == HOLDS[name]:
                yield tuple(said) if len(said) > 1 else said[0]


HOLDS = {"t": 1, "N_": 1, "n": 2}
"""Which calls hold texts, and how many."""


def english() -> Catalog:
    """The English catalogue as it stands in the repository."""
    if not PO.exists():
        return Catalog(locale="en")
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as the product reads it."""
    # A catalogue dates itself; without that the file changes only when a text does.
    catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    made = io.BytesIO()
    write_mo(made, catalogue)
    return made.getvalue()


def main() -> int:
    """Update and compile; exit code 1 when a translation is missing."""
    before = english()
    # No dates or tool names: the file changes only when a text does.
    after = Catalog(
        locale="en", fuzzy=False, header_comment="# English texts; `make translations` keeps them up to date."
    )
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
