"""What the organisation chose about reminders: their hours, and its own ladder."""

from __future__ import annotations

from dataclasses import dataclass

from klachtbot.domain.ladder import HOURS, LADDER, Hours, Rung
from klachtbot.usecases.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class Reminding:
    """``rungs`` in the order of the ladder."""

    hours: Hours = HOURS
    rungs: tuple[Rung, ...] = LADDER


def ladder_of(uow: UnitOfWork) -> Reminding:
    """The ladder of today's settings."""
    return Reminding()
