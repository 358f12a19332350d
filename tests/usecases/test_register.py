"""Registering, directly and from a report; what is for the supervisor goes there with everything typed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from klachtbot.domain import errors, people
from klachtbot.domain.model import AboutKind, Action, FactName, Series, Stage
from klachtbot.domain.parties import parties
from klachtbot.storage.verify import verify
from klachtbot.usecases import access
from klachtbot.usecases.dismiss_report import dismiss_report
from klachtbot.usecases.ports import Person
from klachtbot.usecases.release_report import release_report
from tests.usecases.house import House


def test_a_coordinator_registers_and_handles(house: House) -> None:
    done = house.registers(house.sanne)

    assert not done.handed_to_supervisor
    assert (done.complaint.label, done.complaint.officer) == ("K-2026-001", house.sanne.id)
    assert [one.person for one in done.complaint.respondents] == [house.tom.id]


@pytest.mark.parametrize("about", ["Joris Bakker", "joriss", "Sanne de Wit", "Tom Visser en Joris"])
def test_what_a_coordinator_types_about_one_becomes_a_report_for_the_supervisor(house: House, about: str) -> None:
    done = house.registers(house.sanne, about, spoken=True)

    assert done.handed_to_supervisor
    found = house.now(done.complaint)
    assert (found.stage, found.series, found.officer) == (Stage.REPORTED, Series.SUPERVISOR, house.marleen.id)
    assert parties(found).complainant == "Ada Okonkwo"
    assert found.events[0].details is not None
    assert found.events[0].details["subject"] == "Niet teruggebeld"
    assert found.events[0].attributes["spoken"] is True
    with house.database.uow(read_only=True) as uow:
        assert not access.may_read(uow, house.sanne, found, house.today)


def test_pressing_twice_is_answered_the_same_also_when_it_went_to_the_supervisor(house: House) -> None:
    first = house.registers(house.sanne, "Joris", submission="s1")
    second = house.registers(house.sanne, "Joris", submission="s1")

    assert second.handed_to_supervisor
    assert second.complaint.id == first.complaint.id


@pytest.mark.parametrize("who", ["marleen", "ruud"])
def test_the_supervisor_and_the_deputy_register_in_their_own_series(house: House, who: str) -> None:
    by = getattr(house, who)

    done = house.registers(by, "Joris Bakker", kind=AboutKind.COORDINATOR)

    assert (done.complaint.label, done.complaint.officer) == ("L-2026-001", by.id)
    assert not done.handed_to_supervisor


def test_what_the_supervisor_types_about_staff_is_for_the_coordinators(house: House) -> None:
    done = house.registers(house.marleen, "Tom Visser")

    assert done.handed_to_coordinators
    assert done.complaint.label == "M-2026-001"
    assert set(house.told("reported")) == {"Sanne de Wit", "Joris Bakker"}


def test_others_register_nothing(house: House) -> None:
    with pytest.raises(access.NotForYou):
        house.registers(house.fatma)


def test_a_report_becomes_a_complaint_of_the_coordinator_who_is_first(house: House) -> None:
    report = house.reports(house.fatma, "Tom Visser", heard_on=date(2026, 2, 27))
    by = house.joris if report.officer == house.sanne.id else house.sanne

    done = house.registers(by, "Tom Visser", report=house.now(report))

    after = done.complaint
    assert (after.id, after.number, after.reference, after.officer) == (report.id, "K-2026-001", "M-2026-001", by.id)
    assert after.received_on == date(2026, 2, 27)
    assert [one.ref for one in after.respondents] == ["r1"]
    assert list(house.told("report_registered").items()) == [("Fatma Yılmaz", '{"on":"2026-03-02"}')]
    assert verify(house.database) == []


def test_registering_corrects_the_day_and_the_name_and_records_a_talk(house: House) -> None:
    report = house.reports(house.fatma, "Tom Viser", heard_on=date(2026, 2, 27))

    done = house.registers(
        house.sanne, "Tom Visser", report=house.now(report), received_on=date(2026, 2, 26), spoken=True
    )

    after = house.now(done.complaint)
    assert [event.action for event in after.events] == [
        Action.REPORT,
        Action.REGISTER,
        Action.CORRECT,
        Action.RECORD_CONTACT,
    ]
    assert after.received_on == date(2026, 2, 26)
    assert [(one.ref, one.person) for one in after.respondents] == [("r1", house.tom.id)]
    assert {fact.name for fact in after.facts} >= {FactName.CONTACTED, FactName.EXPLAINED}


def test_a_report_that_turns_out_to_be_about_a_coordinator_moves_when_it_is_registered(house: House) -> None:
    report = house.reports(house.fatma, "iemand van de telefoon")

    done = house.registers(house.sanne, "Jorris", report=house.now(report), submission="s1")
    again = house.registers(house.sanne, "Jorris", report=house.now(report), submission="s1")

    assert done.handed_to_supervisor
    assert again.handed_to_supervisor
    after = house.now(done.complaint)
    assert (after.stage, after.officer) == (Stage.REPORTED, house.marleen.id)
    assert parties(after).complainant == "Ada Okonkwo"
    assert set(house.told("rerouted")) == {"Marleen Vos"}
    with house.database.uow(read_only=True) as uow:
        assert not access.may_read(uow, house.sanne, after, house.today)
        known = {one.person for one in people.readers(after, uow.people.organisation())}
    assert known == {house.fatma.id, house.sanne.id, house.joris.id}


def test_the_supervisor_registers_what_came_to_them(house: House) -> None:
    report = house.reports(house.fatma, "Joris Bakker")

    done = house.registers(house.marleen, "Joris Bakker", report=house.now(report))

    assert (done.complaint.number, done.complaint.series) == ("L-2026-001", Series.SUPERVISOR)
    assert verify(house.database) == []


def test_a_report_somebody_else_registered_meanwhile_is_not_registered_again(house: House) -> None:
    seen = house.now(house.reports(house.fatma))
    house.registers(house.sanne, report=seen)

    with pytest.raises(errors.Stale):
        house.registers(house.joris, report=seen)


def test_a_report_of_the_supervisor_does_not_exist_for_a_coordinator(house: House) -> None:
    report = house.now(house.reports(house.fatma, "Joris Bakker"))

    with pytest.raises(errors.NotFound):
        house.registers(house.sanne, report=report)


def test_a_released_report_is_the_coordinators_with_a_reference_of_theirs(house: House) -> None:
    house.reports(house.fatma, "Tom Visser")
    report = house.reports(house.fatma, "", kind=AboutKind.UNKNOWN)

    with house.database.uow() as uow:
        after = release_report(
            uow,
            by=house.marleen,
            today=house.today,
            calendar=house.calendar,
            complaint=report.id,
            version=1,
            submission="r",
        )

    assert (report.label, after.label, after.series) == ("LM-2026-001", "M-2026-002", Series.ORDINARY)
    with house.database.uow(read_only=True) as uow:
        assert access.may_read(uow, house.sanne, after, house.today)
        assert not access.may_read(uow, house.marleen, after, house.today)
        assert uow.complaints.by_number("LM-2026-001") is None
    assert set(house.told("reported")) == {"Sanne de Wit", "Joris Bakker", "Marleen Vos"}
    assert house.registers(house.sanne, report=house.now(after)).complaint.number == "K-2026-001"
    assert verify(house.database) == []


def test_releasing_says_that_a_namesake_is_no_coordinator(house: House) -> None:
    report = house.reports(house.fatma, "Joris Bakker")

    with house.database.uow() as uow:
        after = release_report(
            uow,
            by=house.marleen,
            today=house.today,
            calendar=house.calendar,
            complaint=report.id,
            version=1,
            submission="r",
        )

    assert [one.person for one in after.respondents] == [None]
    with house.database.uow(read_only=True) as uow:
        assert access.may_read(uow, house.joris, after, house.today)


def test_a_report_that_came_back_by_mistake_can_be_released_too(house: House) -> None:
    report = house.reports(house.fatma, "iemand")
    moved = house.registers(house.sanne, "Jorien", kind=AboutKind.UNKNOWN, report=house.now(report)).complaint

    with house.database.uow() as uow:
        after = release_report(
            uow,
            by=house.marleen,
            today=house.today,
            calendar=house.calendar,
            complaint=moved.id,
            version=moved.version,
            submission="r",
        )

    assert after.label == "M-2026-001"
    with house.database.uow(read_only=True) as uow:
        assert access.may_read(uow, house.sanne, after, house.today)
    assert verify(house.database) == []


def test_there_is_nothing_to_release_of_a_report_the_coordinators_have(house: House) -> None:
    report = house.reports(house.fatma)
    by = house.sanne if report.officer == house.sanne.id else house.joris

    with house.database.uow() as uow, pytest.raises(errors.NotYourStep):
        release_report(
            uow, by=by, today=house.today, calendar=house.calendar, complaint=report.id, version=1, submission="r"
        )


def test_no_complaint_needs_a_reason_and_the_reporter_hears_only_the_day(house: House) -> None:
    report = house.reports(house.fatma)

    def judge(reason: str) -> Stage:
        with house.database.uow() as uow:
            return dismiss_report(
                uow,
                by=house.joris,
                today=house.today,
                calendar=house.calendar,
                complaint=report.id,
                version=1,
                reason=reason,
                submission="d",
            ).stage

    with pytest.raises(errors.Incomplete) as refused:
        judge("")
    assert refused.value.field == "reason"
    assert judge("Een vraag, geen klacht") is Stage.NO_COMPLAINT
    assert list(house.told("report_dismissed").items()) == [("Fatma Yılmaz", '{"on":"2026-03-02"}')]
    with house.database.uow(read_only=True) as uow:
        assert uow.complaints.open_reports() == ()


def test_of_two_who_register_the_same_report_at_once_one_does(house: House) -> None:
    seen = house.now(house.reports(house.fatma))

    def press(by: Person) -> str:
        try:
            return house.registers(by, report=seen).complaint.label
        except errors.Stale:
            return "stale"

    with ThreadPoolExecutor(2) as pool:
        found = sorted(pool.map(press, (house.sanne, house.joris)))

    assert found == ["K-2026-001", "stale"]
    assert house.registers(house.sanne).complaint.label == "K-2026-002"
    assert verify(house.database) == []


def test_a_button_pressed_twice_at_once_registers_once(house: House) -> None:
    seen = house.now(house.reports(house.fatma))

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: house.registers(house.sanne, report=seen, submission="s1").complaint, range(2)))

    assert [one.number for one in found] == ["K-2026-001"] * 2
    assert len(house.now(found[0]).events) == 2
