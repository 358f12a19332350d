"""How the committee is reminded of its terms, beside the message of the morning: by mail, and in its own channel.

Who of the committee is not in Slack gets a mail, two for one deadline at most; from the third on somebody calls them
("bel dit lid"). Each rung of a hard term is one short post in the panel's channel, once there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from klachtbot.domain import people
from klachtbot.domain.dossier import first
from klachtbot.domain.ladder import AMSTERDAM, COMMITTEE_TERMS, LADDER, OWN_TERMS, Audience, highest
from klachtbot.domain.model import Complaint, ComplaintId, FactName, PersonId, Role
from klachtbot.domain.nudging import Key, Told, climb, recipients
from klachtbot.domain.terms import Deadline, Status, Term, owed, running
from klachtbot.usecases import committee_channel
from klachtbot.usecases.calendar import calendar_of
from klachtbot.usecases.nudges import NudgeRow
from klachtbot.usecases.office import ladder_of
from klachtbot.usecases.ports import NewMessage, Person, UnitOfWork

NUDGE_MAIL, PANEL_MAIL = "nudge_mail", "panel_mail"
"""The kinds of mails to who of the committee is not in Slack: a reminder, and a question (``panel_messages``)."""

MEMBER_MAILS = frozenset({NUDGE_MAIL, PANEL_MAIL})

CHANNEL_NUDGE, CHANNEL_NUDGE_DONE = "channel_nudge", "channel_nudge_done"
"""The kinds of rows: a reminder in the committee's channel, and that one ticked off."""

AT_MOST = 2
"""Mails to one person about one deadline."""

SOON = timedelta(minutes=1)

BY_MAIL = COMMITTEE_TERMS | {Term.AGREEMENT}
"""The terms of which somebody of the committee may be reminded by mail."""


# Who hears of it, and how ---------------------------------------------------------------------------------------------


def reached(uow: UnitOfWork, complaint: Complaint, told: Told, today: date, *, mails: bool) -> Told:
    """The same nudge, to who can be told: in Slack, or by a mail that is not the third.

    Who can be reached by neither is to be called, by the secretary when they are in Slack, and else by who handles the
    case; unless the chair heard it in Slack. ``mails``: there is a mail server.
    """
    if told.key.term not in COMMITTEE_TERMS and told.key.term not in OWN_TERMS:
        return told
    known = {one: uow.people.by_id(one) for one in told.to}
    there = [one for one, person in known.items() if person is not None and person.slack_id]
    outside = [one for one in told.to if one not in there]
    if not outside:
        return told
    rows = uow.nudges.of_complaint(complaint.id)
    by_mail = [
        one
        for one in outside
        if mails
        and told.key.term in BY_MAIL
        and (person := known[one]) is not None
        and person.email
        and len(_mailed(rows, told.key, one)) < AT_MOST
    ]
    to = [*there, *by_mail]
    organisation = uow.people.organisation()
    roles = {role for one in there for role in people.roles_in(complaint, one, organisation, today)}
    if len(by_mail) < len(outside) and not roles & {Role.CHAIR, Role.SECRETARY}:
        to += recipients(complaint, (Audience.OFFICER,), organisation, today)
    return replace(told, to=tuple(dict.fromkeys(to)))


def to_call(uow: UnitOfWork, complaint: Complaint, deadline: Deadline, row: NudgeRow, today: date) -> Role | None:
    """Whom of the committee this line asks its reader to call: the chair, or else the secretary, or the member it is
    about; None: nobody."""
    if deadline.term not in BY_MAIL or deadline.status is Status.WAITING:
        return None
    organisation = uow.people.organisation()
    asked = (Audience.CHAIR, Audience.SECRETARY) if deadline.late_after is not None else (Audience.CHAIR,)
    asked = (OWN_TERMS[deadline.term],) if deadline.term in OWN_TERMS else asked
    found = recipients(complaint, asked, organisation, today, otherwise=(), subject=deadline.subject)
    who = {one: uow.people.by_id(one) for one in found}
    roles = {one: people.roles_in(complaint, one, organisation, today) for one in who}
    there = [one for one, person in who.items() if person is not None and person.slack_id]
    if any(Role.CHAIR in roles[one] or one != row.person for one in there):
        return None  # somebody of the committee heard it themselves, or calls
    rows = uow.nudges.of_complaint(complaint.id)
    for one in who:
        if one not in there and not _by_mail_now(rows, row.key, one):
            return next((role for role in _CALLED if role in roles[one]), None)
    return None


def _mailed(rows: tuple[NudgeRow, ...], key: Key, person: PersonId) -> set[Key]:
    """The mails that this person gets about this deadline."""
    which = (key.term, key.subject, key.started_on)
    return {
        one.key for one in rows if one.person == person and (one.key.term, one.key.subject, one.key.started_on) == which
    }


def _by_mail_now(rows: tuple[NudgeRow, ...], key: Key, person: PersonId) -> bool:
    """Whether they get a mail of what this line is about; of what stands in the message otherwise, as of one mail."""
    mailed = _mailed(rows, key, person)
    return key in mailed if key.rung in _RUNGS else len(mailed) == 1


_CALLED = (Role.CHAIR, Role.SECRETARY, Role.MEMBER)
_RUNGS = frozenset(rung.name for rung in LADDER)


