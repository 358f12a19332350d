"""Reading the organisation file so that whoever wrote it hears on which line something is wrong, and why."""

from __future__ import annotations

import re


class OrganisationRefused(Exception):
    """The file is not taken over, and nothing changed. ``line`` counts from 1; ``nl`` and ``en`` say why."""

    def __init__(self, line: int, nl: str, en: str) -> None:
        super().__init__(f"regel {line}: {nl} / line {line}: {en}")
        self.line = line
        self.nl = nl
        self.en = en


def only(file: File, table: str, n: int, found: object, known: frozenset[str]) -> None:
    if not isinstance(found, dict):
        raise file.refused(table, n, "", f"[{table}] is een tabel", f"[{table}] is a table")
    for key in found:
        if key not in known:
            raise file.refused(table, n, key, f"onbekend: {key}", f"unknown: {key}")


class File:
    """Finds lines: TOML forgets where things stood."""

    def __init__(self, text: str) -> None:
        self._lines = text.splitlines()

    def refused(self, table: str, n: int, key: str, nl: str, en: str) -> OrganisationRefused:
        return OrganisationRefused(self._line(table, n, key), nl, en)

    def _line(self, table: str, n: int, key: str) -> int:
        """The line of a key in the ``n``-th table of this name; that of the table, or 1, when there is none."""
        start = 0
        if table:
            header = re.compile(rf"\s*\[\[?\s*{re.escape(table)}\s*\]\]?")
            heads = [at for at, line in enumerate(self._lines) if header.match(line)]
            if n >= len(heads):
                parent, _, inside = table.rpartition(".")  # ``ladder = {…}`` in its parent
                return self._line(parent, 0, inside) if parent else 1
            start = heads[n]
        here = re.compile(rf"""\s*(\[+\s*)?["']?{re.escape(key)}["']?\s*[=\]]""")
        for at in range(start + bool(table), len(self._lines)):
            if table and self._lines[at].lstrip().startswith("["):
                break
            if key and here.match(self._lines[at]):
                return at + 1
        return start + 1
