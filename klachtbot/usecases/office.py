"""What the organisation chose: the hours of reminders and its own ladder, and how long it keeps dossiers."""

from __future__ import annotations

from klachtbot.domain.retention import Retention
from klachtbot.usecases.ports import UnitOfWork
from klachtbot.usecases.reminding import USUAL_ACKNOWLEDGING, USUAL_REMINDING, Acknowledging, Reminding
from klachtbot.usecases.retaining import USUAL_RETENTION


def ladder_of(uow: UnitOfWork) -> Reminding:
    """The ladder of today's settings."""
    office = uow.office()
    return office.reminding if office else USUAL_REMINDING


def acknowledging_of(uow: UnitOfWork) -> Acknowledging:
    """Whether, and from when, an acknowledgement without contact leaves by itself (R6)."""
    office = uow.office()
    return office.acknowledging if office else USUAL_ACKNOWLEDGING


def retention_of(uow: UnitOfWork) -> Retention:
    """How long dossiers are kept (R21)."""
    office = uow.office()
    return office.retention if office else USUAL_RETENTION
