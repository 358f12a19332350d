"""What the committee reads of a dossier on screen is what it is given with it (R12): no drafts, no mails, no versions
for respondents. Who handles complaints reads all that is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from klachtbot.domain.errors import NotFound
from klachtbot.domain.model import Complaint
from klachtbot.usecases.documents import DocumentId, DocumentRow
from klachtbot.usecases.dossier_pdf import Version, version_for
from klachtbot.usecases.enclosures import inventory
from klachtbot.usecases.ports import Person, UnitOfWork


def reads_all(uow: UnitOfWork, person: Person | None, complaint: Complaint, on: date) -> bool:
    """Whether this person, who may read the case, reads all that is kept of it."""
    return person is not None and version_for(uow, person, complaint, on) is Version.WHOLE


def documents_for(uow: UnitOfWork, person: Person | None, complaint: Complaint, on: date) -> tuple[DocumentRow, ...]:
    """The opened documents that this person, who may read the case, may open."""
    rows = uow.documents.of(complaint.id, opened=True)
    if reads_all(uow, person, complaint, on):
        return rows
    given = _given(complaint, rows)
    return tuple(row for row in rows if row.id in given)


def refuse_unless_given(uow: UnitOfWork, person: Person | None, complaint: Complaint, document: str, on: date) -> None:
    """Raise ``NotFound`` for a document of this case that is not this person's to open."""
    if reads_all(uow, person, complaint, on):
        return
    rows = uow.documents.of(complaint.id)
    if document in {row.id for row in rows} - _given(complaint, rows):
        raise NotFound


def _given(complaint: Complaint, rows: Sequence[DocumentRow]) -> frozenset[DocumentId]:
    return frozenset(inventory(complaint, rows, lambda _ref: "").ids)
