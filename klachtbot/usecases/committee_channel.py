"""The private channel of the committee for a case: who belongs in it, and when somebody must look at it again.

The roster is the truth, not who happens to be in the channel. Who sits on the panel, is in Slack and declared not to be
involved belongs in it, and the secretary with them; never who handles the case, never a party.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from klachtbot.domain import people
from klachtbot.domain.dossier import panel, secretary
from klachtbot.domain.ladder import Audience
from klachtbot.domain.model import Action, Complaint, ComplaintId, PersonId, Role
from klachtbot.domain.nudging import recipients
from klachtbot.domain.people import Organisation
from klachtbot.usecases.ports import Clock, NewMessage, UnitOfWork, UnitsOfWork

CHANNEL, STRANGER, BY_MAIL, NONE = "channel", "channel_stranger", "channel_by_mail", "channel_none"
"""The kinds of rows: make the channel as it is to be; tell who handles the case that somebody came into it who does not
belong there, that somebody did not get in, and that there is none."""

SECRETARY = "secretary"
"""Beside the seats: who writes for them."""

AT_ONCE = 20
"""Cases in one transaction: a person at the desk must not wait for this."""

_SIT = frozenset({Role.CHAIR, Role.MEMBER})


def belongs(complaint: Complaint, organisation: Organisation, on: date) -> Mapping[PersonId, str]:
    """Who belongs in the channel, in Slack or not, and what each is: a seat, or the secretary. Of an opened dossier.

    Nobody while no member may read the dossier: a secretary alone is no committee.
    """

    def may(person: PersonId, roles: frozenset[Role]) -> bool:
        found = people.roles_in(complaint, person, organisation, on)
        return bool(found & roles) and people.may_read(complaint, person, organisation, on)

    seats = {PersonId(str(holder)): seat for seat, holder in panel(complaint).items()}
    found = {person: seat for person, seat in seats.items() if may(person, _SIT)}
    writer = secretary(complaint)
    if found and writer is not None and may(writer, frozenset({Role.SECRETARY})):
        found.setdefault(writer, SECRETARY)
    return found


def belonged(complaint: Complaint) -> frozenset[PersonId]:
    """Who sat or wrote at any time."""
    composed = [event.attributes for event in complaint.events if event.action is Action.COMPOSE_PANEL]
    seats = (one.get("seats") for one in composed)
    sat = {str(person) for one in seats if isinstance(one, dict) for person in one.values()}
    return frozenset(PersonId(one) for one in sat | {str(one["secretary"]) for one in composed if one.get("secretary")})


def in_slack(uow: UnitOfWork, complaint: Complaint, on: date) -> dict[str, PersonId]:
    """Who belongs in the channel and can be invited, by Slack id. Empty when that is a secretary alone."""
    belong = belongs(complaint, uow.people.organisation(), on)
    found = {
        person.slack_id: id
        for id in belong
        if (person := uow.people.by_id(id)) is not None and person.slack_id and person.active
    }
    return found if any(belong[id] != SECRETARY for id in found.values()) else {}


def name_of(complaint: Complaint) -> str:
    """What the channel is best called: "klacht-2026-007", and "klacht-l-2026-001" for the supervisor's series (R23)."""
    return f"klacht-{complaint.label.lower().removeprefix('k-')}"


def row(complaint: Complaint, why: str) -> NewMessage:
    """Make the channel as it is to be. Of no case and to who is first in it, so that it waits for nothing, and two of
    these are never carried out at the same time."""
    somebody = complaint.events[0].by or complaint.officer
    return NewMessage(f"{CHANNEL}:{complaint.id}:{why}", CHANNEL, somebody, None, {"complaint": complaint.id})


def look(units: UnitsOfWork, clock: Clock) -> bool:
    """Look at the cases that have a new entry, and once a day at each; whether there were any."""
    today = clock.today()
    with units(read_only=True) as uow:
        ids = uow.channels.changed(today, limit=AT_ONCE)
    if not ids:
        return False
    with units() as uow:
        for id in ids:
            complaint = uow.complaints.by_id(id, opened=True)
            assert complaint is not None, "the table refers to complaints"
            kept = uow.channels.of(id)
            if (kept is not None and kept.channel) or (
                in_slack(uow, complaint, today)
                and not people.committee_is_done(complaint, uow.people.organisation(), today)
            ):
                uow.outbox.add(row(complaint, f"{complaint.version}:{today}"))
            uow.channels.looked(id, complaint.version, today)
        uow.commit()
    return True


def compare(units: UnitsOfWork, clock: Clock, id: ComplaintId, there: frozenset[str], at: datetime) -> None:
    """Who is in the channel is held against who belongs there; when it differs it is put right: once an hour, when the
    same people stay where they are."""
    with units(read_only=True) as uow:
        complaint, kept = uow.complaints.by_id(id, opened=True), uow.channels.of(id)
        assert complaint is not None, "the table refers to complaints"
        wanted = in_slack(uow, complaint, clock.today())
    out = {slack_id for slack_id, person in wanted.items() if kept is not None and person in kept.by_mail}
    differs = (there - wanted.keys()) | (wanted.keys() - out - there)
    if differs:
        who = hashlib.sha256("".join(sorted(differs)).encode()).hexdigest()[:12]
        put_right(units, id, f"{at:%Y-%m-%dT%H}:{who}")


def joined(units: UnitsOfWork, channel: str, event: str) -> None:
    """Somebody joined a channel (Slack's id). When it is ours, it is looked at now. ``event`` names this once."""
    with units(read_only=True) as uow:
        id = uow.channels.case_of(channel)
    if id is not None:
        put_right(units, id, event)


def put_right(units: UnitsOfWork, id: ComplaintId, why: str) -> None:
    with units() as uow:
        complaint = uow.complaints.by_id(id)
        if complaint is not None:
            uow.outbox.add(row(complaint, why))
        uow.commit()


def stranger(units: UnitsOfWork, id: ComplaintId, slack_id: str, on: date, *, stays: bool) -> None:
    """Tell who handles the case that somebody who does not belong there came in, and was put out or ``stays`` until a
    person does that; once a day each."""
    found = "stays" if stays else "out"
    _tell(units, id, STRANGER, f"{slack_id}:{found}:{on}", {"found": found}, on)


def not_made(units: UnitsOfWork, id: ComplaintId, on: date) -> None:
    """Tell who handles the case that Slack lets the bot make no channel; once."""
    _tell(units, id, NONE, "none", {}, on)


def not_let_in(units: UnitsOfWork, id: ComplaintId, person: PersonId, code: str, on: date) -> None:
    """Tell who handles the case that this member did not get in, and gets everything by mail or post until they do."""
    with units(read_only=True) as uow:
        complaint = uow.complaints.by_id(id, opened=True)
        assert complaint is not None, "its channel is being made"
        seat = belongs(complaint, uow.people.organisation(), on).get(person, "")
    _tell(units, id, BY_MAIL, f"{person}:{code}:{complaint.version}", {"seat": seat, "code": code}, on)


def _tell(units: UnitsOfWork, id: ComplaintId, kind: str, what: str, payload: dict[str, str], on: date) -> None:
    with units() as uow:
        complaint = uow.complaints.by_id(id)
        assert complaint is not None, "its channel is being made"
        for one in recipients(complaint, (Audience.OFFICER,), uow.people.organisation(), on):
            uow.outbox.add(NewMessage(f"{kind}:{id}:{what}:{one}", kind, one, id, payload))
        uow.commit()
