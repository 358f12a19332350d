"""The committee's reminders and questions as they go: mails to who is not in Slack, posts in its channel.

Each is made anew at delivery: whether it is still asked, and whether this person may still hear of it.
"""

from __future__ import annotations

from klachtbot.domain import people
from klachtbot.domain.model import Complaint, Seat
from klachtbot.slack.desk import Desk
from klachtbot.slack.screens import by_mail, room_reminders
from klachtbot.usecases import committee_nudges
from klachtbot.usecases.committee_nudges import SOON, channel_key, goes_at, has_channel, may_be_mailed
from klachtbot.usecases.compose import whom_to_call
from klachtbot.usecases.delivery import DeliveryImpossible, NotBefore, OutboxRow, Rendered, Said, Update
from klachtbot.usecases.organisation import Contact
from klachtbot.usecases.panel_messages import OPEN, Asked, questions, standing
from klachtbot.usecases.ports import UnitOfWork

_NOT_SAID = Contact("", "", "")


def nudge_mail(desk: Desk, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """A reminder, in the hours for it, while it still is the last one."""
    complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
    now, today = desk.clock.now(), desk.clock.today()
    if complaint is None or not may_be_mailed(uow, complaint, row.to, today):
        return None
    found = committee_nudges.standing(uow, complaint, row.payload, now)
    if found.due is None or not found.owed:
        return None
    later = goes_at(uow, now)
    if later is not None:
        return NotBefore(later)
    contact = whom_to_call(uow, complaint) or _NOT_SAID
    return by_mail.reminder(complaint, found.due, _address(row), contact, today, desk.texts("nl"))


def panel_mail(desk: Desk, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """A question to somebody of the committee, while they are to answer it."""
    complaint, asked = asked_of(uow, row)
    if complaint is None or asked is None or standing(complaint, asked) != OPEN or not row.to.active:
        return None
    contact = whom_to_call(uow, complaint) or _NOT_SAID
    return by_mail.question(complaint, asked.kind, Seat(asked.seat), _address(row), contact, desk.texts("nl"))


def asked_of(uow: UnitOfWork, row: OutboxRow) -> tuple[Complaint | None, Asked | None]:
    """The question a row is about, unless nothing of the case may reach this person any more."""
    complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
    if complaint is None or people.kept_out(complaint, row.to.id, uow.people.organisation()):
        return None, None
    wanted = (row.payload.get("kind", row.kind), row.payload.get("seat"), row.payload.get("asked"), row.to.id)
    found = (one for one in questions(complaint) if (one.kind, one.seat, str(one.seq), one.person) == wanted)
    return complaint, next(found, None)


def channel_nudge(desk: Desk, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """A reminder in the channel, in the hours for it, once the channel is there and while this still is the last."""
    complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
    now, today = desk.clock.now(), desk.clock.today()
    if complaint is None or not has_channel(uow, complaint, today):
        return None
    kept = uow.channels.of(complaint.id)
    channel = kept.channel if kept is not None else ""
    found = committee_nudges.standing(uow, complaint, row.payload, now)
    if found.due is None or not found.owed:
        return Said(channel, None) if channel else None
    later = goes_at(uow, now)
    if later is not None or not channel:
        return NotBefore(later or now + SOON, channel)
    return Said(channel, room_reminders.reminder(complaint, found.due, today, desk.texts("nl")))


def channel_nudge_done(desk: Desk, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """That reminder where it stands, ticked off."""
    complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
    there = uow.outbox.message(channel_key(complaint.id, row.payload)) if complaint is not None else None
    if complaint is None or there is None:
        return None
    if there.unsent and there.tried:
        return NotBefore(desk.clock.now() + SOON)  # it is on its way, and may not say this yet
    kept = uow.channels.of(complaint.id)
    if not there.ts or kept is None or kept.archived_at is not None or kept.channel != there.channel:
        return None
    found = committee_nudges.standing(uow, complaint, row.payload, desk.clock.now())
    shown = room_reminders.reminded(complaint, found.due, committee_nudges.term_of(row.payload), desk.texts("nl"))
    return Update(there.channel, there.ts, shown)


def _address(row: OutboxRow) -> str:
    if not row.to.email:
        raise DeliveryImpossible("no_address")
    return row.to.email
