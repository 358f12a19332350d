"""The notice: a letter that a respondent opens in Slack, after a person told them of the complaint (R7).

The message that it is there says nothing of what it is about. What it opens is that letter and whom to call: to anybody
else, and for anything else of the dossier, it is as if there were none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from klachtbot.domain import letters, people
from klachtbot.domain.errors import NotFound
from klachtbot.domain.letters import Means, Standing
from klachtbot.domain.model import ComplaintId
from klachtbot.domain.steps import TALKING
from klachtbot.domain.terms import Term, owed
from klachtbot.usecases.compose import contact_of
from klachtbot.usecases.delivery import OutboxRow
from klachtbot.usecases.letter_mail import kept_text
from klachtbot.usecases.organisation import Contact
from klachtbot.usecases.ports import Person, UnitOfWork


@dataclass(frozen=True, slots=True)
class OpenNotice:
    """A notice as it was frozen. ``contact`` is whom to call, ``officer`` who answers. ``conversation``: it is still to
    come, ``conversation_by`` its last day, once that is known."""

    text: str = field(repr=False)
    officer: str = field(repr=False)
    contact: Contact
    conversation: bool
    conversation_by: date | None


def open_notice(uow: UnitOfWork, person: Person | None, complaint: ComplaintId, letter: str) -> OpenNotice:
    """The notice with this ref, for the respondent it was written to; ``NotFound`` for anybody and anything else."""
    found = uow.complaints.by_id(complaint)
    one = next((one for one in (letters.letters(found) if found else ()) if one.ref == letter), None)
    if found is None or one is None or person is None or not people.may_open(found, one, person.id):
        raise NotFound
    text, office, officer = kept_text(uow, one), uow.office(), uow.people.by_id(found.officer)
    if not text or office is None:
        raise NotFound
    due = next((one.due_on for one in owed(found) if one.term is Term.CONVERSATION), None)
    return OpenNotice(
        text=text,
        officer=officer.name if officer else "",
        contact=contact_of(office, found, uow.people.organisation(), officer),
        conversation=found.stage in TALKING,
        conversation_by=due,
    )


def still_to_go(uow: UnitOfWork, row: OutboxRow) -> bool:
    """Whether the message that this notice is there has still to be sent."""
    found = uow.complaints.by_id(row.complaint) if row.complaint else None
    one = next((one for one in (letters.letters(found) if found else ()) if one.ref == row.payload["letter"]), None)
    return one is not None and one.means is Means.SLACK and one.standing is Standing.PREPARED
