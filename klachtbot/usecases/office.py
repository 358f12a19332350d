"""What the organisation chose about reminders: their hours, and its own ladder."""

from __future__ import annotations

from klachtbot.usecases.ports import UnitOfWork
from klachtbot.usecases.reminding import USUAL_ACKNOWLEDGING, USUAL_REMINDING, Acknowledging, Reminding


def ladder_of(uow: UnitOfWork) -> Reminding:
    """The ladder of today's settings."""
    office = uow.office()
    return office.reminding if office else USUAL_REMINDING


def acknowledging_of(uow: UnitOfWork) -> Acknowledging:
    """Whether, and from when, an acknowledgement without contact leaves by itself (R6)."""
    office = uow.office()
    return office.acknowledging if office else USUAL_ACKNOWLEDGING
