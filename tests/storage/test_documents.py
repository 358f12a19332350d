"""A document comes back as it was, opens with its dossier's key only, and stands readable nowhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import delete, select, update

from klachtbot.domain.model import Action, ComplaintId, Draft, Series
from klachtbot.storage import Database, tables
from klachtbot.storage.crypto import Sealed
from klachtbot.storage.engine import transaction
from klachtbot.storage.verify import Break, Kind, verify
from klachtbot.usecases.documents import (
    AwaitedDocument,
    DocumentKind,
    DocumentState,
    FileRefused,
    NewDocument,
    Reading,
)
from tests.storage.people import STORY, an_officer, registration

CONTENT = b"%PDF-1.7 " + STORY.encode()
NAME = "brief van Sanne.pdf"
NEW = NewDocument(DocumentKind.CORRESPONDENCE, NAME, CONTENT, reading=Reading.WITHHELD, reason=STORY, origin="entry:2")
AWAITED = AwaitedDocument(DocumentKind.OTHER, NAME, "F0AAA111", reading=Reading.WHOLE)


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
        id = uow.documents.add(case, NEW)
        uow.commit()

    with database.uow(read_only=True) as uow:
        found = uow.documents.open(id)
    assert found is not None
    assert found.content == CONTENT
    row = found.row
    assert (row.id, row.complaint, row.kind, row.state) == (id, case, DocumentKind.CORRESPONDENCE, DocumentState.KEPT)
    assert (row.name, row.reason, row.reading, row.origin) == (NAME, STORY, Reading.WITHHELD, "entry:2")
    assert (row.media_type, row.size) == ("application/pdf", len(CONTENT))


def test_neither_content_nor_name_nor_reason_stands_readable(database: Database) -> None:
    case, _ = two_cases(database)

    with database.uow() as uow:
        uow.documents.add(case, NEW)
        stored = uow.connection.execute(select(tables.documents)).one()

    told = b"".join(value if isinstance(value, bytes) else str(value).encode() for value in stored)
    assert STORY.encode() not in told
    assert b"Sanne" not in told


def test_the_list_of_a_dossier_says_names_only_when_it_is_opened(database: Database) -> None:
    case, other = two_cases(database)
    with database.uow() as uow:
        ids = [uow.documents.add(case, replace(NEW, name=name)) for name in ("b.pdf", "a.pdf", "c.pdf")]
        uow.documents.add(other, NEW)
        uow.commit()

    with database.uow(read_only=True) as uow:
        shut, opened = uow.documents.of(case), uow.documents.of(case, opened=True)

    assert [row.id for row in shut] == ids
    assert [row.name for row in shut] == [None, None, None]
    assert [row.name for row in opened] == ["b.pdf", "a.pdf", "c.pdf"]


def test_the_same_file_twice_is_seen_by_its_digest_and_stored_differently(database: Database) -> None:
    one, other = two_cases(database)

    with database.uow() as uow:
        for case in (one, other):
            uow.documents.add(case, NEW)
        digests = set(uow.connection.scalars(select(tables.documents.c.digest)))
        stored = set(uow.connection.scalars(select(tables.documents.c.ciphertext)))

    assert len(digests) == 1
    assert len(stored) == 2


def test_a_file_that_is_not_taken_in_is_not_kept(database: Database) -> None:
    case, _ = two_cases(database)

    with database.uow() as uow, pytest.raises(FileRefused) as refused:
        uow.documents.add(case, replace(NEW, content=b"MZ" + b"\0" * 100))

    assert refused.value.code == "program"


def test_a_letter_of_ours_is_kept_as_what_we_say_it_is(database: Database) -> None:
    case, _ = two_cases(database)

    with database.uow() as uow:
        id = uow.documents.add(case, NewDocument(DocumentKind.MAIL, "gesprek.ics", b"BEGIN:VCALENDAR", "text/calendar"))
        found = uow.documents.open(id)

    assert found is not None
    assert found.row.media_type == "text/calendar"


def test_a_document_that_is_awaited_has_no_content_until_it_is_kept(database: Database) -> None:
    case, _ = two_cases(database)
    with database.uow() as uow:
        id = uow.documents.expect(case, AWAITED)
        before = uow.documents.open(id)
        (waiting,) = uow.documents.awaited(limit=5)

        kept = uow.documents.keep(id, CONTENT)

        after = uow.documents.open(id)
        still = uow.documents.awaited(limit=5)
    assert (before, waiting.slack_file, waiting.name) == (None, "F0AAA111", NAME)
    assert kept is True
    assert after is not None
    assert after.content == CONTENT
    assert still == ()


def test_what_was_kept_is_not_kept_again_nor_called_failed(database: Database) -> None:
    case, _ = two_cases(database)
    with database.uow() as uow:
        id = uow.documents.expect(case, AWAITED)
        uow.documents.keep(id, CONTENT)

        again = uow.documents.keep(id, b"%PDF-1.7 other"), uow.documents.fail(id, code="unreachable")

        found = uow.documents.open(id)
    assert again == (False, False)
    assert found is not None
    assert found.content == CONTENT


def test_what_cannot_be_had_says_why(database: Database) -> None:
    case, _ = two_cases(database)
    with database.uow() as uow:
        id = uow.documents.expect(case, AWAITED)

        uow.documents.fail(id, code="locked")

        (row,) = uow.documents.of(case)
        waiting = uow.documents.awaited(limit=5)
    assert (row.state, row.code) == (DocumentState.FAILED, "locked")
    assert waiting == ()


def test_a_document_moved_to_another_dossier_does_not_open(database: Database) -> None:
    one, other = two_cases(database)
    with database.uow() as uow:
        id = uow.documents.add(one, NEW)
        uow.connection.execute(update(tables.documents).values(complaint=other))
        uow.commit()

    with database.uow(read_only=True) as uow, pytest.raises(Sealed):
        uow.documents.open(id)


CHANGES = {
    "position": 7,
    "kind": "letter",
    "media_type": "text/plain",
    "size": 1,
    "digest": b"0" * 32,
    "reading": "whole",
    "origin": "entry:9",
    "slack_file": "F1",
    "code": "x",
    "details": b"0" * 40,
    "ciphertext": b"0" * 40,
    "seal": b"0" * 32,
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_column_of_a_document_is_found(database: Database, column: str) -> None:
    case, _ = two_cases(database)
    with database.uow() as uow:
        uow.documents.add(case, NEW)
        uow.commit()
    assert verify(database) == []

    with transaction(database.engine) as connection:
        connection.execute(update(tables.documents).values({column: CHANGES[column]}))

    assert verify(database) == [Break("K-2026-001", Kind.DOCUMENT, "documents 1")]


def test_a_document_that_an_entry_tells_of_and_that_is_gone_is_missed(database: Database) -> None:
    case, _ = two_cases(database)
    with database.uow() as uow:
        id = uow.documents.add(case, NEW)
        complaint = uow.complaints.by_id(case)
        assert complaint is not None
        draft = Draft(Action.ADD_DOCUMENT, complaint.officer, date(2026, 3, 3), attributes={"document": id})
        uow.complaints.append(complaint, [draft], submission="s3")
        uow.commit()

    with transaction(database.engine) as connection:
        connection.execute(delete(tables.documents))

    assert verify(database) == [Break("K-2026-001", Kind.DOCUMENT, f"documents {id}")]
