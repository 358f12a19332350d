"""What somebody's absence means for their cases: what falls due meanwhile, who stands in, where nobody is left.

An absence has dates and no reason (R3). Recurring days off are no absence of their own here: they only count on the
very day something is due.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from klachtbot.domain import errors, people
from klachtbot.domain.ladder import COMMITTEE_TERMS
from klachtbot.domain.model import Complaint, PersonId
from klachtbot.domain.people import Absence, Organisation
from klachtbot.domain.terms import Deadline, Status, owed

AT_MOST = timedelta(days=366)
WEEK = frozenset(range(5))
"""Monday to Friday."""


def checked(absence: Absence, today: date) -> Absence:
    """The absence as it may be entered today. Raises a ``Refusal`` at "first" or "last".

    It may have begun before today (somebody is ill and a colleague enters it), and lasts a year at most.
    """
    first, last = absence.first, absence.last
    if last is not None and last < first:
        raise errors.LastBeforeFirst(first)
    if last is not None and last < today:
        raise errors.OverAlready(today)
    if first > today + AT_MOST:
        raise errors.AbsenceTooLong(field="first")
    if max(last or first, today) > first + AT_MOST:
        raise errors.AbsenceTooLong(field="last" if last is not None and first >= today else "first")
    return absence


def checked_weekdays(weekdays: frozenset[int]) -> frozenset[int]:
    """Days of the week on which somebody never works (0 is Monday). Who never works at all is absent: refused."""
    if weekdays >= WEEK:
        raise errors.NoDayLeft(field="weekdays")
    return weekdays


def touches(one: Absence, other: Absence) -> bool:
    """Whether the two have a day in common, or follow on each other without a day between: they are one absence."""
    return _begins_by(one, other) and _begins_by(other, one)


def _begins_by(one: Absence, other: Absence) -> bool:
    return other.last is None or one.first <= other.last + timedelta(days=1)


def together(absences: Iterable[Absence]) -> Absence:
    """These as one: from the first day to the last."""
    found = tuple(absences)
    lasts = [one.last for one in found]
    ends = [last for last in lasts if last is not None]
    return Absence(found[0].person, min(one.first for one in found), max(ends) if len(ends) == len(lasts) else None)


@dataclass(frozen=True, slots=True)
class Gap:
    """Somebody is not there for the cases they handle, from ``first`` to ``last`` (None: open).

    ``left``: not absent but gone, or no longer in a position that handles cases. ``others`` are the colleagues who are
    out during it as well: when that changes, those who are left must hear it anew.
    """

    person: PersonId
    first: date
    last: date | None
    left: bool = False
    others: tuple[PersonId, ...] = ()


def gaps(organisation: Organisation, today: date) -> tuple[Gap, ...]:
    """Everybody's who handles cases, or did; those that run and those to come."""
    found = [
        Gap(one.person, one.first, one.last)
        for one in organisation.absences
        if organisation.handles(one.person) and (one.last is None or one.last >= today)
    ]
    found += [Gap(one, today, None, left=True) for one in sorted(organisation.former)]
    return tuple(replace(gap, others=_out_as_well(gap, found)) for gap in found)


def _out_as_well(gap: Gap, all_: Iterable[Gap]) -> tuple[PersonId, ...]:
    mine = Absence(gap.person, gap.first, gap.last)
    others = (one for one in all_ if one.person != gap.person)
    return tuple(
        sorted({one.person for one in others if one.left or _overlap(mine, Absence(one.person, one.first, one.last))})
    )


def _overlap(one: Absence, other: Absence) -> bool:
    return (other.last is None or one.first <= other.last) and (one.last is None or other.first <= one.last)


@dataclass(frozen=True, slots=True)
class FallsDue:
    """A term of a case that falls due in a gap. ``aim`` is the working day on which it must be met at the latest."""

    complaint: Complaint
    deadline: Deadline
    aim: date


def falls_due(complaint: Complaint, gap: Gap, today: date) -> tuple[FallsDue, ...]:
    """What who stands in must see to during this gap, the most urgent first; what is late already, too.

    The committee's own terms are the committee's. What waits (for safety) has no date now.
    """
    found = (
        FallsDue(complaint, one, one.agreed_for or one.last_working_day)
        for one in owed(complaint)
        if one.term not in COMMITTEE_TERMS and one.status is not Status.WAITING
    )
    return tuple(
        one
        for one in found
        if (gap.last is None or one.aim <= gap.last) and (one.aim >= gap.first or gap.first <= today)
    )


def stand_ins(due: FallsDue, gap: Gap, organisation: Organisation, today: date) -> tuple[PersonId, ...]:
    """Who may see to it: who is there when the gap begins, or on the day it is due. Recurring days off do not count,
    because who works on the other days can do it then."""
    always = replace(organisation, weekdays_off={})
    days = dict.fromkeys(_asked(due, gap, today))
    return tuple(dict.fromkeys(one for day in days for one in people.deputies_for(due.complaint, always, day)))


def nobody_left(due: FallsDue, gap: Gap, organisation: Organisation, today: date) -> bool:
    """Whether nobody may stand in on the day it is due (or, of what is late, now): the supervisor must hear it."""
    *_, day = _asked(due, gap, today)
    there = organisation if day == due.aim else replace(organisation, weekdays_off={})
    return not people.deputies_for(due.complaint, there, day)


def _asked(due: FallsDue, gap: Gap, today: date) -> Iterator[date]:
    begins = max(gap.first, today)
    yield begins
    yield max(due.aim, begins)
