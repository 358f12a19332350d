"""What the committee reads of a dossier on screen is what it is given with it (R12): no drafts, no mails, no versions
for respondents. Who handles complaints reads all that is kept.
"""

from __future__ import annotations

from datetime import date

from klachtbot.domain.errors import NotFound
from klachtbot.domain.model import Complaint
from klachtbot.usecases.documents import DocumentRow
from klachtbot.usecases.dossier_pdf import Version, version_for
from klachtbot.usecases.enclosures import inventory
from klachtbot.usecases.ports import Person, UnitOfWork


def reads_all(uow: UnitOfWork, person: Person | None, complaint: Complaint, on: date) -> bool:
    """Whether this person, who may read the case, reads all that is kept of it."""
    return person is not None and version_for(uow, person, complaint, on) is Version.WHOLE


def documents_for(
    uow: UnitOfWork, person: Person | None, complaint: Complaint, on: date, *, opened: bool = True
) -> tuple[DocumentRow, ...]:
    """The documents this person, who may read the case, may open; ``opened`` with their names."""
    rows = tuple(uow.documents.of(complaint.id, opened=opened))
    if reads_all(uow, person, complaint, on):
        return rows
    given = frozenset(inventory(complaint, rows, lambda _ref: "").ids)
    return tuple(row for row in rows if row.id in given)


def refuse_unless_given(uow: UnitOfWork, person: Person | None, complaint: Complaint, document: str, on: date) -> None:
    """Raise ``NotFound`` for a document of this case that is not this person's to open."""
    rows = documents_for(uow, person, complaint, on, opened=False)
    if document not in {row.id for row in rows} and document in {row.id for row in uow.documents.of(complaint.id)}:
        raise NotFound
