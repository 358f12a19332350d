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
from klachtbot.cli.organisation import take_over
from klachtbot.settings import Settings
from klachtbot.storage import Database
from klachtbot.storage.engine import transaction
from klachtbot.storage.organisation import apply, current, take_turns
from klachtbot.usecases.organisation import parse
from tests.databases import KEYS, Databases, StoppedClock
from tests.e2e.house import ORGANISATION

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
    return organisation.run(argparse.Namespace(file=file, yes=False), {"DATABASE_URL": url, "KLACHTBOT_KEYS": KEYS})


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
