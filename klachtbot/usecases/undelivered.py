"""A message that Slack will never take is told to somebody who can do something about it; nothing is dropped.

Of a case that is who handles it, else who stands in, else who is told that a case cannot wait: the first of these who
can be reached and is not the one it was meant for. Of no case it is the supervisor. Whether a coordinator may hear of
it is asked as for any other message (R23). What does not arrive either, only the operator sees (``klachtbot outbox``).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from klachtbot.domain import people
from klachtbot.domain.model import Complaint, PersonId, Position, Role
from klachtbot.domain.people import Organisation
from klachtbot.usecases.committee_nudges import CHANNEL_NUDGE, CHANNEL_NUDGE_DONE, MEMBER_MAILS
from klachtbot.usecases.delivery import OutboxRow
from klachtbot.usecases.document_messages import REQUESTED_UPDATE
from klachtbot.usecases.dossier_pdf import DOSSIERS
from klachtbot.usecases.forget_in_slack import FORGET
from klachtbot.usecases.inspection import PAPER, WISH
from klachtbot.usecases.ports import NewMessage, Person, UnitOfWork, UnitsOfWork
from klachtbot.usecases.ruling_messages import AGREE, RULING_UPDATE

UNDELIVERED = "undelivered"

NO_NEWS = frozenset(
    {"home", "channel", "digest_update", REQUESTED_UPDATE, "remove_file", CHANNEL_NUDGE, CHANNEL_NUDGE_DONE, *DOSSIERS}
    | {FORGET, AGREE, RULING_UPDATE, WISH, PAPER}  # who is not in Slack is reminded by mail
)
"""The kinds that tell nobody anything new, or only who asked: when they fail, nobody else misses a word."""

_TOLD_OTHERWISE = frozenset({UNDELIVERED, "notice", "letter"})
"""No loops; and how it goes with a letter is for the dossier."""


def not_delivered(units: UnitsOfWork, row: OutboxRow, on: date) -> None:
    """Leave a message about this row, which failed for good, or is a mail in doubt. Told again it says the same, and it
    arrives once."""
    if row.kind in NO_NEWS | _TOLD_OTHERWISE:
        return
    with units() as uow:
        for person in _who(uow, row, on):
            key = f"{UNDELIVERED}:{row.id}:{person}"
            payload = {"row": f"{row.id}", **({"mail": "member"} if row.kind in MEMBER_MAILS else {})}
            uow.outbox.add(NewMessage(key, UNDELIVERED, person, row.complaint, payload))
        uow.commit()


def may_hear(uow: UnitOfWork, person: Person, complaint: Complaint, on: date) -> bool:
    """Whether this person, who perhaps may not read it, still is one to hear that something about it did not arrive."""
    organisation = uow.people.organisation()
    return any(person.id in tier for tier in _of_case(complaint, organisation, on))


def _who(uow: UnitOfWork, row: OutboxRow, on: date) -> tuple[PersonId, ...]:
    organisation = uow.people.organisation()
    complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
    tiers = _of_case(complaint, organisation, on) if complaint else _above(organisation)
    for tier in tiers:
        found = tuple(one for one in tier if one != row.to.id and _in_slack(uow.people.by_id(one)))
        if found:
            return found
    return ()


def _of_case(complaint: Complaint, organisation: Organisation, on: date) -> Iterator[tuple[PersonId, ...]]:
    roles = people.roles_in(complaint, complaint.officer, organisation, on)
    if Role.OFFICER in roles and not organisation.away(complaint.officer, on):
        yield (complaint.officer,)
    yield people.deputies_for(complaint, organisation, on)
    yield people.alarmed(complaint, organisation, on)


def _above(organisation: Organisation) -> Iterator[tuple[PersonId, ...]]:
    yield organisation.holding(Position.SUPERVISOR)
    yield organisation.holding(Position.DEPUTY_SUPERVISOR)


def _in_slack(person: Person | None) -> bool:
    return person is not None and person.active and person.slack_id is not None
