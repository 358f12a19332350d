"""Put right what a respondent is called (R2, R19). Nobody becomes a coordinator by it: that is adding one (R23)."""

from __future__ import annotations

from datetime import date

from klachtbot.domain import errors, people, procedure
from klachtbot.domain.model import AboutKind, Action, Complaint, ComplaintId, Json, Respondent
from klachtbot.domain.workdays import WorkCalendar
from klachtbot.usecases.ports import Person, Sent, UnitOfWork
from klachtbot.usecases.route import route
from klachtbot.usecases.take_step import judged, look, record


class PerhapsCoordinator(errors.Refusal):
    """The name is, or may be, that of a coordinator: who is added as respondent, and only then, moves the case."""


def correct_name(
    uow: UnitOfWork,
    *,
    by: Person | None,
    today: date,
    calendar: WorkCalendar,
    complaint: ComplaintId,
    version: int,
    respondent: str,
    name: str,
    reason: str,
    submission: str,
) -> Complaint:
    """Call this respondent (a ref) so from now on; who is known by that name alone is linked.

    ``Incomplete`` at "respondent" or "name" when it is none of them, or the name of another or of several.
    ``PerhapsCoordinator`` at "name".
    """
    action = Action.CORRECT
    sent: Sent = {"respondent": respondent, "name": name, "reason": reason}
    sight = look(
        uow,
        by=by,
        today=today,
        complaint=complaint,
        version=version,
        action=action,
        submission=submission,
        sent=sent,
        opened=True,
    )
    found = sight.complaint
    if sight.done:
        return found
    old = next((one for one in found.respondents if one.ref == respondent), None)
    if old is None:
        raise errors.Incomplete(action, "respondent")
    routed = route(uow, kind=AboutKind.STAFF, names=name, people=(), on=today, preferred=found.officer, known=found)
    if routed.supervised and not people.supervised(found, sight.organisation):
        raise PerhapsCoordinator(field="name")
    refs = {one.ref for one in found.respondents} - {respondent}
    named = [one for one in routed.respondents if one.ref in routed.names]
    if len(named) != 1 or named[0].ref in refs:
        raise errors.Incomplete(action, "name")
    person = named[0].person or old.person
    attributes: dict[str, Json] = {"corrects": ["respondents"]}
    if person != old.person:
        attributes["respondents"] = procedure.listed([Respondent(old.ref, person, old.organisation)])
    details: dict[str, Json] = {"respondents": {respondent: name}, "reason": reason}
    draft = judged(sight, action, today, calendar, attributes=attributes, details=details)
    return record(uow, sight, (draft,), submission=submission)
