"""A practice workspace for a ``klachtbot serve`` of its own process, and a way to start one in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

from klachtbot.practice.demo import practice_server
from klachtbot.practice.driver import Driver, Person
from klachtbot.practice.server import PracticeServer
from klachtbot.resources import find
from tests.databases import KEYS, Databases, postgres_clone
from tests.e2e.house import FATMA, ORGANISATION, SANNE, HouseClock
from tests.process.running import Running, Start


@dataclass
class Slack:
    """The workspace a process is pointed at."""

    server: PracticeServer
    driver: Driver

    @property
    def settings(self) -> dict[str, str]:
        """How to reach it, and who works here."""
        return {
            "SLACK_API_URL": self.server.api_url,
            "SLACK_BOT_TOKEN": self.server.workspace.bot_token,
            "SLACK_APP_TOKEN": self.server.workspace.app_token,
            "KLACHTBOT_ORGANISATION": str(ORGANISATION),
        }

    @cached_property
    def sanne(self) -> Person:
        """A coordinator."""
        return self.driver.person(SANNE)

    @cached_property
    def fatma(self) -> Person:
        return self.driver.person(FATMA)


def open_slack() -> Slack:
    server = practice_server(HouseClock(), manifest=find("manifest.yml"), port=0)
    server.start()
    return Slack(server, Driver(server))


@pytest.fixture
def slack() -> Iterator[Slack]:
    """Closed at the end, without a violation of Slack's rules."""
    opened = open_slack()
    yield opened
    opened.server.stop()
    assert opened.server.workspace.violations == []


BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH)
def settings(slack: Slack, request: pytest.FixtureRequest) -> dict[str, str]:
    """Everything ``serve`` needs, with a migrated database of each kind."""
    databases = request.getfixturevalue(f"{request.param}_databases")
    assert isinstance(databases, Databases)
    return {**slack.settings, "DATABASE_URL": databases.new_url(), "KLACHTBOT_KEYS": KEYS}


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts ``klachtbot`` with these arguments and ``settings``; what still runs at the end is killed."""
    started: list[Running] = []

    def start(
        *arguments: str,
        settings: dict[str, str] | None = None,
        typed: str = "",
        program: tuple[str, ...] = ("-m", "klachtbot"),
    ) -> Running:
        one = Running(*arguments, folder=tmp_path, settings=settings, typed=typed, program=program)
        started.append(one)
        return one

    yield start
    for one in started:
        one.remove()


@pytest.fixture
def empty_postgres(postgres_dsn: str) -> Iterator[str]:
    """The address of a database without a single table."""
    with postgres_clone(postgres_dsn, "template1") as clone:
        yield clone()
