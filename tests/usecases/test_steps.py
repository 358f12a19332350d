"""Who handles a case, and who loses it: handed over, taken over, stepped back, moved to the supervisor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypedDict

import pytest
from sqlalchemy import event

from klachtbot.domain import errors, people
from klachtbot.domain.model import Action, Complaint, ComplaintId, FactName, Json, Series
from klachtbot.domain.parties import parties
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.storage import Database
from klachtbot.usecases import access
from klachtbot.usecases.add_respondent import add_respondent
from klachtbot.usecases.alike import alike
from klachtbot.usecases.change_officer import hand_over, step_back, take_over
from klachtbot.usecases.ports import Person
from klachtbot.usecases.take_step import take_step
from tests.usecases.house import House


class Asked(TypedDict):
    by: Person
    today: Any
    calendar: WorkCalendar
    complaint: ComplaintId
    version: int
    submission: str


def asked(house: House, by: Person, complaint: Complaint, submission: str = "x") -> Asked:
    return Asked(
        by=by,
        today=house.today,
        calendar=house.calendar,
        complaint=complaint.id,
        version=complaint.version,
        submission=submission,
    )


def may_read(house: House, person: Person, complaint: Complaint) -> bool:
    with house.database.uow(read_only=True) as uow:
        return access.may_read(uow, person, complaint, house.today)


@contextmanager
def queries(database: Database) -> Iterator[list[str]]:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


def test_handing_over_has_a_reason_and_tells_the_new_officer(house: House) -> None:
    case = house.registers(house.sanne).complaint

    with house.database.uow() as uow:
        after = hand_over(uow, **asked(house, house.sanne, case), officer=house.joris.id, reason="vakantie")

    assert after.officer == house.joris.id
    assert set(house.told("handed_over")) == {"Joris Bakker"}


@pytest.mark.parametrize("to", ["fatma", "marleen", "sanne", "tom"])
def test_a_case_is_handed_to_another_coordinator_only(house: House, to: str) -> None:
    case = house.registers(house.sanne).complaint

    with house.database.uow() as uow, pytest.raises(errors.Incomplete) as refused:
        hand_over(uow, **asked(house, house.sanne, case), officer=getattr(house, to).id, reason="x")

    assert refused.value.field == "officer"


def test_handing_over_without_a_reason_is_refused(house: House) -> None:
    case = house.registers(house.sanne).complaint

    with house.database.uow() as uow, pytest.raises(errors.Incomplete) as refused:
        hand_over(uow, **asked(house, house.sanne, case), officer=house.joris.id, reason="")

    assert refused.value.field == "reason"


def test_a_deputy_takes_over_only_while_the_officer_is_away(house: House) -> None:
    case = house.registers(house.sanne).complaint

    with house.database.uow() as uow, pytest.raises(errors.NotYourStep):
        take_over(uow, **asked(house, house.joris, case))
    house.away(house.sanne)
    with house.database.uow() as uow:
        after = take_over(uow, **asked(house, house.joris, case))

    assert after.officer == house.joris.id


def test_who_is_involved_steps_back_and_may_read_no_more(house: House) -> None:
    case = house.registers(house.sanne).complaint

    with house.database.uow() as uow:
        after = step_back(uow, **asked(house, house.sanne, case))
    with house.database.uow() as uow:
        again = step_back(uow, **asked(house, house.sanne, case))

    assert after.officer == house.joris.id
    assert again.id == after.id
    assert not may_read(house, house.sanne, after)
    assert set(house.told("handed_over")) == {"Joris Bakker"}


def test_only_when_no_coordinator_is_free_the_supervisor_handles_it(house: House) -> None:
    case = house.registers(house.sanne).complaint

    with house.database.uow() as uow:
        case = step_back(uow, **asked(house, house.sanne, case, "a"))
    with house.database.uow() as uow:
        case = step_back(uow, **asked(house, house.joris, case, "b"))

    assert case.officer == house.marleen.id
    assert not may_read(house, house.joris, case)


def test_a_colleague_who_is_involved_steps_back_and_the_officer_stays(house: House) -> None:
    case = house.registers(house.sanne).complaint

    with house.database.uow() as uow:
        after = step_back(uow, **asked(house, house.joris, case))

    assert after.officer == house.sanne.id
    assert not may_read(house, house.joris, after)
    assert house.told("handed_over") == {}


def test_one_more_respondent_gets_the_next_ref(house: House) -> None:
    case = house.registers(house.sanne, "Tom Visser").complaint

    with house.database.uow() as uow:
        added = add_respondent(uow, **asked(house, house.sanne, case), names="Fatma Yılmaz, Tom Visser, Emily Carter")

    after = house.now(added.complaint)
    assert [(one.ref, one.name) for one in parties(after).respondents] == [
        ("r1", "Tom Visser"),
        ("r2", "Fatma Yılmaz"),
        ("r3", "Emily Carter"),
    ]
    assert [one.person for one in after.respondents] == [house.tom.id, house.fatma.id, None]
    assert not added.handed_to_supervisor


def test_somebody_nobody_knew_gets_a_name_and_stays_the_same_respondent(house: House) -> None:
    case = house.registers(house.sanne, "").complaint

    with house.database.uow() as uow:
        after = add_respondent(uow, **asked(house, house.sanne, case), names="Tom Visser").complaint

    assert [(one.ref, one.person) for one in after.respondents] == [("r1", house.tom.id)]


@pytest.mark.parametrize("names", ["Joris Bakker", "Jores", "Emily Carter en Sanne"])
def test_a_coordinator_added_as_respondent_moves_the_case_at_once(house: House, names: str) -> None:
    case = house.registers(house.sanne).complaint

    with house.database.uow() as uow:
        added = add_respondent(uow, **asked(house, house.sanne, case), names=names)
    with house.database.uow() as uow:
        again = add_respondent(uow, **asked(house, house.sanne, case), names=names)

    after = added.complaint
    assert added.handed_to_supervisor
    assert again.handed_to_supervisor
    assert (after.number, after.officer) == ("K-2026-001", house.marleen.id)
    assert house.told("rerouted") == {"Marleen Vos": "{}"}
    assert not may_read(house, house.sanne, after)
    assert not may_read(house, house.joris, after)
    with house.database.uow(read_only=True) as uow:
        known = people.readers(after, uow.people.organisation())
    assert [(one.person, one.recorded, one.handled) for one in known] == [
        (house.sanne.id, (1,), True),
        (house.joris.id, (), False),
    ]


def test_adding_nobody_is_refused(house: House) -> None:
    case = house.registers(house.sanne).complaint

    with house.database.uow() as uow, pytest.raises(errors.Incomplete):
        add_respondent(uow, **asked(house, house.sanne, case), names="  ")


def test_a_form_opened_before_the_case_moved_keeps_and_reveals_nothing(house: House) -> None:
    case = house.registers(house.sanne).complaint
    with house.database.uow() as uow:
        after = add_respondent(uow, **asked(house, house.sanne, case, "a"), names="Joris").complaint

    with pytest.raises(errors.NotFound):
        house.takes(house.sanne, case, Action.SUPPLEMENT, details={"note": "x"})

    assert house.now(case).version == after.version


def test_what_one_may_not_read_asks_the_database_the_same_as_what_does_not_exist(house: House) -> None:
    hidden = house.reports(house.fatma, "Joris Bakker")
    asked_for: dict[str, list[str]] = {}

    for name, id in (("hidden", hidden.id), ("missing", ComplaintId("0" * 32))):
        with queries(house.database) as asked_for[name], house.database.uow() as uow, pytest.raises(errors.NotFound):
            take_step(
                uow,
                by=house.sanne,
                today=house.today,
                calendar=house.calendar,
                complaint=id,
                version=1,
                action=Action.SUPPLEMENT,
                submission="x",
            )

    assert asked_for["hidden"] == asked_for["missing"]


@pytest.mark.parametrize("opened", [False, True])
def test_a_number_one_may_not_read_asks_the_same_as_one_that_was_never_given(house: House, opened: bool) -> None:
    house.registers(house.marleen, "Joris Bakker")
    asked_for: dict[str, list[str]] = {}

    for number in ("L-2026-001", "L-2026-002"):
        with (
            queries(house.database) as asked_for[number],
            house.database.uow(read_only=True) as uow,
            pytest.raises(errors.NotFound),
        ):
            access.readable(uow, house.sanne, uow.complaints.by_number(number, opened=opened), house.today)

    assert asked_for["L-2026-001"] == asked_for["L-2026-002"]


def test_a_hint_names_only_cases_of_the_same_person_that_one_may_read(house: House) -> None:
    first = house.registers(house.sanne, "Tom Visser", name="Ada Okonkwo", contact="+31 6 12345678").complaint
    house.registers(house.marleen, "Joris", name="Ada Okonkwo", contact="06-12345678")
    house.registers(house.sanne, "Tom Visser", name="Bea Smit", contact="bea@voorbeeld.example")

    def hint(by: Person, name: str = "", contact: str = "") -> list[str]:
        with house.database.uow(read_only=True) as uow:
            return [one.label for one in alike(uow, by=by, on=house.today, name=name, contact=contact)]

    assert hint(house.joris, contact="0612345678") == [first.label]
    assert hint(house.joris, name="ada  OKONKWO") == ["K-2026-001"]
    assert hint(house.marleen, name="Ada Okonkwo") == ["L-2026-001"]
    assert hint(house.joris, contact="BEA@voorbeeld.example of 0612345678") == ["K-2026-002", "K-2026-001"]
    assert hint(house.fatma, name="Ada Okonkwo") == []
    assert hint(house.joris, name="Ada") == []


def test_a_hint_asks_the_database_the_same_whatever_it_finds(house: House) -> None:
    house.registers(house.marleen, "Joris", name="Ada Okonkwo")
    asked_for: dict[str, int] = {}

    for name in ("Ada Okonkwo", "Bea Smit"):
        with queries(house.database) as statements, house.database.uow(read_only=True) as uow:
            assert alike(uow, by=house.sanne, on=house.today, name=name, contact="") == ()
        asked_for[name] = len(statements)

    assert asked_for["Ada Okonkwo"] == asked_for["Bea Smit"]


def test_a_complainant_who_becomes_known_can_be_reached(house: House) -> None:
    case = house.registers(house.sanne, name="", contact="").complaint

    who: dict[str, Json] = {"complainant": "Ada Okonkwo", "contact": "06 11111111"}
    after = house.takes(house.sanne, case, Action.IDENTIFY_COMPLAINANT, details=who)

    assert FactName.NAMELESS in {fact.name for fact in case.facts}
    assert FactName.NAMELESS not in {fact.name for fact in after.facts}
    assert parties(house.now(after)).contact == "06 11111111"


def test_what_cannot_wait_is_held_until_somebody_says_so(house: House) -> None:
    case = house.registers(house.sanne).complaint

    held = house.takes(house.sanne, case, Action.HOLD_FOR_SAFETY, attributes={"safety": "crime"})
    free = house.takes(house.sanne, held, Action.RELEASE_HOLD)

    assert FactName.SAFETY_HOLD in {fact.name for fact in held.facts}
    assert FactName.SAFETY_HOLD not in {fact.name for fact in free.facts}


def test_what_was_said_last_about_the_parties_holds(house: House) -> None:
    case = house.registers(house.sanne, "Tom Visser", name="Ada Okonkwo").complaint

    codes: dict[str, Json] = {"wishes": ["no_voicemail"], "name_withheld": True, "age_band": "16-17"}
    taken_back: dict[str, Json] = {"name_withheld": False}
    case = house.takes(house.sanne, case, Action.SUPPLEMENT, attributes=codes, details={"representative": "Bo Okonkwo"})
    case = house.takes(house.sanne, case, Action.SUPPLEMENT, attributes=taken_back, details={"needs": "tolk"})

    found = parties(house.now(case))
    assert (found.complainant, found.representative, found.needs) == ("Ada Okonkwo", "Bo Okonkwo", "tolk")
    assert (found.wishes, found.age_band, found.respondent_may_know) == (("no_voicemail",), "16-17", True)
    assert "Okonkwo" not in repr(found)


SITUATIONS = {
    "ordinary": ("sanne", "Tom Visser", "sanne joris"),
    "about a coordinator": ("marleen", "Joris Bakker", "marleen"),
    "about one of several": ("marleen", "Tom Visser, Sanne de Wit", "marleen"),
    "about the supervisor": ("sanne", "Marleen Vos", "sanne joris"),
    "registered by the deputy": ("ruud", "Sanne de Wit", "ruud"),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_who_may_read_a_case(house: House, situation: str) -> None:
    by, about, readers = SITUATIONS[situation]

    case = house.registers(getattr(house, by), about).complaint

    everybody = ("sanne", "joris", "marleen", "ruud", "fatma", "tom")
    assert {who for who in everybody if may_read(house, getattr(house, who), case)} == set(readers.split())
    assert case.series is (Series.SUPERVISOR if by in ("marleen", "ruud") else Series.ORDINARY)
