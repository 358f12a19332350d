"""When somebody is nudged about a deadline, and who: the ladder, one table that settings may replace.

A rung says which working day, which part of the day, and to whom. What is really sent is decided at the tick (only
the highest rung owed), and whoever is off that day is replaced by the deputies; neither is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from klachtbot.domain.terms import Deadline, Status, Term, Unit
from klachtbot.domain.workdays import WorkCalendar

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class DayPart(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class Hours:
    """When messages of the ladder go, on working days, by the clock of Amsterdam: from ``morning`` until ``closes``."""

    morning: time = time(9)
    afternoon: time = time(15)
    closes: time = time(17)

    def of(self, part: DayPart) -> time:
        return self.morning if part is DayPart.MORNING else self.afternoon

    def part_at(self, now: datetime, calendar: WorkCalendar) -> DayPart | None:
        """In which part of a working day this instant lies; None when nothing goes out then."""
        local = now.astimezone(AMSTERDAM)
        if not calendar.is_working_day(local.date()) or not self.morning <= local.time() < self.closes:
            return None
        return DayPart.MORNING if local.time() < self.afternoon else DayPart.AFTERNOON

    def opens(self, now: datetime, calendar: WorkCalendar) -> datetime:
        """When messages go again, where none go at ``now``: the next morning of a working day, in UTC."""
        local = now.astimezone(AMSTERDAM)
        day = local.date() if local.time() < self.morning else local.date() + timedelta(days=1)
        return _instant(calendar.working_day_from(day), self.morning)


HOURS = Hours()


class Anchor(StrEnum):
    """What the days of a rung are counted from, in working days."""

    START = "start"  # n after the day the term started
    AIM = "aim"  # n before the last working day on or before the due date
    OVERDUE = "overdue"  # the n-th working day after the due date
    WEEKLY = "weekly"  # from the n-th working day after the due date on, on the weekdays of the rung


class Audience(StrEnum):
    OFFICER = "officer"
    DEPUTIES = "deputies"
    SUPERVISOR = "supervisor"
    CHAIR = "chair"
    SECRETARY = "secretary"
    CHANNEL = "channel"  # the panel's own
    OWNER = "owner"  # of what is done because of it (R25)
    MEMBER = "member"  # who holds the seat that the term is about


class For(StrEnum):
    """Which deadlines a rung is for."""

    HARD = "hard"
    SOFT = "soft"
    UNPLANNED = "unplanned"  # hard two-week terms for which nothing is planned
    WANTED = "wanted"  # R5: after contact, before it is late
    ANNOUNCED = "announced"  # R6: "morgen gaat de bevestiging uit"
    REPORTED = "reported"  # R4 of a report that nobody registered yet


@dataclass(frozen=True, slots=True)
class Rung:
    """A row of the ladder. The higher in the table, the lower the rung."""

    name: str
    for_: For
    anchor: Anchor
    n: int
    part: DayPart
    to: tuple[Audience, ...]
    weekdays: tuple[int, ...] = ()  # 0 is Monday


@dataclass(frozen=True, slots=True)
class Nudge:
    """A rung of one deadline: on which day, from which instant (UTC), and to whom.

    ``otherwise``: to whom as long as nobody of the committee may read the dossier.
    """

    rung: str
    on: date
    at: datetime
    to: tuple[Audience, ...]
    otherwise: tuple[Audience, ...] = ()


MONDAY, THURSDAY = 0, 3
_O, _D, _S = Audience.OFFICER, Audience.DEPUTIES, Audience.SUPERVISOR

# fmt: off
LADDER: tuple[Rung, ...] = (
    Rung("reported",          For.REPORTED,  Anchor.START,   1, DayPart.MORNING,   (_O,)),
    Rung("unplanned",         For.UNPLANNED, Anchor.AIM,     5, DayPart.MORNING,   (_O,)),
    Rung("wanted",            For.WANTED,    Anchor.START,   2, DayPart.MORNING,   (_O,)),
    Rung("asked",             For.SOFT,      Anchor.AIM,     0, DayPart.MORNING,   (_O,)),
    Rung("asked_again",       For.SOFT,      Anchor.WEEKLY,  1, DayPart.MORNING,   (_O,), (MONDAY,)),
    Rung("tomorrow",          For.HARD,      Anchor.AIM,     1, DayPart.MORNING,   (_O,)),
    Rung("announcement",      For.ANNOUNCED, Anchor.AIM,     1, DayPart.AFTERNOON, (_O, _D)),
    Rung("last_morning",      For.HARD,      Anchor.AIM,     0, DayPart.MORNING,   (_O,)),
    Rung("last_afternoon",    For.HARD,      Anchor.AIM,     0, DayPart.AFTERNOON, (_O, _D)),
    Rung("overdue_1",         For.HARD,      Anchor.OVERDUE, 1, DayPart.MORNING,   (_O, _D)),
    Rung("overdue_2",         For.HARD,      Anchor.OVERDUE, 2, DayPart.MORNING,   (_O, _D)),
    Rung("supervisor",        For.HARD,      Anchor.OVERDUE, 2, DayPart.MORNING,   (_S,)),
    Rung("overdue_3",         For.HARD,      Anchor.OVERDUE, 3, DayPart.MORNING,   (_O, _D)),
    Rung("overdue",           For.HARD,      Anchor.WEEKLY,  4, DayPart.MORNING,   (_O, _D), (MONDAY, THURSDAY)),
    Rung("supervisor_weekly", For.HARD,      Anchor.WEEKLY,  3, DayPart.MORNING,   (_S,), (MONDAY,)),
)
# fmt: on

COMMITTEE_TERMS = frozenset({Term.DELIBERATION, Term.HEARING, Term.SECOND_HEARING, Term.RULING})

OWN_TERMS = {Term.IMPROVEMENT: Audience.OWNER, Term.AGREEMENT: Audience.MEMBER}
"""Terms of one person, who is told; who handles the case only when that person cannot be told."""


def rungs(
    deadline: Deadline,
    calendar: WorkCalendar,
    until: date,
    *,
    planned: bool = False,
    reported: bool = False,
    ladder: tuple[Rung, ...] = LADDER,
    hours: Hours = HOURS,
) -> tuple[Nudge, ...]:
    """Every nudge this deadline has up to and including ``until``, in order of time; none when it is not running.

    ``planned``: something is planned to meet it. ``reported``: it is of a report, not registered yet. Later in overleg:
    the ladder stands at the agreed date instead.
    """
    if deadline.status not in (Status.RUNNING, Status.LATER):
        return ()
    due = deadline.agreed_for or deadline.late_after or deadline.due_on
    kinds = _kinds(deadline, planned=planned, reported=reported)
    found = [
        Nudge(row.name, day, _instant(day, hours.of(row.part)), *_audience(deadline, row))
        for row in ladder
        if row.for_ in kinds
        for day in _days(row, deadline, due, calendar, until)
        if deadline.started_on <= day <= until
    ]
    return tuple(sorted(found, key=lambda nudge: nudge.at))


def highest(nudges: Iterable[Nudge], now: datetime) -> tuple[Nudge, ...]:
    """Of what is owed at this instant the last rung, for who handles it and for the supervisor each.

    After an outage the lower ones are not made up for.
    """
    reached = [nudge for nudge in nudges if nudge.at <= now]
    above = [nudge for nudge in reached if nudge.to == (Audience.SUPERVISOR,)]
    below = [nudge for nudge in reached if nudge.to != (Audience.SUPERVISOR,)]
    return (*below[-1:], *above[-1:])


def _kinds(deadline: Deadline, *, planned: bool, reported: bool) -> frozenset[For]:
    if deadline.late_after is None:
        return frozenset({For.SOFT})
    kinds = {For.HARD}
    if reported and deadline.term is Term.CONTACT:
        kinds.add(For.REPORTED)
    if deadline.late_after != deadline.due_on:
        kinds.add(For.WANTED)
    if deadline.rule == "R6":
        kinds.add(For.ANNOUNCED)
    if deadline.unit is Unit.DAYS and not planned:
        kinds.add(For.UNPLANNED)
    return frozenset(kinds)


def _days(row: Rung, deadline: Deadline, due: date, calendar: WorkCalendar, until: date) -> Iterator[date]:
    if row.anchor is Anchor.START:
        yield calendar.nth_working_day(deadline.started_on, row.n)
    elif row.anchor is Anchor.AIM:
        aim = calendar.last_working_day(due)
        yield calendar.before(aim, row.n) if row.n else aim
    elif row.anchor is Anchor.OVERDUE:
        yield calendar.nth_working_day(due, row.n)
    else:
        # after the working day before: a Monday that is a day off may lie between, and moves to the n-th
        first = (calendar.nth_working_day(due, row.n - 1) if row.n > 1 else due) + timedelta(days=1)
        seen: set[date] = set()
        for n in range((until - first).days + 1):
            day = first + timedelta(days=n)
            # a Monday that is a day off moves to the next working day, it is not skipped
            if day.weekday() in row.weekdays and (moved := calendar.working_day_from(day)) not in seen:
                seen.add(moved)
                yield moved


def _audience(deadline: Deadline, row: Rung) -> tuple[tuple[Audience, ...], tuple[Audience, ...]]:
    """The committee's terms are the committee's to be reminded of, once there is one; soft ones the chair's alone."""
    if deadline.term in OWN_TERMS:
        return (OWN_TERMS[deadline.term],), row.to
    if deadline.term not in COMMITTEE_TERMS or row.to == (Audience.SUPERVISOR,):
        return row.to, ()
    own = (Audience.CHAIR,) if row.for_ is For.SOFT else (Audience.CHAIR, Audience.SECRETARY, Audience.CHANNEL)
    to = tuple(dict.fromkeys(one for to in row.to for one in ((to,) if to is Audience.SUPERVISOR else own)))
    return to, row.to


def _instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, AMSTERDAM).astimezone(UTC)
