"""Which nudges one complaint owes at an instant, to whom, and when to look at it again.

Everything is decided anew at each look, from the dossier, who is there, and what was told before: a night of downtime
delays a nudge and never loses one, and nothing is told twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from klachtbot.domain import people
from klachtbot.domain.dossier import first, panel, planned, secretary
from klachtbot.domain.improvements import improvements
from klachtbot.domain.ladder import (
    AMSTERDAM,
    COMMITTEE_TERMS,
    HOURS,
    LADDER,
    OWN_TERMS,
    Audience,
    Hours,
    Nudge,
    Rung,
    highest,
    rungs,
)
from klachtbot.domain.model import Complaint, FactName, PersonId, Position, Role, Seat, Stage
from klachtbot.domain.people import Organisation
from klachtbot.domain.terms import Deadline, Status, Term, owed
from klachtbot.domain.workdays import WorkCalendar

AHEAD = timedelta(days=60)
"""As far ahead as the next rung of a deadline is looked for; later than that it is looked at again."""

SNOOZED = "snoozed"


@dataclass(frozen=True, slots=True)
class Key:
    """Which nudge of a complaint. It is told once, to everybody it is for at that moment."""

    term: Term
    subject: str
    started_on: date
    rung: str
    on: date

    def is_of(self, deadline: Deadline) -> bool:
        """Whether it is about this deadline, as it runs now."""
        return (self.term, self.subject, self.started_on) == (deadline.term, deadline.subject, deadline.started_on)


@dataclass(frozen=True, slots=True)
class Told:
    """A nudge, and who gets it. ``in_channel``: the panel's channel does, too."""

    key: Key
    to: tuple[PersonId, ...]
    in_channel: bool = False


