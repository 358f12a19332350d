"""The half-yearly evaluation: how many complaints, about what, how they ended, what was learned (R22, R25)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from klachtbot.domain.dossier import first, kept_apart
from klachtbot.domain.improvements import State, improvements
from klachtbot.domain.model import Complaint, FactName, Stage
from klachtbot.domain.retention import ended_on
from klachtbot.domain.terms import Deadline, Status, Term, deadline, running
from klachtbot.domain.workdays import WorkCalendar


@dataclass(frozen=True, slots=True, order=True)
class HalfYear:
    """``HalfYear(2026, 1)`` is January up to and including June 2026; on screen and on the command line 2026-H1."""

    year: int
    half: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, 1 if day.month <= 6 else 2)

    @classmethod
    def parse(cls, text: str) -> Self:
        """ "2026-H1"; ValueError when it is anything else."""
        found = re.fullmatch(r"(\d{4})-[Hh]([12])", text.strip())
        if found is None:
            raise ValueError(text)
        return cls(int(found[1]), int(found[2]))

    @property
    def first(self) -> date:
        return date(self.year, 1 if self.half == 1 else 7, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> HalfYear:
        return HalfYear(self.year, 2) if self.half == 1 else HalfYear(self.year + 1, 1)

    @property
    def previous(self) -> HalfYear:
        return HalfYear(self.year - 1, 2) if self.half == 1 else HalfYear(self.year, 1)

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.year}-H{self.half}"


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted of one complaint: codes and half years, and nothing by which somebody could be found.

    A dossier that is destroyed leaves these, so that the figures of a half year never change (R21). ``course`` is
    "internal", "referred", "elsewhere", "still_open" or "no_complaint"; ``ended`` None while it is open; ``punctual``
    are the rules of its terms with how each ended, ``improvements`` when each was agreed and how it stands.
    ``supervised``: the supervisor's (R23).
    """

    received: HalfYear
    ended: HalfYear | None
    course: str
    supervised: bool
    subjects: tuple[str, ...]
    channels: tuple[str, ...]
    outcomes: tuple[str, ...]
    lesson: bool
    punctual: tuple[tuple[str, Status], ...]
    improvements: tuple[tuple[HalfYear, State], ...] = ()


def figures_of(complaint: Complaint) -> Figures:
    """The figures of this complaint, as it stands."""
    ended = ended_on(complaint)
    return Figures(
        received=HalfYear.of(complaint.received_on),
        ended=HalfYear.of(ended) if ended else None,
        course=_course(complaint),
        supervised=kept_apart(complaint),
        subjects=tuple(_codes(complaint, "subject_codes")),
        channels=tuple(_codes(complaint, "channel")),
        outcomes=tuple(_outcomes(complaint)),
        lesson="lesson" in _codes(complaint, "learning"),
        punctual=tuple((term.rule, term.status) for term in running(complaint)),
        improvements=tuple((HalfYear.of(one.planned_on), one.state) for one in improvements(complaint)),
    )


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one half year, without names. ``received`` is the base; ``closed`` stands apart.

    Every complaint received is counted in exactly one of ``internal`` (ended before the committee), ``referred``,
    ``elsewhere`` and ``still_open``. ``punctual`` counts, per rule, how its terms ended. ``not_a_complaint`` counts
    reports judged to be none; they are in no other figure. ``improvements``: what was agreed in this half year to be
    done, by how it stands now.
    """

    half: HalfYear
    received: int
    closed: int
    internal: int
    referred: int
    elsewhere: int
    still_open: int
    not_a_complaint: int
    subjects: Mapping[str, int]
    channels: Mapping[str, int]
    outcomes: Mapping[str, int]
    lessons: int
    improvements: Mapping[State, int]
    punctual: Mapping[str, Mapping[Status, int]]


def summarise(complaints: Iterable[Complaint | Figures], half: HalfYear) -> Summary:
    """The figures of this half year, from the complaints the reader may count (R23: who hands them over decides), and
    what those that were destroyed left."""
    every = [figures_of(one) if isinstance(one, Complaint) else one for one in complaints]
    dismissed = [one for one in every if one.course == "no_complaint"]
    real = [one for one in every if one.course != "no_complaint"]
    received = [one for one in real if one.received == half]
    courses = Counter(one.course for one in received)
    closed = [one for one in real if one.ended == half]
    return Summary(
        half=half,
        received=len(received),
        closed=len(closed),
        internal=courses["internal"],
        referred=courses["referred"],
        elsewhere=courses["elsewhere"],
        still_open=courses["still_open"],
        not_a_complaint=sum(1 for one in dismissed if one.received == half),
        subjects=Counter(code for one in received for code in one.subjects),
        channels=Counter(code for one in received for code in one.channels),
        outcomes=Counter(name for one in received for name in one.outcomes),
        lessons=sum(1 for one in closed if one.lesson),
        improvements=Counter(state for one in real for planned, state in one.improvements if planned == half),
        punctual=_punctual(received),
    )


def due_on(half: HalfYear, calendar: WorkCalendar) -> Deadline:
    """When this half year is to be evaluated: the first working day after it (soft, ours)."""
    return deadline(Term.EVALUATION, half.last, calendar)


def _course(complaint: Complaint) -> str:
    if complaint.stage is Stage.NO_COMPLAINT:
        return "no_complaint"
    if first(complaint, FactName.SENT_ELSEWHERE):
        return "elsewhere"
    if first(complaint, FactName.RECEIVED_BY_COMMITTEE):
        return "referred"
    return "internal" if ended_on(complaint) else "still_open"


_OUTCOMES = (
    FactName.SOLVED,
    FactName.SATISFIED,
    FactName.UNSATISFIED,
    FactName.UPHELD,
    FactName.DISMISSED,
    FactName.WITHDRAWN,
)


def _outcomes(complaint: Complaint) -> list[str]:
    return [name.value for name in _OUTCOMES if first(complaint, name)]


def _codes(complaint: Complaint, key: str) -> list[str]:
    """What the last entry that says it says under ``key``, as codes."""
    said = [event.attributes[key] for event in complaint.events if key in event.attributes]
    value = said[-1] if said else None
    return [str(code) for code in value] if isinstance(value, list) else [str(value)] if value else []


def _punctual(complaints: Iterable[Figures]) -> Mapping[str, Mapping[Status, int]]:
    counts: dict[str, Counter[Status]] = {}
    for one in complaints:
        for rule, status in one.punctual:
            counts.setdefault(rule, Counter())[status] += 1
    return counts
