"""A house for each test: the practice workspace, the bot connected to it, and a database of one kind or the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from klachtbot.cli.organisation import take_over
from klachtbot.practice.demo import practice_server
from klachtbot.practice.driver import Driver
from klachtbot.resources import find
from klachtbot.settings import MailSettings, Settings
from klachtbot.wiring import assemble
from tests.databases import KEYS, Databases, StoppedClock, postgres_clone, sqlite_clone
from tests.e2e import news
from tests.e2e.counter import Counter
from tests.e2e.door import Door
from tests.e2e.house import ORGANISATION, House, HouseClock
from tests.e2e.office import Office
from tests.e2e.scene import Scene
from tests.e2e.street import MONDAY, Street
from tests.mail.server import mail_server

OpenHouse = Callable[[str], House]


@contextmanager
def opened(url: str, mail: MailSettings | None = None) -> Iterator[House]:
    """A house on the database at an address, closed at the end, without a violation of Slack's rules."""
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
        mail=mail,
    )
    take_over(settings, ORGANISATION, clock)
    bot = assemble(settings, clock=clock)
    bot.start()
    house = House(clock, server, Driver(server), bot.database, bot)
    try:
        house.driver.wait_for_app()
        yield house
        assert news.broken(bot.database) == []
    finally:
        bot.stop()
        server.stop()
    assert server.workspace.violations == []


@pytest.fixture(autouse=True)
def never_breaks_the_news(request: pytest.FixtureRequest) -> Iterator[None]:
    """R7, of every story that is told on a database of its own."""
    kinds = [kind for kind in ("sqlite_databases", "postgres_databases") if kind in request.fixturenames]
    told: list[Databases] = [request.getfixturevalue(kind) for kind in kinds]
    yield
    assert [key for kind in told for database in kind.opened for key in news.broken(database)] == []


@pytest.fixture
def open_house() -> Iterator[OpenHouse]:
    """Opens a house on the database at an address; all are closed at the end."""
    with ExitStack() as stack:
        yield lambda url: stack.enter_context(opened(url))


@pytest.fixture(scope="module")
def office(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One house with a mail server for all stories of a module, each with cases of its own."""
    with mail_server() as server:
        mail = MailSettings(server.settings["SMTP_HOST"], server.port, "none", None, server.settings["MAIL_FROM"])
        with opened(sqlite_clone(migrated_sqlite, tmp_path_factory.mktemp("office")), mail) as house:
            yield Office(house, server)


@pytest.fixture
def house(open_house: OpenHouse, sqlite_databases: Databases) -> House:
    """On SQLite."""
    return open_house(sqlite_databases.new_url())


@pytest.fixture
def postgres_house(open_house: OpenHouse, postgres_databases: Databases) -> House:
    return open_house(postgres_databases.new_url())


@pytest.fixture(scope="module")
def sqlite_street(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Street]:
    folder = tmp_path_factory.mktemp("street")
    databases, clock = Databases(lambda: sqlite_clone(migrated_sqlite, folder)), StoppedClock()
    yield Street(databases.open(clock), clock)
    databases.dispose()


@pytest.fixture(scope="module")
def postgres_street(postgres_dsn: str, migrated_postgres: str) -> Iterator[Street]:
    with postgres_clone(postgres_dsn, migrated_postgres) as new_url:
        databases, clock = Databases(new_url), StoppedClock()
        yield Street(databases.open(clock), clock)
        databases.dispose()


WALKED = ["sqlite", pytest.param("postgres", marks=(pytest.mark.postgres, pytest.mark.prove))]
"""Everybody past every screen takes minutes, and on PostgreSQL twice as many: there it belongs to ``make prove``."""


@pytest.fixture(params=WALKED)
def street(request: pytest.FixtureRequest) -> Street:
    """One street for all tests of a module, on each kind of database; built once, in whatever order they run."""
    found = request.getfixturevalue(f"{request.param}_street")
    assert isinstance(found, Street)
    return found


@contextmanager
def with_a_door(street: Street) -> Iterator[Scene]:
    server = practice_server(HouseClock(), manifest=find("manifest.yml"), port=0)
    server.start()
    street.on(MONDAY)
    yield Scene(street, Door(Counter(street.database, street.clock, keeps=True), server))
    server.stop()


@pytest.fixture(scope="module")
def sqlite_scene(sqlite_street: Street) -> Iterator[Scene]:
    with with_a_door(sqlite_street) as made:
        yield made


@pytest.fixture(scope="module")
def postgres_scene(postgres_street: Street) -> Iterator[Scene]:
    with with_a_door(postgres_street) as made:
        yield made


@pytest.fixture(params=WALKED)
def scene(request: pytest.FixtureRequest) -> Scene:
    """The street with a door in it, on the Monday; what is recorded stays for the tests that follow."""
    found = request.getfixturevalue(f"{request.param}_scene")
    assert isinstance(found, Scene)
    return found
