"""Who of a committee is not in Slack, so that all of a case comes to them by mail or post (R13)."""

from __future__ import annotations

from datetime import date

from klachtbot.domain import people
from klachtbot.domain.dossier import panel, secretary
from klachtbot.domain.letters import SECRETARY
from klachtbot.domain.model import Complaint, PersonId, Role
from klachtbot.usecases.ports import UnitOfWork

_COMMITTEE = frozenset({Role.CHAIR, Role.MEMBER, Role.SECRETARY})


def outside(uow: UnitOfWork, complaint: Complaint, on: date) -> frozenset[str]:
    """Their seats, and "secretary": who has no Slack or left it, and who could not be invited into the channel. Nobody
    who may not know of the case any more."""
    holders = {seat: PersonId(str(person)) for seat, person in panel(complaint).items()}
    writer = secretary(complaint)
    holders |= {SECRETARY: writer} if writer is not None else {}
    if not holders:
        return frozenset()
    organisation, kept = uow.people.organisation(), uow.channels.of(complaint.id)
    not_let_in = kept.by_mail if kept is not None else {}

    def apart(person: PersonId) -> bool:
        known = uow.people.by_id(person)
        reached = known is not None and known.active and known.slack_id and person not in not_let_in
        return not reached and bool(people.roles_in(complaint, person, organisation, on) & _COMMITTEE)

    return frozenset(ref for ref, person in holders.items() if apart(person))