@dataclass(frozen=True, slots=True)
class Snooze:
    """Somebody wants to hear of a term again at an instant; of a soft one nobody hears before."""

    person: PersonId
    term: Term
    subject: str
    until: datetime

    @property
    def rung(self) -> str:
        return f"{SNOOZED} {self.until.astimezone(AMSTERDAM):%H:%M}"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is to be told now, and from which instant on it may be more (None: nothing until something happens)."""

    told: tuple[Told, ...]
    look_at: datetime | None


def outlook(
    complaint: Complaint,
    organisation: Organisation,
    calendar: WorkCalendar,
    now: datetime,
    *,
    told: Collection[Key] = (),
    snoozes: Sequence[Snooze] = (),
    ladder: tuple[Rung, ...] = LADDER,
    hours: Hours = HOURS,
) -> Outlook:
    """``told`` before, and the ``snoozes`` of this complaint; ``now`` lies in the hours in which messages go."""
    today = now.astimezone(AMSTERDAM).date()
    found: list[Told] = []
    looks: list[datetime] = []
    for one in owed(complaint):
        climbed = climb(complaint, one, calendar, today + AHEAD, ladder=ladder, hours=hours)
        own = [snooze for snooze in snoozes if (snooze.term, snooze.subject) == (one.term, one.subject)]
        for nudge in highest(climbed, now):
            key = Key(one.term, one.subject, one.started_on, nudge.rung, nudge.on)
            if key in told or _quiet(one, nudge, own):
                continue
            to = recipients(complaint, nudge.to, organisation, today, otherwise=nudge.otherwise, subject=one.subject)
            if to:
                found.append(Told(key, to, in_channel=Audience.CHANNEL in nudge.to))
        found += _woken(complaint, one, own, organisation, now, told)
        looks += [nudge.at for nudge in climbed if nudge.at > now][:1]
        looks += [snooze.until for snooze in own if snooze.until > now]
        if not climbed and one.status is not Status.WAITING:
            looks.append(_midnight(today + AHEAD))
    return Outlook(tuple(found), min(looks, default=None))


def climb(
    complaint: Complaint,
    deadline: Deadline,
    calendar: WorkCalendar,
    until: date,
    *,
    ladder: tuple[Rung, ...] = LADDER,
    hours: Hours = HOURS,
) -> tuple[Nudge, ...]:
    """Every rung of this deadline, as the complaint stands."""
    reported = complaint.stage is Stage.REPORTED
    plan = has_plan(complaint, deadline)
    return rungs(deadline, calendar, until, planned=plan, reported=reported, ladder=ladder, hours=hours)


def first_look(terms: Iterable[Deadline]) -> datetime | None:
    """Not after the first instant at which one of these may owe a nudge; None when none ever will.

    What starts today owes nothing today, unless it ends today, too.
    """
    running = [one for one in terms if one.status in (Status.RUNNING, Status.LATER)]
    days = [min(one.started_on + timedelta(days=1), one.last_working_day) for one in running]
    return _midnight(min(days)) if days else None


def recipients(
    complaint: Complaint,
    audience: Iterable[Audience],
    organisation: Organisation,
    on: date,
    *,
    otherwise: tuple[Audience, ...] = (Audience.OFFICER,),
    subject: str = "",
) -> tuple[PersonId, ...]:
    """Who that is today (R3, R23). In the officer's place, when away, the deputies; with nobody left the supervisor.

    While nobody of the committee may read the dossier (R13), those in ``otherwise`` hear of its terms; and of what is
    one person's own (``subject`` says which) while that person is away, or may not know of it.
    """
    audience = tuple(audience)
    if not _OWN.keys().isdisjoint(audience):
        own = (one for to in audience if to in _OWN for one in _OWN[to](complaint, subject))
        there = tuple(one for one in own if _may_act(complaint, one, organisation, on))
        return there or recipients(complaint, otherwise, organisation, on)
    found = dict.fromkeys(one for to in audience for one in _who(to, complaint, organisation, on))
    if not set(audience).isdisjoint(_SEATS):
        reading = tuple(one for one in found if people.may_read(complaint, one, organisation, on))
        return reading or recipients(complaint, otherwise, organisation, on)
    if found or not {Audience.OFFICER, Audience.DEPUTIES} & set(audience):
        return tuple(found)
    return people.alarmed(complaint, organisation, on) or (complaint.officer,)


def may_hear(complaint: Complaint, person: PersonId, organisation: Organisation, on: date) -> bool:
    """Whether a reminder may tell this person that there is such a term: who may open the case, and who is to know
    without opening it. Those are the supervisor, deputies while the officer is there, and who sits on the panel but did
    not declare yet.
    """
    if people.may_read(complaint, person, organisation, on):
        return True
    roles = people.roles_in(complaint, person, organisation, on)
    deputies = people.deputies_for(complaint, organisation, on)
    return Role.CHAIR in roles or person in deputies or person in people.alarmed(complaint, organisation, on)


def _who(to: Audience, complaint: Complaint, organisation: Organisation, on: date) -> tuple[PersonId, ...]:
    deputies = people.deputies_for(complaint, organisation, on)
    if to is Audience.OFFICER:
        return (complaint.officer,) if _there(complaint, complaint.officer, organisation, on) else deputies
    if to is Audience.DEPUTIES:
        return deputies
    if to is Audience.SUPERVISOR:
        # What is handled above the coordinators, those two hear of as officer and deputy already.
        above = people.supervised(complaint, organisation) or complaint.officer in _above(organisation)
        return () if above else people.alarmed(complaint, organisation, on)
    return tuple(_SEATS[to](complaint)) if to in _SEATS else ()


def _above(organisation: Organisation) -> tuple[PersonId, ...]:
    return (*organisation.holding(Position.SUPERVISOR), *organisation.holding(Position.DEPUTY_SUPERVISOR))


def _there(complaint: Complaint, person: PersonId, organisation: Organisation, on: date) -> bool:
    able = people.may_read(complaint, person, organisation, on)
    return able and organisation.handles(person) and not organisation.away(person, on)


def _of_seat(complaint: Complaint, seat: Seat) -> list[PersonId]:
    holder = panel(complaint).get(seat)
    return [PersonId(str(holder))] if holder else []


def _secretary(complaint: Complaint) -> list[PersonId]:
    named = secretary(complaint)
    return [named] if named else []


_SEATS = {Audience.CHAIR: lambda complaint: _of_seat(complaint, Seat.CHAIR), Audience.SECRETARY: _secretary}


def _may_act(complaint: Complaint, person: PersonId, organisation: Organisation, on: date) -> bool:
    able = Role.OWNER in people.roles_in(complaint, person, organisation, on)
    return (able or people.may_read(complaint, person, organisation, on)) and not organisation.away(person, on)


_OWN: Mapping[Audience, Callable[[Complaint, str], list[PersonId]]] = {
    Audience.OWNER: lambda complaint, ref: [one.owner for one in improvements(complaint) if one.ref == ref],
    Audience.MEMBER: lambda complaint, seat: _of_seat(complaint, Seat(seat)),
}

_PLANS: Mapping[Term, FactName] = {Term.HEARING: FactName.HEARING_PLANNED}


def has_plan(complaint: Complaint, deadline: Deadline) -> bool:
    """Whether a day is planned on which this deadline will be met."""
    if deadline.term is Term.CONVERSATION:
        return planned(complaint) is not None
    fact = _PLANS.get(deadline.term)
    return fact is not None and first(complaint, fact) is not None


def _quiet(deadline: Deadline, nudge: Nudge, snoozes: Iterable[Snooze]) -> bool:
    """Whether it was put off beyond this rung; a hard term comes back whatever they chose."""
    return deadline.late_after is None and any(snooze.until >= nudge.at for snooze in snoozes)


def _woken(
    complaint: Complaint,
    deadline: Deadline,
    snoozes: Iterable[Snooze],
    organisation: Organisation,
    now: datetime,
    told: Collection[Key],
) -> list[Told]:
    """What was put off until now: to who did, as long as it is theirs, and else to who handles it."""
    today = now.astimezone(AMSTERDAM).date()
    before = {(key.term, key.subject, key.rung, key.on) for key in told}  # also of a term that started anew since
    found = []
    for snooze in snoozes:
        on = snooze.until.astimezone(AMSTERDAM).date()
        key = Key(deadline.term, deadline.subject, deadline.started_on, snooze.rung, on)
        known = (key.term, key.subject, key.rung, key.on) in before
        if snooze.until > now or known or deadline.status not in (Status.RUNNING, Status.LATER):
            continue
        theirs = recipients(complaint, (Audience.OFFICER,), organisation, today)
        chair = _of_seat(complaint, Seat.CHAIR) if deadline.term in COMMITTEE_TERMS else []
        whose = (OWN_TERMS[deadline.term],) if deadline.term in OWN_TERMS else ()
        own = recipients(complaint, whose, organisation, today, otherwise=(), subject=deadline.subject)
        found.append(Told(key, (snooze.person,) if snooze.person in (*theirs, *chair, *own) else theirs))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), AMSTERDAM).astimezone(UTC)
