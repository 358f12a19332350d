"""Registering, adding, finding and listing dossiers."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from klachtbot.domain.errors import AlreadyRecorded, Stale
from klachtbot.domain.model import Series
from klachtbot.storage import Database
from klachtbot.usecases.ports import NewMessage
from tests.databases import Databases, StoppedClock
from tests.storage.people import STORY, an_officer, contact, registration


def test_a_registered_complaint_is_found_by_its_number_with_its_details(database: Database) -> None:
    officer = an_officer(database)

    with database.uow() as uow:
        made = uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")
        uow.commit()

    with database.uow(read_only=True) as uow:
        found = uow.complaints.by_number("K-2026-001", opened=True)
    assert found == made
    assert found is not None
    assert found.events[0].details == {"story": STORY}


def test_details_stay_closed_unless_they_are_asked_for(database: Database) -> None:
    officer = an_officer(database)
    with database.uow() as uow:
        made = uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")
        uow.commit()

    with database.uow(read_only=True) as uow:
        found = uow.complaints.by_id(made.id)

    assert found is not None
    assert found.events[0].details is None


def test_nothing_is_stored_without_a_commit(database: Database) -> None:
    officer = an_officer(database)

    with database.uow() as uow:
        uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")

    with database.uow(read_only=True) as uow:
        assert uow.complaints.by_number("K-2026-001") is None


def test_a_registration_that_is_rolled_back_leaves_no_gap(database: Database) -> None:
    officer = an_officer(database)
    with database.uow() as uow:
        uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")

    with database.uow() as uow:
        made = uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s2")
        uow.commit()

    assert made.number == "K-2026-001"


def test_each_series_and_year_counts_for_itself(database: Database) -> None:
    officer = an_officer(database)

    with database.uow() as uow:
        numbers = [
            uow.complaints.register([registration(officer)], series=series, year=year, submission=str(n)).number
            for n, (series, year) in enumerate(
                [(Series.ORDINARY, 2026), (Series.SUPERVISOR, 2026), (Series.ORDINARY, 2027), (Series.ORDINARY, 2026)]
            )
        ]
        uow.commit()

    assert numbers == ["K-2026-001", "L-2026-001", "K-2027-001", "K-2026-002"]


def test_an_entry_is_added_to_the_dossier_as_it_was_seen(database: Database) -> None:
    officer = an_officer(database)
    with database.uow() as uow:
        made = uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")
        uow.commit()

    with database.uow() as uow:
        after = uow.complaints.append(made, [contact(officer)], submission="s2")
        uow.commit()

    with database.uow(read_only=True) as uow:
        found = uow.complaints.by_id(made.id, opened=True)
    assert found == after
    assert after.version == 2


def test_who_adds_to_a_dossier_that_has_changed_hears_so(database: Database) -> None:
    officer = an_officer(database)
    with database.uow() as uow:
        seen = uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")
        uow.complaints.append(seen, [contact(officer)], submission="s2")
        uow.commit()

    with database.uow() as uow, pytest.raises(Stale):
        uow.complaints.append(seen, [contact(officer, date(2026, 3, 4))], submission="s3")


def test_the_same_submission_names_the_dossier_it_was_recorded_in(database: Database) -> None:
    officer = an_officer(database)
    with database.uow() as uow:
        made = uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")
        uow.commit()

    with database.uow() as uow, pytest.raises(AlreadyRecorded) as refusal:
        uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")

    assert refusal.value.complaint == made.id
    with database.uow(read_only=True) as uow:
        found = uow.complaints.recorded("s1")
    assert found is not None
    assert (found.complaint.number, found.same) == ("K-2026-001", True)


def test_registering_costs_the_same_however_much_was_ever_sent(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    """Counted in steps of SQLite's own machine: how many rows it looks at."""
    database = sqlite_databases.open(clock)
    officer = an_officer(database)
    cost = {}

    for sent in (0, 1000):
        with database.uow() as uow:
            for number in range(sent):
                uow.outbox.add(NewMessage(f"sent:{number}", "home", officer))
            uow.commit()
        with database.uow() as uow:
            steps: list[None] = []
            raw = uow.connection.connection.driver_connection
            assert raw is not None
            raw.set_progress_handler(partial(steps.append, None), 10)
            uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission=f"{sent}")
            raw.set_progress_handler(None, 0)
            uow.commit()
        cost[sent] = len(steps)

    assert cost[1000] <= cost[0]
