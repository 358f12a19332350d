"""Taking over an organisation file while others are at it: who thinks long, and who comes second."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from klachtbot.cli import organisation
from klachtbot.cli.organisation import FileRefused, take_over
from klachtbot.domain.model import Position, Series
from klachtbot.settings import Settings
from klachtbot.storage import Database
from klachtbot.storage.engine import transaction
from klachtbot.storage.organisation import apply, current, take_turns
from klachtbot.usecases.organisation import parse
from klachtbot.usecases.roster_changes import Seated, add_to_roster
from tests.databases import KEYS, Databases, StoppedClock
from tests.e2e.house import MARLEEN as SUPERVISOR
from tests.e2e.house import ORGANISATION
from tests.storage.people import registration

FILE = ORGANISATION.read_text(encoding="utf-8")


@dataclass
class Thinking:
    """Somebody at the keyboard who says ja, after something else happened."""

    meanwhile: Callable[[], None]

    def readline(self) -> str:
        self.meanwhile()
        return "ja\n"


def apply_while(monkeypatch: pytest.MonkeyPatch, url: str, file: Path, meanwhile: Callable[[], None]) -> int:
    """``klachtbot organisation apply``, and what happens between the question and the answer; the exit code."""
    monkeypatch.setattr(sys, "stdin", Thinking(meanwhile))
    return organisation.run(
        argparse.Namespace(verb="apply", file=file, yes=False, force=False),
        {"DATABASE_URL": url, "KLACHTBOT_KEYS": KEYS},
    )


def put(database: Database, wanted: str) -> None:
    with database.uow() as uow:
        take_turns(uow)
        apply(uow, parse(wanted))
        uow.commit()


def names(database: Database) -> list[str]:
    with database.uow(read_only=True) as uow:
        found = current(uow)
    return sorted(member.name for member in found.members) if found is not None else []


@pytest.mark.postgres
def test_who_thinks_longer_than_the_database_waits_may_still_say_yes(
    postgres_databases: Databases,
    clock: StoppedClock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    database = postgres_databases.open(clock)
    url = database.engine.url.render_as_string(hide_password=False)

    def the_database_ends_who_idles() -> None:
        with transaction(database.engine) as connection:
            connection.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND state LIKE 'idle in transaction%'"
                )
            )

    code = apply_while(monkeypatch, url, ORGANISATION, the_database_ends_who_idles)

    assert code == 0
    assert capsys.readouterr().out.endswith("Overgenomen.\n")


def test_what_changed_between_question_and_answer_is_shown_again_before_anything_is_taken_over(
    databases: Databases, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    database = databases.open(clock)
    url = database.engine.url.render_as_string(hide_password=False)
    other = FILE.replace("Sanne de Wit", "Sanna de Wit")

    code = apply_while(monkeypatch, url, ORGANISATION, lambda: put(database, other))

    said = capsys.readouterr()
    assert code == 1
    assert said.err.count("\n") == 1
    assert "intussen veranderd" in said.err
    assert "Overgenomen" not in said.out
    assert "Sanna de Wit" in names(database)


@pytest.mark.postgres
def test_of_two_first_starts_at_once_the_second_finds_what_the_first_took_over(
    postgres_databases: Databases, clock: StoppedClock
) -> None:
    database = postgres_databases.open(clock)
    settings = Settings(database_url=database.engine.url.render_as_string(hide_password=False), keys=KEYS)
    failed: list[Exception] = []

    def start() -> None:
        try:
            take_over(settings, ORGANISATION, clock)
        except Exception as error:
            failed.append(error)

    second = threading.Thread(target=start)
    with database.uow() as first:
        take_turns(first)
        apply(first, parse(FILE))
        second.start()
        wait_until_somebody_waits(database)
        first.commit()
    second.join()

    assert failed == []
    assert names(database).count("Sanne de Wit") == 1


def wait_until_somebody_waits(database: Database) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    found = 0
    while not found:
        with transaction(database.engine, read_only=True) as connection:
            found = connection.scalar(waiting) or 0


def without(*slack_ids: str) -> str:
    head, *people = FILE.split("[[person]]")
    return "[[person]]".join([head, *(one for one in people if not any(f'"{id}"' in one for id in slack_ids))])


@pytest.mark.parametrize(
    ("cases", "said"), [(0, None), (1, "nog 1 open klacht."), (3, "nog 3 open klachten.")], ids=str
)
def test_what_somebody_who_leaves_still_handles_is_said_before_anybody_agrees(
    databases: Databases,
    clock: StoppedClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    cases: int,
    said: str | None,
) -> None:
    database = databases.open(clock)
    put(database, FILE)
    with database.uow() as uow:
        sanne = uow.people.by_slack_id("U0COORD1")
        assert sanne is not None
        for n in range(cases):
            uow.complaints.register([registration(sanne.id)], series=Series.ORDINARY, year=2026, submission=f"s{n}")
        uow.commit()
    file = tmp_path / "organisation.toml"
    file.write_text(without("U0COORD1"), encoding="utf-8")

    apply_while(monkeypatch, database.engine.url.render_as_string(hide_password=False), file, lambda: None)

    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("!")]
    assert lines == [] if said is None else len(lines) == 1 and f"Sanne de Wit behandelt {said}" in lines[0]


def test_of_what_a_leaving_supervisor_handles_no_count_is_told(
    databases: Databases,
    clock: StoppedClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    database = databases.open(clock)
    put(database, FILE)
    file = tmp_path / "organisation.toml"
    deputy = without(SUPERVISOR).replace('"deputy_supervisor"', '"supervisor"')
    file.write_text(deputy, encoding="utf-8")

    apply_while(monkeypatch, database.engine.url.render_as_string(hide_password=False), file, lambda: None)

    lines = [line for line in capsys.readouterr().out.splitlines() if line.startswith("!")]
    assert len(lines) == 1
    assert not any(letter.isdigit() for letter in lines[0])


def export(url: str, file: Path, *, force: bool = False) -> int:
    options = argparse.Namespace(verb="export", file=file, force=force)
    return organisation.run(options, {"DATABASE_URL": url, "KLACHTBOT_KEYS": KEYS})


def by_form(database: Database) -> None:
    """Somebody comes on the committee's list in Slack."""
    iris = Seated(Position.SUBSTITUTE, "", "Iris van Dam", "iris@voorbeeld.example", "Buurtzorg Voorbeeld")
    with database.uow() as uow:
        sanne = uow.people.by_slack_id("U0COORD1")
        assert sanne is not None
        add_to_roster(uow, by=sanne, seated=iris, submission="a")


