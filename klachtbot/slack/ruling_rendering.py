"""The messages to who agrees with a ruling (R18) or owns an action (R25), made anew at delivery."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from klachtbot.domain.errors import NotFound
from klachtbot.slack.desk import Desk
from klachtbot.slack.screens import improvements, ruling
from klachtbot.slack.texts import Texts
from klachtbot.usecases import access
from klachtbot.usecases.delivery import OutboxRow, Post, Rendered, Update
from klachtbot.usecases.improvement import owned_by
from klachtbot.usecases.ports import UnitOfWork
from klachtbot.usecases.ruling_messages import AGREE, IMPROVEMENT, RULING_UPDATE


def _asked(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Post | None:
    """To a member, while they may read the case."""
    complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
    if complaint is None or not access.may_read(uow, row.to, complaint, desk.clock.today()):
        return None
    return ruling.to_member(complaint, row.payload["subject"], t)


def _improvement(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Post | None:
    """To who owns it, while something of the case may reach them."""
    complaint = uow.complaints.by_id(row.complaint) if row.complaint else None
    try:
        one = owned_by(uow, row.to, complaint, row.payload["subject"])
    except NotFound:
        return None
    assert complaint is not None, "it is somebody's"
    return improvements.message(complaint, one, desk.clock.today(), t)


_SAID = {AGREE: _asked, IMPROVEMENT: _improvement}


def _update(desk: Desk, t: Texts, uow: UnitOfWork, row: OutboxRow) -> Rendered:
    """One of these where it stands, as it is now."""
    there = uow.outbox.message(row.payload["message"])
    if there is None or not there.ts:
        return None
    now = _SAID[row.payload["kind"]](desk, t, uow, row)
    return Update(there.channel, there.ts, now) if now is not None else None


KINDS: Mapping[str, Callable[[Desk, Texts, UnitOfWork, OutboxRow], Rendered]] = {**_SAID, RULING_UPDATE: _update}
