"""Judge that a report is no complaint (R1): with a reason, and it is counted (R22)."""

from __future__ import annotations

from datetime import date

from klachtbot.domain.model import Action, Complaint, ComplaintId
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.ports import Person, Sent, UnitOfWork
from klachtbot.usecases.report import heard
from klachtbot.usecases.take_step import judged, look, record


def dismiss_report(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    reason: str,
    submission: str,
) -> Complaint:
    """End it as no complaint. The reporter hears that it was judged, and when; not why. ``Incomplete`` at "reason"."""
    action = Action.DISMISS_REPORT
    sent: Sent = {"reason": reason}
    sight = look(
        uow, by=by, today=today, complaint=complaint, version=version, action=action, submission=submission, sent=sent
    )
    if sight.done:
        return sight.complaint
    draft = judged(sight, action, today, calendar, details={"reason": reason})
    return record(uow, sight, (draft,), submission=submission, messages=heard(sight, today, "dismissed"))
