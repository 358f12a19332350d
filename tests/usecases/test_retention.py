"""A dossier of which the time has come is destroyed (R21), and nothing of it stays but what is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from klachtbot.clock.keeping import Keeping
from klachtbot.domain.errors import Stale
from klachtbot.domain.evaluation import HalfYear, summarise
from klachtbot.domain.model import Action, Complaint
from klachtbot.domain.retention import Retention
from klachtbot.storage import tables
from klachtbot.storage.engine import transaction
from klachtbot.storage.office import write_office
from klachtbot.storage.organisation import apply
from klachtbot.storage.tombstones import OF_A_CASE
from klachtbot.storage.verify import destroyed_since, verify
from klachtbot.usecases.documents import DocumentKind, NewDocument, Reading
from klachtbot.usecases.organisation import parse
from klachtbot.usecases.retention import Fate, due, keep_terms
from tests.databases import Databases, StoppedClock
from tests.usecases.house import FILE, House, move_in

ENDED = date(2026, 3, 2)
LAST_DAY = date(2028, 3, 2)
CHOSEN = "[retention]\ninternal_years = 2\ncommittee_years = 5\n"


def chooses(house: House, text: str = CHOSEN) -> None:
    before, people = FILE.split("[[person]]", 1)
    with house.database.uow() as uow:
        apply(uow, parse(f"{before}{text}\n[[person]]{people}"))
        uow.commit()


def withdrawn(house: House, **more: object) -> Complaint:
    """A complaint with a document, withdrawn on the day it came in: Monday 2 March 2026."""
    case = house.registers(house.sanne, **more).complaint  # type: ignore[arg-type]
    with house.database.uow() as uow:
        new = NewDocument(
            kind=DocumentKind.CORRESPONDENCE,
            reading=Reading.WHOLE,
            origin="entry:1",
            name="brief.pdf",
            content=b"%PDF-1.7 van Ada",
        )
        uow.documents.add(case.id, new)
        uow.commit()
    return house.takes(house.sanne, case, Action.WITHDRAW)


def comes(house: House, day: date) -> None:
    house.clock.at = house.clock.at.replace(year=day.year, month=day.month, day=day.day)


def keeps(house: House) -> int:
    return keep_terms(house.database.uow, house.today)


def test_r21_what_somebody_kept_for_longer_meanwhile_is_not_destroyed(house: House) -> None:
    chooses(house)
    case = withdrawn(house)
    house.takes(house.sanne, case, Action.KEEP_LONGER, details={"reason": "Er loopt nog een zaak bij de rechter."})

    with house.database.uow() as uow, pytest.raises(Stale):
        uow.tombstones.destroy(case, {}, house.today)

    assert house.now(case).id == case.id


def test_r21_the_day_after_its_last_day_a_dossier_is_gone_from_every_table(house: House) -> None:
    chooses(house)
    case, other = withdrawn(house), house.registers(house.sanne, name="Bo Vos").complaint
    comes(house, LAST_DAY)
    before = keeps(house)
    comes(house, LAST_DAY + timedelta(days=1))

    destroyed = keeps(house)

    assert (before, destroyed) == (0, 1)
    with house.database.uow(read_only=True) as uow:
        assert uow.complaints.by_id(case.id) is None
        assert uow.complaints.by_id(other.id, opened=True) is not None
        for table in OF_A_CASE:
            rows = uow.connection.execute(select(table)).mappings()
            assert case.id not in {row.get("complaint") for row in rows}
        (stone,) = uow.tombstones.all()
    assert (stone.label, stone.destroyed_on) == (case.label, date(2028, 3, 3))


def test_r21_its_number_is_never_given_again(house: House) -> None:
    chooses(house)
    case = withdrawn(house)
    comes(house, LAST_DAY + timedelta(days=1))
    keeps(house)

    again = house.registers(house.sanne).complaint

    assert (case.number, again.number) == ("K-2026-001", "K-2028-001")


def test_r21_the_figures_of_its_half_year_stay_the_same(house: House) -> None:
    chooses(house)
    case = withdrawn(house)
    half = HalfYear.of(ENDED)
    before = summarise([house.now(case)], half)
    comes(house, LAST_DAY + timedelta(days=1))
    keeps(house)

    with house.database.uow(read_only=True) as uow:
        after = summarise([stone.figures for stone in uow.tombstones.all()], half)

    assert after == before
    assert after.received == 1


def test_r21_who_handles_it_hears_a_month_before_and_once(house: House) -> None:
    chooses(house)
    withdrawn(house)
    for day in (date(2028, 2, 1), date(2028, 2, 2), date(2028, 2, 3)):
        comes(house, day)
        keeps(house)

    assert house.told("retention_warning") == {"Sanne de Wit": '{"last_day":"2028-03-02"}'}


def test_r21_what_is_kept_longer_stays_and_goes_when_that_ends(house: House) -> None:
    chooses(house)
    case = withdrawn(house)
    held = house.takes(house.sanne, case, Action.KEEP_LONGER, details={"reason": "Er loopt nog een zaak"})
    comes(house, date(2029, 1, 2))
    while_held = keeps(house)
    house.takes(house.sanne, held, Action.KEEP_NO_LONGER)

    assert (while_held, keeps(house)) == (0, 1)


def test_r21_without_chosen_terms_nothing_goes_and_nobody_is_warned(house: House) -> None:
    withdrawn(house)
    comes(house, date(2040, 1, 2))

    assert keeps(house) == 0
    assert house.told("retention_warning") == {}
    with house.database.uow(read_only=True) as uow:
        assert [one.fate for one in due(uow, house.today)] == [Fate.UNDECIDED]


def test_r21_the_dry_run_says_what_goes_and_changes_nothing(house: House) -> None:
    chooses(house)
    case = withdrawn(house)
    comes(house, LAST_DAY + timedelta(days=1))

    with house.database.uow(read_only=True) as uow:
        found = [(one.complaint.id, one.last_day, one.fate) for one in due(uow, house.today)]

    assert found == [(case.id, LAST_DAY, Fate.GOES)]
    assert house.now(case).events[0].details


def test_r21_somebody_only_this_dossier_knew_is_forgotten_and_who_works_here_is_not(house: House) -> None:
    chooses(house)
    with house.database.uow() as uow:
        passer = uow.people.ensure("U0PASSER", "Wim Pols")
        uow.commit()
    withdrawn(house, people=[passer], about="Wim Pols")
    comes(house, LAST_DAY + timedelta(days=1))
    keeps(house)

    with house.database.uow(read_only=True) as uow:
        known = {one.name for one in uow.people.all()}
    assert "Wim Pols" not in known
    assert {"Sanne de Wit", "Tom Visser"} <= known


def test_r21_somebody_another_dossier_names_stays_known(house: House) -> None:
    chooses(house)
    with house.database.uow() as uow:
        passer = uow.people.ensure("U0PASSER", "Wim Pols")
        uow.commit()
    withdrawn(house, people=[passer], about="Wim Pols")
    house.registers(house.sanne, people=[passer], about="Wim Pols", name="Bo Vos")
    comes(house, LAST_DAY + timedelta(days=1))
    keeps(house)

    with house.database.uow(read_only=True) as uow:
        assert uow.people.by_slack_id("U0PASSER") is not None


def test_r21_neither_its_key_nor_its_ciphertext_stays_in_the_files(
    sqlite_databases: Databases, clock: StoppedClock
) -> None:
    url = sqlite_databases.new_url()
    folder = Path(url.removeprefix("sqlite:///")).parent
    house = move_in(sqlite_databases.open(clock, url=url), clock)
    chooses(house)
    case = withdrawn(house)
    secrets = sealed(house, case)
    assert all(secret in everything(folder) for secret in secrets)
    comes(house, LAST_DAY + timedelta(days=1))

    Keeping(house.database.uow, house.clock, house.database.scrub, house.clock.now).work()

    left = everything(folder)
    assert [secret for secret in secrets if secret in left] == []
    assert case.id.encode() in left, "the tombstone"


def sealed(house: House, case: Complaint) -> list[bytes]:
    """The wrapped key of this dossier, and what is encrypted of it."""
    of = [(t, c) for t in (tables.case_keys, tables.events, tables.documents) for c in ("wrapped", "ciphertext")]
    with transaction(house.database.engine, read_only=True) as connection:
        return [
            value
            for table, name in of
            if name in table.c
            for value in connection.scalars(select(table.c[name]).where(table.c.complaint == case.id))
        ]


def everything(folder: Path) -> bytes:
    """All bytes of the files of the database, its log too."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_r21_what_is_left_verifies_and_an_earlier_seal_says_nothing_any_more(house: House) -> None:
    chooses(house)
    withdrawn(house)
    house.registers(house.sanne, name="Bo Vos")
    made_at = house.clock.now()
    comes(house, LAST_DAY + timedelta(days=1))
    before = destroyed_since(house.database, made_at)
    keeps(house)

    assert verify(house.database) == []
    assert (before, destroyed_since(house.database, made_at)) == (False, True)
    assert not destroyed_since(house.database, house.clock.now() + timedelta(days=1))


def test_r23_a_respondent_who_became_coordinator_counts_for_the_supervisor_only_afterwards_too(house: House) -> None:
    withdrawn(house, people=[house.tom], about="Tom Visser")
    house.becomes_coordinator(house.tom)
    with house.database.uow() as uow:
        office = uow.office()
        assert office is not None
        write_office(uow.connection, uow.vault, replace(office, retention=Retention(confirmed=True)))
        uow.commit()
    comes(house, LAST_DAY + timedelta(days=1))
    keeps(house)

    with house.database.uow(read_only=True) as uow:
        (stone,) = uow.tombstones.all()
    assert stone.figures.supervised
