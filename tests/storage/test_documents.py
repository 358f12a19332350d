"""A document comes back as it was, opens with its dossier's key only, and stands readable nowhere."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from klachtbot.domain.model import ComplaintId, Series
from klachtbot.storage import Database, tables
from klachtbot.storage.crypto import Sealed
from tests.storage.people import STORY, an_officer, registration

CONTENT = b"%PDF-1.7 " + STORY.encode()


def two_cases(database: Database) -> list[ComplaintId]:
    officer = an_officer(database)
    with database.uow() as uow:
        made = [
            uow.complaints.register([registration(officer)], series=Series.ORDINARY, year=2026, submission=name).id
            for name in ("s1", "s2")
        ]
        uow.commit()
    return made


def test_a_document_comes_back_as_it_was(database: Database) -> None:
    case, _ = two_cases(database)

    with database.uow() as uow:
        made = uow.documents.add(case, CONTENT, media_type="application/pdf", shown_to_respondent=False)
        uow.commit()

    with database.uow(read_only=True) as uow:
        assert uow.documents.open(made.id) == made
        stored = uow.connection.execute(select(tables.documents)).one()
    assert STORY.encode() not in b"".join(value for value in stored if isinstance(value, bytes))
    assert stored.size == len(CONTENT)


def test_the_same_file_twice_is_seen_by_its_digest_and_stored_differently(database: Database) -> None:
    one, other = two_cases(database)

    with database.uow() as uow:
        made = [uow.documents.add(case, CONTENT, media_type="application/pdf") for case in (one, other)]
        stored = set(uow.connection.scalars(select(tables.documents.c.ciphertext)))

    assert made[0].digest == made[1].digest
    assert len(stored) == 2


def test_a_document_moved_to_another_dossier_does_not_open(database: Database) -> None:
    one, other = two_cases(database)
    with database.uow() as uow:
        made = uow.documents.add(one, CONTENT, media_type="application/pdf")
        uow.connection.execute(update(tables.documents).values(complaint=other))
        uow.commit()

    with database.uow(read_only=True) as uow, pytest.raises(Sealed):
        uow.documents.open(made.id)
