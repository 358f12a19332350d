"""Take a step in a case: look whether this person may, judge, record and tell, in one transaction.

Each verb on a case is this, with its own attributes. To who may not read the case it does not exist, also when they
could when the form was opened: then nothing is kept and nothing is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from klachtbot.domain import errors, people, procedure
from klachtbot.domain.model import (
    Action,
    Complaint,
    ComplaintId,
    Draft,
    Json,
    Notice,
    PersonId,
    Position,
    Role,
    Series,
    Stage,
)
from klachtbot.domain.people import Organisation
from klachtbot.domain.steps import PROCEDURE
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.ports import NewMessage, Person, UnitOfWork

_NOTHING: Mapping[str, Json] = {}
_PANEL = frozenset({Role.CHAIR, Role.MEMBER})


@dataclass(frozen=True, slots=True)
class Sight:
    """A case somebody is about to take a step in. ``done``: this very submission was recorded before."""

    complaint: Complaint
    by: Person
    roles: frozenset[Role]
    organisation: Organisation
    done: bool = False


def take_step(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    action: Action,
    subject: str = "",
    on: date | None = None,
    attributes: Mapping[str, Json] = _NOTHING,
    details: Mapping[str, Json] = _NOTHING,
    submission: str,
) -> Complaint:
    """Record it as having happened on ``on`` (None: today), and give the case as it is now.

    ``version`` is what the person saw: ``Stale`` when somebody recorded something since. ``NotFound`` for who may not
    read it; any other ``Refusal`` for who may. The result may be out of the person's reach (they handed it over):
    ask again before showing any of it.
    """
    sight = look(uow, by=by, today=today, complaint=complaint, version=version, action=action, submission=submission)
    if sight.done:
        return sight.complaint
    draft = judged(sight, action, today, calendar, subject=subject, on=on, attributes=attributes, details=details)
    return record(uow, sight, (draft,), submission=submission)


def look(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    complaint: ComplaintId,
    version: int,
    action: Action,
    submission: str,
    opened: bool = False,
) -> Sight:
    """The case as this person may see it, at the version they saw. Asks the database the same whatever it finds."""
    found = uow.complaints.by_id(complaint, opened=opened)
    before = uow.complaints.by_submission(submission)
    organisation = uow.people.organisation()
    if found is None or by is None:
        raise errors.NotFound
    if before is not None and before.id == found.id and any(event.by == by.id for event in before.events):
        return Sight(before, by, frozenset(), organisation, done=True)
    roles = people.roles_in(found, by.id, organisation, today)
    # A member of the panel may not read the dossier before declaring not to be involved (R13).
    theirs = roles & _PANEL & PROCEDURE[action].roles
    if not theirs and not people.may_read(found, by.id, organisation, today):
        raise errors.NotFound
    if found.version != version:
        raise errors.Stale
    return Sight(found, by, roles, organisation)


def judged(
    sight: Sight,
    action: Action,
    today: date,
    calendar: WorkCalendar,
    *,
    subject: str = "",
    on: date | None = None,
    attributes: Mapping[str, Json] = _NOTHING,
    details: Mapping[str, Json] = _NOTHING,
) -> Draft:
    """The entry this step makes; raises a ``Refusal``."""
    return procedure.advance(
        sight.complaint,
        action,
        by=sight.by.id,
        roles=sight.roles,
        on=on or today,
        today=today,
        calendar=calendar,
        subject=subject,
        attributes=attributes,
        details=details,
    )


def record(
    uow: UnitOfWork,
    sight: Sight,
    drafts: Sequence[Draft],
    *,
    submission: str,
    number: tuple[Series, int] | None = None,
    series: Series | None = None,
    messages: Sequence[NewMessage] = (),
) -> Complaint:
    """Store the entries, tell who must hear of them, and commit. ``messages`` come on top of what the table says."""
    before = sight.complaint
    try:
        after = uow.complaints.append(before, drafts, submission=submission, number=number, series=series)
    except errors.AlreadyRecorded as recorded:
        again = uow.complaints.by_id(recorded.complaint)
        if again is None or again.id != before.id:
            raise errors.Stale from None
        return again
    for draft in drafts:
        for notice in procedure.notices(draft):
            if notice is Notice.NEW_OFFICER and after.officer not in (before.officer, sight.by.id):
                uow.outbox.add(
                    NewMessage(f"handed_over:{after.id}:{after.version}", "handed_over", after.officer, after.id)
                )
    for message in messages:
        uow.outbox.add(message)
    refresh(uow, after, before.officer, after.officer, *_who_saw_the_report(sight))
    uow.commit()
    return after


def _who_saw_the_report(sight: Sight) -> tuple[PersonId, ...]:
    """On whose Home it stood, when it was a report for all coordinators."""
    found, organisation = sight.complaint, sight.organisation
    if found.stage is not Stage.REPORTED or people.supervised(found, organisation):
        return ()
    return organisation.holding(Position.COORDINATOR)


def refresh(uow: UnitOfWork, complaint: Complaint, *whose: PersonId) -> None:
    """Publish the Home tab of these people anew."""
    for person in dict.fromkeys(whose):
        uow.outbox.add(NewMessage(f"home:{person}:{complaint.id}:{complaint.version}", "home", person))
