"""Who is away, and on which days of the week somebody never works."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from klachtbot.domain.people import Absence
from klachtbot.storage import Database, tables
from tests.databases import StoppedClock
from tests.storage.people import an_officer


def test_who_is_away_and_who_never_works_that_day_is_known_to_the_domain(database: Database) -> None:
    sanne, joris = an_officer(database), an_officer(database, "U0COORD2", "Joris Bakker")
    with database.uow() as uow:
        today = uow.clock.today()
        uow.absences.add(Absence(sanne, today, today + timedelta(days=4)))
        uow.absences.set_weekdays_off(joris, frozenset({2, 4}))
        uow.commit()

    with database.uow(read_only=True) as uow:
        organisation = uow.people.organisation()

    wednesday = today + timedelta(days=(2 - today.weekday()) % 7)
    assert organisation.weekdays_off == {joris: frozenset({2, 4})}
    assert organisation.away(joris, wednesday)
    assert organisation.away(sanne, today)
    assert not organisation.away(sanne, today + timedelta(days=5))


def test_a_change_is_seen_within_the_same_unit_of_work(database: Database) -> None:
    sanne = an_officer(database)

    with database.uow() as uow:
        before = uow.people.organisation().away(sanne, uow.clock.today())
        id = uow.absences.add(Absence(sanne, uow.clock.today()))
        during = uow.people.organisation().away(sanne, uow.clock.today())
        uow.absences.remove(id)
        after = uow.people.organisation().away(sanne, uow.clock.today())

    assert (before, during, after) == (False, True, False)


def test_an_absence_that_is_over_stays_until_it_was_given_back(database: Database, clock: StoppedClock) -> None:
    sanne = an_officer(database)
    with database.uow() as uow:
        yesterday = uow.clock.today() - timedelta(days=1)
        id = uow.absences.add(Absence(sanne, yesterday - timedelta(days=3), yesterday))
        running = uow.absences.add(Absence(sanne, uow.clock.today()))
        uow.commit()

    with database.uow(read_only=True) as uow:
        over = uow.absences.over()
        coming = uow.absences.all()

    assert [one.id for one in over] == [id]
    assert [one.id for one in coming] == [running]


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_day_that_no_week_has_is_refused_by_the_database(database: Database, weekday: int) -> None:
    sanne = an_officer(database)

    with database.uow() as uow, pytest.raises(Exception, match=r"weekday"):
        uow.connection.execute(insert(tables.weekdays_off), {"person": sanne, "weekday": weekday})


def test_last_day_before_the_first_is_refused_by_the_database(database: Database) -> None:
    sanne = an_officer(database)

    with database.uow() as uow, pytest.raises(Exception, match=r"last_on"):
        uow.absences.add(Absence(sanne, date(2026, 12, 2), date(2026, 12, 1)))
