"""Which terms follow from dates alone, without a dossier: for ``klachtbot deadlines`` and ``/klacht termijn``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from klachtbot.domain.errors import BeforeReceipt, OutOfOrder
from klachtbot.domain.model import FactName
from klachtbot.domain.terms import WANTED, Deadline, Term, deadline
from klachtbot.domain.workdays import WorkCalendar


@dataclass(frozen=True, slots=True)
class Dates:
    """What is known so far. ``referred`` is the day the committee received it."""

    received: date
    contacted: date | None = None
    acknowledged: date | None = None
    referred: date | None = None
    deliberated: date | None = None


def forecast(dates: Dates, calendar: WorkCalendar) -> tuple[Deadline, ...]:
    """Each term whose start is known. Raises BeforeReceipt or OutOfOrder when the dates cannot follow each other.

    Contact may come before or after the acknowledgement, so only receipt bounds those two.
    """
    _check(dates)
    found = [deadline(Term.CONTACT, dates.received, calendar)]
    if dates.contacted is None:
        found.append(deadline(Term.ACKNOWLEDGEMENT, dates.received, calendar))
    else:
        found.append(deadline(Term.ACKNOWLEDGEMENT, dates.contacted, calendar, row=WANTED))
    starts = (
        (Term.CONVERSATION, dates.acknowledged),
        (Term.DELIBERATION, dates.referred),
        (Term.HEARING, dates.deliberated),
    )
    found += [deadline(term, on, calendar) for term, on in starts if on is not None]
    return tuple(found)


def _check(dates: Dates) -> None:
    later = (dates.contacted, dates.acknowledged, dates.referred, dates.deliberated)
    for on in later:
        if on is not None and on < dates.received:
            raise BeforeReceipt(on, dates.received)
    builds_on = (
        (dates.referred, dates.acknowledged, FactName.ACKNOWLEDGED),
        (dates.deliberated, dates.referred, FactName.RECEIVED_BY_COMMITTEE),
        (dates.deliberated, dates.acknowledged, FactName.ACKNOWLEDGED),
    )
    for on, earlier, fact in builds_on:
        if on is not None and earlier is not None and on < earlier:
            raise OutOfOrder(on, fact, earlier)
