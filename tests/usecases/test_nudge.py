"""The clock's own round: who is told what, once, in one message, and what that message says by then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from klachtbot.domain.model import Action, Complaint
from klachtbot.domain.nudging import Outlook, Snooze
from klachtbot.domain.terms import Term
from klachtbot.storage.organisation import apply
from klachtbot.usecases.digest import Digest, digest_of
from klachtbot.usecases.nudge import sweep
from klachtbot.usecases.organisation import parse
from klachtbot.usecases.ports import Person
from tests.usecases.house import FILE, House


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A winter hour in Amsterdam."""
    return datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)


MONDAY, TUESDAY, THURSDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5), date(2026, 3, 6)


def ticks(house: House, day: date, hour: int, minute: int = 0) -> None:
    house.clock.at = at(day, hour, minute)
    while sweep(house.database.uow, house.clock):
        pass


def messages(house: House) -> list[tuple[str, str]]:
    """Who gets a message, and in which part of which day, in the order in which they were made."""
    with house.database.uow(read_only=True) as uow:
        everybody = {one.id: one.name for one in uow.people.all()}
        rows = uow.connection.exec_driver_sql("SELECT key, recipient FROM outbox WHERE kind = 'digest' ORDER BY id")
        return [(everybody[row.recipient].split()[0], ":".join(row.key.split(":")[1:-1])) for row in rows]


def digest(house: House, person: Person, day: date, part: str = "morning") -> Digest | None:
    with house.database.uow(read_only=True) as uow:
        return digest_of(uow, person, f"digest:{day}:{part}:{person.id}", house.clock.now())


def lines(found: Digest | None) -> list[tuple[str, Term]]:
    return [(item.complaint.label, item.deadline.term) for item in found.items] if found else []


def contacted(house: House, by: Person, case: Complaint) -> Complaint:
    return house.takes(by, house.now(case), Action.RECORD_CONTACT, attributes={"explained": True})


def test_nothing_goes_out_on_the_day_something_starts(house: House) -> None:
    house.registers(house.sanne)

    ticks(house, MONDAY, 11)

    assert messages(house) == []


def test_the_officer_hears_it_the_morning_before_the_last_day(house: House) -> None:
    house.registers(house.sanne)

    for day in (MONDAY, TUESDAY, date(2026, 3, 4)):
        ticks(house, day, 9)

    assert messages(house) == [("Sanne", "2026-03-04:morning")]


def test_however_often_the_clock_ticks_it_is_told_once(house: House) -> None:
    house.registers(house.sanne)

    for minute in (0, 1, 30):
        ticks(house, date(2026, 3, 4), 9, minute)

    assert messages(house) == [("Sanne", "2026-03-04:morning")]


def test_several_cases_of_one_person_go_in_one_message(house: House) -> None:
    cases = [house.registers(house.sanne).complaint for _ in range(3)]

    ticks(house, date(2026, 3, 4), 9)

    assert messages(house) == [("Sanne", "2026-03-04:morning")]
    assert [label for label, _ in lines(digest(house, house.sanne, date(2026, 3, 4)))] == [c.label for c in cases]


def test_nothing_goes_out_before_nine_after_five_or_on_a_day_off(house: House) -> None:
    house.registers(house.sanne)

    for day, hour in ((date(2026, 3, 4), 8), (date(2026, 3, 4), 17), (date(2026, 3, 7), 10)):
        ticks(house, day, hour)

    assert messages(house) == []


def test_after_a_long_outage_only_the_highest_rung_is_told(house: House) -> None:
    case = house.registers(house.sanne).complaint

    ticks(house, FRIDAY, 9)

    assert sorted(messages(house)) == [("Joris", "2026-03-06:morning"), ("Sanne", "2026-03-06:morning")]
    assert (case.label, Term.CONTACT) in lines(digest(house, house.sanne, FRIDAY))


def test_who_is_off_that_day_hears_nothing_and_the_deputy_does(house: House) -> None:
    house.registers(house.sanne)
    house.clock.at = at(date(2026, 3, 4), 8)
    house.away(house.sanne)

    ticks(house, date(2026, 3, 4), 9)

    assert messages(house) == [("Joris", "2026-03-04:morning")]