def test_the_file_is_written_as_things_stand_and_taken_over_again_without_a_difference(
    databases: Databases, clock: StoppedClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database, file = databases.open(clock), tmp_path / "organisation.toml"
    url = database.engine.url.render_as_string(hide_password=False)
    put(database, FILE)
    by_form(database)

    assert export(url, file) == 0
    options = argparse.Namespace(verb="apply", file=file, yes=True, force=False)
    code = organisation.run(options, {"DATABASE_URL": url, "KLACHTBOT_KEYS": KEYS})

    assert code == 0
    assert capsys.readouterr().out == "Er verandert niets.\n"
    assert 'name = "Iris van Dam"' in file.read_text(encoding="utf-8")
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("force", [False, True], ids=["as usual", "forced"])
def test_a_file_that_would_undo_what_was_done_in_slack_is_refused_unless_it_is_forced(
    sqlite_databases: Databases, clock: StoppedClock, capsys: pytest.CaptureFixture[str], *, force: bool
) -> None:
    database = sqlite_databases.open(clock)
    url = database.engine.url.render_as_string(hide_password=False)
    put(database, FILE)
    by_form(database)

    options = argparse.Namespace(verb="apply", file=ORGANISATION, yes=True, force=force)
    code = organisation.run(options, {"DATABASE_URL": url, "KLACHTBOT_KEYS": KEYS})

    said = capsys.readouterr()
    assert code == (0 if force else 1)
    assert "- Iris van Dam doet niet meer mee" in said.out
    assert "! Iris van Dam is in Slack gewijzigd" in said.out
    assert ("ongedaan maken wat in Slack is gewijzigd" in said.err) is not force
    assert ("Iris van Dam" in names(database)) is not force


def test_a_file_that_is_there_is_replaced_only_on_purpose(
    sqlite_databases: Databases, clock: StoppedClock, tmp_path: Path
) -> None:
    database, file = sqlite_databases.open(clock), tmp_path / "organisation.toml"
    url = database.engine.url.render_as_string(hide_password=False)
    put(database, FILE)
    file.write_text("mine", encoding="utf-8")

    with pytest.raises(FileRefused, match="--force"):
        export(url, file)
    kept = file.read_text(encoding="utf-8")
    export(url, file, force=True)

    assert kept == "mine"
    assert parse(file.read_text(encoding="utf-8")) == parse(FILE)
