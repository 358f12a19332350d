"""Several people at once: no number twice, none skipped, nothing recorded twice, nobody's work overwritten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from klachtbot.domain.errors import AlreadyRecorded, Stale
from klachtbot.domain.model import Complaint, PersonId, Series
from klachtbot.storage import Database
from klachtbot.storage.verify import verify
from tests.storage.people import an_officer, contact, registration, view

PEOPLE = 8


def register(database: Database, officer: PersonId, submission: str) -> Complaint:
    with database.uow() as uow:
        made = uow.complaints.register(
            [registration(officer)], series=Series.ORDINARY, year=2026, submission=submission
        )
        uow.commit()
    return made


def test_numbers_given_out_at_once_are_gapless_and_each_is_given_once(database: Database) -> None:
    officer = an_officer(database)

    with ThreadPoolExecutor(PEOPLE) as pool:
        made = list(pool.map(lambda n: register(database, officer, f"s{n}"), range(40)))

    assert sorted(str(complaint.number) for complaint in made) == [f"K-2026-{n:03d}" for n in range(1, 41)]
    assert verify(database) == []


def test_registrations_that_fail_halfway_among_others_leave_no_gap(database: Database) -> None:
    officer = an_officer(database)

    def attempt(n: int) -> None:
        if n % 2:
            register(database, officer, f"s{n}")
            return
        with database.uow() as uow:
            uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission=f"s{n}")

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(attempt, range(24)))

    assert verify(database) == []
    with database.uow(read_only=True) as uow:
        assert uow.complaints.open_of(view(officer), limit=1).total == 12
        assert uow.complaints.by_number("K-2026-012") is not None


def test_one_submission_pressed_many_times_at_once_is_recorded_once(database: Database) -> None:
    officer = an_officer(database)

    def press(_: int) -> str:
        try:
            return register(database, officer, "same").id
        except AlreadyRecorded as before:
            return before.complaint

    with ThreadPoolExecutor(PEOPLE) as pool:
        seen = set(pool.map(press, range(PEOPLE)))

    assert len(seen) == 1
    with database.uow(read_only=True) as uow:
        assert uow.complaints.open_of(view(officer), limit=10).total == 1


def test_of_many_who_add_to_one_dossier_at_once_one_succeeds_and_the_others_hear_it(database: Database) -> None:
    officer = an_officer(database)
    seen = register(database, officer, "s0")

    def add(n: int) -> str:
        try:
            with database.uow() as uow:
                uow.complaints.append(seen, [contact(officer)], submission=f"c{n}")
                uow.commit()
        except Stale:
            return "stale"
        return "recorded"

    with ThreadPoolExecutor(PEOPLE) as pool:
        outcomes = sorted(pool.map(add, range(PEOPLE)))

    assert outcomes == ["recorded", *["stale"] * (PEOPLE - 1)]
    assert verify(database) == []


def test_one_submission_for_two_dossiers_at_once_is_recorded_in_one(database: Database) -> None:
    officer = an_officer(database)
    cases = [register(database, officer, f"s{n}") for n in range(PEOPLE)]

    def add(case: Complaint) -> str:
        try:
            with database.uow() as uow:
                uow.complaints.append(case, [contact(officer)], submission="same")
                uow.commit()
        except AlreadyRecorded as before:
            return before.complaint
        return case.id

    with ThreadPoolExecutor(PEOPLE) as pool:
        named = set(pool.map(add, cases))

    assert len(named) == 1
    assert verify(database) == []
