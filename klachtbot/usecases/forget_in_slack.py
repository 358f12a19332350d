"""What the bot said and brought in Slack about one complaint is taken away again, when retention says so (R21).

Every message of the bot about it, in whose messages or channel it may stand, and every file it uploaded becomes a row
of the outbox that deletes it. Doing it twice does no harm: what is gone already is fine. What Slack lets no bot delete
is told, for a person to do.
"""

from __future__ import annotations

from dataclasses import dataclass

from klachtbot.domain.model import ComplaintId, PersonId
from klachtbot.usecases.ports import NewMessage, UnitOfWork

FORGET = "forget"
"""The kind of rows. A row is of no case: it goes also when that is destroyed meanwhile."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a person must delete in Slack: the committee's ``channel`` (Slack's id, "" when there was none), and the
    ``files`` that people uploaded themselves (Slack's ids)."""

    channel: str = ""
    files: tuple[str, ...] = ()


def forget_in_slack(uow: UnitOfWork, complaint: ComplaintId, *, asked_by: PersonId) -> Left:
    """Add the rows, in this unit of work; before what is known of the complaint is destroyed.

    Messages of the morning stay: they tell of several cases, a number and a date. The rows are of ``asked_by``,
    whoever got the message: of somebody whom only this dossier knew nothing may stay.
    """
    for one in uow.outbox.posted(complaint):
        if one.ts:
            uow.outbox.add(_message(one.channel, one.ts, asked_by))
        if one.file:
            uow.outbox.add(NewMessage(f"{FORGET}:{one.file}", FORGET, asked_by, None, {"file": one.file}))
    kept = uow.channels.of(complaint)
    if kept is not None and kept.channel:
        for pinned in kept.placed.values():
            uow.outbox.add(_message(kept.channel, pinned.ts, asked_by))
    theirs = (one.origin.removeprefix(_SLACK) for one in uow.documents.of(complaint) if one.origin.startswith(_SLACK))
    return Left(kept.channel if kept is not None else "", tuple(dict.fromkeys(theirs)))


_SLACK = "slack:"


def _message(channel: str, ts: str, person: PersonId) -> NewMessage:
    return NewMessage(f"{FORGET}:{channel}:{ts}", FORGET, person, None, {"channel": channel, "ts": ts})
