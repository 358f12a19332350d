"""``klachtbot retention``: what goes within a month, and what is left in Slack, for whoever keeps the bot running."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from klachtbot.__main__ import main
from klachtbot.domain.model import Action
from klachtbot.domain.retention import Retention
from klachtbot.storage.office import write_office
from tests.databases import KEYS, Databases, StoppedClock
from tests.usecases.house import move_in

Stands = Callable[..., str]


@pytest.fixture
def stands(sqlite_databases: Databases, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Stands:
    """Runs the command over a database in which K-2024-001 was destroyed, and K-2024-002 ended on a day."""
    url = sqlite_databases.new_url()
    clock = StoppedClock(datetime(2024, 1, 8, 9, tzinfo=UTC))
    house = move_in(sqlite_databases.open(clock, url=url), clock)
    gone, case = (house.registers(house.sanne, name=name).complaint for name in ("Bo Vos", "Ada Okonkwo"))
    with house.database.uow() as uow:
        uow.tombstones.destroy(gone, {"channel": ["C0OLD"], "file": []}, date(2026, 1, 9))
        uow.commit()
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("KLACHTBOT_KEYS", KEYS)

    def run(*options: str, ended: date, confirmed: bool = True) -> str:
        clock.at = datetime(ended.year, ended.month, ended.day, 9, tzinfo=UTC)
        house.takes(house.sanne, case, Action.WITHDRAW)
        with house.database.uow() as uow:
            office = uow.office()
            assert office is not None
            write_office(uow.connection, uow.vault, replace(office, retention=Retention(confirmed=confirmed)))
            uow.commit()
        capsys.readouterr()
        assert main(["retention", *options]) == 0
        return capsys.readouterr().out

    return run


def two_years_ago(days: int) -> date:
    today = datetime.now(UTC).date()
    return today.replace(year=today.year - 2, day=min(today.day, 28)) + timedelta(days=days)


def test_what_goes_within_a_month_is_listed_and_nothing_personal(stands: Stands) -> None:
    said = stands(ended=two_years_ago(14))

    assert "K-2024-002" in said
    assert "wordt daarna vernietigd" in said
    assert "Ada" not in said


def test_what_goes_later_is_not(stands: Stands) -> None:
    assert "Binnen een maand wordt er niets vernietigd." in stands(ended=two_years_ago(100))


def test_without_chosen_terms_it_says_that_it_stays(stands: Stands) -> None:
    assert "[retention] staat niet in het organisatiebestand" in stands(ended=two_years_ago(-100), confirmed=False)


def test_what_only_an_administrator_can_delete_is_listed(stands: Stands) -> None:
    found = json.loads(stands("--json", ended=two_years_ago(-100)))

    assert found["left_in_slack"] == [{"case": "K-2024-001", "channel": ["C0OLD"], "file": []}]
    assert [(one["case"], one["fate"]) for one in found["dossiers"]] == [("K-2024-002", "goes")]