def test_meeting_the_term_stops_the_ladder_for_everybody(house: House) -> None:
    case = house.registers(house.sanne).complaint
    contacted(house, house.sanne, case)

    ticks(house, THURSDAY, 15)

    assert Term.CONTACT not in [term for _, term in lines(digest(house, house.sanne, THURSDAY, "afternoon"))]


def test_what_was_done_before_the_message_went_out_is_not_in_it(house: House) -> None:
    case = house.registers(house.sanne).complaint
    ticks(house, date(2026, 3, 4), 9)

    contacted(house, house.sanne, case)

    assert lines(digest(house, house.sanne, date(2026, 3, 4))) == []


def test_a_complaint_about_a_coordinator_reaches_no_coordinator(house: House) -> None:
    house.registers(house.marleen, about="Joris Bakker", people=(house.joris,))

    for day in (date(2026, 3, 4), THURSDAY, FRIDAY):
        for hour in (9, 15):
            ticks(house, day, hour)

    assert {who for who, _ in messages(house)} == {"Marleen", "Ruud"}


def test_with_nobody_left_the_supervisor_hears_it(house: House) -> None:
    house.registers(house.sanne)
    house.clock.at = at(THURSDAY, 8)
    house.away(house.sanne)
    house.away(house.joris)

    ticks(house, THURSDAY, 9)

    assert messages(house) == [("Marleen", "2026-03-05:morning")]
    found = digest(house, house.marleen, THURSDAY)
    assert found is not None
    assert {item.opens for item in found.items} == {False}


def test_a_report_that_nobody_registered_stands_in_the_message_of_the_next_morning(house: House) -> None:
    report = house.reports(house.fatma)

    ticks(house, TUESDAY, 9)

    assert [who for who, _ in messages(house)] == ["Sanne"]
    assert lines(digest(house, house.sanne, TUESDAY)) == [(report.label, Term.CONTACT)]


def test_what_slack_did_not_take_yesterday_goes_along_with_what_is_owed_today(house: House) -> None:
    case = house.registers(house.sanne).complaint
    ticks(house, date(2026, 3, 4), 9)

    ticks(house, THURSDAY, 9)

    with house.database.uow(read_only=True) as uow:
        unsent = uow.connection.exec_driver_sql("SELECT key FROM outbox WHERE kind = 'digest' AND status = 'waiting'")
        assert [row.key for row in unsent] == [f"digest:2026-03-05:morning:{house.sanne.id}"]
    assert (case.label, Term.CONTACT) in lines(digest(house, house.sanne, THURSDAY))


def test_what_somebody_put_off_comes_back_at_that_moment_as_a_message_of_its_own(house: House) -> None:
    case = house.registers(house.sanne).complaint
    ticks(house, date(2026, 3, 4), 9)
    with house.database.uow() as uow:
        uow.nudges.snooze(case.id, Snooze(house.sanne.id, Term.CONTACT, "", at(date(2026, 3, 4), 13)))
        uow.commit()

    ticks(house, date(2026, 3, 4), 12, 59)
    before = messages(house)
    ticks(house, date(2026, 3, 4), 13)

    assert before == [("Sanne", "2026-03-04:morning")]
    assert messages(house) == [*before, ("Sanne", "2026-03-04:morning:13:00")]


def test_a_clock_that_is_set_back_tells_nothing_twice(house: House) -> None:
    house.registers(house.sanne)
    ticks(house, THURSDAY, 9)
    before = messages(house)

    house.clock.move(-timedelta(hours=20))
    ticks(house, THURSDAY, 9, 5)

    assert messages(house) == before


def test_another_hour_holds_at_once_for_what_already_runs(house: House) -> None:
    house.registers(house.sanne)
    ticks(house, TUESDAY, 11)

    with house.database.uow() as uow:
        apply(uow, parse(FILE + '\n[reminders]\nmorning = "08:00"\n'))
        uow.commit()
    ticks(house, date(2026, 3, 4), 8)

    assert messages(house) == [("Sanne", "2026-03-04:morning")]


