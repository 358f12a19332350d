"""What may be done now: every column of the table that judges a step, in the order in which it is judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from klachtbot.domain import errors
from klachtbot.domain.dossier import first, kept_apart, panel
from klachtbot.domain.errors import Refusal
from klachtbot.domain.improvements import owned, refs
from klachtbot.domain.model import Action, Complaint, Fact, FactName, PersonId, Role, Seat
from klachtbot.domain.steps import ENDED, OWNER, PER_SUBJECT, PROCEDURE, RESPONDENT, About, Step
from klachtbot.domain.terms import running


@dataclass(frozen=True, slots=True)
class Possible:
    """A step that may be taken now; ``subject`` says for which respondent, seat or document."""

    action: Action
    subject: str = ""


def available(
    complaint: Complaint, roles: frozenset[Role], today: date, *, person: PersonId | None = None
) -> tuple[Possible, ...]:
    """Every step these roles may take today, in the order of the regulation.

    With ``person``: of what is owed to each respondent or seat, only this person's own (``advance`` always sees to it).
    """
    here = (row for row in PROCEDURE.values() if complaint.stage in row.stages and roles & (row.roles | row.behalf))
    pairs = ((row.action, subject) for row in here for subject in subjects(complaint, row.action))
    return tuple(
        Possible(action, subject)
        for action, subject in pairs
        if refusal(complaint, action, roles, today, subject) is None
        and (person is None or entitled(complaint, PROCEDURE[action], roles, person, subject))
    )


def refusal(
    complaint: Complaint, action: Action, roles: frozenset[Role], today: date, subject: str = ""
) -> Refusal | None:
    """Why this step cannot be taken today, or None. It looks at the dossier only, not at what would be filled in."""
    row = PROCEDURE[action]
    if not roles & (row.roles | row.behalf):
        return errors.NotYourStep(action)
    if row.apart and not kept_apart(complaint):
        return errors.NotYourStep(action)
    if subject not in subjects(complaint, action):
        return errors.UnknownSubject(action, subject)
    if complaint.stage in ENDED - row.stages:  # that it ended says more than what was done before
        return errors.WrongStage(action, complaint.stage)
    by_clock = not roles - {Role.SYSTEM}
    for name in row.unless + (row.clock_unless if by_clock else ()):
        done = first(complaint, name, subject=of(name, subject))
        if done is not None:
            return errors.AlreadyDone(action, name, done.on, done.subject)
    if complaint.stage not in row.stages:
        return errors.WrongStage(action, complaint.stage)
    needs = [(any_of, subject) for any_of in row.needs]
    needs += [((name,), subject) for name in row.clock_needs if by_clock]
    needs += [(any_of, each.ref) for any_of in row.each for each in complaint.respondents]
    for any_of, whose in needs:
        if earliest(complaint, any_of, whose) is None:
            return errors.Missing(action, any_of, whose)
    return not_yet(complaint, row, today) if by_clock else None


def subjects(complaint: Complaint, action: Action) -> tuple[str, ...]:
    """What this step can be about: refs of respondents, letters or improvements, seats, requested documents; ("",) when
    about the whole."""
    about = PROCEDURE[action].about
    if about is About.RESPONDENT:
        return tuple(one.ref for one in complaint.respondents)
    if about is About.SEAT:
        return tuple(seat.value for seat in Seat if seat in panel(complaint))
    if about is About.DOCUMENT:
        return documents(complaint)
    if about is About.LETTER:
        return letters(complaint)
    if about is About.IMPROVEMENT:
        return refs(complaint)
    return ("",)


def entitled(complaint: Complaint, row: Step, roles: frozenset[Role], by: PersonId | None, subject: str) -> bool:
    """Whether it is their own step, or one they may record for a member."""
    return bool(roles & row.behalf) or own(complaint, row, roles, by, subject)


def own(complaint: Complaint, row: Step, roles: frozenset[Role], by: PersonId | None, subject: str) -> bool:
    """Whether this is their own step: not recorded for a member, and not about another respondent or seat."""
    if not roles & row.roles:
        return False
    if row.about is About.SEAT:
        return panel(complaint).get(subject) == by
    if row.roles == RESPONDENT:
        return any(one.ref == subject and one.person == by for one in complaint.respondents)
    if row.about is About.IMPROVEMENT and roles & row.roles == OWNER:
        return by is not None and subject in owned(complaint, by)
    return True


def not_yet(complaint: Complaint, row: Step, today: date) -> Refusal | None:
    """Before the term it waits for has passed, the clock does not act and nobody is asked to."""
    if row.once_past is None:
        return None
    waits = [one for one in running(complaint) if one.term is row.once_past]
    return errors.NotYet(row.action, waits[0].due_on) if waits and today <= waits[0].due_on else None


def of(name: FactName, subject: str) -> str:
    """The subject this fact has when it belongs to a step about ``subject``."""
    return subject if name in PER_SUBJECT else ""


def earliest(complaint: Complaint, any_of: Iterable[FactName], subject: str) -> Fact | None:
    """The first of these facts that stands, for this subject where it is owed to each."""
    found = [fact for name in any_of if (fact := first(complaint, name, subject=of(name, subject)))]
    return min(found, key=lambda fact: fact.on, default=None)


def documents(complaint: Complaint) -> tuple[str, ...]:
    """The documents the committee asked for: "d1", "d2", …"""
    return tuple(fact.subject for fact in complaint.facts if fact.name is FactName.DOCUMENT_REQUESTED)


def letters(complaint: Complaint) -> tuple[str, ...]:
    """The letters that were prepared: "b1", "b2", …"""
    return tuple(
        fact.subject for event in complaint.events for fact in event.facts if fact.name is FactName.LETTER_PREPARED
    )
