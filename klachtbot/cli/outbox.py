"""``klachtbot outbox``: what was not sent yet, what is in doubt, and what failed for good; nothing personal.

For whoever keeps the bot running, and for a monitor: exit code 1 says that somebody should look.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from datetime import timedelta

from klachtbot.settings import storage_settings
from klachtbot.storage.unsent import OutboxLook, State, Unsent, look

LATE = timedelta(hours=1)
"""What should have gone so long ago is worth a look."""

_STATES = {
    State.WAITING: "wacht",
    State.UNDER_WAY: "onderweg",
    State.IN_DOUBT: "onzeker",
    State.FAILED: "mislukt",
}


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print what is there. 0: all well; 1: something failed, or should have gone more than an hour ago."""
    from klachtbot.wiring import WallClock

    now = WallClock().now()
    found = look(storage_settings(environ).database_url, now, failed_since=now - timedelta(days=options.days))
    print(_as_json(found) if options.json else _as_text(found))
    return int(any(row.state is State.FAILED or row.age > LATE for row in found.rows))


def _as_json(found: OutboxLook) -> str:
    rows = [
        {
            "id": row.id,
            "kind": row.kind,
            "state": row.state.value,
            "age_seconds": int(row.age.total_seconds()),
            "attempts": row.attempts,
            "code": row.code or None,
        }
        for row in found.rows
    ]
    return json.dumps({"rows": rows, "later": found.later}, indent=2)


def _as_text(found: OutboxLook) -> str:
    lines = [("bericht", "soort", "staat", "sinds", "pogingen", "code"), *map(_cells, found.rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    said = table if found.rows else ["Er wacht niets, en er mislukte niets."]
    return "\n".join([*said, *([f"Voor later: {found.later}."] if found.later else [])])


def _cells(row: Unsent) -> tuple[str, ...]:
    return (f"{row.id}", row.kind, _STATES[row.state], _ago(row.age), f"{row.attempts}", row.code)


def _ago(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 120:
        return f"{max(minutes, 0)} min"
    return f"{minutes // 60} uur" if minutes < 48 * 60 else f"{minutes // 1440} dagen"