# The mail -------------------------------------------------------------------------------------------------------------


def mail_row(row: NudgeRow) -> NewMessage:
    return NewMessage(f"{NUDGE_MAIL}:{_named(row.complaint, row.key)}:{row.person}", NUDGE_MAIL, row.person,
                      row.complaint, _payload(row.complaint, row.key))  # fmt: skip


# The channel ----------------------------------------------------------------------------------------------------------


def channel_row(complaint: Complaint, key: Key) -> NewMessage:
    """A post in the channel; to whoever, for it waits for nobody's turn."""
    somebody = complaint.events[0].by or complaint.officer
    return NewMessage(
        _channel_key(complaint.id, key), CHANNEL_NUDGE, somebody, complaint.id, _payload(complaint.id, key)
    )


def has_channel(uow: UnitOfWork, complaint: Complaint, today: date) -> bool:
    """Whether there is a channel for the committee, or is to be one."""
    kept = uow.channels.of(complaint.id)
    if kept is not None and kept.archived_at is not None:
        return False
    if kept is not None and kept.channel:
        return True
    return bool(committee_channel.in_slack(uow, complaint, today))


def tick_off_channel(uow: UnitOfWork, complaint: Complaint) -> None:
    """What was said in the channel of a term that is owed no more says so from now on."""
    if first(complaint, FactName.PANEL_COMPOSED) is None:
        return
    rows = uow.nudges.of_complaint(complaint.id)
    keys = {row.key for row in rows if row.key.term in COMMITTEE_TERMS and _owed(complaint, row.key) is None}
    for key in keys:
        there = uow.outbox.message(_channel_key(complaint.id, key))
        if there is not None and (there.ts or there.unsent):
            done = f"{CHANNEL_NUDGE_DONE}:{_named(complaint.id, key)}"
            somebody = complaint.events[0].by or complaint.officer
            uow.outbox.add(NewMessage(done, CHANNEL_NUDGE_DONE, somebody, complaint.id, _payload(complaint.id, key)))


def channel_key(complaint: ComplaintId, payload: Mapping[str, str]) -> str:
    """Of the post that such a payload is about."""
    return _channel_key(complaint, _key(payload))


def _channel_key(complaint: ComplaintId, key: Key) -> str:
    return f"{CHANNEL_NUDGE}:{_named(complaint, key)}"


# At delivery ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """How the term of a reminder stands: ``due`` as it runs (None: it does not any more, or never did), and ``owed``
    whether this is still its highest rung."""

    due: Deadline | None
    owed: bool


def standing(uow: UnitOfWork, complaint: Complaint, payload: Mapping[str, str], now: datetime) -> Standing:
    key = _key(payload)
    due = next((one for one in running(complaint) if key.is_of(one)), None)
    if due is None or _owed(complaint, key) is None:
        return Standing(due, owed=False)
    settings, today = ladder_of(uow), now.astimezone(AMSTERDAM).date()
    climbed = climb(complaint, due, calendar_of(uow), today, ladder=settings.rungs, hours=settings.hours)
    own = next((one.at for one in climbed if (one.rung, one.on) == (key.rung, key.on)), None)
    last = [one.at for one in highest(climbed, now) if one.to != (Audience.SUPERVISOR,)]
    return Standing(due, owed=own is None or all(at <= own for at in last))


def term_of(payload: Mapping[str, str]) -> Term:
    """Which term such a payload is about."""
    return Term(payload["term"])


def goes_at(uow: UnitOfWork, now: datetime) -> datetime | None:
    """From which instant on a reminder may go; None: now."""
    hours, calendar = ladder_of(uow).hours, calendar_of(uow)
    return hours.opens(now, calendar) if hours.part_at(now, calendar) is None else None


def may_be_mailed(uow: UnitOfWork, complaint: Complaint, person: Person, today: date) -> bool:
    """Whether this person still is one of the committee who may read the case, and is not in Slack meanwhile."""
    organisation = uow.people.organisation()
    seated = people.roles_in(complaint, person.id, organisation, today) & set(_CALLED)
    reads = people.may_read(complaint, person.id, organisation, today)
    return person.active and person.slack_id is None and bool(seated) and reads


def _owed(complaint: Complaint, key: Key) -> Deadline | None:
    found = next((one for one in owed(complaint) if key.is_of(one)), None)
    return found if found is not None and found.status is not Status.WAITING else None


def _named(complaint: ComplaintId, key: Key) -> str:
    return f"{complaint}:{key.term}:{key.subject}:{key.started_on}:{key.rung}:{key.on}"


def _payload(complaint: ComplaintId, key: Key) -> dict[str, str]:
    """No two rows have the same: of what says the same in a channel only the last word would go out."""
    return {
        "complaint": str(complaint),
        "term": key.term.value,
        "subject": key.subject,
        "started_on": str(key.started_on),
        "rung": key.rung,
        "on": str(key.on),
    }


def _key(payload: Mapping[str, str]) -> Key:
    started_on, on = date.fromisoformat(payload["started_on"]), date.fromisoformat(payload["on"])
    return Key(Term(payload["term"]), payload["subject"], started_on, payload["rung"], on)
