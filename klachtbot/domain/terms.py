"""The terms of the regulation: what is due by when, why that date, and when a person is nudged.

A term starts on one fact and is met by another. The days off a deadline was computed with stand in the event that
started it, so that neither a setting nor a newer list of holidays ever moves a running deadline. Lateness follows the
date in the world, not the date of entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from klachtbot.domain.dossier import attribute, first, latest, panel, recorded_in
from klachtbot.domain.model import Complaint, DaysOff, Fact, FactName, Seat, Stage
from klachtbot.domain.workdays import Day, WorkCalendar, explain_days, from_json

F = FactName


class Term(StrEnum):
    """What can be due."""

    CONTACT = "contact"
    ACKNOWLEDGEMENT = "acknowledgement"
    INFORM = "inform"
    CONVERSATION = "conversation"
    REPORT = "report"
    CHOICE = "choice"
    CONFIRMATION = "confirmation"
    DECLARATION = "declaration"
    DOCUMENTS = "documents"
    DELIBERATION = "deliberation"
    HEARING = "hearing"
    SECOND_HEARING = "second_hearing"
    RULING = "ruling"
    AGREEMENT = "agreement"
    ADVICE = "advice"
    IMPROVEMENT = "improvement"
    INSPECTION = "inspection"
    EVALUATION = "evaluation"


class Unit(StrEnum):
    """How a term is counted."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    SAME_WORKING_DAY = "same_working_day"  # that day, or the next working day when it is a day off
    AGREED = "agreed"  # up to a day that somebody said


class Each(StrEnum):
    """To whom a term is owed."""

    COMPLAINT = "complaint"
    RESPONDENT = "respondent"  # to each respondent
    SEAT = "seat"  # to each seat of the panel
    MEMBER = "member"  # the same, without the chair
    START = "start"  # once for each subject it was started for (a document, an inspection)


class Status(StrEnum):
    RUNNING = "running"
    WAITING = "waiting"  # see ``Deadline.reason``
    LATER = "later"  # later in overleg: counts as late, is shown apart
    MET = "met"
    MET_LATE = "met_late"
    NOT_POSSIBLE = "not_possible"  # see ``Deadline.reason``; never late
    STOPPED = "stopped"  # the complaint ended, or took another course


OWED = frozenset({Status.RUNNING, Status.WAITING, Status.LATER})


@dataclass(frozen=True, slots=True)
class TermRow:
    """How one term runs. Soft terms (``hard`` False) are ours: they nudge and are never late."""

    rule: str
    hard: bool
    unit: Unit
    n: int
    starts: tuple[FactName, ...]  # the latest of these
    met_by: tuple[FactName, ...]
    each: Each = Each.COMPLAINT
    joins: FactName | None = None  # for who came later the term starts on that day
    survives: bool = False  # also owed when the complaint has ended
    void_by: FactName | None = None
    stopped_by: tuple[FactName, ...] = ()
    until: str = ""  # Unit.AGREED: the attribute of the entry that started it which says the day


