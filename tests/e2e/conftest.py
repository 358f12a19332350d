"""A house for each test: the practice workspace, the bot connected to it, and a database of one kind or the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from klachtbot.cli.organisation import take_over
from klachtbot.practice.demo import practice_server
from klachtbot.practice.driver import Driver
from klachtbot.resources import find
from klachtbot.settings import Settings
from klachtbot.wiring import assemble
from tests.databases import KEYS, Databases
from tests.e2e.house import ORGANISATION, House, HouseClock

OpenHouse = Callable[[str], House]


@pytest.fixture
def open_house() -> Iterator[OpenHouse]:
    """Opens a house on the database at an address; all are closed at the end, without a violation of Slack's rules."""
    opened: list[House] = []

    def open_(url: str) -> House:
        clock = HouseClock()
        server = practice_server(clock, manifest=find("manifest.yml"), port=0)
        server.start()
        settings = Settings(
            database_url=url,
            keys=KEYS,
            bot_token=server.workspace.bot_token,
            app_token=server.workspace.app_token,
            api_url=server.api_url,
            threads=16,
        )
        take_over(settings, ORGANISATION, clock)
        bot = assemble(settings, clock=clock)
        bot.start()
        house = House(clock, server, Driver(server), bot.database, bot)
        opened.append(house)
        house.driver.wait_for_app()
        return house

    yield open_
    for house in opened:
        house.bot.stop()
        house.server.stop()
        assert house.server.workspace.violations == []


@pytest.fixture
def house(open_house: OpenHouse, sqlite_databases: Databases) -> House:
    """On SQLite."""
    return open_house(sqlite_databases.new_url())


@pytest.fixture
def postgres_house(open_house: OpenHouse, postgres_databases: Databases) -> House:
    return open_house(postgres_databases.new_url())
