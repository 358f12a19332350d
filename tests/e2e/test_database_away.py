"""The database is away while somebody submits a form: it stays open and says why in time, and nothing is lost."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import event, text

from klachtbot.storage.engine import connect, make_engine
from klachtbot.storage.migrate import migrate
from tests.e2e.conftest import OpenHouse
from tests.e2e.house import LABELS, House, fill_in, read
from tests.postgres import PostgresServer

AWAY = "Opslaan lukt nu niet: de database antwoordt niet."
LATE = "Het duurt langer dan normaal."


@pytest.fixture
def own_house(own_postgres: PostgresServer, open_house: OpenHouse) -> House:
    """On a PostgreSQL server that may be stopped and frozen."""
    migrate(own_postgres.dsn())
    return open_house(own_postgres.dsn())


def complaints(house: House) -> int:
    with connect(house.database.engine, read_only=True) as connection:
        found = connection.scalar(text("SELECT count(*) FROM complaints"))
    assert isinstance(found, int)
    return found


def assert_kept(house: House, *sentences: str) -> None:
    """The form is open with everything that was typed, and says one of these."""
    said = " ".join(house.sanne.errors().values())
    assert any(sentence in said for sentence in sentences), said
    filled = house.sanne.filled()
    assert filled[LABELS["complainant"]] == "Roza Aydın"
    assert filled[LABELS["subject"]] == "De afspraak ging twee keer niet door."


def assert_registers_once(house: House) -> None:
    """Pressing submit again shows the first number of the year, and there is one complaint."""
    house.sanne.submit()
    assert "K-2026-001" in read(house.sanne.wait_for_text("Vastgelegd"))
    assert complaints(house) == 1


@pytest.mark.postgres
def test_a_server_that_is_down_keeps_the_form_open(own_postgres: PostgresServer, own_house: House) -> None:
    fill_in(own_house.sanne)
    own_postgres.stop()

    own_house.sanne.submit()

    assert_kept(own_house, AWAY)
    own_postgres.start()
    assert_registers_once(own_house)


@pytest.mark.postgres
def test_a_server_that_is_frozen_keeps_the_form_open(own_postgres: PostgresServer, own_house: House) -> None:
    fill_in(own_house.sanne)
    own_postgres.freeze()
    try:
        own_house.sanne.submit()
    finally:
        own_postgres.thaw()

    assert_kept(own_house, AWAY, LATE)
    assert_registers_once(own_house)


@pytest.mark.postgres
def test_a_server_that_is_down_says_so_at_a_command_too(own_postgres: PostgresServer, own_house: House) -> None:
    own_postgres.stop()

    own_house.sanne.command("/klacht", "lijst")

    assert "de database antwoordt niet" in read(own_house.sanne.ephemerals()[-1])
    own_postgres.start()


def test_a_sqlite_file_that_somebody_else_holds_keeps_the_form_open(house: House) -> None:
    fill_in(house.sanne)
    other = make_engine(str(house.database.engine.url), threads=1)

    with connect(other):
        house.sanne.submit()
    other.dispose()

    assert_kept(house, AWAY)
    assert_registers_once(house)


def test_what_is_recorded_after_the_form_was_answered_is_not_recorded_again(house: House) -> None:
    fill_in(house.sanne)
    go_on = threading.Event()

    def slow(_connection: object) -> None:
        if threading.current_thread().name.startswith("listener"):
            go_on.wait(10)

    event.listen(house.database.engine, "commit", slow)
    house.sanne.submit()

    assert_kept(house, LATE)
    go_on.set()
    house.sanne.wait_for_message("K-2026-001 is geregistreerd")
    assert_registers_once(house)
