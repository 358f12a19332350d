"""How long a dossier is kept (R21): until a date on the calendar, counted in years from the day it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from klachtbot.domain.dossier import first
from klachtbot.domain.model import Complaint, FactName

F = FactName
ENDINGS = (F.CLOSED, F.WITHDRAWN, F.SENT_ELSEWHERE, F.JUDGED_NO_COMPLAINT)
WARNED_MONTHS = 1
"""How long before it is destroyed somebody hears so."""


@dataclass(frozen=True, slots=True)
class Retention:
    """For how many years after a complaint ended its dossier is kept: one that stayed inside, and one of the committee.

    Nothing is destroyed before the organisation ``confirmed`` its terms: the regulation names none.
    """

    internal_years: int = 2
    committee_years: int = 5
    confirmed: bool = False


def ended_on(complaint: Complaint) -> date | None:
    """The day it ended, or a report was judged to be no complaint; None while it is open."""
    fact = first(complaint, *ENDINGS)
    return fact.on if fact is not None else None


def kept_until(complaint: Complaint, retention: Retention) -> date | None:
    """The last day on which the dossier is kept; None while the complaint is open."""
    ended = ended_on(complaint)
    if ended is None:
        return None
    by_committee = first(complaint, F.RECEIVED_BY_COMMITTEE) is not None
    return years_after(ended, retention.committee_years if by_committee else retention.internal_years)


def warned_from(last_day: date) -> date:
    """The first day on which somebody hears that a dossier is kept until ``last_day``."""
    from dateutil.relativedelta import relativedelta

    return last_day - relativedelta(months=WARNED_MONTHS)


def years_after(day: date, years: int) -> date:
    """The same day so many years on; 28 February after a 29th."""
    from dateutil.relativedelta import relativedelta

    return day + relativedelta(years=years)


def held(complaint: Complaint) -> bool:
    """Whether somebody decided, with a reason, that it is kept for longer."""
    return first(complaint, F.KEPT_LONGER) is not None


def may_go(complaint: Complaint, retention: Retention, today: date) -> bool:
    """Whether the dossier is to be destroyed today."""
    last_day = kept_until(complaint, retention)
    return retention.confirmed and last_day is not None and last_day < today and not held(complaint)
