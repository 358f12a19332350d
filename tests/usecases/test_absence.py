"""Absence and its return (R3): who hears what falls due, where nobody is left, and what is told to who is back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from klachtbot.clock.absences import Minding
from klachtbot.domain import errors
from klachtbot.domain.model import AboutKind, Action, Complaint, Json
from klachtbot.domain.people import Absence, deputy_of
from klachtbot.storage import tables
from klachtbot.usecases.absence import change_absence, come_back, end_absence, enter_absence, set_weekdays_off
from klachtbot.usecases.absences import KeptAbsence
from klachtbot.usecases.give_back import Meanwhile, give_back, meanwhile, stop_standing_in
from klachtbot.usecases.ports import Person
from klachtbot.usecases.stand_in import StandIn, left_alone, standing_in
from tests.usecases.house import House

ATTEMPT: dict[str, Json] = {"means": "phone"}
DAY = timedelta(days=1)
# The clock of these tests stands on Monday 2 March 2026; a case of that day is due on Thursday the 5th (R4).


def away(house: House, whose: Person, *, days: int | None = 4, by: Person | None = None, ahead: int = 0) -> Absence:
    first = house.today + ahead * DAY
    with house.database.uow() as uow:
        return enter_absence(
            uow,
            by=by or whose,
            whose=whose.id,
            first=first,
            last=first + days * DAY if days is not None else None,
            today=house.today,
            calendar=house.calendar,
            submission=uuid.uuid4().hex,
        )


def back(house: House, who: Person) -> bool:
    with house.database.uow() as uow:
        return come_back(uow, by=who, today=house.today, calendar=house.calendar, submission=uuid.uuid4().hex)


def kept(house: House) -> tuple[KeptAbsence, ...]:
    with house.database.uow(read_only=True) as uow:
        return (*uow.absences.over(), *uow.absences.all())


def hears(house: House, who: Person, person: Person) -> StandIn | None:
    with house.database.uow(read_only=True) as uow:
        first = next(one.first for one in uow.absences.all() if one.person == person.id)
        return standing_in(uow, who.id, person.id, first.isoformat(), house.today)


def done_meanwhile(house: House, who: Person, since: date) -> tuple[Meanwhile, ...]:
    with house.database.uow(read_only=True) as uow:
        return meanwhile(uow, who.id, since, house.today)


def rows(house: House, kind: str) -> int:
    with house.database.uow(read_only=True) as uow:
        return len(uow.connection.execute(select(tables.outbox).where(tables.outbox.c.kind == kind)).all())


def stood_in(house: House) -> Complaint:
    """Sanne is away until Friday, Joris stands in and tried to call."""
    case = house.registers(house.sanne).complaint
    away(house, house.sanne)
    case = house.takes(house.joris, case, Action.DEPUTISE)
    return house.takes(house.joris, case, Action.RECORD_ATTEMPT, attributes=ATTEMPT)


def test_who_stands_in_hears_at_once_what_falls_due(house: House) -> None:
    case = house.registers(house.sanne).complaint

    away(house, house.sanne)

    assert [*house.told("standing_in")] == ["Joris Bakker"]
    found = hears(house, house.joris, house.sanne)
    assert found is not None
    assert {due.complaint.label for due in found.due} == {"K-2026-001"}
    assert found.opens == found.free == {case.id}


def test_nobody_hears_of_an_absence_in_which_nothing_falls_due(house: House) -> None:
    house.registers(house.sanne)

    away(house, house.sanne, ahead=21)
    away(house, house.marleen)

    assert house.told("standing_in") == {}
    assert house.told("nobody_left") == {}


def test_of_a_case_about_a_coordinator_only_the_deputy_supervisor_hears(house: House) -> None:
    house.registers(house.marleen, "Joris Bakker", kind=AboutKind.COORDINATOR)

    away(house, house.marleen)

    assert [*house.told("standing_in")] == ["Ruud Hendriks"]
    assert hears(house, house.sanne, house.marleen) is None
    assert hears(house, house.joris, house.marleen) is None


def test_before_it_begins_a_deputy_supervisor_hears_of_it_and_may_open_nothing_yet(house: House) -> None:
    house.registers(house.marleen, "Joris Bakker", kind=AboutKind.COORDINATOR)

    away(house, house.marleen, ahead=2)

    found = hears(house, house.ruud, house.marleen)
    assert found is not None
    assert (found.opens, found.free) == (frozenset(), frozenset())


def test_what_is_sent_in_twice_says_nothing_twice(house: House) -> None:
    house.registers(house.sanne)

    first = away(house, house.sanne)
    second = away(house, house.sanne)

    assert first == second
    assert rows(house, "standing_in") == 1
    assert len(kept(house)) == 1


def test_two_absences_that_touch_become_one(house: House) -> None:
    away(house, house.sanne, days=4)  # until Friday

    whole = away(house, house.sanne, days=4, ahead=5)  # from Saturday

    assert (whole.first, whole.last) == (house.today, house.today + 9 * DAY)
    assert [(one.first, one.last) for one in kept(house)] == [(whole.first, whole.last)]


def test_when_the_last_deputy_becomes_absent_too_the_supervisor_hears_it(house: House) -> None:
    house.registers(house.sanne)
    away(house, house.sanne)
    before = house.told("nobody_left")

    away(house, house.joris, by=house.marleen)

    assert before == {}
    assert [*house.told("nobody_left")] == ["Marleen Vos"]
    with house.database.uow(read_only=True) as uow:
        found = left_alone(uow, house.marleen.id, house.sanne.id, house.today.isoformat(), house.today)
    assert found is not None
    assert {due.complaint.label for due in found.due} == {"K-2026-001"}
    assert found.opens == frozenset()  # the supervisor reads no ordinary case


def test_when_the_supervisors_are_away_as_well_they_hear_it_anyway(house: House) -> None:
    house.registers(house.sanne)
    for one in (house.marleen, house.ruud, house.joris):
        house.away(one, days=4)

    away(house, house.sanne)

    assert {*house.told("nobody_left")} == {"Marleen Vos", "Ruud Hendriks"}


def test_of_the_supervisors_own_case_the_deputy_hears_that_nobody_is_left(house: House) -> None:
    house.registers(house.marleen, "Joris Bakker", kind=AboutKind.COORDINATOR)
    house.away(house.ruud, days=4)

    away(house, house.marleen)

    assert "Ruud Hendriks" in house.told("nobody_left")
    assert {"Sanne de Wit", "Joris Bakker"}.isdisjoint(house.told("nobody_left"))


def test_who_is_back_gets_the_case_and_what_was_done(house: House) -> None:
    case = stood_in(house)

    returned = back(house, house.sanne)

    assert returned
    assert deputy_of(house.now(case)) is None
    assert [*house.told("returned")] == ["Sanne de Wit"]
    assert [*house.told("given_back")] == ["Joris Bakker"]
    (found,) = done_meanwhile(house, house.sanne, house.today)
    assert [event.action for event in found.entries] == [Action.DEPUTISE, Action.RECORD_ATTEMPT]
    assert kept(house) == ()


def test_what_somebody_did_without_saying_they_stand_in_is_told_too(house: House) -> None:
    case = house.registers(house.sanne).complaint
    away(house, house.sanne)
    house.takes(house.joris, case, Action.RECORD_ATTEMPT, attributes=ATTEMPT)

    back(house, house.sanne)

    (found,) = done_meanwhile(house, house.sanne, house.today)
    assert [event.action for event in found.entries] == [Action.RECORD_ATTEMPT]


@pytest.mark.parametrize(
    ("days_later", "given_back"),
    [
        pytest.param(4, False, id="Friday, the last day"),
        pytest.param(5, False, id="Saturday"),
        pytest.param(7, True, id="Monday, the first day back"),
    ],
)
def test_the_clock_gives_it_back_on_the_first_working_day_back(house: House, days_later: int, given_back: bool) -> None:
    case = stood_in(house)
    house.clock.move(days_later * DAY)

    give_back(house.database.uow, house.today)

    assert (deputy_of(house.now(case)) is None) is given_back
    assert (rows(house, "returned") == 1) is given_back


def test_looking_again_gives_nothing_back_twice(house: House) -> None:
    case = stood_in(house)
    house.clock.move(7 * DAY)
    give_back(house.database.uow, house.today)
    version = house.now(case).version

    again = give_back(house.database.uow, house.today)

    assert not again
    assert house.now(case).version == version
    assert rows(house, "returned") == 1


def test_on_a_recurring_day_off_a_colleague_stands_in_and_gives_back_the_day_after(house: House) -> None:
    case = house.registers(house.sanne).complaint
    with house.database.uow() as uow:
        set_weekdays_off(uow, by=house.sanne, whose=house.sanne.id, weekdays=frozenset({0}), submission="s")
    case = house.takes(house.joris, case, Action.DEPUTISE)  # Monday
    give_back(house.database.uow, house.today)
    on_monday = deputy_of(house.now(case))
    house.clock.move(DAY)

    give_back(house.database.uow, house.today)

    assert on_monday == house.joris.id
    assert deputy_of(house.now(case)) is None


def test_a_deputy_who_falls_ill_lets_go_so_that_the_next_one_can(house: House) -> None:
    house.becomes_coordinator(house.tom)
    case = house.registers(house.sanne, "Fatma Yılmaz").complaint
    away(house, house.sanne)
    case = house.takes(house.joris, case, Action.DEPUTISE)
    before = rows(house, "standing_in")

    away(house, house.joris, by=house.tom)

    assert deputy_of(house.now(case)) is None
    assert rows(house, "standing_in") > before
    found = hears(house, house.tom, house.sanne)
    assert found is not None
    assert found.free == {case.id}


def test_who_stops_standing_in_leaves_it_to_the_others_while_the_officer_is_away(house: House) -> None:
    house.becomes_coordinator(house.tom)
    case = house.registers(house.sanne, "Fatma Yılmaz").complaint
    away(house, house.sanne)
    case = house.takes(house.joris, case, Action.DEPUTISE)

    with house.database.uow() as uow:
        stop_standing_in(
            uow,
            by=house.joris,
            today=house.today,
            calendar=house.calendar,
            complaint=case.id,
            version=case.version,
            submission="stop",
        )

    assert deputy_of(house.now(case)) is None
    with house.database.uow(read_only=True) as uow:
        t = tables.outbox.c
        anew = uow.connection.scalars(select(t.recipient).where(t.key.like(f"standing_in:{case.id}:%"))).all()
    assert anew == [house.tom.id]
    assert rows(house, "returned") == 0


def test_an_absence_that_does_not_come_is_taken_away(house: House) -> None:
    away(house, house.sanne, ahead=7)
    (one,) = kept(house)

    with house.database.uow() as uow:
        end_absence(uow, by=house.joris, id=one.id, today=house.today, calendar=house.calendar, submission="gone")

    assert kept(house) == ()


def test_other_dates_take_the_place_of_those_that_were(house: House) -> None:
    away(house, house.sanne, ahead=7)
    (one,) = kept(house)

    with house.database.uow() as uow:
        change_absence(
            uow,
            by=house.sanne,
            id=one.id,
            first=house.today,
            last=house.today + DAY,
            today=house.today,
            calendar=house.calendar,
            submission="other",
        )

    assert [(now.id, now.first, now.last) for now in kept(house)] == [(one.id, house.today, house.today + DAY)]


def test_who_is_away_hears_that_a_colleague_entered_it(house: House) -> None:
    away(house, house.sanne)
    away(house, house.joris, by=house.sanne)

    assert [*house.told("absence_entered")] == ["Joris Bakker"]


@pytest.mark.parametrize(
    ("by", "whose"),
    [
        pytest.param(lambda house: house.sanne, lambda house: house.marleen, id="a coordinator for the supervisor"),
        pytest.param(lambda house: house.fatma, lambda house: house.fatma, id="staff for themselves"),
        pytest.param(lambda house: house.tom, lambda house: house.sanne, id="staff for a coordinator"),
    ],
)
def test_who_may_not_enter_it_is_refused_and_nothing_is_kept(
    house: House, by: Callable[[House], Person], whose: Callable[[House], Person]
) -> None:
    with pytest.raises(errors.NotForYouToEnter):
        away(house, whose(house), by=by(house))

    assert kept(house) == ()


def test_a_new_day_and_a_change_of_people_are_minded_and_nothing_else_writes(house: House) -> None:
    minding = Minding(house.database.uow, house.clock, house.clock.now)
    case = stood_in(house)
    minding.work()
    told = rows(house, "standing_in")
    house.clock.move(7 * DAY)

    minding.work()

    assert deputy_of(house.now(case)) is None
    assert rows(house, "standing_in") == told == 1
    with house.database.uow(read_only=True) as uow:
        t = tables.outbox.c
        row = uow.connection.execute(select(t.not_before).where(t.kind == "returned")).one()
    assert row.not_before.hour == 8  # nine in Amsterdam
