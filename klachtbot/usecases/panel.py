"""The committee of one case (R13): who is proposed, composing it, and what chair and members answer.

Who is asked may read nothing of the case before their own declaration; what they must see to give one, the names of the
parties, opens only here, to who holds the seat at that moment. A question is never refused because another member
answered meanwhile, only when what it asks has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from klachtbot.domain import committee, errors, people, procedure
from klachtbot.domain.committee import Candidate, Ground, Occupied
from klachtbot.domain.dossier import first, panel
from klachtbot.domain.dossier import secretary as secretary_of
from klachtbot.domain.model import Action, Complaint, ComplaintId, FactName, Json, PersonId, Role, Seat
from klachtbot.domain.steps import CLERKS
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.ports import Person, Sent, UnitOfWork
from klachtbot.usecases.take_step import Sight, check_document, judged, look, record


class OneSeatAtATime(errors.Refusal):
    """Somebody else was chosen for more than one seat, and each replacement says why (R13)."""


class SamePanel(errors.Refusal):
    """These people are asked already."""


class QuestionChanged(errors.Refusal):
    """What was asked is not what it was: somebody else sits, or it is about somebody else, too."""


class ProofMissing(errors.Refusal):
    """Who answered by mail or letter did so in a document, which is not in the dossier yet."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The three seats as they would be filled, whom the officer may choose instead, and who may write for them."""

    seats: tuple[Occupied, ...]
    choices: Mapping[Seat, tuple[Candidate, ...]]
    secretaries: tuple[PersonId, ...]
    secretary: PersonId | None


def propose(uow: UnitOfWork, complaint: Complaint, on: date) -> Proposal:
    """Raises ``Unfillable`` when nobody on the roster can take a seat."""
    roster, case = uow.people.roster(), committee.case_of(complaint)
    seats = committee.compose(roster, case, on, stays=committee.sitting(complaint))
    writers = committee.secretary(roster, case)
    now = secretary_of(complaint)
    return Proposal(
        seats,
        {one.seat: _choices(one, roster, case, on) for one in seats},
        writers,
        now if now in writers else next(iter(writers), None),
    )


def _choices(
    proposed: Occupied, roster: tuple[Candidate, ...], case: committee.Case, on: date
) -> tuple[Candidate, ...]:
    found = {one.person: one for one in committee.eligible(proposed.seat, roster, case, on)}
    return tuple(sorted(found.values(), key=lambda one: one.person != proposed.person))


def compose_panel(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    seats: Mapping[Seat, PersonId],
    ground: str,
    secretary: str,
    submission: str,
) -> Complaint:
    """Ask these people. Who is not who was proposed needs a ``ground``, and is one at a time.

    ``Incomplete`` at the seat for who may not sit there, at "ground" or "secretary"; ``Unfillable`` as ``propose``.
    """
    action = Action.COMPOSE_PANEL
    sent: Sent = {"seats": {seat.value: one for seat, one in seats.items()}, "ground": ground, "secretary": secretary}
    sight = look(
        uow, by=by, today=today, complaint=complaint, version=version, action=action, submission=submission, sent=sent
    )
    if sight.done:
        return sight.complaint
    refused = procedure.refusal(sight.complaint, action, sight.roles, today)
    if refused is not None:
        raise refused
    proposal = propose(uow, sight.complaint, today)
    composed = _chosen(proposal, seats, ground)
    if secretary and secretary not in proposal.secretaries:
        raise errors.Incomplete(action, "secretary")
    if _asked_already(sight.complaint, composed, secretary):
        raise SamePanel
    attributes = {**committee.recorded(composed), "secretary": secretary or None}
    draft = judged(sight, action, today, calendar, attributes=attributes)
    return record(uow, sight, (draft,), submission=submission)


def _chosen(proposal: Proposal, seats: Mapping[Seat, PersonId], ground: str) -> tuple[Occupied, ...]:
    found: list[Occupied] = []
    others = []
    for one in proposal.seats:
        wanted = seats.get(one.seat, one.person)
        if wanted == one.person:
            found.append(one)
            continue
        others.append(one.seat)
        if len(others) > 1:
            raise OneSeatAtATime(field=one.seat.value)
        if wanted not in {candidate.person for candidate in proposal.choices[one.seat]}:
            raise errors.Incomplete(Action.COMPOSE_PANEL, one.seat.value)
        if ground not in committee.GIVEN:
            raise errors.Incomplete(Action.COMPOSE_PANEL, "ground")
        found.append(committee.replaced(one.seat, wanted, Ground(ground), one))
    for one in found:
        if sum(other.person == one.person for other in found) > 1:
            raise errors.Incomplete(Action.COMPOSE_PANEL, one.seat.value)
    return tuple(found)


def _asked_already(complaint: Complaint, composed: tuple[Occupied, ...], secretary: str) -> bool:
    same = {one.seat.value: one.person for one in composed} == dict(panel(complaint))
    return same and (secretary_of(complaint) or "") == secretary


# What chair and members answer --------------------------------------------------------------------------------------

