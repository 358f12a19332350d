"""``klachtbot organisation apply FILE``: who works here, taken over from a file after showing the difference; and
``klachtbot organisation export``: that file, as things stand."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from klachtbot.cli.database import held
from klachtbot.domain.model import Position
from klachtbot.domain.people import InView, in_view
from klachtbot.settings import SettingError, Settings, storage_settings
from klachtbot.storage.database import Database, open_database
from klachtbot.storage.organisation import apply, current, take_turns
from klachtbot.storage.uow import SqlUnitOfWork
from klachtbot.usecases.organisation import Organisation, parse
from klachtbot.usecases.organisation_changes import describe, handling_no_more, plan, undone
from klachtbot.usecases.organisation_file import OrganisationRefused
from klachtbot.usecases.organisation_writing import written
from klachtbot.usecases.ports import Clock
from klachtbot.usecases.roster import ChangeKind

SETTING = "KLACHTBOT_ORGANISATION"


def run(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """``apply``: show what would change and, when that is agreed to, change just that. ``export``: write the file.

    1: not agreed, or no longer what was agreed to; 2: the file is wrong, or cannot be written.
    """
    from klachtbot.wiring import WallClock

    settings = storage_settings(environ)
    wanted = _read(options.file) if options.verb == "apply" else None
    with held(settings):
        database = open_database(settings.database_url, settings.keys, clock=WallClock())
        try:
            if wanted is None:
                return _export(database, options.file, replace=options.force)
            return _apply(database, wanted, ask=not options.yes, force=options.force)
        finally:
            database.dispose()


def _export(database: Database, file: Path | None, *, replace: bool) -> int:
    """From here on the file knows what was done by form. ``file`` None: on the screen."""
    with database.uow() as uow:
        take_turns(uow)
        found = current(uow)
        if found is None:
            raise FileRefused("Deze database kent nog niemand (this database knows nobody yet).")
        if file is None:
            print(written(found), end="")
        else:
            _write(file, written(found), replace=replace)
        uow.roster.note(ChangeKind.EXPORTED)
        uow.commit()
    return 0


def _write(file: Path, text: str, *, replace: bool) -> None:
    """The file names people: only who writes it can read it, unless it was readable before."""
    try:
        with os.fdopen(
            os.open(file, os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if replace else os.O_EXCL), 0o600),
            "w",
            encoding="utf-8",
        ) as out:
            out.write(text)
    except FileExistsError:
        raise FileRefused(f"{file}: dit bestand is er al; geef --force om het te vervangen (exists).") from None
    except OSError as error:
        raise FileRefused(f"{file}: dit bestand is niet te schrijven (cannot be written: {error.strerror}).") from None


def _apply(database: Database, wanted: Organisation, *, ask: bool, force: bool) -> int:
    with database.uow(read_only=True) as uow:
        changes = plan(current(uow), wanted)
        left = list(_left_behind(uow, wanted))
        by_form = undone(uow, wanted)
    for line in (*(describe(change) for change in changes), *left):
        print(line)
    if not changes:
        print("Er verandert niets.")
        return 0
    for who in by_form:
        print(_BY_FORM.format(who=who))
    if by_form and not force:
        print(_WOULD_UNDO, file=sys.stderr)
        return 1
    if ask and not _agreed():  # somebody may think about it for as long as they like: nothing is held meanwhile
        print("Er is niets veranderd.")
        return 1
    with database.uow() as uow:
        take_turns(uow)
        if plan(current(uow), wanted) != changes or undone(uow, wanted) != by_form:
            print(_OVERTAKEN, file=sys.stderr)
            return 1
        apply(uow, wanted)
        uow.commit()
    print("Overgenomen.")
    return 0


def _left_behind(uow: SqlUnitOfWork, wanted: Organisation) -> Iterator[str]:
    """A line for who would handle cases no more, and has some. Of what is kept from the coordinators (R23) no count."""
    today = uow.clock.today()
    for member in handling_no_more(current(uow), wanted):
        person = uow.people.by_slack_id(member.slack_id)
        assert person is not None, "a member is somebody"
        if Position.COORDINATOR not in person.positions:
            yield _LEFT_APART.format(who=person.name)
            continue
        kept_apart = in_view(person.id, uow.people.organisation(), today).apart
        count = uow.complaints.open_of(InView((person.id,), shut=kept_apart), limit=1).total
        if count:
            yield (_LEFT_ONE if count == 1 else _LEFT).format(who=person.name, count=count)


_LEFT_ONE = (
    "! {who} behandelt nog 1 open klacht. Die staat vanaf nu op de lijst van wie waarneemt, tot iemand hem overneemt."
)
_LEFT = (
    "! {who} behandelt nog {count} open klachten. Die staan vanaf nu op de lijst van wie waarneemt, tot iemand ze"
    " overneemt."
)
_LEFT_APART = "! Wat {who} nog behandelt, staat vanaf nu op de lijst van wie waarneemt."

_BY_FORM = "! {who} is in Slack gewijzigd, en dit bestand weet daar niet van (changed in Slack since)."

_WOULD_UNDO = (
    "klachtbot: er is niets overgenomen: dit bestand zou ongedaan maken wat in Slack is gewijzigd. Schrijf het bestand"
    " opnieuw (klachtbot organisation export) en zet daarin wat anders moet, of geef --force (would undo changes made"
    " in Slack)."
)

_OVERTAKEN = (
    "klachtbot: er is niets overgenomen: de organisatie is intussen veranderd. Bekijk het verschil opnieuw"
    " (changed meanwhile; look at the difference again)."
)


def take_over(settings: Settings, file: Path | None, clock: Clock) -> None:
    """Read the file into a database that knows nobody yet; one that does is left as it is. Raises ``SettingError``."""
    database = open_database(settings.database_url, settings.keys, clock=clock)
    try:
        with database.uow() as uow:
            take_turns(uow)
            if current(uow) is None:
                apply(uow, _first(file))
                uow.commit()
    finally:
        database.dispose()


def _first(file: Path | None) -> Organisation:
    if file is None:
        raise SettingError(
            f"{SETTING}: ontbreekt; deze database kent nog niemand (missing; this database knows nobody yet)."
        )
    try:
        return _read(file)
    except FileRefused as refused:
        raise SettingError(f"{SETTING}: {refused}") from None


def _read(file: Path) -> Organisation:
    try:
        return parse(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise FileRefused(f"{file}: dit bestand is niet te lezen (cannot be read).") from None
    except OrganisationRefused as refused:
        raise FileRefused(f"{file}, regel {refused.line}: {refused.nl} ({refused.en}).") from None


class FileRefused(Exception):
    """The file is not taken over; the message is one line that says where and why."""


def _agreed() -> bool:
    print("Overnemen? Typ ja en druk op Enter: ", end="", flush=True)
    return sys.stdin.readline().strip().lower() in ("ja", "j", "yes", "y")
