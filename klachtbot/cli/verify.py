"""``klachtbot verify``: was anything in the database tampered with? Beside a bot that runs; nothing personal is shown.

Exit code 0: all is well; 1: something is not as it was recorded.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict

from klachtbot.settings import SettingError, storage_settings
from klachtbot.storage.database import open_as_it_is
from klachtbot.storage.refusals import SecretsBroken
from klachtbot.storage.verify import Break, Counted, Kind, destroyed_since, walk
from klachtbot.storage.witness import parse, tally_now, tally_of

_SAID = {
    Kind.SEAL: "de gegevens van de zaak zijn veranderd",
    Kind.KEY: "de sleutel is weg of veranderd",
    Kind.ENTRY: "een vastlegging is veranderd, verplaatst of ertussen gezet, of die ervoor is weg",
    Kind.TAIL: "aan het eind zijn vastleggingen weg of erbij gezet",
    Kind.DERIVED: "wat uit de vastleggingen volgt, klopt er niet mee",
    Kind.DOCUMENT: "een document is weg, veranderd, verplaatst of teruggezet",
    Kind.UNREADABLE: "hier staat iets wat klachtbot nooit zo opschrijft",
    Kind.ORPHAN: "hier hoort een zaak bij die er niet meer is",
    Kind.NUMBER_SEAL: "de telling van de nummers is veranderd",
    Kind.NUMBER_GAP: "dit nummer is uitgegeven, maar de zaak is weg",
    Kind.NUMBER_EXTRA: "dit nummer is nooit uitgegeven",
    Kind.WITNESS: "niet alles wat er bij dit zegel was, is er nog",
}


_OUTDATED = (
    "--seal: sinds dit zegel is een dossier vernietigd (R21), dus het zegt niets meer. "
    "Maak een nieuw: klachtbot verify (a dossier was destroyed since; make a new one)."
)


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print what was found. 0: all well; 1: something is broken. Raises ``SettingError`` for what is no seal, or
    says nothing any more."""
    from klachtbot.wiring import WallClock

    clock, settings, earlier = WallClock(), storage_settings(environ), parse(options.seal)
    if options.seal and earlier is None:
        raise SettingError("--seal: dit is geen zegel van klachtbot verify (no seal of klachtbot verify).")
    counted = Counted()
    try:
        database = open_as_it_is(settings.database_url, settings.keys, clock=clock)
    except SecretsBroken:
        return _tell(options, counted, iter([Break("secrets", Kind.KEY, "secrets")]), lambda: "")
    if earlier is not None and destroyed_since(database, earlier.at):
        database.dispose()
        raise SettingError(_OUTDATED)
    now = tally_now(database.vault.integrity, clock.now())
    tallies = [now, *([tally_of(database.vault.integrity, earlier)] if earlier else [])]
    try:
        return _tell(options, counted, walk(database, counted, tallies), lambda: str(now.made()))
    finally:
        database.dispose()


def _tell(options: argparse.Namespace, counted: Counted, breaks: Iterator[Break], made: Callable[[], str]) -> int:
    found = next(breaks, None)
    if options.json:
        listed = [] if found is None else [asdict(one) for one in (found, *breaks)]
        seal = made() if found is None else None
        print(json.dumps({"ok": found is None, **asdict(counted), "seal": seal, "breaks": listed}, indent=2))
        return int(found is not None)
    if found is None:
        print(f"In orde: {counted.cases} zaken, {counted.events} vastleggingen, {counted.documents} documenten.")
        print(f"Zegel: {made()}\nBewaar dit buiten de database; de volgende keer: klachtbot verify --seal ZEGEL")
        return 0
    print(f"Niet in orde: {found.case}: {_SAID[found.kind]} ({found.where}).")
    more = sum(1 for _ in breaks)
    if more:
        print(f"Er klopt nog meer niet ({more}). Alles: klachtbot verify --json")
    return 1