def test_a_rung_that_is_moved_forward_is_told_as_soon_as_it_is_due(house: House) -> None:
    house.registers(house.sanne)
    ticks(house, TUESDAY, 11)

    with house.database.uow() as uow:
        apply(uow, parse(FILE + "\n[reminders.ladder]\ntomorrow = 2\n"))
        uow.commit()
    ticks(house, TUESDAY, 12)

    assert messages(house) == [("Sanne", "2026-03-03:morning")]


def test_what_was_put_off_comes_back_in_time_also_when_a_step_was_taken_since(house: House) -> None:
    case = house.registers(house.sanne).complaint
    with house.database.uow() as uow:
        uow.nudges.snooze(case.id, Snooze(house.sanne.id, Term.CONTACT, "", at(MONDAY, 13)))
        uow.commit()
    house.clock.at = at(MONDAY, 11)
    house.takes(house.sanne, house.now(case), Action.RECORD_ATTEMPT)

    ticks(house, MONDAY, 13)

    assert messages(house) == [("Sanne", "2026-03-02:morning:13:00")]


def test_what_changed_while_the_clock_looked_is_looked_at_anew(house: House) -> None:
    case = house.registers(house.sanne).complaint
    house.clock.at = at(THURSDAY, 9)
    with house.database.uow(read_only=True) as uow:
        (look,) = uow.nudges.to_look_at(house.clock.now(), limit=9)

    contacted(house, house.sanne, case)

    with house.database.uow() as uow:
        assert not uow.nudges.looked(look, Outlook((), None))


def test_a_message_that_was_not_needed_does_not_swallow_what_is_told_later_that_morning(house: House) -> None:
    first = house.registers(house.sanne).complaint
    ticks(house, date(2026, 3, 4), 9)
    contacted(house, house.sanne, first)
    with house.database.uow() as uow:  # as the worker does with what says nothing any more
        uow.connection.exec_driver_sql("UPDATE outbox SET status = 'done', attempts = 1 WHERE kind = 'digest'")
        uow.commit()
    house.clock.at = at(date(2026, 3, 4), 10)
    house.registers(house.sanne, received_on=date(2026, 2, 27))

    ticks(house, date(2026, 3, 4), 10, 5)

    with house.database.uow(read_only=True) as uow:
        waiting = uow.connection.exec_driver_sql("SELECT key FROM outbox WHERE kind = 'digest' AND status = 'waiting'")
        assert f"digest:2026-03-04:morning:2:{house.sanne.id}" in {row.key for row in waiting}


def test_the_deputy_supervisor_reads_what_is_late_while_the_supervisor_is_there(house: House) -> None:
    house.registers(house.marleen, about="Joris Bakker", people=(house.joris,))

    ticks(house, FRIDAY, 9)

    assert Term.CONTACT in [term for _, term in lines(digest(house, house.ruud, FRIDAY))]


def test_what_waits_for_safety_stands_in_no_message(house: House) -> None:
    late = house.registers(house.sanne).complaint
    ticks(house, FRIDAY, 8)
    house.takes(house.sanne, house.now(late), Action.HOLD_FOR_SAFETY, attributes={"safety": "safety"})
    other = house.registers(house.sanne, received_on=date(2026, 2, 27)).complaint

    ticks(house, FRIDAY, 9)

    assert {label for label, _ in lines(digest(house, house.sanne, FRIDAY))} == {other.label}


def test_what_was_put_off_is_not_asked_again_when_its_term_starts_anew(house: House) -> None:
    case = house.registers(house.sanne).complaint
    with house.database.uow() as uow:
        uow.nudges.snooze(case.id, Snooze(house.sanne.id, Term.ACKNOWLEDGEMENT, "", at(TUESDAY, 13)))
        uow.commit()
    ticks(house, TUESDAY, 13)
    before = messages(house)
    contacted(house, house.sanne, case)

    ticks(house, TUESDAY, 14)

    assert messages(house) == before == [("Sanne", "2026-03-03:morning:13:00")]
