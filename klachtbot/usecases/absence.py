"""Absence (R3): from, until or open, never why; recurring days off; and "ik ben terug".

Who handles complaints enters it for themselves, and for a colleague who cannot (``people.may_enter_absence``). Who
stands in hears at once what falls due meanwhile (``stand_in``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from klachtbot.domain import people
from klachtbot.domain.absence import checked, checked_weekdays, together, touches
from klachtbot.domain.errors import NotForYouToEnter
from klachtbot.domain.model import PersonId
from klachtbot.domain.people import HANDLING, Absence, Organisation
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.absences import AbsenceId, KeptAbsence
from klachtbot.usecases.give_back import give_back_to, let_go
from klachtbot.usecases.ports import NewMessage, Person, UnitOfWork
from klachtbot.usecases.stand_in import tell


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """When somebody is away, as colleagues see it. ``mine``: whether who looks may change it."""

    person: Person
    absences: tuple[KeptAbsence, ...]
    weekdays_off: frozenset[int]
    mine: bool


def whereabouts(uow: UnitOfWork, by: Person) -> tuple[Whereabouts, ...]:
    """Of everybody who handles complaints, whoever looks first: dates only, nothing about cases."""
    organisation = uow.people.organisation()
    kept = uow.absences.all()
    found = [
        Whereabouts(
            one,
            tuple(absence for absence in kept if absence.person == one.id),
            organisation.weekdays_off.get(one.id, frozenset()),
            people.may_enter_absence(by.id, one.id, organisation),
        )
        for one in uow.people.with_position(*HANDLING)
    ]
    return tuple(sorted(found, key=lambda one: one.person.id != by.id))


def current(organisation: Organisation, person: PersonId, on: date) -> Absence | None:
    """The absence with dates that runs on this day, if any."""
    return next((one for one in organisation.absences if one.person == person and one.covers(on)), None)


def enter_absence(
    uow: UnitOfWork,
    *,
    by: Person | None,
    whose: PersonId,
    first: date,
    last: date | None,
    today: date,
    calendar: WorkCalendar,
    submission: str,
) -> Absence:
    """Somebody is away. One that touches another becomes one with it; the result is what is given back.

    Raises ``NotForYouToEnter``, or a refusal at "first" or "last". Sending it in twice changes nothing.
    """
    _allowed(uow, by, whose)
    new = checked(Absence(whose, first, last), today)
    return _kept(uow, new, by=by, today=today, calendar=calendar, submission=submission, instead_of=())


def change_absence(
    uow: UnitOfWork,
    *,
    by: Person | None,
    id: AbsenceId,
    first: date,
    last: date | None,
    today: date,
    calendar: WorkCalendar,
    submission: str,
) -> Absence:
    """Other dates for an absence that runs or is to come. As ``enter_absence``."""
    kept = _found(uow, by, id)
    new = checked(Absence(kept.person, first, last), today)
    return _kept(uow, new, by=by, today=today, calendar=calendar, submission=submission, instead_of=(kept,))


def end_absence(
    uow: UnitOfWork, *, by: Person | None, id: AbsenceId, today: date, calendar: WorkCalendar, submission: str
) -> None:
    """It is over, or never comes: one that runs ends yesterday, and what was stood in for is given back at once."""
    kept = _found(uow, by, id)
    _end(uow, [kept], by=by, today=today, calendar=calendar, submission=submission)


def come_back(uow: UnitOfWork, *, by: Person, today: date, calendar: WorkCalendar, submission: str) -> bool:
    """ "Ik ben terug": ends the absence that runs today; False when none does. Pressed on a day on which they never
    work, it still is over."""
    running = [one for one in uow.absences.all() if one.person == by.id and one.first <= today]
    if running:
        _end(uow, running, by=by, today=today, calendar=calendar, submission=submission)
    return bool(running)


def set_weekdays_off(
    uow: UnitOfWork, *, by: Person | None, whose: PersonId, weekdays: frozenset[int], submission: str
) -> None:
    """On which days of the week somebody never works. Raises ``NotForYouToEnter`` or ``NoDayLeft``."""
    _allowed(uow, by, whose)
    uow.absences.set_weekdays_off(whose, checked_weekdays(weekdays))
    _anew(uow, submission)
    uow.commit()


def _allowed(uow: UnitOfWork, by: Person | None, whose: PersonId) -> None:
    if by is None or not people.may_enter_absence(by.id, whose, uow.people.organisation()):
        raise NotForYouToEnter


def _found(uow: UnitOfWork, by: Person | None, id: AbsenceId) -> KeptAbsence:
    """One that is gone (ended meanwhile, or changed) is refused like somebody else's."""
    kept = next((one for one in uow.absences.all() if one.id == id), None)
    if kept is None:
        raise NotForYouToEnter
    _allowed(uow, by, kept.person)
    return kept


def _kept(
    uow: UnitOfWork,
    new: Absence,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    submission: str,
    instead_of: tuple[KeptAbsence, ...],
) -> Absence:
    theirs = [one for one in uow.absences.all() if one.person == new.person and one not in instead_of]
    touching = [one for one in theirs if touches(_dates(one), new)]
    # What they touch may touch another in turn, but no two of those that are kept do.
    whole = together([new, *(_dates(one) for one in touching)])
    replaced: list[KeptAbsence] = [*instead_of, *touching]
    if replaced:
        uow.absences.change(replaced[0].id, first=whole.first, last=whole.last)
        if replaced[1:]:
            uow.absences.remove(*(one.id for one in replaced[1:]))
    else:
        uow.absences.add(whole)
    if by is not None and by.id != whole.person:
        dates = {"first": whole.first.isoformat(), "last": whole.last.isoformat() if whole.last else ""}
        key = f"absence_entered:{whole.person}:{submission}"
        uow.outbox.add(NewMessage(key, "absence_entered", whole.person, payload=dates))
    let_go(uow, today, calendar)
    tell(uow, today)
    _anew(uow, submission)
    uow.commit()
    return whole


def _end(
    uow: UnitOfWork,
    absences: Iterable[KeptAbsence],
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    submission: str,
) -> None:
    for one in absences:
        if one.first < today:
            uow.absences.change(one.id, first=one.first, last=today - timedelta(days=1))
        else:
            uow.absences.remove(one.id)
        give_back_to(uow, one.person, today=today, calendar=calendar, by=by)
    _anew(uow, submission)
    uow.commit()


def _dates(kept: KeptAbsence) -> Absence:
    return Absence(kept.person, kept.first, kept.last)


def _anew(uow: UnitOfWork, submission: str) -> None:
    """On everybody's Home stands who stands in for whom."""
    for one in uow.people.with_position(*HANDLING):
        uow.outbox.add(NewMessage(f"home:{one.id}:{submission}", "home", one.id))
