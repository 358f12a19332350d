"""``klachtbot retention``: which dossiers are destroyed within a month, and what is left in Slack of those that were;
nothing personal. It changes nothing: the bot itself destroys what is to go (R21).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence

from klachtbot.settings import storage_settings
from klachtbot.storage.database import open_as_it_is
from klachtbot.usecases.retention import Due, Fate, due
from klachtbot.usecases.tombstones import Tombstone

_FATES = {
    Fate.WARNED: "wordt daarna vernietigd",
    Fate.GOES: "wordt vandaag vernietigd",
    Fate.HELD: "blijft langer bewaard, met reden",
    Fate.UNDECIDED: "blijft: [retention] staat niet in het organisatiebestand",
}


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print both lists."""
    from klachtbot.wiring import WallClock

    clock, settings = WallClock(), storage_settings(environ)
    database = open_as_it_is(settings.database_url, settings.keys, clock=clock)
    try:
        with database.uow(read_only=True) as uow:
            coming = tuple(due(uow, clock.today()))
            left = tuple(one for one in uow.tombstones.all() if any(one.left_in_slack.values()))
    finally:
        database.dispose()
    print(_as_json(coming, left) if options.json else _as_text(coming, left))
    return 0


def _as_json(coming: Sequence[Due], left: Sequence[Tombstone]) -> str:
    dossiers = [
        {"case": one.complaint.label, "kept_until": one.last_day.isoformat(), "fate": one.fate.value} for one in coming
    ]
    slack = [{"case": one.label, **{kind: list(ids) for kind, ids in one.left_in_slack.items()}} for one in left]
    return json.dumps({"dossiers": dossiers, "left_in_slack": slack}, indent=2)


def _as_text(coming: Sequence[Due], left: Sequence[Tombstone]) -> str:
    lines = [f"{one.complaint.label}  bewaard t/m {one.last_day}  {_FATES[one.fate]}" for one in coming]
    lines = lines or ["Binnen een maand wordt er niets vernietigd."]
    if left:
        lines += ["", "Dit staat nog in Slack. Alleen een beheerder van Slack kan het verwijderen:"]
        for one in left:
            ids = "  ".join(
                f"{_WHAT.get(kind, kind)} {id}" for kind, found in one.left_in_slack.items() for id in found
            )
            lines.append(f"{one.label}  {ids}")
    return "\n".join(lines)


_WHAT = {"channel": "kanaal", "file": "bestand"}
