"""``klachtbot export K-2026-007 --out DIR``: everything of one case as a ZIP, beside a bot that runs.

``docs/export.md`` says what is in it. Who opened the dossier is kept (R21): as the operator of this command line.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from klachtbot import exits
from klachtbot.settings import SettingError, storage_settings
from klachtbot.storage.database import Database, open_as_it_is
from klachtbot.usecases.dossier_pdf import NotMade, Wanted
from klachtbot.usecases.export import export
from klachtbot.usecases.ports import Clock
from klachtbot.usecases.reads import Opened

OPERATOR, CALLED = "operator", "Beheerder (opdrachtregel)"
"""Who opens a dossier from here, in the read log: somebody who is not in Slack."""


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Write ``DIR/K-2026-007-dossier.zip``, which only this user may read. 0: done. 1: the PDF could not be made;
    there is no ZIP. Raises ``SettingError`` for what is no case or no folder, and for a file that is there already.
    """
    from klachtbot.wiring import WallClock

    number = options.number.strip().upper()
    settings = storage_settings(environ)
    path = options.out / f"{number}-dossier.zip"
    if not options.out.is_dir():
        raise SettingError(f"--out: {options.out}: deze map bestaat niet (no such folder).")
    if path.exists():
        raise SettingError(f"--out: {path}: dit bestand is er al (exists; it is not overwritten).")
    clock = WallClock()
    database = open_as_it_is(settings.database_url, settings.keys, clock=clock)
    try:
        _write(database, clock, number, path)
    except NotMade:
        print("klachtbot export: de PDF van het dossier kon niet worden gemaakt (could not be made).")
        return exits.NOT_DONE
    finally:
        database.dispose()
    print(f"{path}\nNakijken: uitpakken, en in die map: sha256sum -c manifest.sha256")
    return 0


def _write(database: Database, clock: Clock, number: str, path: Path) -> None:
    from klachtbot.slack.dossier_rendering import words_in
    from klachtbot.wiring import BINDER, texts

    with database.uow() as uow:
        complaint = uow.complaints.by_number(number, opened=True)
        if complaint is None:
            raise SettingError(f"{number}: deze klacht is er niet (no such complaint).")
        operator = uow.people.ensure(OPERATOR, CALLED)
        uow.reads.add(complaint.id, operator.id, Opened.EXPORT, Wanted.EXPORT.value)
        uow.commit()
    with _whole(path) as out:
        export(database.uow, clock, words_in(texts("nl")), BINDER, complaint, out)


@contextmanager
def _whole(path: Path) -> Iterator[IO[bytes]]:
    """A file that stands there whole or not at all. What an earlier run left when it was killed is taken away."""
    part = path.with_name(f".{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(file, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        os.link(part, path)  # never over another
    except FileExistsError:
        raise SettingError(f"--out: {path}: dit bestand is er al (exists; it is not overwritten).") from None
    except OSError as error:
        raise SettingError(f"--out: {path}: dit lukt niet ({error.strerror}).") from None
    finally:
        part.unlink(missing_ok=True)
