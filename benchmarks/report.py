"""What a benchmark says: one JSON line, and a row of a table that says plainly whether the aim was met."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One measure of ours beside the same measure of the baseline.

    ``ratio`` is the median of the ratios of the rounds (ours / baseline), so it need not be exactly the quotient of
    the two medians beside it. ``n`` counts what was timed on each side. ``met`` is None for a row without an aim.
    """

    name: str
    ratio: float
    ours: float
    baseline: float
    unit: str
    n: int
    aim: str = ""
    met: bool | None = None

    def json(self) -> str:
        shown = {"name": self.name, "ratio": round(self.ratio, 3), "ours": round(self.ours, 3)}
        return json.dumps(
            {**shown, "baseline": round(self.baseline, 3), "unit": self.unit, "n": self.n, "aim": self.aim}
            | {"met": self.met}
        )


_COLUMNS: tuple[tuple[str, str, Callable[[Result], str]], ...] = (
    ("benchmark", "<", lambda r: r.name),
    ("ours", ">", lambda r: f"{r.ours:.2f}"),
    ("baseline", ">", lambda r: f"{r.baseline:.2f}"),
    ("unit", "<", lambda r: r.unit),
    ("ratio", ">", lambda r: f"{r.ratio:.2f}"),
    ("n", ">", lambda r: str(r.n)),
    ("verdict", "<", lambda r: verdict(r)),
)


def verdict(result: Result) -> str:
    """ "aim 2.0x: met", or "missed"."""
    if result.met is None:
        return result.aim
    return f"aim {result.aim}: {'met' if result.met else 'missed'}"


def table(results: Sequence[Result]) -> str:
    """All results under each other."""
    rows = [[head for head, _, _ in _COLUMNS], *([show(result) for _, _, show in _COLUMNS] for result in results)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(_COLUMNS))]
    lines = (
        "  ".join(f"{cell:{align}{width}}" for cell, width, (_, align, _) in zip(row, widths, _COLUMNS, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)
