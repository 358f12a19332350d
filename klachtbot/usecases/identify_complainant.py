"""Who complains turns out to be known after all (R2): from then on there is somebody to reach (R4)."""

from __future__ import annotations

from datetime import date

from klachtbot.domain.model import Action, Complaint, ComplaintId
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.register import ContactMissing, NameMissing
from klachtbot.usecases.take_step import take_step


def identify_complainant(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    name: str,
    contact: str,
    submission: str,
) -> Complaint:
    """Record name and contact; ``NameMissing`` or ``ContactMissing`` at its field."""
    if not name:
        raise NameMissing(field="complainant")
    if not contact:
        raise ContactMissing(field="contact")
    return take_step(
        uow,
        by=by,
        today=today,
        calendar=calendar,
        complaint=complaint,
        version=version,
        action=Action.IDENTIFY_COMPLAINANT,
        details={"complainant": name, "contact": contact},
        submission=submission,
    )
