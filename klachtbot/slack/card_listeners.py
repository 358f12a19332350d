"""The card of a complaint: opened by its number or a button, and another page of it, for who may read it."""

from __future__ import annotations

from klachtbot.domain.model import Action, Complaint, ComplaintId, PersonId
from klachtbot.slack.blocks import Button
from klachtbot.slack.by_itself_listeners import near
from klachtbot.slack.desk import DONE, Answer, Nothing, Replace, Visit
from klachtbot.slack.screens import card, dossier_messages, seat
from klachtbot.slack.screens import readers as reads
from klachtbot.slack.steps import OWN_STEPS
from klachtbot.slack.texts import count
from klachtbot.usecases import access, read_log
from klachtbot.usecases.committee_reading import documents_for, reads_all
from klachtbot.usecases.dossier_pdf import may_export
from klachtbot.usecases.inspection import of_ref
from klachtbot.usecases.office import retention_of
from klachtbot.usecases.outside import outside
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.reads import Opened


def on_show(visit: Visit) -> Answer:
    """`/klacht toon K-2026-001`: the card."""
    number = visit.value.partition(" ")[2].strip().upper()
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = access.readable(uow, person, uow.complaints.by_number(number, opened=True), visit.today)
        view = _card(visit, uow, complaint, person)
    read_log.opened(visit.desk.units, person, complaint.id, Opened.CARD)
    visit.show(view)
    return Nothing()


def on_open(visit: Visit) -> Answer:
    """A button with a case: its card, in place of what told that it was registered."""
    shown = _card_by_id(visit, visit.value, offset=0)
    if visit.metadata == DONE:
        return Replace(shown)
    visit.show(shown)
    return Nothing()


def on_card(visit: Visit) -> Answer:
    """The card anew, or another page of its timeline."""
    id, _, offset = visit.value.partition(":")
    return Replace(_card_by_id(visit, id, offset=count(offset)))


def _card_by_id(visit: Visit, id: str, *, offset: int) -> dict[str, object]:
    with visit.desk.units(read_only=True) as uow:
        person = access.visitor(uow, visit.slack_id)
        complaint = access.readable(uow, person, uow.complaints.by_id(ComplaintId(id), opened=True), visit.today)
        view = _card(visit, uow, complaint, person, offset=offset)
    read_log.opened(visit.desk.units, person, complaint.id, Opened.CARD)
    return view


def _card(
    visit: Visit, uow: UnitOfWork, complaint: Complaint, person: Person | None, *, offset: int = 0
) -> dict[str, object]:
    names: dict[PersonId, str] = {}

    def name_of(id: PersonId | None) -> str:
        if id is None:
            return ""
        if id not in names:
            known = uow.people.by_id(id)
            names[id] = known.name if known else ""
        return names[id]

    steps = access.steps(uow, person, complaint, visit.today)
    own: list[Button] = []
    if person is not None and access.only_reads(uow, person, complaint, visit.today):
        own = [seat.leave(complaint, visit.t) for one in steps if one.action is Action.DECLARE_INVOLVED]
        steps = tuple(one for one in steps if one.action in OWN_STEPS)
    exports = person is not None and may_export(uow, person, complaint, visit.today)
    own += dossier_messages.buttons(complaint, visit.t, exports=exports)
    watches = read_log.may_see_readers(uow, person, complaint, visit.today)
    if watches:
        own.append(reads.button(complaint, visit.t))
    readers = access.readers(uow, complaint) if watches else ()
    documents = documents_for(uow, person, complaint, visit.today)
    looked = {one.subject for one in complaint.events if one.action is Action.INSPECT} if exports else set()
    inspected = {ref: of_ref(uow, complaint, ref).waiting for ref in sorted(looked)}
    return card.view(
        complaint,
        visit.today,
        visit.t,
        name_of,
        steps=steps,
        readers=readers,
        documents=documents,
        organisations=uow.people.organisations(),
        leaving=near(uow, complaint, visit.desk.letters, visit.desk.clock),
        retention=retention_of(uow),
        whole=reads_all(uow, person, complaint, visit.today),
        own=own,
        outside=outside(uow, complaint, visit.today),
        inspected=inspected,
        offset=offset,
    )