CONFIRM, DECLARE = "confirm", "declare"
"""What may be asked: of the chair whether the panel is right, of each whether they are involved."""


def asked_seat(uow: UnitOfWork, person: Person | None, complaint: Complaint | None, what: str, on: date) -> Seat:
    """The seat for which this person is asked this now; ``NotFound`` for anybody who is not.

    ``complaint`` is unopened, or opened to show the names that the question is about.
    """
    organisation = uow.people.organisation()  # asked whether there is a complaint or not
    if complaint is None or person is None:
        raise errors.NotFound
    roles = people.roles_in(complaint, person.id, organisation, on)
    held = [Seat(seat) for seat, holder in panel(complaint).items() if holder == person.id]
    if not roles & {Role.CHAIR, Role.MEMBER} or not held:
        raise errors.NotFound
    if what == CONFIRM and held[0] is Seat.CHAIR:
        return held[0]
    if what == DECLARE and committee.asked(complaint, held[0]):
        return held[0]
    raise errors.NotFound


def confirm(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    submission: str,
) -> Complaint:
    """The chair confirms the panel as they saw it; ``QuestionChanged`` when it is another by now."""
    action = Action.CONFIRM_PANEL
    sight = _look(uow, by, today, complaint, version, CONFIRM, action, submission, {})
    if sight.done or first(sight.complaint, FactName.PANEL_CONFIRMED):
        return sight.complaint
    draft = judged(sight, action, today, calendar)
    return record(uow, sight, (draft,), submission=submission)


def declare(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    involved: bool,
    ground: str,
    submission: str,
) -> Complaint:
    """A member says whether they are involved; ``ground`` (optional) why. From "niet betrokken" on they may read it."""
    action = Action.DECLARE_INVOLVED if involved else Action.DECLARE_UNINVOLVED
    said: Mapping[str, Json] = {"ground": ground} if involved and ground in committee.GIVEN else {}
    sight = _look(uow, by, today, complaint, version, DECLARE, action, submission, said)
    if sight.done:
        return sight.complaint
    seat = asked_seat(uow, by, sight.complaint, DECLARE, today)
    if not involved and first(sight.complaint, FactName.DECLARED_UNINVOLVED, subject=seat):
        return sight.complaint
    draft = judged(sight, action, today, calendar, subject=seat, attributes=said)
    return record(uow, sight, (draft,), submission=submission)


def _look(
    uow: UnitOfWork,
    by: Person | None,
    today: date,
    complaint: ComplaintId,
    version: int,
    what: str,
    action: Action,
    submission: str,
    sent: Sent,
) -> Sight:
    """The case as it is now, for who is asked this of it."""
    now = uow.complaints.by_id(complaint)
    sight = look(
        uow,
        by=by,
        today=today,
        complaint=complaint,
        version=now.version if now else version,
        action=action,
        submission=submission,
        sent=sent,
    )
    if sight.done:
        return sight
    asked_seat(uow, by, sight.complaint, what, today)
    if any(event.seq > version and event.action in _CHANGES[what] for event in sight.complaint.events):
        raise QuestionChanged
    return sight


_CHANGES = {
    CONFIRM: frozenset({Action.COMPOSE_PANEL, Action.DECLARE_INVOLVED}),
    DECLARE: frozenset(
        {Action.ADD_RESPONDENT, Action.SUPPLEMENT, Action.IDENTIFY_COMPLAINANT, Action.CORRECT, Action.CHANGE_SUBJECT}
    ),
}
"""Steps after which a question is not the one that was read."""


def record_answer(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    action: Action,
    seat: str,
    on: date,
    means: str,
    ground: str = "",
    document: str = "",
    submission: str,
) -> Complaint:
    """What the chair or a member answered, recorded for them by who handles it or by the secretary.

    ``NotFound`` for who may not read the case; ``ProofMissing`` when a chair's letter or mail is not in the dossier.
    """
    attributes: dict[str, Json] = {"on_behalf_of": seat, "means": means}
    if action is Action.DECLARE_INVOLVED and ground in committee.GIVEN:
        attributes["ground"] = ground
    if document:
        attributes["document"] = document
    subject = "" if action is Action.CONFIRM_PANEL else seat
    sent: Sent = {**attributes, "on": on.isoformat(), "subject": subject}
    sight = look(
        uow, by=by, today=today, complaint=complaint, version=version, action=action, submission=submission, sent=sent
    )
    if sight.done:
        return sight.complaint
    if not people.may_read(sight.complaint, sight.by.id, sight.organisation, today):
        raise errors.NotFound
    if not sight.roles & CLERKS:
        raise errors.NotYourStep(action)
    draft = judged(sight, action, today, calendar, subject=subject, on=on, attributes=attributes)
    check_document(uow, sight.complaint, action, attributes)
    if action is Action.CONFIRM_PANEL and means in WRITTEN and not document:
        raise ProofMissing(field="means")
    return record(uow, sight, (draft,), submission=submission)


WRITTEN = frozenset({"email", "letter"})
