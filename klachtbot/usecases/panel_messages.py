"""What chair, members and officer are told when the committee of a case changes (R13): rows of the outbox.

A message holds the number of the case and a question, never a name. When the question is answered, or is one no more,
the same message says so. Who is not in Slack is asked by mail, once; what becomes of it they hear by phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from klachtbot.domain import committee, procedure
from klachtbot.domain.dossier import composition, first, panel
from klachtbot.domain.ladder import Audience
from klachtbot.domain.model import Action, Complaint, Draft, FactName, Notice, PersonId, Seat
from klachtbot.domain.nudging import recipients
from klachtbot.domain.people import Organisation
from klachtbot.domain.sharing import kept_back
from klachtbot.usecases.committee_nudges import PANEL_MAIL
from klachtbot.usecases.ports import NewMessage

CONFIRM, DECLARE, UPDATE = "panel_confirm", "panel_declare", "panel_update"
EMPTY, OPENS = "panel_empty", "panel_opens"
"""The kinds of rows: to the chair, to a member, one of those brought up to date; to the officer that a seat is empty,
and to a member who waited that the dossier opens."""


def panel_messages(
    before: Complaint,
    after: Complaint,
    drafts: Sequence[Draft],
    organisation: Organisation,
    *,
    outside: Callable[[PersonId], bool],
) -> list[NewMessage]:
    """What goes out because of these entries. ``outside``: whether somebody is not in Slack, and has an address."""
    found: list[NewMessage] = []
    for seq, draft in enumerate(drafts, before.version + 1):
        told = procedure.notices(draft)
        if Notice.PANEL_COMPOSED in told:
            found += [_question(CONFIRM, after, Seat.CHAIR, seq, outside)]
        if Notice.DECLARATION_ASKED in told:
            seats = [Seat(seat) for seat in panel(after)]
            found += [_question(DECLARE, after, seat, seq, outside) for seat in seats if _to_be_asked(before, seat)]
        if Notice.SEAT_EMPTY in told:
            who = recipients(after, (Audience.OFFICER,), organisation, draft.on)
            found += [NewMessage(f"{EMPTY}:{after.id}:{seq}:{one}", EMPTY, one, after.id) for one in who]
    later = [*_up_to_date(before, after), *_opened(before, after)]
    return [*found, *(one for one in later if not outside(one.to))]


def _question(kind: str, complaint: Complaint, seat: Seat, seq: int, outside: Callable[[PersonId], bool]) -> NewMessage:
    person = PersonId(str(panel(complaint)[seat]))
    payload = {"seat": seat.value, "asked": str(seq)}
    if outside(person):
        key = _key(f"{PANEL_MAIL}:{kind}", complaint, seat, seq)
        return NewMessage(key, PANEL_MAIL, person, complaint.id, {**payload, "kind": kind})
    return NewMessage(_key(kind, complaint, seat, seq), kind, person, complaint.id, payload)


def _key(kind: str, complaint: Complaint, seat: Seat, seq: int) -> str:
    return f"{kind}:{complaint.id}:{seat}:{seq}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was put to somebody: ``seq`` is the entry it followed on."""

    kind: str
    seat: Seat
    seq: int
    person: PersonId


def questions(complaint: Complaint) -> Iterator[Asked]:
    """Every question of this case that was put to somebody, the oldest first."""
    seats: Mapping[str, object] = {}
    for event in complaint.events:
        if event.action is Action.COMPOSE_PANEL:
            said = event.attributes.get("seats")
            seats = said if isinstance(said, dict) else {}
            if Seat.CHAIR in seats:
                yield Asked(CONFIRM, Seat.CHAIR, event.seq, PersonId(str(seats[Seat.CHAIR])))
        elif event.action is Action.CONFIRM_PANEL:
            for seat, person in seats.items():
                yield Asked(DECLARE, Seat(seat), event.seq, PersonId(str(person)))


def _up_to_date(before: Complaint, after: Complaint) -> list[NewMessage]:
    """The messages that say something else from now on. One that was never sent has nothing to bring up to date."""
    changed = [one for one in questions(before) if standing(before, one) != standing(after, one)]
    return [
        NewMessage(
            f"{UPDATE}:{kind}:{after.id}:{one.seat}:{one.seq}:{after.version}",
            UPDATE,
            one.person,
            after.id,
            {
                "message": _key(kind, after, one.seat, one.seq),
                "kind": one.kind,
                "seat": one.seat.value,
                "asked": str(one.seq),
            },
        )
        for one in changed
        # who leaves reads no more, and the message that they could says so, too
        for kind in ((DECLARE, OPENS) if one.kind == DECLARE and standing(before, one) in (YES, WAITS) else (one.kind,))
    ]


def _opened(before: Complaint, after: Complaint) -> list[NewMessage]:
    """To whom the dossier opens without their doing: somebody recorded their answer for them, or they waited until the
    complainant agreed that the committee gets it (R12)."""
    recorded = {str(event.attributes.get("on_behalf_of")) for event in after.events[before.version :]}
    return [
        NewMessage(_key(OPENS, after, one.seat, one.seq), OPENS, one.person, after.id)
        for one in questions(after)
        if one.kind == DECLARE
        and standing(after, one) == YES
        and (standing(before, one) == WAITS or (standing(before, one) == OPEN and one.seat in recorded))
    ]


OPEN, YES, WAITS, INVOLVED, VOID = "open", "yes", "waits", "involved", "void"
"""How a question stands: not answered yet; confirmed, or not involved; the same, while the dossier does not open yet;
involved; or nobody waits for it any more."""


def standing(complaint: Complaint, asked: Asked) -> str:
    """How this question stands now."""
    still = panel(complaint).get(asked.seat) == asked.person
    if asked.kind == CONFIRM:
        composed = composition(complaint)
        if composed is None or composed.seq != asked.seq or not still:
            return VOID
        confirmed = any(one.action is Action.CONFIRM_PANEL and one.seq > asked.seq for one in complaint.events)
        return YES if confirmed else _while_asked(complaint, first(complaint, FactName.PANEL_COMPOSED) is not None)
    if still:
        declared = first(complaint, FactName.DECLARED_UNINVOLVED, subject=asked.seat)
        if declared:
            return YES if kept_back(complaint) is None else WAITS
        return _while_asked(complaint, committee.asked(complaint, asked.seat))
    return INVOLVED if _left(complaint, asked) else VOID


def _while_asked(complaint: Complaint, asked: bool) -> str:
    row = procedure.PROCEDURE[Action.DECLARE_UNINVOLVED]
    return OPEN if asked and complaint.stage in row.stages else VOID


def _left(complaint: Complaint, asked: Asked) -> bool:
    """Whether this person left the seat because they are involved."""
    seats: Mapping[str, object] = {}
    for event in complaint.events:
        if event.action is Action.COMPOSE_PANEL:
            said = event.attributes.get("seats")
            seats = said if isinstance(said, dict) else {}
        leaves = event.action is Action.DECLARE_INVOLVED and event.subject == asked.seat
        if leaves and seats.get(asked.seat) == asked.person:
            return True
    return False


def _to_be_asked(before: Complaint, seat: Seat) -> bool:
    """Who kept a seat was asked already, or answered; nobody is asked twice."""
    answered = first(before, FactName.DECLARED_UNINVOLVED, subject=seat) is not None
    return not answered and not committee.asked(before, seat)
