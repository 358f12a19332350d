"""What goes out when the committee ruled, and about what is done because of a complaint (R18, R25): rows of the outbox.

A message holds the number of the case and a question, never the ruling or a name. When it is answered the same message
says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from klachtbot.domain import procedure
from klachtbot.domain.dossier import panel
from klachtbot.domain.improvements import improvements
from klachtbot.domain.ladder import Audience
from klachtbot.domain.model import Action, Complaint, Draft, FactName, Notice, PersonId, Seat
from klachtbot.domain.nudging import recipients
from klachtbot.domain.people import Organisation
from klachtbot.usecases.ports import NewMessage

MADE, AGREE, IMPROVEMENT, RULING_UPDATE = "ruling_made", "ruling_agree", "improvement", "ruling_update"
"""The kinds of rows: to who sends the ruling; to a member, whether they agree; to who owns what is done; and one of the
last two brought up to date."""


def ruling_messages(
    before: Complaint, after: Complaint, drafts: Sequence[Draft], organisation: Organisation
) -> Iterator[NewMessage]:
    """What goes out because of these entries."""
    for seq, draft in enumerate(drafts, before.version + 1):
        told = procedure.notices(draft)
        if Notice.RULING_MADE in told:
            for one in recipients(after, (Audience.OFFICER,), organisation, draft.on):
                yield NewMessage(f"{MADE}:{after.id}:{seq}:{one}", MADE, one, after.id)
        if Notice.AGREEMENT_ASKED in told:
            for seat, holder in panel(after).items():
                if seat != Seat.CHAIR:
                    yield _to(AGREE, after, seat, PersonId(str(holder)))
        for fact in draft.facts:
            if fact.name is FactName.IMPROVEMENT_PLANNED:
                yield from (
                    _to(IMPROVEMENT, after, one.ref, one.owner)
                    for one in improvements(after)
                    if one.ref == fact.subject and one.owner != draft.by
                )
        if draft.action in _ANSWERS:
            kind = _ANSWERS[draft.action]
            person = _asked(after, kind, draft.subject)
            payload = {"message": _key(kind, after, draft.subject), "kind": kind, "subject": draft.subject}
            key = f"{RULING_UPDATE}:{payload['message']}:{after.version}"
            yield NewMessage(key, RULING_UPDATE, person, after.id, payload)


_ANSWERS = {
    Action.AGREE_WITH_RULING: AGREE,
    Action.FINISH_IMPROVEMENT: IMPROVEMENT,
    Action.DROP_IMPROVEMENT: IMPROVEMENT,
}


def _asked(complaint: Complaint, kind: str, subject: str) -> PersonId:
    if kind == AGREE:
        return PersonId(str(panel(complaint)[subject]))
    return next(one.owner for one in improvements(complaint) if one.ref == subject)


def _to(kind: str, complaint: Complaint, subject: str, person: PersonId) -> NewMessage:
    return NewMessage(_key(kind, complaint, subject), kind, person, complaint.id, {"subject": subject})


def _key(kind: str, complaint: Complaint, subject: str) -> str:
    return f"{kind}:{complaint.id}:{subject}"
