"""What was made of the committee's channels is kept, and a look costs what the committee has."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from klachtbot.domain.model import ComplaintId, PersonId, Series
from klachtbot.storage import Database, tables
from klachtbot.usecases.channels import KeptChannel, Placed
from tests.storage.people import an_officer, registration

TUESDAY, WEDNESDAY = date(2026, 11, 24), date(2026, 11, 25)
KEPT = KeptChannel(
    channel="C0KLACHT",
    name="klacht-2026-001",
    topic="K-2026-001 · zitting uiterlijk di 8 dec",
    placed={"asks": Placed("1.000001", "0123456789abcdef")},
    bookmarked=True,
    by_mail={PersonId("0" * 32): "user_disabled"},
)


@pytest.fixture
def referred(database: Database) -> ComplaintId:
    """A case that the committee has."""
    officer = an_officer(database)
    with database.uow() as uow:
        made = uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission="s1")
        uow.commit()
    stage(database, made.id, "referred")
    return made.id


def stage(database: Database, id: ComplaintId, stage: str) -> None:
    with database.uow() as uow:
        uow.connection.execute(update(tables.complaints).where(tables.complaints.c.id == id).values(stage=stage))
        uow.commit()


def keep(database: Database, id: ComplaintId, kept: KeptChannel) -> None:
    with database.uow() as uow:
        uow.channels.keep(id, kept)
        uow.commit()


def looked(database: Database, id: ComplaintId, version: int = 1) -> None:
    with database.uow() as uow:
        uow.channels.looked(id, version, TUESDAY)
        uow.commit()


def changed(database: Database, on: date) -> tuple[ComplaintId, ...]:
    with database.uow(read_only=True) as uow:
        return uow.channels.changed(on, limit=5)


def test_what_was_made_is_kept_and_found_by_its_id_in_slack(database: Database, referred: ComplaintId) -> None:
    keep(database, referred, KeptChannel(name="klacht-2026-001"))

    keep(database, referred, KEPT)
    looked(database, referred)

    with database.uow(read_only=True) as uow:
        assert uow.channels.of(referred) == KEPT
        assert uow.channels.case_of("C0KLACHT") == referred
        assert uow.channels.case_of("C0OTHER") is None
        assert uow.channels.open() == (referred,)


def test_an_archived_channel_is_nobodys_any_more(database: Database, referred: ComplaintId) -> None:
    keep(database, referred, KeptChannel(channel="C0KLACHT", archived_at=datetime(2026, 12, 1, 9, tzinfo=UTC)))

    with database.uow(read_only=True) as uow:
        assert uow.channels.case_of("C0KLACHT") is None
        assert uow.channels.open() == ()


def test_a_case_is_looked_at_after_each_entry_and_once_a_day(database: Database, referred: ComplaintId) -> None:
    before = changed(database, TUESDAY)

    looked(database, referred)

    assert before == (referred,)
    assert changed(database, TUESDAY) == ()
    assert changed(database, WEDNESDAY) == (referred,)
    looked(database, referred, version=0)
    assert changed(database, TUESDAY) == (referred,)


def test_a_case_that_ended_is_looked_at_until_its_channel_is_archived(
    database: Database, referred: ComplaintId
) -> None:
    keep(database, referred, KEPT)
    stage(database, referred, "closed")
    before = changed(database, WEDNESDAY)

    keep(database, referred, KeptChannel(channel="C0KLACHT", archived_at=datetime(2026, 12, 1, 9, tzinfo=UTC)))

    assert before == (referred,)
    assert changed(database, WEDNESDAY) == ()
