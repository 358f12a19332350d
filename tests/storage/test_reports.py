"""Reports: dossiers with a reference of their own, until they get a number; and finding the same person again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import delete, select, update

from klachtbot.domain.errors import AlreadyRecorded, Stale
from klachtbot.domain.model import Action, Complaint, Draft, Fact, FactName, PersonId, Series, Stage
from klachtbot.domain.parties import search_terms
from klachtbot.storage import Database, tables
from klachtbot.storage.engine import transaction
from klachtbot.storage.verify import Break, Kind, verify
from tests.storage.people import DAYS, an_officer, view

MONDAY = date(2026, 3, 2)


def told(officer: PersonId, *, name: str = "Ada Okonkwo", contact: str = "06 12345678") -> Draft:
    return Draft(
        action=Action.REPORT,
        by=officer,
        on=MONDAY,
        facts=(Fact(FactName.RECEIVED, MONDAY), Fact(FactName.REPORTED, MONDAY)),
        stage=Stage.REPORTED,
        attributes={"officer": officer, "about": "staff", "days": DAYS},
        details={"story": "-", "complainant": name, "contact": contact},
    )


def registering(officer: PersonId) -> Draft:
    return Draft(
        Action.REGISTER, officer, MONDAY, (Fact(FactName.REGISTERED, MONDAY),), Stage.REGISTERED, "", {"days": DAYS}
    )


def released(officer: PersonId) -> Draft:
    return Draft(Action.RELEASE, officer, MONDAY, attributes={"officer": officer})


def report(database: Database, officer: PersonId, submission: str, series: Series = Series.ORDINARY) -> Complaint:
    with database.uow() as uow:
        made = uow.complaints.report(told(officer), series=series, year=2026, submission=submission)
        uow.commit()
    return made


def test_a_report_is_found_by_its_reference_and_has_no_number(database: Database) -> None:
    made = report(database, an_officer(database), "s1")

    with database.uow(read_only=True) as uow:
        found = uow.complaints.by_number("M-2026-001", opened=True)
    assert found == made
    assert (made.number, made.reference, made.label) == (None, "M-2026-001", "M-2026-001")


def test_references_have_no_gap_however_many_report_at_once(database: Database) -> None:
    officer = an_officer(database)

    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: report(database, officer, f"s{n}").label, range(24)))

    assert sorted(made) == [f"M-2026-{n:03d}" for n in range(1, 25)]
    assert verify(database) == []


def test_the_same_report_is_stored_once(database: Database) -> None:
    officer = an_officer(database)
    made = report(database, officer, "s1")

    with database.uow() as uow, pytest.raises(AlreadyRecorded) as refused:
        uow.complaints.report(told(officer), series=Series.ORDINARY, year=2026, submission="s1")

    assert refused.value.complaint == made.id


def test_a_report_gets_its_number_with_the_entry_that_registers_it(database: Database) -> None:
    officer = an_officer(database)
    made = report(database, officer, "s1")

    with database.uow() as uow:
        after = uow.complaints.append(made, [registering(officer)], submission="s2", number=(Series.ORDINARY, 2026))
        uow.commit()

    with database.uow(read_only=True) as uow:
        assert uow.complaints.by_number("K-2026-001", opened=True) == uow.complaints.by_id(made.id, opened=True)
        assert uow.complaints.open_of(view(officer), limit=9).total == 1
        assert uow.complaints.open_reports() == ()
    assert (after.number, after.reference) == ("K-2026-001", "M-2026-001")
    assert verify(database) == []


def test_who_registers_what_was_registered_meanwhile_takes_no_number(database: Database) -> None:
    officer = an_officer(database)
    made = report(database, officer, "s1")
    with database.uow() as uow:
        uow.complaints.append(made, [registering(officer)], submission="s2", number=(Series.ORDINARY, 2026))
        uow.commit()

    with database.uow() as uow, pytest.raises(Stale):
        uow.complaints.append(made, [registering(officer)], submission="s3", number=(Series.ORDINARY, 2026))

    assert verify(database) == []


def test_a_released_report_moves_to_the_other_series_and_nothing_is_missing(database: Database) -> None:
    officer = an_officer(database)
    made = report(database, officer, "s1", Series.SUPERVISOR)

    with database.uow() as uow:
        after = uow.complaints.append(made, [released(officer)], submission="s2", series=Series.ORDINARY)
        uow.commit()

    assert (made.label, after.label, after.series) == ("LM-2026-001", "M-2026-001", Series.ORDINARY)
    assert report(database, officer, "s3", Series.SUPERVISOR).label == "LM-2026-002"
    assert verify(database) == []


def test_reports_that_wait_are_listed_most_urgent_first(database: Database) -> None:
    officer = an_officer(database)
    report(database, officer, "s1")
    report(database, officer, "s2", Series.SUPERVISOR)

    with database.uow(read_only=True) as uow:
        rows = uow.complaints.open_reports()
        listed = uow.complaints.open_of(view(officer), limit=9)

    assert [(row.number, row.series, row.reported, row.officer) for row in rows] == [
        ("LM-2026-001", Series.SUPERVISOR, True, officer),
        ("M-2026-001", Series.ORDINARY, True, officer),
    ]
    assert rows[0].next is not None
    assert rows[0].next.due_on == date(2026, 3, 5)
    assert listed.total == 0


def test_a_report_that_vanished_leaves_a_gap(database: Database) -> None:
    officer = an_officer(database)
    gone = report(database, officer, "s1")
    report(database, officer, "s2")

    with transaction(database.engine) as connection:
        for table in (tables.events, tables.case_keys, tables.deadlines, tables.search_terms):
            connection.execute(delete(table).where(table.c.complaint == gone.id))
        connection.execute(delete(tables.complaints).where(tables.complaints.c.id == gone.id))

    assert verify(database) == [Break("M-2026-001", Kind.NUMBER_GAP, "numbers 1")]


def test_a_series_that_was_rewritten_is_found(database: Database) -> None:
    made = report(database, an_officer(database), "s1", Series.SUPERVISOR)

    with transaction(database.engine) as connection:
        connection.execute(update(tables.complaints).where(tables.complaints.c.id == made.id).values(series="K"))

    assert verify(database) == [Break("LM-2026-001", Kind.SEAL, "complaints")]


def test_the_terms_by_which_a_person_is_found_are_no_words(database: Database) -> None:
    officer = an_officer(database)
    made = report(database, officer, "s1")

    with database.uow(read_only=True) as uow:
        stored = uow.connection.execute(select(tables.search_terms)).all()
        found = uow.complaints.alike({"contact": "0612345678"})

    assert {(len(row.term), row.complaint) for row in stored} == {(16, made.id)}
    assert len(stored) == 8
    assert [one.id for one in found] == [made.id]


@pytest.mark.parametrize(
    ("details", "terms"),
    [
        ({"complainant": "Ada Okonkwo"}, {"name:ada okonkwo"}),
        ({"complainant": "mevr. Ada  Ökonkwo"}, {"name:ada okonkwo"}),
        ({"complainant": "Ada"}, set()),
        ({"contact": "Ada@Voorbeeld.example, bel 036-123 45 67"}, {"mail:ada@voorbeeld.example", "phone:0361234567"}),
        ({"contact": "+31 (0)6 12345678"}, {"phone:0612345678"}),
        ({"contact": "0031612345678"}, {"phone:0612345678"}),
        ({"contact": "Kerkstraat 12, 1354 AB Almere"}, set()),
        ({"contact": "", "story": "06 12345678"}, set()),
        ({}, set()),
    ],
)
def test_a_person_is_found_however_the_contact_is_written(details: dict[str, str], terms: set[str]) -> None:
    assert search_terms(dict(details)) == terms
