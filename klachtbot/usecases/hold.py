"""Kan niet wachten (ours): what is automatic waits for a person, until somebody says that it may go on."""

from __future__ import annotations

from datetime import date

from klachtbot.domain.model import Action, Complaint, ComplaintId, Json
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.take_step import take_step


def hold_for_safety(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    safety: str,
    note: str = "",
    submission: str,
) -> Complaint:
    """``safety`` is "safety", "crime" or "data_breach"; ``Incomplete`` at "safety" without."""
    details: dict[str, Json] = {"note": note} if note else {}
    return take_step(
        uow,
        by=by,
        today=today,
        calendar=calendar,
        complaint=complaint,
        version=version,
        action=Action.HOLD_FOR_SAFETY,
        attributes={"safety": safety},
        details=details,
        submission=submission,
    )


def release_hold(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    note: str = "",
    submission: str,
) -> Complaint:
    """What was held goes on."""
    return take_step(
        uow,
        by=by,
        today=today,
        calendar=calendar,
        complaint=complaint,
        version=version,
        action=Action.RELEASE_HOLD,
        details={"note": note} if note else {},
        submission=submission,
    )
