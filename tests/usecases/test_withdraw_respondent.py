"""A respondent who was entered by mistake (R2, R19): taken out with a reason; who it is kept from stays so (R23)."""

from __future__ import annotations

import uuid

import pytest

from klachtbot.domain import errors, people
from klachtbot.domain.model import Action, Complaint
from klachtbot.domain.parties import parties
from klachtbot.usecases import access
from klachtbot.usecases.add_respondent import add_respondent
from klachtbot.usecases.ports import Person
from klachtbot.usecases.withdraw_respondent import withdraw_respondent
from tests.usecases.house import House


def takes_out(house: House, by: Person, case: Complaint, ref: str, *, submission: str = "") -> Complaint:
    with house.database.uow() as uow:
        return withdraw_respondent(
            uow, by=by, today=house.today, calendar=house.calendar, complaint=case.id, version=case.version,
            ref=ref, reason="Een naamgenoot.", submission=submission or uuid.uuid4().hex,
        )  # fmt: skip


def adds(house: House, by: Person, case: Complaint, names: str) -> Complaint:
    with house.database.uow() as uow:
        return add_respondent(
            uow, by=by, today=house.today, calendar=house.calendar, complaint=case.id, version=case.version,
            names=names, submission=uuid.uuid4().hex,
        ).complaint  # fmt: skip


def may_read(house: House, person: Person, case: Complaint) -> bool:
    with house.database.uow(read_only=True) as uow:
        return access.may_read(uow, person, case, house.today)


def test_who_is_taken_out_is_a_respondent_no_more_and_the_entries_stay(house: House) -> None:
    case = house.registers(house.sanne, "Tom Visser, Fatma Yılmaz").complaint

    after = takes_out(house, house.sanne, case, "r2")

    opened = house.now(after)
    assert [one.name for one in parties(opened).respondents] == ["Tom Visser"]
    assert (opened.events[-1].action, opened.events[-1].details) == (Action.CORRECT, {"reason": "Een naamgenoot."})
    assert opened.version == case.version + 1


def test_a_ref_that_was_taken_out_is_never_given_again(house: House) -> None:
    case = house.registers(house.sanne, "Tom Visser, Ans de Boer").complaint
    case = takes_out(house, house.sanne, case, "r2")

    after = adds(house, house.sanne, case, "Bo Smit")

    assert [one.ref for one in after.respondents] == ["r1", "r3"]


def test_a_case_kept_from_the_coordinators_stays_so_when_the_coordinator_is_taken_out(house: House) -> None:
    case = house.registers(house.sanne).complaint
    moved = adds(house, house.sanne, case, "Joris Bakker")

    after = takes_out(house, house.marleen, moved, "r2")

    assert after.officer == house.marleen.id
    assert [may_read(house, one, after) for one in (house.marleen, house.sanne, house.joris)] == [True, False, False]


def test_so_it_does_when_they_became_coordinator_after_the_complaint(house: House) -> None:
    case = house.registers(house.sanne, "Tom Visser, Fatma Yılmaz").complaint
    house.becomes_coordinator(house.tom)

    after = takes_out(house, house.marleen, house.now(case), "r1")

    with house.database.uow(read_only=True) as uow:
        assert people.supervised(after, uow.people.organisation())
    assert not may_read(house, house.sanne, after)


def test_the_supervisor_who_was_entered_by_mistake_is_an_outsider_like_before(house: House) -> None:
    case = house.registers(house.sanne, "Marleen Vos, Tom Visser").complaint

    after = takes_out(house, house.sanne, case, "r1")

    assert not may_read(house, house.marleen, after)
    assert may_read(house, house.sanne, after)


def test_only_who_handles_it_takes_somebody_out(house: House) -> None:
    case = house.registers(house.sanne).complaint

    with pytest.raises(errors.NotYourStep):
        takes_out(house, house.joris, case, "r1")


def test_pressed_twice_it_is_recorded_once(house: House) -> None:
    case = house.registers(house.sanne, "Tom Visser, Ans de Boer").complaint

    first, again = (takes_out(house, house.sanne, case, "r2", submission="s") for _ in range(2))

    assert (first.facts, first.respondents, first.version) == (again.facts, again.respondents, again.version)
    assert house.now(case).version == case.version + 1