TERMS: Mapping[Term, TermRow] = MappingProxyType(
    {
        Term.CONTACT: TermRow("R4", True, Unit.WORKING_DAYS, 3, (F.RECEIVED,), (F.CONTACTED,), void_by=F.NAMELESS),
        # R6: the first working day after the R4 date, which is the fourth. After contact R5 wants it sooner (WANTED).
        Term.ACKNOWLEDGEMENT: TermRow(
            "R6", True, Unit.WORKING_DAYS, 4, (F.RECEIVED,), (F.ACKNOWLEDGED,), void_by=F.NAMELESS
        ),
        Term.INFORM: TermRow(
            "R7",
            True,
            Unit.SAME_WORKING_DAY,
            0,
            (F.ACKNOWLEDGED,),
            (F.INFORMED,),
            each=Each.RESPONDENT,
            joins=F.JOINED,
        ),
        Term.CONVERSATION: TermRow(
            "R8",
            True,
            Unit.DAYS,
            14,
            (F.ACKNOWLEDGED,),
            (F.CONVERSATION_HELD,),
            stopped_by=(F.SOLVED, F.CONVERSATION_FAILED),
        ),
        Term.REPORT: TermRow(
            "R9",
            False,
            Unit.WORKING_DAYS,
            3,
            (F.CONVERSATION_HELD, F.CONVERSATION_FAILED, F.SOLVED),
            (F.REPORT_WRITTEN,),
            stopped_by=(F.RULED,),
        ),
        # Ours: who was reminded has the two weeks once more.
        Term.CHOICE: TermRow("R12", False, Unit.DAYS, 14, (F.CHOICE_OFFERED, F.CHOICE_REMINDED), (F.CHOICE_MADE,)),
        Term.CONFIRMATION: TermRow(
            "R13", False, Unit.WORKING_DAYS, 2, (F.PANEL_COMPOSED,), (F.PANEL_CONFIRMED,), stopped_by=(F.RULED,)
        ),
        Term.DECLARATION: TermRow(
            "R13",
            False,
            Unit.WORKING_DAYS,
            2,
            (F.PANEL_CONFIRMED,),
            (F.DECLARED_UNINVOLVED,),
            each=Each.SEAT,
            stopped_by=(F.RULED,),
        ),
        Term.DOCUMENTS: TermRow(
            "R14",
            False,
            Unit.WORKING_DAYS,
            3,
            (F.DOCUMENT_REQUESTED,),
            (F.DOCUMENT_DELIVERED, F.DOCUMENT_REFUSED),
            each=Each.START,
            stopped_by=(F.RULED,),
        ),
        Term.DELIBERATION: TermRow(
            "R15", True, Unit.DAYS, 14, (F.RECEIVED_BY_COMMITTEE,), (F.DELIBERATED, F.DELIBERATION_SKIPPED)
        ),
        Term.HEARING: TermRow("R16", True, Unit.DAYS, 14, (F.DELIBERATED, F.DELIBERATION_SKIPPED), (F.HEARING_HELD,)),
        Term.SECOND_HEARING: TermRow(
            "R17", False, Unit.DAYS, 14, (F.SECOND_HEARING_PLANNED,), (F.SECOND_HEARING_HELD,)
        ),
        Term.RULING: TermRow("R18", False, Unit.DAYS, 14, (F.HEARING_HELD, F.SECOND_HEARING_HELD), (F.RULED,)),
        Term.AGREEMENT: TermRow("R18", False, Unit.WORKING_DAYS, 3, (F.RULED,), (F.MEMBER_AGREED,), each=Each.MEMBER),
        # A ruling is closed sooner than what follows from it is done.
        Term.ADVICE: TermRow("R25", False, Unit.WORKING_DAYS, 5, (F.ADVISED,), (F.ADVICE_ANSWERED,), survives=True),
        Term.IMPROVEMENT: TermRow(
            "R25",
            False,
            Unit.AGREED,
            0,
            (F.IMPROVEMENT_PLANNED,),
            (F.IMPROVEMENT_DONE,),
            each=Each.START,
            survives=True,
            stopped_by=(F.IMPROVEMENT_DROPPED,),
            until="action_due",
        ),
        Term.INSPECTION: TermRow(
            "R20",
            False,
            Unit.SAME_WORKING_DAY,
            0,
            (F.INSPECTION_ASKED,),
            (F.INSPECTION_ANSWERED, F.INFORMED),
            each=Each.START,
            survives=True,
        ),
        # Not owed by a complaint: ``evaluation.due_on`` computes it from the last day of a half year.
        Term.EVALUATION: TermRow("R22", False, Unit.WORKING_DAYS, 1, (), ()),
    }
)

WANTED = TermRow("R5", False, Unit.SAME_WORKING_DAY, 0, (F.CONTACTED,), (F.ACKNOWLEDGED,))
"""R5: the acknowledgement is wanted on the day of contact; attention from the second working day after it."""

STARTS = frozenset(fact for row in (*TERMS.values(), WANTED) for fact in (*row.starts, row.joins) if fact is not None)
"""Facts that start a term: who records one keeps the days off with it."""

_ENDED = frozenset({Stage.CLOSED, Stage.WITHDRAWN, Stage.ELSEWHERE, Stage.NO_COMPLAINT})


@dataclass(frozen=True, slots=True)
class Deadline:
    """One term of one complaint. It is due at the end of ``due_on``.

    ``late_after``: from the day after this it is late (None for soft terms). It equals ``due_on``, but for an
    acknowledgement after contact, which is wanted earlier (R5) than it is late (R6). ``last_working_day`` is the last
    working day on or before ``due_on``: nudges aim at it.
    """

    term: Term
    rule: str
    unit: Unit
    started_on: date
    due_on: date
    last_working_day: date
    late_after: date | None
    days: DaysOff
    subject: str = ""
    status: Status = Status.RUNNING
    reason: str = ""  # a code: "safety", "nameless"
    met_on: date | None = None
    agreed_for: date | None = None  # the new date when it became later in overleg

    def overdue(self, today: date) -> bool:
        """Still owed, and late."""
        return self.status in OWED and self.late_after is not None and today > self.late_after


def deadline(
    term: Term, started_on: date, calendar: WorkCalendar, *, row: TermRow | None = None, until: date | None = None
) -> Deadline:
    """The deadline of a term that starts on this date. ``row`` (WANTED) replaces the row of TERMS; ``until`` is the
    day that was agreed."""
    row = row or TERMS[term]
    due = until or _due(row, started_on, calendar)
    return Deadline(
        term,
        row.rule,
        row.unit,
        started_on,
        due,
        calendar.last_working_day(due),
        due if row.hard else None,
        calendar.snapshot(started_on, due),
    )


def explain(deadline: Deadline) -> tuple[Day, ...]:
    """How the date was counted, day by day from day 0 to the due date; nothing for a day that somebody said."""
    if deadline.unit is Unit.AGREED:
        return ()
    if deadline.unit is Unit.DAYS:
        return explain_days(deadline.started_on, deadline.due_on)
    return WorkCalendar(deadline.days).explain_working_days(deadline.started_on, deadline.due_on)


