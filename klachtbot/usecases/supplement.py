"""Add what is known now: a complaint is supplemented with an entry of its own (R2); nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from klachtbot.domain import errors
from klachtbot.domain.model import Action, Complaint, ComplaintId, Json
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.take_step import judged, look, record


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
    told: Mapping[str, Json],
    submission: str,
) -> Complaint:
    """Record what was filled in: ``codes`` (nothing personal) and ``told`` (personal); what is empty is left out.

    ``False`` is not empty: it takes back what a tick once said. The keys are those of ``domain.steps``. ``version`` is
    what the person saw: raises ``Stale`` when somebody recorded something since.
    """
    attributes, details = _said(codes), _said(told)
    sight = look(
        uow,
        by=by,
        today=today,
        complaint=complaint,
        version=version,
        action=Action.SUPPLEMENT,
        submission=submission,
        sent={"codes": attributes, "told": details},
    )
    if sight.done:
        return sight.complaint
    if not attributes and not details:
        raise NothingSaid
    draft = judged(sight, Action.SUPPLEMENT, today, calendar, attributes=attributes, details=details)
    return record(uow, sight, (draft,), submission=submission)


def _said(values: Mapping[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in values.items() if value or value is False}
