"""What goes over the wire, as plain lines, and what the app did wrong. Names and codes; never what was said."""

from __future__ import annotations

from collections.abc import Callable, Iterable

LINES_KEPT = 2_000


class Traffic:
    """``lines``: the log, oldest first. ``violations``: what Slack would refuse, or what the house refuses."""

    def __init__(self, changed: Callable[[], None]) -> None:
        self.lines: list[str] = []
        self.violations: list[str] = []
        self._changed = changed

    def note(self, line: str) -> None:
        self.lines.append(line)
        del self.lines[:-LINES_KEPT]
        self._changed()

    def to_app(self, kind: str, what: str, who: str, outcome: str) -> None:
        self.note(f"→ app  {kind} {what} ({who}): {outcome}")

    def from_app(self, method: str, outcome: str) -> None:
        self.note(f"app →  {method}: {outcome}")

    def violation(self, where: str, problems: Iterable[str]) -> None:
        for problem in problems:
            self.violations.append(f"{where}: {problem}")
            self.note(f"app !  {where}: {problem}")
