"""``klachtbot rotate-key``: a new master key. May be started again when it was ended, and goes on where it was.

With ``KLACHTBOT_KEYS`` the new key is put in front of the old one there, first. A key file gets a new key from us.
Exit code 0: all is under the new key and was verified; 1: something could not be brought under it, or is broken.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping

from klachtbot.cli.database import locked
from klachtbot.settings import SettingError, storage_settings
from klachtbot.storage.database import Database, open_as_it_is
from klachtbot.storage.engine import parse_url, sqlite_file
from klachtbot.storage.keys import SETTING, MasterKeys, key_file_of, put_first
from klachtbot.storage.refusals import NoDatabase
from klachtbot.storage.rotation import others_connected, rotate, under_another, with_the_new_key_only
from klachtbot.storage.verify import Counted, walk


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Bring all under the first key, look it over with that key alone, and say what becomes of the others."""
    from klachtbot.wiring import WallClock

    settings = storage_settings(environ)
    file = sqlite_file(parse_url(settings.database_url))
    if file is not None and not file.is_file():
        raise NoDatabase()
    with locked(settings.database_url):
        database = open_as_it_is(settings.database_url, settings.keys, clock=WallClock())
        try:
            if others_connected(database) and not options.while_serving:
                raise SettingError(_BUSY)
            master = database.vault.master
            if not under_another(database, master):
                if settings.keys is not None or file is None:
                    print(f"Alles staat al onder sleutel {master.current}; er is niets te doen.")
                    print(f"Een nieuwe sleutel? Zet die in {SETTING} vooraan, voor de oude.")
                    return 0
                master = put_first(key_file_of(file), master)
            return _rotate(database, master)
        finally:
            database.dispose()


_BUSY = (
    "klachtbot draait nog. Herstart elke klachtbot met beide sleutels, de nieuwe vooraan, en geef dan --while-serving"
    " mee (restart every klachtbot with both keys, the new one first; then pass --while-serving)."
)


def _rotate(database: Database, master: MasterKeys) -> int:
    done = rotate(database, master)
    print(f"Onder sleutel {master.current} gebracht: {done.rewrapped}.")
    left = under_another(database, master)
    if left:
        print(f"Niet gelukt: {left}. Bewaar de oude sleutels, en kijk met klachtbot verify welke zaken het zijn.")
        return 1
    counted = Counted()
    broken = sum(1 for _ in walk(with_the_new_key_only(database, master), counted))
    if broken:
        print(f"Nagekeken: er klopt iets niet ({broken}). Bewaar de oude sleutels. Alles: klachtbot verify --json")
        return 1
    print(f"Nagekeken met sleutel {master.current} alleen: {counted.cases} zaken, alles in orde.")
    old = ", ".join(id for id in master.keys if id != master.current)
    if old:
        print(_THEN.format(old=old, where=master.setting))
    return 0


_THEN = """Nu nog:
1. Haal de oude sleutel ({old}) uit {where} en herstart klachtbot.
2. Bewaar de nieuwe sleutel apart van de database, met een kopie.
3. Oudere back-ups openen alleen met de oude sleutel: bewaar hem apart zolang die er zijn."""
