"""The supervisor lets go of a report that is not about a coordinator (R23): then the coordinators have it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from klachtbot.domain import people, procedure
from klachtbot.domain.model import Action, Complaint, ComplaintId, Position, Series
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.ports import Person, UnitOfWork
from klachtbot.usecases.report import messages_to_registrars
from klachtbot.usecases.take_step import judged, look, record


def release_report(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    submission: str,
) -> Complaint:
    """Give it to the coordinators, with everything in it and a reference of theirs.

    Who releases says that it is about none of them: a respondent who was taken for one is a name again. Who releases
    may read it no longer. ``NotYourStep`` when there is nothing to release.
    """
    action = Action.RELEASE
    sight = look(uow, by=by, today=today, complaint=complaint, version=version, action=action, submission=submission)
    if sight.done:
        return sight.complaint
    found, organisation = sight.complaint, sight.organisation
    respondents = [
        replace(one, person=None) if one.person and organisation.holds(one.person, Position.COORDINATOR) else one
        for one in found.respondents
    ]
    cleared = people.involved(replace(found, respondents=tuple(respondents)))
    officer = people.officer_for(organisation, today, involved=cleared)
    draft = judged(
        sight,
        action,
        today,
        calendar,
        attributes={"officer": officer, "supervised": False, "respondents": procedure.listed(respondents)},
    )
    ahead = replace(procedure.followed(found, (draft,)), series=Series.ORDINARY)
    return record(
        uow,
        sight,
        (draft,),
        submission=submission,
        series=Series.ORDINARY,
        messages=messages_to_registrars(ahead, organisation, today),
    )
