"""Add what is known now: a complaint is supplemented with an entry of its own (R2); nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from klachtbot.domain import errors, people, procedure
from klachtbot.domain.model import Action, Complaint, ComplaintId, Json
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases import access
from klachtbot.usecases.ports import NewMessage, Person, UnitOfWork


class NothingSaid(errors.Refusal):
    """All fields were left empty."""


def supplement(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    codes: Mapping[str, Json],
    told: Mapping[str, str],
    submission: str,
) -> Complaint:
    """Record what was filled in: ``codes`` (nothing personal) and ``told`` (personal); what is empty is left out.

    ``version`` is what the person saw: raises ``Stale`` when somebody recorded something since.
    """
    found = access.readable(uow, by, uow.complaints.by_id(complaint), today)
    assert by is not None, "who may read is somebody"
    before = uow.complaints.by_submission(submission)
    if before is not None and before.id == found.id:
        return before
    attributes = {key: value for key, value in codes.items() if value}
    details: dict[str, Json] = {key: text for key, text in told.items() if text}
    if not attributes and not details:
        raise NothingSaid
    if found.version != version:
        raise errors.Stale
    draft = procedure.advance(
        found,
        Action.SUPPLEMENT,
        by=by.id,
        roles=people.roles_in(found, by.id, uow.people.organisation(), today),
        on=today,
        today=today,
        calendar=calendar,
        attributes=attributes,
        details=details,
    )
    after = uow.complaints.append(found, (draft,), submission=submission)
    uow.outbox.add(NewMessage(f"home:{after.officer}:{after.id}:{after.version}", "home", after.officer))
    uow.commit()
    return after