def running(complaint: Complaint) -> tuple[Deadline, ...]:
    """Every deadline this complaint has or had, in the order of the regulation."""
    found = complaint.reckoned.get("running")
    if not isinstance(found, tuple):
        found = complaint.reckoned["running"] = _running(complaint)
    return found


def _running(complaint: Complaint) -> tuple[Deadline, ...]:
    known = {fact.name for fact in complaint.facts}
    started = ((term, row) for term, row in TERMS.items() if not known.isdisjoint(row.starts))
    return tuple(d for term, row in started for d in _of_term(complaint, term, row))


def owed(complaint: Complaint) -> tuple[Deadline, ...]:
    """The deadlines still owed, the most urgent first."""
    return still_owed(running(complaint))


def still_owed(deadlines: Iterable[Deadline]) -> tuple[Deadline, ...]:
    """Those of these that are still owed, the most urgent first."""
    return tuple(sorted((d for d in deadlines if d.status in OWED), key=lambda d: (d.due_on, d.rule)))


def _of_term(complaint: Complaint, term: Term, row: TermRow) -> Iterator[Deadline]:
    for subject in _SUBJECTS[row.each](complaint, row):
        start = latest(complaint, *row.starts, subject=subject if row.each is Each.START else "")
        if start is None:
            continue
        joined = latest(complaint, row.joins, subject=subject) if row.joins else None
        start = joined if joined is not None and joined.on > start.on else start
        said = attribute(complaint, start, row.until) if row.until else None
        until = date.fromisoformat(str(said)) if said else None
        one = replace(deadline(term, start.on, kept_calendar(complaint, start), until=until), subject=subject)
        if term is Term.ACKNOWLEDGEMENT:
            one = _wanted(complaint, one)
        yield _judged(complaint, row, one)


_MEMBERS = tuple(seat for seat in Seat if seat is not Seat.CHAIR)

_SUBJECTS: Mapping[Each, Callable[[Complaint, TermRow], Iterable[str]]] = {
    Each.COMPLAINT: lambda _complaint, _row: ("",),
    Each.RESPONDENT: lambda complaint, _row: [one.ref for one in complaint.respondents],
    Each.SEAT: lambda complaint, _row: [seat for seat in Seat if seat in panel(complaint)],
    Each.MEMBER: lambda complaint, _row: [seat for seat in _MEMBERS if seat in panel(complaint)],
    Each.START: lambda complaint, row: dict.fromkeys(f.subject for f in complaint.facts if f.name in row.starts),
}


def _wanted(complaint: Complaint, hard: Deadline) -> Deadline:
    """R5: after contact the acknowledgement is wanted that day; late it is only by R6."""
    contact = latest(complaint, F.CONTACTED)
    if contact is None:
        return hard
    soft = deadline(Term.ACKNOWLEDGEMENT, contact.on, kept_calendar(complaint, contact), row=WANTED)
    return replace(soft, late_after=hard.late_after) if soft.due_on <= hard.due_on else hard


def _judged(complaint: Complaint, row: TermRow, one: Deadline) -> Deadline:
    met = first(complaint, *row.met_by, subject=one.subject)
    if met is not None:
        late = one.late_after is not None and met.on > one.late_after
        return replace(one, status=Status.MET_LATE if late else Status.MET, met_on=met.on)
    ended = complaint.stage in _ENDED and not row.survives
    if ended or any(first(complaint, name, subject=whose) for name in row.stopped_by for whose in ("", one.subject)):
        return replace(one, status=Status.STOPPED)
    if row.void_by is not None and first(complaint, row.void_by):
        return replace(one, status=Status.NOT_POSSIBLE, reason=row.void_by.value)
    if first(complaint, F.SAFETY_HOLD) and one.term in _WAIT_FOR_SAFETY:
        return replace(one, status=Status.WAITING, reason="safety")
    later = latest(complaint, F.LATER_AGREED) if one.term is Term.CONVERSATION else None
    if later is not None:
        until = attribute(complaint, later, "until")
        return replace(one, status=Status.LATER, agreed_for=date.fromisoformat(str(until)) if until else None)
    return one


_WAIT_FOR_SAFETY = frozenset({Term.CONTACT, Term.ACKNOWLEDGEMENT, Term.INFORM, Term.CONVERSATION})


def kept_calendar(complaint: Complaint, fact: Fact) -> WorkCalendar:
    """The days as they were known when this fact was recorded."""
    return WorkCalendar(from_json(recorded_in(complaint, fact).attributes["days"]))


def _due(row: TermRow, started_on: date, calendar: WorkCalendar) -> date:
    if row.unit in (Unit.DAYS, Unit.AGREED):
        return started_on + timedelta(days=row.n)
    if row.unit is Unit.SAME_WORKING_DAY:
        return calendar.working_day_from(started_on)
    return calendar.nth_working_day(started_on, row.n)
